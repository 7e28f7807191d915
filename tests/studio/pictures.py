"""`make pictures`: takes those of the documentation anew, by the studio's own specs in a browser (docs/pictures)."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from local.tools import ROOT
from tests.studio.browsing import browse, studio

FOLDER = ROOT / "docs" / "pictures"
MOST = 80_000  # bytes of one


def main() -> int:
    with tempfile.TemporaryDirectory() as folder, studio(Path(folder)) as (stack, system):
        ended = browse(stack, system, told={"RUSHES_PICTURES": "1"}).returncode
    for picture in sorted(FOLDER.glob("*.webp")):
        sys.stdout.write(f"{picture.stat().st_size / 1000:6.1f} KB  {picture.relative_to(ROOT)}\n")
    return ended


if __name__ == "__main__":
    sys.exit(main())
