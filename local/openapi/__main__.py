from __future__ import annotations

import sys

from local.openapi import pages

for path, text in pages().items():
    if "--check" not in sys.argv:
        path.write_text(text, encoding="utf-8")
    elif not path.exists() or path.read_text(encoding="utf-8") != text:
        print(f"{path} is not what the code says: run `python -m local.openapi`", file=sys.stderr)
        raise SystemExit(1)
