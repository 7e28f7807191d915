# Nobody runs as the project's default account, and no account has a key.
resource "google_service_account" "run" {
  for_each     = local.functions
  account_id   = "run-${each.key}"
  display_name = "Runs the function ${each.key}"
  depends_on   = [google_project_service.api]
}

# Who calls us for Google (tasks, scheduler, events), in whose name addresses are signed, as whom operators act.
resource "google_service_account" "named" {
  for_each     = local.topology.accounts
  account_id   = each.value
  display_name = "Rushes: ${each.key}"
  depends_on   = [google_project_service.api]
}
