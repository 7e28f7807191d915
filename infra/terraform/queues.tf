# Attempts, rates and waits are the topology's; bursts are Cloud Tasks' own choice.
resource "google_cloud_tasks_queue" "queue" {
  for_each = local.topology.queues
  name     = each.key
  location = local.region
  rate_limits {
    max_dispatches_per_second = each.value.max_dispatches_per_second
    max_concurrent_dispatches = each.value.max_concurrent_dispatches
  }
  retry_config {
    max_attempts  = each.value.max_attempts
    min_backoff   = "${each.value.min_backoff_s}s"
    max_backoff   = "${each.value.max_backoff_s}s"
    max_doublings = 16 # until the longest wait
  }
  stackdriver_logging_config { sampling_ratio = 0.1 }
  depends_on = [google_project_service.api]
}
