# Metrics over our log lines, and who is told of what: declared in monitoring.json, which the runbook and the tests read too.
locals {
  monitoring = jsondecode(file("${path.module}/../monitoring.json"))
  workers    = [for name, told in local.functions : name if !contains(keys(local.public), name)]
  # What a list in braces stands for that only a deployment knows.
  stands_for = {
    "@workers" = local.workers
    "@at-once" = [for name, _ in local.public : name if can(local.functions[name].threads)] # the others wait on purpose
    "@media"   = ["${var.project}-media"]
    "@uptime"  = [google_monitoring_uptime_check_config.health.uptime_check_id]
  }
  metric_prefix = "logging.googleapis.com/user"

  # Every series that an alert or a chart names, as Monitoring filters it.
  series = merge(
    { for name, told in local.monitoring.alerts : name => told.series },
    { for name, told in local.monitoring.alerts : "${name} of" => told.of if can(told.of) },
    { for told in local.monitoring.charts : told.title => told.series },
  )
  filters = { for name, told in local.series : name => join(" AND ", concat(
    [
      "metric.type = \"${try(told.google, "${local.metric_prefix}/${google_logging_metric.metric[told.metric].name}")}\"",
      "resource.type = \"${try(told.resource, "cloud_run_revision")}\"",
    ],
    [for label, values in try(told.where, {}) : "metric.label.${label} = one_of(${join(", ", [
      for value in flatten([for each in values : lookup(local.stands_for, each, [each])]) : "\"${value}\""
    ])})"],
    [for label, values in try(told.resource_where, {}) : "resource.label.${label} = one_of(${join(", ", [
      for value in flatten([for each in values : lookup(local.stands_for, each, [each])]) : "\"${value}\""
    ])})"],
  )) }

  # One condition for each alert, and where it speaks of a share a second one: that it is not one of three.
  thresholds = { for name, told in local.monitoring.alerts : name => concat(
    [{ says = told.title, share = can(told.of), value = try(told.above, told.below, told.above_of_budget * var.storage_budget_gib * 1073741824) }],
    can(told.at_least) ? [{ says = "at least ${told.at_least}", share = false, value = told.at_least - 1 }] : [],
  ) if !can(told.absent_s) }

  ways = {
    page = [for channel in google_monitoring_notification_channel.page : channel.id]
    chat = var.chat_space == "" ? [for channel in google_monitoring_notification_channel.page : channel.id] : [google_monitoring_notification_channel.chat[0].id]
    mail = [for channel in google_monitoring_notification_channel.mail : channel.id]
  }
}

resource "google_monitoring_notification_channel" "page" {
  for_each     = var.page
  display_name = "Page ${each.key}"
  type         = "email"
  labels       = { email_address = each.key }
  depends_on   = [google_project_service.api]
}

resource "google_monitoring_notification_channel" "chat" {
  count        = var.chat_space == "" ? 0 : 1
  display_name = "Chat"
  type         = "google_chat"
  labels       = { space = var.chat_space }
  depends_on   = [google_project_service.api]
}

resource "google_monitoring_notification_channel" "mail" {
  for_each     = var.mail
  display_name = "Digest to ${each.key}"
  type         = "email"
  labels       = { email_address = each.key }
  depends_on   = [google_project_service.api]
}

resource "google_logging_metric" "metric" {
  for_each        = local.monitoring.metrics
  name            = "rushes/${each.key}"
  description     = each.value.says
  filter          = "resource.type=\"cloud_run_revision\" AND (${each.value.filter})"
  value_extractor = try(each.value.value, null)
  label_extractors = {
    for label, extractor in each.value.labels : label => extractor
  }
  metric_descriptor {
    metric_kind = "DELTA"
    value_type  = can(each.value.value) ? "DISTRIBUTION" : "INT64"
    unit        = can(each.value.value) ? "s" : "1"
    dynamic "labels" {
      for_each = each.value.labels
      content {
        key        = labels.key
        value_type = "STRING"
      }
    }
  }
  dynamic "bucket_options" {
    for_each = can(each.value.value) ? [true] : []
    content {
      exponential_buckets {
        num_finite_buckets = 24
        growth_factor      = 1.5
        scale              = 1
      }
    }
  }
  depends_on = [google_project_service.api]
}

# A policy that names a metric which Monitoring has not heard of yet is refused; mostly it hears of one within a minute, at times
# within ten. So the first policies come with the functions, a whole build after their metrics.
resource "terraform_data" "heard_of_metrics" {
  triggers_replace = sort([for metric in google_logging_metric.metric : metric.name])
  provisioner "local-exec" { command = "sleep 90" }
}

resource "google_monitoring_alert_policy" "alert" {
  for_each              = { for name, told in local.monitoring.alerts : name => told if var.image != "" }
  display_name          = each.value.title
  combiner              = "AND"
  severity              = each.value.way == "page" ? "CRITICAL" : "WARNING"
  notification_channels = local.ways[each.value.way]
  user_labels           = { alert = each.key, way = each.value.way }
  documentation {
    mime_type = "text/markdown"
    subject   = "${each.value.title} (${var.stage})"
    content   = "`${each.key}` in [the runbook](${var.runbook}#${each.key})"
  }
  alert_strategy { auto_close = "1800s" }

  depends_on = [terraform_data.heard_of_metrics]

  dynamic "conditions" {
    for_each = try(local.thresholds[each.key], [])
    content {
      display_name = conditions.value.says
      condition_threshold {
        filter                  = local.filters[each.key]
        comparison              = can(each.value.below) ? "COMPARISON_LT" : "COMPARISON_GT"
        threshold_value         = conditions.value.value
        duration                = "${try(each.value.for_s, 0)}s"
        evaluation_missing_data = try(each.value.missing_counts, false) ? "EVALUATION_MISSING_DATA_ACTIVE" : null
        aggregations {
          alignment_period     = "${each.value.window_s}s"
          per_series_aligner   = try(each.value.aligner, "ALIGN_DELTA")
          cross_series_reducer = try(each.value.reducer, "REDUCE_SUM")
          group_by_fields      = try(each.value.by, [])
        }
        denominator_filter = conditions.value.share ? local.filters["${each.key} of"] : null
        dynamic "denominator_aggregations" {
          for_each = conditions.value.share ? [true] : []
          content {
            alignment_period     = "${each.value.window_s}s"
            per_series_aligner   = "ALIGN_DELTA"
            cross_series_reducer = "REDUCE_SUM"
            group_by_fields      = try(each.value.by, [])
          }
        }
      }
    }
  }
  dynamic "conditions" {
    for_each = can(each.value.absent_s) ? [each.value.absent_s] : []
    content {
      display_name = each.value.title
      condition_absent {
        filter   = local.filters[each.key]
        duration = "${conditions.value}s"
        aggregations {
          alignment_period     = "60s"
          per_series_aligner   = "ALIGN_DELTA"
          cross_series_reducer = "REDUCE_SUM"
        }
      }
    }
  }
}

# The nightly proof writes a line of figures; a mail with what stands in it is the digest.
resource "google_monitoring_alert_policy" "digest" {
  for_each              = length(var.mail) > 0 ? local.monitoring.digests : {}
  display_name          = each.value.title
  combiner              = "OR"
  notification_channels = local.ways.mail
  conditions {
    display_name = each.value.message
    condition_matched_log {
      filter           = "resource.type=\"cloud_run_revision\" AND jsonPayload.message=\"${each.value.message}\""
      label_extractors = { for field in each.value.fields : field => "EXTRACT(jsonPayload.${field})" }
    }
  }
  alert_strategy {
    auto_close = "1800s"
    notification_rate_limit { period = "3600s" }
  }
  documentation {
    mime_type = "text/markdown"
    subject   = each.value.title
    content   = join("\n", [for field in each.value.fields : "- ${field}: $${log.extracted_label.${field}}"])
  }
  depends_on = [google_project_service.api]
}

resource "google_monitoring_uptime_check_config" "health" {
  display_name = "Health"
  timeout      = "10s"
  period       = "300s"
  http_check {
    path         = "/catalog/health"
    port         = 443
    use_ssl      = true
    validate_ssl = true
  }
  monitored_resource {
    type   = "uptime_url"
    labels = { project_id = var.project, host = local.host }
  }
  depends_on = [google_project_service.api]
}

resource "google_monitoring_custom_service" "function" {
  for_each     = toset([for told in local.monitoring.slos : told.function])
  service_id   = "rushes-${each.key}"
  display_name = each.key
  depends_on   = [google_project_service.api]
}

resource "google_monitoring_slo" "promise" {
  for_each            = local.monitoring.slos
  service             = google_monitoring_custom_service.function[each.value.function].service_id
  slo_id              = each.key
  display_name        = each.value.says
  goal                = each.value.goal
  rolling_period_days = 28
  request_based_sli {
    dynamic "good_total_ratio" {
      for_each = can(each.value.within_ms) ? [] : [true]
      content {
        total_service_filter = "metric.type=\"run.googleapis.com/request_count\" resource.type=\"cloud_run_revision\" resource.label.service_name=\"${each.value.function}\""
        bad_service_filter   = "metric.type=\"run.googleapis.com/request_count\" resource.type=\"cloud_run_revision\" resource.label.service_name=\"${each.value.function}\" metric.label.response_code_class=\"5xx\""
      }
    }
    dynamic "distribution_cut" {
      for_each = can(each.value.within_ms) ? [each.value.within_ms] : []
      content {
        distribution_filter = "metric.type=\"run.googleapis.com/request_latencies\" resource.type=\"cloud_run_revision\" resource.label.service_name=\"${each.value.function}\""
        range { max = distribution_cut.value }
      }
    }
  }
}

resource "google_monitoring_dashboard" "all" {
  dashboard_json = jsonencode({
    displayName = "Rushes ${var.stage}"
    mosaicLayout = {
      columns = 12
      tiles = [for at, told in local.monitoring.charts : {
        xPos = at % 3 * 4, yPos = floor(at / 3) * 4, width = 4, height = 4
        widget = {
          title = told.title
          xyChart = { dataSets = [{
            plotType = "LINE"
            timeSeriesQuery = { timeSeriesFilter = {
              filter = local.filters[told.title]
              aggregation = {
                alignmentPeriod    = "300s"
                perSeriesAligner   = try(told.aligner, "ALIGN_DELTA")
                crossSeriesReducer = try(told.reducer, "REDUCE_SUM")
                groupByFields      = told.by
              }
            } }
          }] }
        }
      }]
    }
  })
  depends_on = [google_project_service.api]
}

resource "google_logging_project_bucket_config" "default" {
  project        = var.project
  location       = "global"
  bucket_id      = "_Default"
  retention_days = var.log_retention_days
  depends_on     = [google_project_service.api]
}
