# Only with a domain: one load balancer before all public doors, the studio and the pages, with a limit for each IP address. The
# services then admit it alone, and Firebase Hosting has no part but its helper for a sign-in, under our own host.
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
  depends_on = [google_project_service.api]
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

# With the headers that Firebase Hosting would send. The studio and its config.json lie in the same bucket; `make deploy` brings them.
locals {
  headers = jsondecode(file("${path.module}/../headers.json"))
  stages  = concat(["always", "cloud"], var.web_app == null ? [] : ["app_check"])
  policy = join("; ", [for row in local.headers.studio_policy : join(" ", concat(
    [row.directive], compact([for stage in local.stages : replace(lookup(row, stage, ""), "{project}", var.project)])
  ))])
  shown = {
    pages  = local.headers.pages
    studio = merge(local.headers.studio, { "Content-Security-Policy" = local.policy })
  }
  files_of_the_studio = fileset("${path.module}/../../web/public", "**")
}

resource "google_compute_backend_bucket" "shown" {
  for_each                = { for name, headers in local.shown : name => headers if local.with_edge }
  name                    = each.key
  bucket_name             = google_storage_bucket.pages[0].name
  enable_cdn              = true
  compression_mode        = "AUTOMATIC"
  custom_response_headers = [for name, value in each.value : "${name}: ${value}"]
}

# What helps with a sign-in by another company (/__/auth/): only at our own host is it no third party to a browser.
resource "google_compute_global_network_endpoint_group" "sign_in" {
  count                 = local.with_edge ? 1 : 0
  name                  = "sign-in"
  network_endpoint_type = "INTERNET_FQDN_PORT"
  default_port          = 443
  depends_on            = [google_project_service.api]
}

resource "google_compute_global_network_endpoint" "sign_in" {
  count                         = local.with_edge ? 1 : 0
  global_network_endpoint_group = google_compute_global_network_endpoint_group.sign_in[0].name
  fqdn                          = "${var.project}.firebaseapp.com"
  port                          = 443
}

resource "google_compute_backend_service" "sign_in" {
  count                 = local.with_edge ? 1 : 0
  name                  = "sign-in"
  load_balancing_scheme = "EXTERNAL_MANAGED"
  protocol              = "HTTPS"
  security_policy       = google_compute_security_policy.edge[0].id
  backend { group = google_compute_global_network_endpoint_group.sign_in[0].id }
}

resource "google_compute_url_map" "edge" {
  count           = local.with_edge ? 1 : 0
  name            = "rushes"
  default_service = google_compute_backend_bucket.shown["pages"].id
  host_rule {
    hosts        = [var.domain]
    path_matcher = "doors"
  }
  path_matcher {
    name            = "doors"
    default_service = google_compute_backend_bucket.shown["pages"].id
    route_rules {
      priority = 1
      service  = google_compute_backend_service.sign_in[0].id
      match_rules { prefix_match = "/__/" }
      route_action {
        url_rewrite { host_rewrite = "${var.project}.firebaseapp.com" }
      }
    }
    route_rules {
      priority = 2
      service  = google_compute_backend_bucket.shown["studio"].id
      dynamic "match_rules" {
        for_each = concat(["/", "/index.html", "/config.json"], [for file in local.files_of_the_studio : "/studio/${file}"])
        content { full_path_match = match_rules.value }
      }
      match_rules { prefix_match = "/studio/assets/" }
    }
    route_rules { # every other address of the studio shows its one page
      priority = 3
      service  = google_compute_backend_bucket.shown["studio"].id
      match_rules { path_template_match = "/studio" }
      match_rules { path_template_match = "/studio/{address=**}" }
      route_action {
        url_rewrite { path_template_rewrite = "/index.html" }
      }
    }
    dynamic "route_rules" {
      for_each = { for place, name in sort(keys(google_compute_backend_service.door)) : name => 10 + place }
      content {
        priority = route_rules.value
        service  = google_compute_backend_service.door[route_rules.key].id
        match_rules { full_path_match = "/${try(local.public[route_rules.key].under, route_rules.key)}" }
        match_rules { prefix_match = "/${try(local.public[route_rules.key].under, route_rules.key)}/" }
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
  depends_on = [google_project_service.api]
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
