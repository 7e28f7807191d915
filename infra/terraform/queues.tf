locals {
  # What a queue may have under way at once, where a function that it leads to has only a part of its instances.
  at_once = { for queue, told in local.topology.queues : queue => max(1, floor(told.max_concurrent_dispatches * min(1, [
    for name, function in local.functions : local.instances[name] / function.instances.max if contains(try(function.queues, []), queue)
  ]...))) }
}

# Attempts, rates and waits are the topology's; bursts are Cloud Tasks' own choice.
resource "google_cloud_tasks_queue" "queue" {
  for_each = local.topology.queues
  name     = each.key
  location = local.region
  rate_limits {
    max_dispatches_per_second = each.value.max_dispatches_per_second
    max_concurrent_dispatches = local.at_once[each.key]
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
