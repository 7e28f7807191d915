locals {
  declared_indexes = jsondecode(file("${path.module}/../firestore.indexes.json"))
  indexes = { for told in local.declared_indexes.indexes : join(" ", concat(
    [told.collectionGroup, told.queryScope], [for field in told.fields : "${field.fieldPath}:${lower(try(field.order, field.arrayConfig))}"]
  )) => told }
  fields = { for told in local.declared_indexes.fieldOverrides : "${told.collectionGroup}.${told.fieldPath}" => told }
}

resource "google_firestore_database" "this" {
  name                              = "(default)"
  location_id                       = local.region
  type                              = "FIRESTORE_NATIVE"
  point_in_time_recovery_enablement = var.point_in_time_recovery ? "POINT_IN_TIME_RECOVERY_ENABLED" : "POINT_IN_TIME_RECOVERY_DISABLED"
  delete_protection_state           = var.keep_data ? "DELETE_PROTECTION_ENABLED" : "DELETE_PROTECTION_DISABLED"
  deletion_policy                   = var.keep_data ? "ABANDON" : "DELETE"
  depends_on                        = [google_project_service.api]
}

resource "google_firestore_index" "index" {
  for_each    = local.indexes
  database    = google_firestore_database.this.name
  collection  = each.value.collectionGroup
  query_scope = each.value.queryScope
  dynamic "fields" {
    for_each = each.value.fields
    content {
      field_path   = fields.value.fieldPath
      order        = try(fields.value.order, null)
      array_config = try(fields.value.arrayConfig, null)
    }
  }
}

# Fields without an index of their own, with one over all collections, or whose documents expire.
resource "google_firestore_field" "field" {
  for_each   = local.fields
  database   = google_firestore_database.this.name
  collection = each.value.collectionGroup
  field      = each.value.fieldPath
  index_config {
    dynamic "indexes" {
      for_each = each.value.indexes
      content {
        order       = try(indexes.value.order, null)
        query_scope = indexes.value.queryScope
      }
    }
  }
  dynamic "ttl_config" {
    for_each = try(each.value.ttl, false) ? [true] : []
    content {}
  }
}

resource "google_firebaserules_ruleset" "firestore" {
  source {
    files {
      name    = "firestore.rules"
      content = file("${path.module}/../../firestore.rules")
    }
  }
  lifecycle { create_before_destroy = true } # the release never points to nothing
  depends_on = [google_firestore_database.this]
}

resource "google_firebaserules_release" "firestore" {
  name         = "cloud.firestore"
  ruleset_name = google_firebaserules_ruleset.firestore.name
}

resource "google_firestore_backup_schedule" "daily" {
  count     = var.daily_backups_kept_days > 0 ? 1 : 0
  database  = google_firestore_database.this.name
  retention = "${var.daily_backups_kept_days * 86400}s"
  daily_recurrence {}
}

resource "google_firestore_backup_schedule" "weekly" {
  count     = var.weekly_backups_kept_weeks > 0 ? 1 : 0
  database  = google_firestore_database.this.name
  retention = "${var.weekly_backups_kept_weeks * 604800}s"
  weekly_recurrence { day = "SUNDAY" }
}
