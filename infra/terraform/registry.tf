# One image for all functions; the build pushes it, Cloud Run takes it by digest.
resource "google_artifact_registry_repository" "images" {
  repository_id = "rushes"
  location      = local.region
  format        = "DOCKER"
  docker_config { immutable_tags = true }
  cleanup_policies {
    id     = "keep-ten" # a rollback goes to one of these
    action = "KEEP"
    most_recent_versions { keep_count = 10 }
  }
  cleanup_policies {
    id     = "drop-old"
    action = "DELETE"
    condition {
      older_than = "2592000s"
      tag_state  = "ANY"
    }
  }
  depends_on = [google_project_service.api]
}

resource "google_service_account" "builder" {
  account_id   = "rushes-builder"
  display_name = "Builds the image of all functions"
  depends_on   = [google_project_service.api]
}

resource "google_artifact_registry_repository_iam_member" "builder" {
  repository = google_artifact_registry_repository.images.name
  location   = local.region
  role       = "roles/artifactregistry.writer"
  member     = google_service_account.builder.member
}

resource "google_project_iam_member" "builder" {
  for_each = toset(["roles/logging.logWriter", "roles/storage.objectViewer"]) # its log; the source that gcloud uploaded
  project  = var.project
  role     = each.key
  member   = google_service_account.builder.member
  dynamic "condition" {
    for_each = each.key == "roles/storage.objectViewer" ? ["only the source"] : []
    content {
      title      = condition.value
      expression = "resource.name.startsWith(\"projects/_/buckets/${var.project}_cloudbuild\")"
    }
  }
}
