# The shapes that a deployment has, planned as they are. What each of them holds is proven by tests/unit/infra.
variables {
  project = "rushes-example"
  stage   = "production"
  image   = "us-central1-docker.pkg.dev/rushes-example/rushes/functions@sha256:0000000000000000000000000000000000000000000000000000000000000000"

  secret_versions = { identity-key = "1" }
}

run "with_hosting" {
  command = plan
  assert {
    condition     = length(google_cloud_run_v2_service.function) == length(local.functions)
    error_message = "There is one service for each function."
  }
  assert {
    condition     = length(google_compute_url_map.edge) == 0
    error_message = "Without a domain there is no load balancer."
  }
}

run "an_image_by_its_tag" {
  command = plan
  variables { image = "us-central1-docker.pkg.dev/rushes-example/rushes/functions:latest" }
  expect_failures = [var.image]
}
