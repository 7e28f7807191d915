resource "google_kms_key_ring" "this" {
  name       = "rushes"
  location   = local.region
  depends_on = [google_project_service.api]
}

# Wraps the data keys of users' own provider keys. Old versions go on opening; an operator's rewrap ends their use.
resource "google_kms_crypto_key" "provider_keys" {
  name                       = "provider-keys"
  key_ring                   = google_kms_key_ring.this.id
  purpose                    = "ENCRYPT_DECRYPT"
  rotation_period            = "7776000s" # ninety days
  destroy_scheduled_duration = "2592000s" # thirty days in which a destroyed version can be called back
}
