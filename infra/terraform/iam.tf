locals {
  # What each need of a function means. A bucket's need is "BUCKET:read" or "BUCKET:write".
  project_roles = {
    "auth"           = "roles/firebaseauth.admin"
    "auth-read"      = "roles/firebaseauth.viewer"
    "firestore"      = "roles/datastore.user"
    "firestore-read" = "roles/datastore.viewer"
    "providers"      = "roles/aiplatform.user"
    "push"           = "roles/firebasecloudmessaging.admin"
    "queues"         = google_project_iam_custom_role.queue_desk.name
    "tasks"          = "roles/cloudtasks.enqueuer"
    "tasks-read"     = "roles/cloudtasks.viewer"
  }
  bucket_roles = { read = "roles/storage.objectViewer", write = "roles/storage.objectUser" }
  # On one account: to name it in a task's token, or to sign in its name.
  account_roles = {
    "tasks"  = { account = "tasks", role = "roles/iam.serviceAccountUser" }
    "signer" = { account = "signer", role = "roles/iam.serviceAccountTokenCreator" }
  }
  key_needs = ["kms"]

  needs = merge([
    for name, told in local.functions : { for need in told.needs : "${name} ${need}" => { function = name, need = need } }
  ]...)
  bucket_needs = { for key, told in local.needs : key => merge(told, {
    bucket = split(":", told.need)[0], right = split(":", told.need)[1]
  }) if strcontains(told.need, ":") }
}

# No role of Google's pauses queues and does no more: queueAdmin also empties, changes and deletes them.
resource "google_project_iam_custom_role" "queue_desk" {
  project     = var.project
  role_id     = "rushesQueueDesk"
  title       = "Rushes: pause and resume queues"
  permissions = ["cloudtasks.queues.pause", "cloudtasks.queues.resume"]
  depends_on  = [google_project_service.api, google_project_iam_member.deployer]
}

resource "google_project_iam_member" "run" {
  for_each = { for key, told in local.needs : key => told if contains(keys(local.project_roles), told.need) }
  project  = var.project
  role     = local.project_roles[each.value.need]
  member   = google_service_account.run[each.value.function].member
}

resource "google_service_account_iam_member" "run" {
  for_each           = { for key, told in local.needs : key => told if contains(keys(local.account_roles), told.need) }
  service_account_id = google_service_account.named[local.account_roles[each.value.need].account].name
  role               = local.account_roles[each.value.need].role
  member             = google_service_account.run[each.value.function].member
}

resource "google_storage_bucket_iam_member" "run" {
  for_each = local.bucket_needs
  bucket   = google_storage_bucket.bucket[each.value.bucket].name
  role     = local.bucket_roles[each.value.right]
  member   = google_service_account.run[each.value.function].member
}

resource "google_kms_crypto_key_iam_member" "run" {
  for_each      = { for key, told in local.needs : key => told if contains(local.key_needs, told.need) }
  crypto_key_id = google_kms_crypto_key.provider_keys.id
  role          = "roles/cloudkms.cryptoKeyEncrypterDecrypter"
  member        = google_service_account.run[each.value.function].member
}

# Whatever carries a signature of the signer is done with the signer's own rights.
resource "google_storage_bucket_iam_member" "signer" {
  for_each = { uploads = "roles/storage.objectCreator", media = "roles/storage.objectViewer" }
  bucket   = google_storage_bucket.bucket[each.key].name
  role     = each.value
  member   = google_service_account.named["signer"].member
}

# Veo reads references from, and writes videos into, buckets by Vertex's own account; `make deploy` has Google make it first.
resource "google_storage_bucket_iam_member" "vertex" {
  for_each = { provider-out = "roles/storage.objectUser", media = "roles/storage.objectViewer" }
  bucket   = google_storage_bucket.bucket[each.key].name
  role     = each.value
  member   = "serviceAccount:service-${local.number}@gcp-sa-aiplatform.iam.gserviceaccount.com"
}

# An operator's gcloud asks for a token of this account, made for admin's address alone.
resource "google_service_account_iam_member" "operators" {
  for_each           = var.operators
  service_account_id = google_service_account.named["operator"].name
  role               = "roles/iam.serviceAccountOpenIdTokenCreator"
  member             = each.key
}

resource "google_project_iam_audit_config" "reads" {
  for_each = toset(["cloudkms.googleapis.com", "secretmanager.googleapis.com"])
  project  = var.project
  service  = each.key
  audit_log_config { log_type = "DATA_READ" }
  depends_on = [google_project_service.api]
}
