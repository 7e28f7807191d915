# Sign-in of users. `make deploy` adds Firebase to the project first.
resource "google_identity_platform_config" "this" {
  authorized_domains = distinct(concat(["localhost", "${var.project}.firebaseapp.com", "${var.project}.web.app", local.host], [
    for origin in var.cors_origins : regex("^https?://([^/:]+)", origin)[0]
  ]))
  autodelete_anonymous_users = false # what guests made is theirs until they are erased
  sign_in {
    allow_duplicate_emails = false
    email {
      enabled           = var.sign_in.email
      password_required = true
    }
    anonymous { enabled = var.sign_in.guests }
  }
  depends_on = [google_project_service.api]
}

# A workflow of the repository on its main branch deploys without a key.
resource "google_iam_workload_identity_pool" "ci" {
  count                     = var.ci_repository == "" ? 0 : 1
  workload_identity_pool_id = "rushes-ci"
  depends_on                = [google_project_service.api]
}

resource "google_iam_workload_identity_pool_provider" "github" {
  count                              = var.ci_repository == "" ? 0 : 1
  workload_identity_pool_id          = google_iam_workload_identity_pool.ci[0].workload_identity_pool_id
  workload_identity_pool_provider_id = "github"
  attribute_mapping                  = { "google.subject" = "assertion.sub", "attribute.repository" = "assertion.repository" }
  attribute_condition                = "assertion.repository == \"${var.ci_repository}\" && assertion.ref == \"refs/heads/main\""
  oidc { issuer_uri = "https://token.actions.githubusercontent.com" }
}

resource "google_service_account" "deployer" {
  count        = var.ci_repository == "" ? 0 : 1
  account_id   = "rushes-deployer"
  display_name = "Deploys from CI"
  depends_on   = [google_project_service.api]
}

resource "google_service_account_iam_member" "ci" {
  count              = var.ci_repository == "" ? 0 : 1
  service_account_id = google_service_account.deployer[0].name
  role               = "roles/iam.workloadIdentityUser"
  member             = "principalSet://iam.googleapis.com/${google_iam_workload_identity_pool.ci[0].name}/attribute.repository/${var.ci_repository}"
}

resource "google_project_iam_member" "deployer" {
  for_each = var.ci_repository == "" ? [] : toset(concat(
    ["run.admin", "cloudtasks.admin", "cloudscheduler.admin", "storage.admin", "pubsub.admin", "datastore.owner", "firebaserules.admin"],
    ["cloudkms.admin", "secretmanager.admin", "artifactregistry.admin", "cloudbuild.builds.editor", "monitoring.admin"],
    ["logging.configWriter", "iam.roleAdmin", "iam.serviceAccountAdmin", "iam.serviceAccountUser", "iam.workloadIdentityPoolAdmin"],
    ["resourcemanager.projectIamAdmin", "serviceusage.serviceUsageAdmin", "identityplatform.admin", "firebaseappcheck.admin"],
    ["firebasehosting.admin", "firebase.viewer"], local.with_edge ? ["compute.loadBalancerAdmin", "compute.securityAdmin"] : [],
  ))
  project = var.project
  role    = "roles/${each.key}"
  member  = google_service_account.deployer[0].member
}
