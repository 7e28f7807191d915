# Cloud Storage tells a topic, a subscription pushes to the function with a token made for it. Not by Eventarc, whose audience
# and whose subscription's deadlines cannot be chosen.
data "google_storage_project_service_account" "this" {
  depends_on = [google_project_service.api]
}

locals {
  # `make deploy` has Google make it before, as Vertex's.
  pubsub_agent = "serviceAccount:service-${local.number}@gcp-sa-pubsub.iam.gserviceaccount.com"
}

resource "google_pubsub_topic" "stored" {
  for_each   = local.topology.notifications
  name       = each.key
  depends_on = [google_project_service.api]
}

resource "google_pubsub_topic_iam_member" "storage" {
  for_each = google_pubsub_topic.stored
  topic    = each.value.name
  role     = "roles/pubsub.publisher"
  member   = data.google_storage_project_service_account.this.member
}

resource "google_storage_notification" "stored" {
  for_each       = local.topology.notifications
  bucket         = google_storage_bucket.bucket[each.value.bucket].name
  topic          = google_pubsub_topic.stored[each.key].id
  event_types    = [each.value.event]
  payload_format = "JSON_API_V1"
  depends_on     = [google_pubsub_topic_iam_member.storage]
}

resource "google_pubsub_subscription" "stored" {
  for_each                   = { for name, told in local.topology.notifications : name => told if var.image != "" }
  name                       = each.key
  topic                      = google_pubsub_topic.stored[each.key].id
  ack_deadline_seconds       = each.value.ack_deadline_s
  message_retention_duration = "604800s"
  expiration_policy { ttl = "" } # never, however quiet it is
  push_config {
    push_endpoint = "${local.url[each.value.function]}/"
    oidc_token {
      service_account_email = google_service_account.named["events"].email
      audience              = local.url[each.value.function]
    }
  }
  retry_policy {
    minimum_backoff = "${each.value.min_backoff_s}s"
    maximum_backoff = "${each.value.max_backoff_s}s"
  }
  dead_letter_policy {
    dead_letter_topic     = google_pubsub_topic.lost.id
    max_delivery_attempts = each.value.max_delivery_attempts
  }
  depends_on = [google_cloud_run_v2_service.function, google_service_account_iam_member.pubsub]
}

# What could not be told: kept for an operator to look at; the sweep finds the objects anyway.
resource "google_pubsub_topic" "lost" {
  name       = "lost-notifications"
  depends_on = [google_project_service.api]
}

resource "google_pubsub_subscription" "lost" {
  name                       = "lost-notifications"
  topic                      = google_pubsub_topic.lost.id
  message_retention_duration = "604800s"
  expiration_policy { ttl = "" }
}

resource "google_pubsub_topic_iam_member" "lost" {
  topic  = google_pubsub_topic.lost.name
  role   = "roles/pubsub.publisher"
  member = local.pubsub_agent
}

resource "google_pubsub_subscription_iam_member" "stored" {
  for_each     = google_pubsub_subscription.stored
  subscription = each.value.name
  role         = "roles/pubsub.subscriber" # to take a message off once it is a dead letter
  member       = local.pubsub_agent
}

resource "google_service_account_iam_member" "pubsub" {
  service_account_id = google_service_account.named["events"].name
  role               = "roles/iam.serviceAccountOpenIdTokenCreator"
  member             = local.pubsub_agent
}
