"""Cloud Storage on a laptop: the JSON and XML interfaces behind the real client, as strict as the service itself."""
