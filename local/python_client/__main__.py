"""Write the generated part of the Python client from the API document.

python -m local.python_client          write it
python -m local.python_client --check  say whether it is as the document wants it
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from local.openapi import TARGET
from local.python_client.codes import codes
from local.python_client.doors import doors
from local.python_client.schemas import Schemas
from local.tools import ROOT

PACKAGE = ROOT / "clients" / "python" / "src" / "rushes"


def written(document: Path = TARGET) -> Mapping[Path, str]:
    """Each generated file, and what belongs into it."""
    told = json.loads(document.read_text())
    schemas = Schemas(told)
    calls = doors(told, schemas)  # names the types that are needed
    texts = {"types.py": schemas.module(), "_doors.py": calls, "_codes.py": codes(told)}
    return {PACKAGE / name: _formatted(text) for name, text in texts.items()}


def _formatted(text: str) -> str:
    for command in (["check", "--fix-only", "--quiet"], ["format", "--quiet"]):
        ruff = [sys.executable, "-m", "ruff", *command, "--stdin-filename", str(PACKAGE / "types.py"), "-"]
        text = subprocess.run(ruff, cwd=ROOT, input=text, text=True, stdout=subprocess.PIPE, check=True).stdout
    return text


def main() -> int:
    wanted = written()
    differs = [path for path, text in wanted.items() if not path.exists() or path.read_text() != text]
    if "--check" in sys.argv[1:]:
        for path in differs:
            print(f"{path.relative_to(ROOT)} is not as the API document wants it: run `python -m local.python_client`.")
        return 1 if differs else 0
    for path in differs:
        path.write_text(wanted[path])
        print(f"wrote {path.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
