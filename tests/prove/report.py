"""What was proven, as figures: a name, how much was tried, how much of it held, how long it took."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

REPORT = Path(__file__).resolve().parents[2] / "bench" / "proof.json"


@dataclass(frozen=True)
class Proof:
    tried: int
    passed: int
    seconds: float

    @property
    def holds(self) -> bool:
        return self.tried > 0 and self.tried == self.passed


def write(proofs: dict[str, Proof], path: Path = REPORT) -> None:
    """What was not proven this time keeps the figures of the last."""
    kept: dict[str, object] = json.loads(path.read_text()) if path.exists() else {}
    path.write_text(
        json.dumps(dict(sorted({**kept, **{name: asdict(each) for name, each in proofs.items()}}.items())), indent=1) + "\n"
    )


def table(proofs: dict[str, Proof]) -> str:
    width = max(map(len, proofs), default=0)
    return "\n".join(
        f"{name:{width}}  {each.passed:6} of {each.tried:6}  {each.seconds:7.1f} s{'' if each.holds else '  FAILED'}"
        for name, each in proofs.items()
    )
