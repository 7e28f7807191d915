from __future__ import annotations

import sys

from local.openapi import TARGET, rendered

if "--check" not in sys.argv:
    TARGET.write_text(rendered(), encoding="utf-8")
elif not TARGET.exists() or TARGET.read_text(encoding="utf-8") != rendered():
    print(f"{TARGET} is not what the doors say: run `python -m local.openapi`", file=sys.stderr)
    raise SystemExit(1)
