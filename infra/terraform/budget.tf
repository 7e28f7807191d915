resource "google_billing_budget" "month" {
  count           = var.billing_account == "" ? 0 : 1
  billing_account = var.billing_account
  display_name    = "Rushes ${var.stage}"
  budget_filter { projects = ["projects/${local.number}"] }
  amount {
    specified_amount { units = tostring(var.monthly_budget) }
  }
  dynamic "threshold_rules" {
    for_each = [{ part = 0.5, basis = "CURRENT_SPEND" }, { part = 0.9, basis = "CURRENT_SPEND" }, { part = 1.0, basis = "FORECASTED_SPEND" }, { part = 1.0, basis = "CURRENT_SPEND" }]
    content {
      threshold_percent = threshold_rules.value.part
      spend_basis       = threshold_rules.value.basis
    }
  }
  all_updates_rule {
    pubsub_topic                     = google_pubsub_topic.budget.id
    monitoring_notification_channels = [for channel in google_monitoring_notification_channel.page : channel.id]
  }
}

# Each change of what was spent, for whoever wants to act on it; nothing of ours listens.
resource "google_pubsub_topic" "budget" {
  name       = "budget"
  depends_on = [google_project_service.api]
}
