# Only with a domain: one load balancer before all public doors and the pages, with a limit for each IP address. The services then
# admit it alone, and Firebase Hosting has no part.
resource "google_compute_global_address" "edge" {
  count      = local.with_edge ? 1 : 0
  name       = "rushes"
  depends_on = [google_project_service.api]
}

resource "google_compute_managed_ssl_certificate" "edge" {
  count = local.with_edge ? 1 : 0
  name  = "rushes-${substr(sha256(var.domain), 0, 8)}" # another domain is another certificate, made before the old one goes
  managed { domains = [var.domain] }
  lifecycle { create_before_destroy = true }
  depends_on = [google_project_service.api]
}

resource "google_compute_security_policy" "edge" {
  count = local.with_edge ? 1 : 0
  name  = "rushes"
  rule {
    description = "so many requests a minute from one address"
    priority    = 1000
    action      = "throttle"
    match {
      versioned_expr = "SRC_IPS_V1"
      config { src_ip_ranges = ["*"] }
    }
    rate_limit_options {
      conform_action = "allow"
      exceed_action  = "deny(429)"
      enforce_on_key = "IP"
      rate_limit_threshold {
        count        = var.requests_per_minute_and_ip
        interval_sec = 60
      }
    }
  }
  rule {
    description = "nothing else is refused here"
    priority    = 2147483647
    action      = "allow"
    match {
      versioned_expr = "SRC_IPS_V1"
      config { src_ip_ranges = ["*"] }
    }
  }
  depends_on = [google_project_service.api]
}

resource "google_compute_region_network_endpoint_group" "door" {
  for_each              = { for name, told in local.public : name => told if local.with_edge && var.image != "" }
  name                  = each.key
  region                = local.region
  network_endpoint_type = "SERVERLESS"
  cloud_run { service = google_cloud_run_v2_service.function[each.key].name }
}

resource "google_compute_backend_service" "door" {
  for_each              = google_compute_region_network_endpoint_group.door
  name                  = each.key
  load_balancing_scheme = "EXTERNAL_MANAGED"
  protocol              = "HTTPS"
  security_policy       = google_compute_security_policy.edge[0].id
  backend { group = each.value.id }
  log_config {
    enable      = true
    sample_rate = 1
  }
}

# The pages: they alone are everybody's.
resource "google_storage_bucket" "pages" {
  count                       = local.with_edge ? 1 : 0
  name                        = "${var.project}-pages"
  location                    = local.region
  uniform_bucket_level_access = true
  force_destroy               = true
  soft_delete_policy { retention_duration_seconds = 0 }
  website {
    main_page_suffix = "index.html"
    not_found_page   = "404.html"
  }
}

resource "google_storage_bucket_iam_member" "pages" {
  count  = local.with_edge ? 1 : 0
  bucket = google_storage_bucket.pages[0].name
  role   = "roles/storage.legacyObjectReader" # to read, not to list
  member = "allUsers"
}

locals {
  pages = "${path.module}/../pages"
  types = { html = "text/html; charset=utf-8", css = "text/css; charset=utf-8" }
}

resource "google_storage_bucket_object" "page" {
  for_each      = toset([for file in fileset(local.pages, "*") : file if local.with_edge])
  bucket        = google_storage_bucket.pages[0].name
  name          = each.key
  source        = "${local.pages}/${each.key}"
  content_type  = local.types[split(".", each.key)[1]]
  cache_control = "public, max-age=300"
}

# With the headers that Firebase Hosting would send.
resource "google_compute_backend_bucket" "pages" {
  count       = local.with_edge ? 1 : 0
  name        = "pages"
  bucket_name = google_storage_bucket.pages[0].name
  enable_cdn  = true
  custom_response_headers = [
    for header in jsondecode(file("${path.module}/../../firebase.json")).hosting.headers[0].headers : "${header.key}: ${header.value}"
  ]
}

resource "google_compute_url_map" "edge" {
  count           = local.with_edge ? 1 : 0
  name            = "rushes"
  default_service = google_compute_backend_bucket.pages[0].id
  host_rule {
    hosts        = [var.domain]
    path_matcher = "doors"
  }
  path_matcher {
    name            = "doors"
    default_service = google_compute_backend_bucket.pages[0].id
    dynamic "path_rule" {
      for_each = google_compute_backend_service.door
      content {
        paths   = [for below in ["", "/*"] : "/${try(local.public[path_rule.key].under, path_rule.key)}${below}"]
        service = path_rule.value.id
      }
    }
  }
}

resource "google_compute_target_https_proxy" "edge" {
  count            = local.with_edge ? 1 : 0
  name             = "rushes"
  url_map          = google_compute_url_map.edge[0].id
  ssl_certificates = [google_compute_managed_ssl_certificate.edge[0].id]
}

resource "google_compute_global_forwarding_rule" "edge" {
  count                 = local.with_edge ? 1 : 0
  name                  = "rushes"
  target                = google_compute_target_https_proxy.edge[0].id
  ip_address            = google_compute_global_address.edge[0].id
  port_range            = "443"
  load_balancing_scheme = "EXTERNAL_MANAGED"
}

resource "google_compute_url_map" "to_https" {
  count = local.with_edge ? 1 : 0
  name  = "rushes-to-https"
  default_url_redirect {
    https_redirect         = true
    strip_query            = false
    redirect_response_code = "PERMANENT_REDIRECT" # a POST stays one
  }
}

resource "google_compute_target_http_proxy" "to_https" {
  count   = local.with_edge ? 1 : 0
  name    = "rushes-to-https"
  url_map = google_compute_url_map.to_https[0].id
}

resource "google_compute_global_forwarding_rule" "to_https" {
  count                 = local.with_edge ? 1 : 0
  name                  = "rushes-to-https"
  target                = google_compute_target_http_proxy.to_https[0].id
  ip_address            = google_compute_global_address.edge[0].id
  port_range            = "80"
  load_balancing_scheme = "EXTERNAL_MANAGED"
}
