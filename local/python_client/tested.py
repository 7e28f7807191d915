"""Whether the Python client is as the API document wants it, and its tests reach nine lines of ten.

python -m local.python_client.tested        when anything that it rests on has changed (local/green.py)
ALL=1 python -m local.python_client.tested  in any case
"""

from __future__ import annotations

import os
import subprocess
import sys

from local import green
from local.tools import LOCAL, ROOT

_SUITE = "Python client"
_GATE = 90
_PACKAGE = ROOT / "clients" / "python"
_NOTHING_DONE = "*/rushes/types.py,*/rushes/_codes.py"  # declarations, which would make the share look better
_DATA = LOCAL / "coverage" / "python-client"


def main() -> int:
    due = green.behind({_SUITE: green.SUITES[_SUITE]})
    if not due:
        return 0
    _DATA.parent.mkdir(parents=True, exist_ok=True)
    counted = [
        f"--data-file={_DATA}",
        f"--include={_PACKAGE}/src/*",
        f"--omit={_PACKAGE}/src/rushes/types.py,*/_codes.py",
    ]  # no lines that do anything
    for command in (
        ["local.python_client", "--check"],
        ["coverage", "run", *counted, "-m", "pytest", "-q", str(_PACKAGE / "tests")],
        ["coverage", "report", *counted, f"--fail-under={_GATE}", "--show-missing", "--skip-covered"],
    ):
        done = subprocess.run([sys.executable, "-m", *command], cwd=ROOT, env={**os.environ, "PYTHONPATH": ""}, check=False)
        if done.returncode:
            return 1
    green.record(due)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
