"""Units run without any stack: the environment only has to be complete."""

import os

os.environ.setdefault("GOOGLE_CLOUD_PROJECT", "demo-unit")
os.environ.setdefault("RUSHES_FUNCTIONS_URL", "http://127.0.0.1:9")
os.environ.setdefault("RUSHES_IDENTITY_KEY", "only-for-the-unit-tests")
os.environ.setdefault("RUSHES_BUCKET_UPLOADS", "uploads")
os.environ.setdefault("RUSHES_BUCKET_PROVIDER_OUT", "provider-out")
os.environ.setdefault("RUSHES_BUCKET_MEDIA", "media")
os.environ.setdefault("RUSHES_CORS_ORIGINS", "*")
