resource "google_cloud_scheduler_job" "job" {
  for_each         = { for name, told in local.topology.schedules : name => told if var.image != "" }
  name             = each.key
  region           = local.region
  schedule         = each.value.schedule
  time_zone        = each.value.time_zone
  attempt_deadline = "${each.value.attempt_deadline_s}s"
  retry_config { retry_count = 1 } # the next minute is a try too
  http_target {
    http_method = "POST"
    uri         = "${local.url[each.value.function]}/"
    oidc_token {
      service_account_email = google_service_account.named["scheduler"].email
      audience              = local.url[each.value.function]
    }
  }
  depends_on = [google_cloud_run_v2_service.function]
}
