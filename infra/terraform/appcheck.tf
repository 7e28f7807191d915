# How Google's own services treat apps that nobody vouches for. Our doors have a setting of their own.
resource "google_firebase_app_check_service_config" "service" {
  for_each         = toset(["firestore.googleapis.com", "identitytoolkit.googleapis.com"])
  service_id       = each.key
  enforcement_mode = var.app_check
  depends_on       = [google_project_service.api, google_identity_platform_config.this, google_firestore_database.this]
}

resource "google_firebase_app_check_recaptcha_enterprise_config" "web" {
  count      = var.web_app == null ? 0 : 1
  app_id     = var.web_app.id
  site_key   = var.web_app.site_key
  token_ttl  = "3600s"
  depends_on = [google_project_service.api]
}
