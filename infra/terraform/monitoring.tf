resource "google_monitoring_notification_channel" "page" {
  for_each     = var.page
  display_name = "Page ${each.key}"
  type         = "email"
  labels       = { email_address = each.key }
  depends_on   = [google_project_service.api]
}
