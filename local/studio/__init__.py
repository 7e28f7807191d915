"""The studio (web/) around itself: built beside a start, shown by the local stack, told where it runs.

python -m local.studio          build it into web/dist, unless that is what these sources make
python -m local.studio.checked  its linter, its types, and the tests of its components (local/green.py)
"""

from __future__ import annotations

from local.setup import STUDIO as WEB
from local.tools import LOCAL

DIST = WEB / "dist"
WORK = LOCAL / "studio"  # what a build leaves: its lock, its log, the mark of one that failed
