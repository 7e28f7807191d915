"""A measured figure, its unit, and the mark that it is held to."""

from __future__ import annotations

import json
import resource
import sys
from dataclasses import asdict, dataclass
from pathlib import Path

RESULTS = Path(__file__).with_name("results.json")
_STATUS = Path("/proc/self/status")


def peak_mib() -> float:
    """The most memory that this program has had. What Linux tells by getrusage begins with the peak of who started it."""
    if not _STATUS.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (2**20 if sys.platform == "darwin" else 2**10)
    return next(float(line.split()[1]) / 1024 for line in _STATUS.read_text().splitlines() if line.startswith("VmHWM"))


@dataclass(frozen=True)
class Metric:
    """`at_most` is the mark; without one the figure is only reported."""

    name: str
    value: float
    unit: str
    at_most: float | None = None
    how: str = ""

    @property
    def held(self) -> bool:
        return self.at_most is None or self.value <= self.at_most


def write(metrics: list[Metric], results: Path = RESULTS) -> None:
    results.write_text(json.dumps({metric.name: asdict(metric) for metric in metrics}, indent=1) + "\n")


def table(metrics: list[Metric]) -> str:
    rows = [("metric", "value", "unit", "at most", "")]
    for metric in metrics:
        mark = "" if metric.at_most is None else f"{metric.at_most:g}"
        rows.append((metric.name, f"{metric.value:.3g}", metric.unit, mark, "" if metric.held else "MISSED"))
    widths = [max(len(row[column]) for row in rows) for column in range(5)]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    return "\n".join([lines[0], "-" * len(lines[0]), *lines[1:]])
