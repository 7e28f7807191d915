from __future__ import annotations

from local import parts
from local.storage.app import StorageApp
from local.storage.errors import StorageError
from local.storage.faults import DroppableProtocol
from local.storage.paths import is_xml
from local.storage.service import assemble
from local.storage.settings import from_environment
from local.visitors import Guarded

parts.start_logging()
settings = from_environment()
try:
    service = assemble(settings)
except StorageError as refusal:
    parts.stop(f"BUCKETS asks for something that cannot be: {refusal.message}")
# what a browser is sent to by a signed address; the bucket's own rules say from which pages
app = Guarded(StorageApp(service), pages=is_xml)
parts.serve(app, settings.port, http=DroppableProtocol, lifespan="on")
