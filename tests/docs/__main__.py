"""Each block that the documentation shows, and how it is held to be true.

python -m tests.docs
"""

from __future__ import annotations

import sys

from tests.docs.blocks import blocks, fate

for block in blocks():
    sys.stdout.write(f"{block.name:<42} {block.language or '–':<7} {fate(block)}\n")
