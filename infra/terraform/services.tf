locals {
  # What a variable's text in topology.json may name in braces.
  names = {
    project                      = var.project
    region                       = local.region
    version                      = var.app_version
    functions_url                = local.functions_url
    pages_url                    = "https://${local.host}"
    cors_origins                 = join(",", local.cors_origins)
    app_check_of_doors           = var.app_check_of_doors
    operators                    = google_service_account.named["operator"].email
    signer                       = google_service_account.named["signer"].email
    kms_key                      = local.kms_key
    otlp_url                     = var.otlp_url
    smtp_host                    = var.smtp_host
    smtp_user                    = var.smtp_user
    mail_from                    = var.mail_from
    our_surfaces                 = join(",", local.our_surfaces)
    payment_servers              = join(",", var.payment_servers)
    openai_videos_url            = var.openai_videos_url
    openai_videos_redirect_hosts = join(",", var.openai_videos_redirect_hosts)
    openai_videos_delete_aborts  = var.openai_videos_delete_aborts ? "yes" : "no"
  }
  # Doors are told whose account pays there, not the key; a server of one's own may want none.
  our_surfaces = concat(
    contains(local.in_use, "gemini-api-key") ? ["gemini-api"] : [], var.openai_videos_url == "" ? [] : ["openai-videos"]
  )
  declared = { for name, told in local.functions : name => merge(local.topology.environment, try(told.environment, {})) }
  texts = { for name, variables in local.declared : name => {
    for variable, value in variables : variable => join("", [
      for piece in regexall("\\{\\w+\\}|[^{}]+", value) : startswith(piece, "{") ? local.names[trim(piece, "{}")] : piece
    ]) if can(tostring(value))
  } }
  in_use = toset([
    for name, told in local.topology.secrets : name if told.needed == "always" || contains(keys(var.secret_versions), name)
  ])
  secrets = { for name, variables in local.declared : name => {
    for variable, value in variables : variable => value.secret if can(value.secret) && contains(local.in_use, try(value.secret, ""))
  } }
  ingress = {
    internal = "INGRESS_TRAFFIC_INTERNAL_ONLY"
    all      = local.with_edge ? "INGRESS_TRAFFIC_INTERNAL_LOAD_BALANCER" : "INGRESS_TRAFFIC_ALL"
  }
}

resource "google_cloud_run_v2_service" "function" {
  for_each = local.deployed
  name     = each.key
  location = local.region
  ingress  = local.ingress[each.value.ingress]
  # Behind Google's own check the token's signature is taken off, and ours could never pass: our doors check it themselves.
  invoker_iam_disabled = true
  deletion_protection  = false # nothing is kept in a service
  labels               = { door = each.value.door, stage = var.stage }

  template {
    service_account                  = google_service_account.run[each.key].email
    timeout                          = "${each.value.timeout_s}s"
    max_instance_request_concurrency = each.value.concurrency
    execution_environment            = "EXECUTION_ENVIRONMENT_${upper(try(each.value.execution, "gen1"))}"
    scaling {
      min_instance_count = lookup(var.min_instances, each.key, each.value.instances.min)
      max_instance_count = local.instances[each.key]
    }
    containers {
      image = var.image
      resources {
        limits            = { cpu = tostring(each.value.cpu), memory = each.value.memory }
        cpu_idle          = true # nothing of ours works after its answer
        startup_cpu_boost = true
      }
      env {
        name  = "FUNCTION_TARGET"
        value = replace(each.key, "-", "_")
      }
      env {
        name  = "FUNCTION_SIGNATURE_TYPE"
        value = "http"
      }
      dynamic "env" {
        for_each = can(each.value.threads) ? [each.value.threads] : []
        content {
          name  = "THREADS"
          value = tostring(env.value)
        }
      }
      dynamic "env" {
        for_each = { for variable, value in local.texts[each.key] : variable => value if value != "" }
        content {
          name  = env.key
          value = env.value
        }
      }
      dynamic "env" {
        for_each = local.secrets[each.key]
        content {
          name = env.key
          value_source {
            secret_key_ref {
              secret  = google_secret_manager_secret.secret[env.value].secret_id
              version = var.secret_versions[env.value] # read when an instance starts: another one is another revision
            }
          }
        }
      }
      startup_probe {
        period_seconds    = 1
        timeout_seconds   = 1
        failure_threshold = 60
        tcp_socket { port = 8080 }
      }
    }
  }

  depends_on = [
    google_project_iam_member.run, google_service_account_iam_member.run, google_storage_bucket_iam_member.run,
    google_kms_crypto_key_iam_member.run, google_secret_manager_secret_iam_member.run,
  ]
}
