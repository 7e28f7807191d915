"""What Google takes for running Rushes, and where its limits stand: `python -m local.cost`.

Counted usage (infra/usage.json) times dated prices (infra/prices.json); the provider's own price of a video is not in it. The
tables stand in docs/scale.md, which `python -m local.cost --write` brings up to date. With `--project` also what was chosen for
that project beyond them: a load balancer, instances that wait.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from local.infra import choices

_ROOT = Path(__file__).resolve().parents[1]
PAGE = _ROOT / "docs" / "scale.md"
BEGIN, END = "<!-- written by `make cost WRITE=1` -->", "<!-- end of what is written -->"
_DAY_S = 86_400
_SIZES = (10_000, 100_000, 1_000_000, 10_000_000)  # jobs a day
_VIDEOS = 1000
# Of a video, each by itself.
AROUND = (
    "library_page",
    "search",
    "comparison",
    "edit",
    "share_opened",
    "share_played",
    "trash",
    "webhook",
    "notice",
    "purchase",
    "export",
)

Usage = Mapping[str, float]  # by the names of infra/prices.json


class Data(NamedTuple):
    """The three files that everything here is counted from."""

    prices: dict[str, Any]
    usage: dict[str, Any]
    topology: dict[str, Any]


class Limit(NamedTuple):
    what: str
    most: float  # a second
    a_job: float  # of what is limited


def read() -> Data:
    return Data(*(json.loads((_ROOT / "infra" / f"{name}.json").read_text(encoding="utf-8")) for name in Data._fields))


def used(data: Data, scenario: str) -> Usage:
    """What a scenario takes of everything that has a price; a call shares its instance with as many others as it usually does."""
    told = data.usage[scenario]
    found = {name: float(each["count"]) for name, each in told["counted"].items()}
    for function, calls in told["requests"].items():
        limits = data.topology["functions"][function]
        seconds = calls["count"] * calls["seconds"] / told["shared_calls"].get(function, 1)
        for name, amount in (
            ("run_requests", calls["count"]),
            ("run_cpu_s", seconds * limits["cpu"]),
            ("run_memory_gib_s", seconds * gib(limits["memory"])),
        ):
            found[name] = found.get(name, 0) + amount
    return found


def gib(memory: str) -> float:
    return float(memory[:-2]) / (1 if memory.endswith("Gi") else 1024)


def usd(data: Data, usage: Usage, *, free: bool = False) -> dict[str, float]:
    """The price of each; with `free` what is beyond the free part of a month."""
    prices = data.prices["prices"]
    return {
        name: max(0.0, amount - (prices[name]["free_a_month"] if free else 0)) * prices[name]["usd"] / prices[name]["per"]
        for name, amount in usage.items()
    }


def limits(data: Data) -> Iterator[Limit]:
    """What has a limit for a whole project or collection, and how often one job touches it."""
    quotas, rates, queues = data.prices["quotas"], data.usage["rates"], data.topology["queues"]
    looks = queues["check"]["max_dispatches_per_second"]
    yield Limit("starts at one model (the provider's quota)", quotas["provider_starts_per_min"]["most"] / 60, rates["starts"])
    yield Limit("looks at providers (queue `check`, as declared)", looks, rates["dispatches_of_the_busiest_queue"])
    most = quotas["tasks_dispatches_per_s"]["most"]
    yield Limit("dispatches of one queue (Cloud Tasks)", most, rates["dispatches_of_the_busiest_queue"])
    most = quotas["firestore_index_writes_per_s"]["most"]
    yield Limit("writes of `video_jobs` (indexes that only grow)", most, rates["writes_of_the_busiest_collection"])
    yield Limit("signed addresses (IAM Credentials)", quotas["sign_blob_per_min"]["most"] / 60, rates["signed_addresses"])
    yield Limit("notifications of stored objects (Pub/Sub push)", quotas["pubsub_push_per_s"]["most"], rates["notifications"])
    instances = quotas["run_instances"]["most"] * rates["busiest_service_concurrency"]
    yield Limit("instances of the busiest service (Cloud Run)", instances / rates["busiest_service_seconds"], 1)


def tables(data: Data) -> str:
    return "\n\n".join((_prices(data), _around(data), _limits(data)))


def _prices(data: Data) -> str:
    videos = {name: amount * _VIDEOS for name, amount in used(data, "video").items()}
    idle = used(data, "idle_month")
    rows = [f"| what | {_VIDEOS:,} videos | USD | an idle month | USD |", "|---|---|---|---|---|"]
    prices, of_videos, of_idle = data.prices["prices"], usd(data, videos), usd(data, idle, free=True)
    for name in sorted(prices, key=lambda each: -of_videos.get(each, 0) - of_idle.get(each, 0)):
        if name in videos or name in idle:
            amounts = (_amount(videos.get(name)), _money(of_videos.get(name)), _amount(idle.get(name)), _money(of_idle.get(name)))
            rows.append(f"| {name.replace('_', ' ')} ({prices[name]['unit']}) | " + " | ".join(amounts) + " |")
    total = (_money(sum(of_videos.values())), _money(sum(of_idle.values())))
    return "\n".join([*rows, f"| **together** | | **{total[0]}** | | **{total[1]}** |"])


def _around(data: Data) -> str:
    rows = ["| a thousand times | reads | writes | calls | vCPU seconds | GiB sent | USD |", "|---|---|---|---|---|---|---|"]
    for name in AROUND:
        usage = {each: amount * _VIDEOS for each, amount in used(data, name).items()}
        shown = ("firestore_reads", "firestore_writes", "run_requests", "run_cpu_s", "egress_gib")
        amounts = " | ".join(_amount(usage.get(each)) for each in shown)
        rows.append(f"| {data.usage[name]['what']} | {amounts} | {_money(sum(usd(data, usage).values()))} |")
    return "\n".join(rows)


def _limits(data: Data) -> str:
    peak = data.usage["rates"]["peak_over_mean"]
    rows = ["| limit | a second | " + " | ".join(f"{size:,} a day" for size in _SIZES) + " |", "|---|---|" + "---|" * len(_SIZES)]
    for limit in limits(data):
        shares = [size / _DAY_S * peak * limit.a_job / limit.most for size in _SIZES]
        rows.append(f"| {limit.what} | {limit.most:,.4g} | " + " | ".join(map(_share, shares)) + " |")
    return "\n".join(rows)


def _share(share: float) -> str:
    return f"**{share:,.3g} times**" if share > 1 else f"{share:.2%}" if share < 0.1 else f"{share:.0%}"


def _amount(amount: float | None) -> str:
    return "" if amount is None else f"{amount:,.4g}" if amount < 1000 else f"{amount:,.0f}"


def _money(money: float | None) -> str:
    return "" if money is None else f"{money:,.2f}"


def page(text: str, data: Data) -> str:
    """The page with its tables as they are now."""
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n\n{tables(data)}\n\n{END}{after}"


def chosen(data: Data, told: choices.Choices) -> dict[str, float]:
    """USD a month at rest, of what a project has beyond what every deployment has."""
    found: dict[str, float] = {}
    if told.get("domain"):
        found["load balancer with Cloud Armor"] = data.usage["edge_month"]["usd"]
    prices, month_s = data.prices["prices"], 30 * _DAY_S
    for name, count in told.get("min_instances", {}).items():
        limits = data.topology["functions"][name]
        a_second = limits["cpu"] * prices["run_waiting_cpu_s"]["usd"] + gib(limits["memory"]) * prices["run_waiting_gib_s"]["usd"]
        found[f"{count} of {name} waiting"] = count * month_s * a_second
    return found


def main() -> None:
    asked = argparse.ArgumentParser(prog="make cost", description=(__doc__ or "").splitlines()[0])
    asked.add_argument("--write", action="store_true", help="write the tables into docs/scale.md")
    asked.add_argument("--project", default="", help="whose choices are reckoned too")
    given, found = asked.parse_args(), read()
    if given.write:
        PAGE.write_text(page(PAGE.read_text(encoding="utf-8"), found), encoding="utf-8")
    print(f"USD, list prices of {found.prices['region']} on {found.prices['as_of']}; beside what providers take for videos.\n")
    print(tables(found))
    if given.project:
        told = choices.kept(given.project)
        if told is None:
            raise SystemExit(f"What was chosen for {given.project} is not on this machine: make plan PROJECT={given.project}")
        beyond = "; ".join(f"{what} {_money(price)}" for what, price in chosen(found, told).items()) or "nothing"
        print(f"\nBeyond that {given.project} takes each month at rest, as was chosen: {beyond}")


if __name__ == "__main__":
    main()
