variable "project" {
  description = "The Google Cloud project; staging and production have one each."
  type        = string
  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{4,28}[a-z0-9]$", var.project))
    error_message = "A project id has 6 to 30 small letters, digits and hyphens."
  }
}

variable "stage" {
  description = "staging or production."
  type        = string
  validation {
    condition     = contains(["staging", "production"], var.stage)
    error_message = "The stage is staging or production."
  }
}

variable "image" {
  description = "The image of all functions, by digest; without one everything is made but the functions and who calls them."
  type        = string
  default     = ""
  validation {
    condition     = var.image == "" || can(regex("@sha256:[0-9a-f]{64}$", var.image))
    error_message = "An image is named by its digest, as the build prints it."
  }
}

variable "app_version" {
  description = "What GET /catalog/version tells."
  type        = string
  default     = "dev"
}

variable "secret_versions" {
  description = "Which version of a secret functions are given, by its number; without one its variable is left out. `make deploy` asks Secret Manager."
  type        = map(string)
  default     = {}
}

variable "domain" {
  description = "The host of the load balancer. Without one Firebase Hosting serves PROJECT.web.app, and no limit by IP address holds."
  type        = string
  default     = ""
}

variable "requests_per_minute_and_ip" {
  description = "What Cloud Armor lets through at the load balancer."
  type        = number
  default     = 200
}

variable "cors_origins" {
  description = "Pages of other origins that may call the doors, and read from and upload to the buckets."
  type        = list(string)
  default     = []
}

variable "operators" {
  description = "Who may act as the account that opens the door `admin`: group:…, user:…"
  type        = set(string)
  default     = []
}

variable "payment_servers" {
  description = "Service accounts of another payment server than Stripe, which may post what was paid there."
  type        = list(string)
  default     = []
}

variable "openai_videos_url" {
  description = "Where the OpenAI Videos wire is spoken, up to and with its /v1; empty: its models are not offered."
  type        = string
  default     = ""
}

variable "openai_videos_redirect_hosts" {
  type    = list(string)
  default = []
}

variable "openai_videos_delete_aborts" {
  type    = bool
  default = true
}

variable "otlp_url" {
  description = "A collector of traces that speaks OTLP over HTTP, like https://telemetry.googleapis.com; none are sent without one"
  type        = string
  default     = ""

  validation {
    condition     = var.otlp_url == "" || can(regex("^https://[^ /?#@]+(/[^ ?#]*)?$", var.otlp_url))
    error_message = "It is an https URL without a query."
  }
}

variable "smtp_host" {
  description = "HOST:PORT that takes mail to users, with TLS from the first byte on port 465 and by STARTTLS on any other; empty: none is sent. Google lets nothing out on port 25."
  type        = string
  default     = ""
  validation {
    condition     = var.smtp_host == "" || can(regex("^[A-Za-z0-9.-]+:(465|587|2525)$", var.smtp_host))
    error_message = "Mail is handed over on port 465, 587 or 2525: smtp.example.com:587."
  }
}

variable "smtp_user" {
  description = "Who hands mail over there; the password is the secret smtp-password."
  type        = string
  default     = ""
}

variable "mail_from" {
  description = "The address that mail to users comes from."
  type        = string
  default     = ""
  validation {
    condition     = (var.smtp_host == "") == (var.mail_from == "")
    error_message = "Who has mail sent names smtp_host and mail_from."
  }
}

variable "min_instances" {
  description = "Instances that wait for the first call, by function; they cost also at rest."
  type        = map(number)
  default     = {}
}

variable "cpu_quota" {
  description = "How many processors Cloud Run lets the project have in the region (console, Quotas: total CPU allocation). A new project has 20; a service that could ask for more is refused."
  type        = number
  default     = 20
}

variable "keep_data" {
  description = "Whether database and buckets resist their deletion."
  type        = bool
  default     = true
}

variable "point_in_time_recovery" {
  description = "Whether the database can be read as it was in any minute of the last seven days."
  type        = bool
  default     = true
}

variable "daily_backups_kept_days" {
  type    = number
  default = 7
}

variable "weekly_backups_kept_weeks" {
  description = "0: none are made."
  type        = number
  default     = 8
}

variable "log_retention_days" {
  type    = number
  default = 30
}

variable "billing_account" {
  description = "XXXXXX-XXXXXX-XXXXXX; empty: no budget is watched."
  type        = string
  default     = ""
}

variable "monthly_budget" {
  description = "In the currency of the billing account."
  type        = number
  default     = 100
}

variable "page" {
  description = "E-mail addresses that are told at once of what cannot wait."
  type        = set(string)
  default     = []
}

variable "chat_space" {
  description = "The Google Chat space that is told of what can wait an hour: spaces/…; empty: those who are paged."
  type        = string
  default     = ""
}

variable "mail" {
  description = "E-mail addresses of the digests."
  type        = set(string)
  default     = []
}

variable "ci_repository" {
  description = "owner/name on GitHub, whose workflows on the main branch may deploy without a key; empty: none."
  type        = string
  default     = ""
}

variable "sign_in" {
  description = "Ways to sign in that need no other company's consent screen."
  type        = object({ email = bool, guests = bool })
  default     = { email = true, guests = true }
}

variable "app_check" {
  description = "How Firestore and Auth treat calls that no App Check vouches for: OFF, UNENFORCED (counted) or ENFORCED."
  type        = string
  default     = "UNENFORCED"
  validation {
    condition     = contains(["OFF", "UNENFORCED", "ENFORCED"], var.app_check)
    error_message = "App Check is OFF, UNENFORCED or ENFORCED."
  }
}

variable "app_check_of_doors" {
  description = "How our own doors treat apps that App Check does not vouch for: off, reported (a line in the log) or enforced."
  type        = string
  default     = "off"
  validation {
    condition     = contains(["off", "reported", "enforced"], var.app_check_of_doors)
    error_message = "The doors' App Check is off, reported or enforced."
  }
}

variable "web_app" {
  description = "The Firebase web app that App Check vouches for, with its reCAPTCHA Enterprise key; null: none."
  type        = object({ id = string, site_key = string })
  default     = null
}

variable "runbook" {
  description = "Where the runbook can be read."
  type        = string
  default     = "docs/runbook.md"
}

variable "storage_budget_gib" {
  description = "What the bucket of videos may hold; 90 % of it wake somebody."
  type        = number
  default     = 1024
}

locals {
  topology  = jsondecode(file("${path.module}/../topology.json"))
  region    = local.topology.region
  number    = data.google_project.this.number
  with_edge = var.domain != ""
  host      = local.with_edge ? var.domain : "${var.project}.web.app"
  # Our own pages read from the buckets too, which are another origin.
  cors_origins = distinct(concat(["https://${local.host}"], var.cors_origins))
  functions    = local.topology.functions
  deployed     = { for name, told in local.functions : name => told if var.image != "" }
  public       = { for name, told in local.functions : name => told if contains(["public", "user", "admin"], told.door) }
  # A new project may not have all the instances that a function is declared with.
  instances = { for name, told in local.functions : name => max(1, min(told.instances.max, floor(var.cpu_quota / told.cpu))) }
  # Known before the services are: Google gives every service this address beside the one with letters in it.
  functions_url = "https://{function}-${local.number}.${local.region}.run.app"
  url           = { for name, _ in local.functions : name => replace(local.functions_url, "{function}", name) }
  kms_key       = "projects/${var.project}/locations/${local.region}/keyRings/rushes/cryptoKeys/provider-keys"
}

data "google_project" "this" {
  project_id = var.project
}
