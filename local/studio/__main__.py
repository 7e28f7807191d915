from __future__ import annotations

import os
import sys
import time
from contextlib import suppress

from local.studio import DIST
from local.studio.building import build
from local.tools import ROOT, CannotSetUp

if "--last" in sys.argv[1:]:  # after everything else that wants a processor
    os.nice(19)
    if hasattr(os, "SCHED_IDLE"):
        with suppress(OSError):
            os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0))
began = time.monotonic()
try:
    built = build()
except CannotSetUp as failure:
    raise SystemExit(str(failure)) from None
print(f"{DIST.relative_to(ROOT)}: {f'built in {time.monotonic() - began:.1f} s' if built else 'is of these sources already'}")
