from __future__ import annotations

from standins.common import process
from standins.common.visitors import Guarded
from standins.storage.app import StorageApp
from standins.storage.errors import StorageError
from standins.storage.faults import DroppableProtocol
from standins.storage.paths import is_xml
from standins.storage.service import assemble
from standins.storage.settings import from_environment

process.start_logging()
settings = from_environment()
try:
    service = assemble(settings)
except StorageError as refusal:
    process.stop(f"BUCKETS asks for something that cannot be: {refusal.message}")
# what a browser is sent to by a signed address; the bucket's own rules say from which pages
app = Guarded(StorageApp(service), pages=is_xml)
process.serve(app, settings.port, http=DroppableProtocol, lifespan="on")
