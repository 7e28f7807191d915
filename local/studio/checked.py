"""Whether the studio is written as its linter has it and its types fit, those of the client it calls too.

python -m local.studio.checked        when anything that it rests on has changed (local/green.py)
ALL=1 python -m local.studio.checked  in any case
"""

from __future__ import annotations

import subprocess

from local import green
from local.studio import WEB

_SUITE = "style and types of the studio"


def main() -> int:
    due = green.behind({_SUITE: green.SUITES[_SUITE]})
    if due and subprocess.run(["npm", "run", "check", "--silent"], cwd=WEB, check=False).returncode:
        return 1
    green.record(due)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
