from __future__ import annotations

from local import parts
from local.storage.app import StorageApp
from local.storage.errors import StorageError
from local.storage.faults import DroppableProtocol
from local.storage.service import assemble
from local.storage.settings import from_environment

parts.start_logging()
settings = from_environment()
try:
    service = assemble(settings)
except StorageError as refusal:
    parts.stop(f"BUCKETS asks for something that cannot be: {refusal.message}")
parts.serve(StorageApp(service), settings.port, http=DroppableProtocol, lifespan="on")
