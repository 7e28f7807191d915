output "address" {
  description = "Where apps find all doors."
  value       = "https://${local.host}"
}

output "edge_ip" {
  description = "What the domain's A record must name."
  value       = local.with_edge ? google_compute_global_address.edge[0].address : null
}

output "image" {
  value = var.image
}

output "registry" {
  value = "${local.region}-docker.pkg.dev/${var.project}/rushes"
}

output "builder" {
  value = google_service_account.builder.name
}

output "functions" {
  description = "The address of each function, which is also the audience of whoever calls it for Google."
  value       = local.url
}

output "operator" {
  description = "As whom operators call the door `admin`."
  value       = google_service_account.named["operator"].email
}

output "secrets_wanted" {
  description = "Secrets without which no function starts."
  value       = [for name, told in local.topology.secrets : name if told.needed == "always"]
}

output "ci" {
  description = "What a workflow of the repository names to deploy."
  value = var.ci_repository == "" ? null : {
    provider = google_iam_workload_identity_pool_provider.github[0].name
    account  = google_service_account.deployer[0].email
  }
}
