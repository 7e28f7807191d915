locals {
  apis = concat(
    ["run", "cloudtasks", "cloudscheduler", "storage", "pubsub", "firestore", "cloudkms", "secretmanager", "aiplatform"],
    ["firebase", "firebaserules", "firebasehosting", "firebaseappcheck", "recaptchaenterprise", "identitytoolkit", "fcm"],
    ["artifactregistry", "cloudbuild", "iam", "iamcredentials", "sts", "cloudresourcemanager", "serviceusage"],
    ["monitoring", "logging", "cloudtrace", "clouderrorreporting", "billingbudgets"],
    local.with_edge ? ["compute"] : [],
  )
}

resource "google_project_service" "api" {
  for_each           = toset(local.apis)
  service            = "${each.key}.googleapis.com"
  disable_on_destroy = false # something else in the project may use it
}
