from __future__ import annotations

import sys
import time
from pathlib import Path

from local.site import SITE
from local.site.building import build
from local.site.navigation import BadNavigation

began = time.monotonic()
into = Path(sys.argv[1]) if len(sys.argv) > 1 else SITE
try:
    pages = build(into)
except BadNavigation as wrong:
    raise SystemExit(str(wrong)) from None
print(f"{pages} pages in {into} ({time.monotonic() - began:.1f} s); the local stack shows them under /docs/", flush=True)
