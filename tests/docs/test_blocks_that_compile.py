"""Programs of the documentation, as the compilers of its readers see them."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

from local.setup import AI_SDK, CHECKS, TYPESCRIPT
from local.tools import ROOT
from tests.docs import blocks
from tests.docs.blocks import Block


def test_typescript_compiles_as_it_stands(tmp_path: Path) -> None:
    """E4: strictly, against the client and Firebase's own types; all blocks in one program."""
    found = blocks.of("ts")
    for at, block in enumerate(found):
        around = block.code if re.search(r"^import ", block.code, re.MULTILINE) else f"export {{}};\n{block.code}"
        (tmp_path / f"block{at}.ts").write_text(around)
    modules, firebase = TYPESCRIPT / "node_modules", TYPESCRIPT / "node_modules" / "@firebase"
    paths = {
        "rushes": [str(TYPESCRIPT / "src" / "index.ts")],
        "rushes/live": [str(TYPESCRIPT / "src" / "live.ts")],
        "rushes-ai-sdk": [str(AI_SDK / "src" / "index.ts")],
        "ai": [str(AI_SDK / "node_modules" / "ai")],
        "@ai-sdk/*": [str(AI_SDK / "node_modules" / "@ai-sdk" / "*")],
        "@firebase/*": [str(firebase / "*")],
        **{f"firebase/{name}": [str(firebase / name)] for name in ("app", "auth", "firestore")},
    }
    options = {"target": "ES2022", "module": "ESNext", "moduleResolution": "bundler", "lib": ["ES2022", "DOM", "DOM.Iterable"]}
    strict = {
        "strict": True,
        "noEmit": True,
        "skipLibCheck": True,
        "types": ["node"],
        "typeRoots": [str(modules / "@types")],
        "paths": paths,
    }
    files = [str(Path(__file__).with_name("around.d.ts")), *(f"block{at}.ts" for at in range(len(found)))]
    (tmp_path / "tsconfig.json").write_text(json.dumps({"compilerOptions": {**options, **strict}, "files": files}))
    command = [str(modules / ".bin" / "tsc"), "--project", str(tmp_path), "--pretty", "false"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, _where(done.stdout, found, "ts")


def test_python_is_typed_as_it_stands(tmp_path: Path) -> None:
    """E4: strictly, against the client's own types."""
    found = blocks.of("python")
    for at, block in enumerate(found):
        (tmp_path / f"block{at}.py").write_text(block.code)
    told = {"extraPaths": [str(ROOT / "clients" / "python" / "src")], "pythonVersion": "3.11", "typeCheckingMode": "strict"}
    (tmp_path / "pyrightconfig.json").write_text(json.dumps(told))
    command = [str(CHECKS / "node_modules" / ".bin" / "pyright"), "--project", str(tmp_path), "--pythonpath", sys.executable]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, _where(done.stdout, found, "py")


def _where(said: str, found: list[Block], ending: str) -> str:
    return re.sub(rf"block(\d+)\.{ending}", lambda at: f"{found[int(at[1])].name} (block)", said)
