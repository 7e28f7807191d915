"""The page of figures explains each one that a command prints."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "figures.md").read_text()


def _named() -> list[str]:
    """The names of all figures as the code writes them; what varies in one stands as `…`."""
    names: set[str] = set()
    for source in (ROOT / "bench").glob("*.py"):
        for call in (node for node in ast.walk(ast.parse(source.read_text())) if isinstance(node, ast.Call)):
            if isinstance(call.func, ast.Name) and call.func.id == "Metric" and call.args:
                name = call.args[0]
                parts = name.values if isinstance(name, ast.JoinedStr) else [name]
                names.add("".join(str(part.value) if isinstance(part, ast.Constant) else "…" for part in parts))
    return sorted(names)


def test_there_are_figures_to_explain() -> None:
    """Q1: the list below is not empty by mistake."""
    assert "job_reads" in _named()


@pytest.mark.parametrize("name", _named())
def test_every_figure_is_explained(name: str) -> None:
    """Q1: by its own name, or by that of its family."""
    told = re.findall(r"`([^`]+)`", PAGE)
    patterns = ["[^|]*".join(map(re.escape, each.split("…"))) for each in told]
    assert any(re.fullmatch(pattern, name) for pattern in patterns), name
