terraform {
  required_version = ">= 1.9"
  required_providers {
    google = {
      source  = "hashicorp/google"
      version = "~> 8.7"
    }
  }
  # The bucket is given by `make deploy`, which makes it first: versioned, and nobody's but the deployer's.
  backend "gcs" { prefix = "rushes" }
}

provider "google" {
  project               = var.project
  region                = local.region
  billing_project       = var.project
  user_project_override = true # budgets and sign-in settings are asked for in the name of a project
}
