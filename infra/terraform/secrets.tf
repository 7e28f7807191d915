# The names only: values are added by `gcloud secrets versions add` and never stand in a plan or in the state.
resource "google_secret_manager_secret" "secret" {
  for_each  = local.topology.secrets
  secret_id = each.key
  replication {
    auto {}
  }
  deletion_protection = var.keep_data && each.value.needed == "always"
  depends_on          = [google_project_service.api]
}

resource "google_secret_manager_secret_iam_member" "run" {
  for_each = merge([for name, variables in local.secrets : {
    for variable, secret in variables : "${name} ${secret}" => { function = name, secret = secret }
  }]...)
  secret_id = google_secret_manager_secret.secret[each.value.secret].secret_id
  role      = "roles/secretmanager.secretAccessor"
  member    = google_service_account.run[each.value.function].member
}
