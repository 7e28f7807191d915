resource "google_storage_bucket" "bucket" {
  for_each                    = local.topology.buckets
  name                        = "${var.project}-${each.key}"
  location                    = local.region
  uniform_bucket_level_access = true
  public_access_prevention    = "enforced"
  force_destroy               = !var.keep_data
  soft_delete_policy { retention_duration_seconds = each.value.softDeletePolicy.retentionDurationSeconds } # what is erased is gone

  dynamic "cors" {
    for_each = try(each.value.cors, [])
    content {
      origin          = local.cors_origins
      method          = cors.value.method
      response_header = cors.value.responseHeader
      max_age_seconds = cors.value.maxAgeSeconds
    }
  }
  dynamic "lifecycle_rule" {
    for_each = try(each.value.lifecycle.rule, [])
    content {
      action { type = lifecycle_rule.value.action.type }
      condition {
        age            = lifecycle_rule.value.condition.age
        matches_prefix = try(lifecycle_rule.value.condition.matchesPrefix, null)
      }
    }
  }
  lifecycle_rule { # parts of uploads that nobody finished
    action { type = "AbortIncompleteMultipartUpload" }
    condition { age = 2 }
  }
  depends_on = [google_project_service.api]
}
