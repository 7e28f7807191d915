"""Tonight's videos from a list of wishes, within a budget: `python nightly.py wishes.csv --budget 200`.

Run twice in one night it makes nothing twice: what is there carries the night and its wish as tags, and an order whose answer
was lost is sent again with the key that it had.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from rushes import Rushes, errors, types

_PATIENCE_S = 1800.0  # of one call: a night has time to be told "too many, come back in a minute"


@dataclass(frozen=True)
class Wish:
    """One row: `prompt`, and `seconds` where it is not 8."""

    prompt: str
    seconds: int

    @property
    def name(self) -> str:
        """The same for the same wish; on another line, too."""
        return hashlib.sha256(f"{self.seconds} {self.prompt}".encode()).hexdigest()[:16]


def wishes(file: Path) -> list[Wish]:
    """In the order of the file, each once."""
    found = dict[str, Wish]()
    with file.open(newline="", encoding="utf-8") as opened:
        for number, row in enumerate(csv.DictReader(opened), start=2):
            prompt, seconds = (row.get("prompt") or "").strip(), (row.get("seconds") or "8").strip()
            if not prompt or not seconds.isdecimal():
                raise SystemExit(f"{file}, line {number}: needs a prompt, and seconds as a number.")
            wish = Wish(prompt, int(seconds))
            found.setdefault(wish.name, wish)
    return list(found.values())


class Night:
    """What one night has made, and may yet spend."""

    def __init__(self, client: Rushes, night: str, budget: int) -> None:
        self._client, self._night, self._budget = client, f"nightly-{night}", budget
        self.videos = {tag: video for video in self._made() for tag in video.tags}
        self.spent = sum(video.credits for video in self._made() if video.charged)

    def _made(self) -> Iterator[types.Video]:
        return iter(self._client.videos.list(tag=self._night))

    def order(self, wish: Wish) -> bool:
        """Have it made unless it is there; False where it would go over the budget."""
        if wish.name in self.videos:
            return True
        price = self._client.videos.quote(prompt=wish.prompt, seconds=wish.seconds).credits
        if self.spent + price > self._budget:
            print(f"Stops here: the next one costs {price}, and {self.spent} of {self._budget} credits are spent.")
            return False
        key = f"{self._night}-{wish.name}"
        job = self._client.videos.create(prompt=wish.prompt, seconds=wish.seconds, queue=True, idempotency_key=key)
        self.spent += job.video.credits
        self.videos[wish.name] = self._client.videos.update(job.id, tags=[self._night, wish.name])
        print(f"Ordered {job.id} for {price} credits: {wish.prompt}")
        return True

    def bring(self, wish: Wish, folder: Path) -> bool:
        """Wait for its end and write its file, once; False where it came to nothing."""
        target = folder / f"{wish.name}.mp4"
        if target.exists():
            return True
        video = self._client.videos.wait(self.videos[wish.name].id, check=False)
        if video.state != "completed":
            print(f"Failed {video.id}: {video.message}", file=sys.stderr)
            return False
        self._client.videos.download(video.id, target)
        print(f"Wrote {target}")
        return True


def main() -> int:
    arguments = argparse.ArgumentParser(description="Tonight's videos, within a budget.")
    arguments.add_argument("wishes", type=Path, help="a CSV file with the columns prompt and seconds")
    arguments.add_argument("--budget", type=int, required=True, help="credits that one night may spend")
    arguments.add_argument("--folder", type=Path, default=Path("nights"), help="where files go; else ./nights")
    arguments.add_argument("--night", default=datetime.now(UTC).date().isoformat(), help="its date; else today's")
    told = arguments.parse_args()
    asked = wishes(told.wishes)
    folder = told.folder / told.night
    folder.mkdir(parents=True, exist_ok=True)
    try:
        with Rushes(deadline=_PATIENCE_S) as client:  # RUSHES_URL and RUSHES_TOKEN say where, and who
            night = Night(client, told.night, told.budget)
            for wish in asked:
                if not night.order(wish):
                    break
            brought = [night.bring(wish, folder) for wish in asked if wish.name in night.videos]
    except errors.RushesError as error:
        print(error, getattr(error, "suggested_action", ""), file=sys.stderr)
        return 2
    print(f"{sum(brought)} of {len(asked)} there, {night.spent} of {told.budget} credits spent tonight.")
    return 0 if all(brought) else 1


if __name__ == "__main__":
    raise SystemExit(main())
