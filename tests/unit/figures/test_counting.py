"""Figures of a day as plain arithmetic: exact where they can be, of a bounded size in any case."""

from __future__ import annotations

import json
import math
import random
import tracemalloc
from datetime import date, timedelta
from pathlib import Path

from shared.accounts.figures import EntryOfDay
from shared.config.model import CreditsSection
from shared.figures import counting, digest, results, sketches
from shared.figures.model import Tally
from shared.figures.results import Beside
from shared.films.figures import FilmOfDay
from shared.payments.figures import PriceOfPurchase
from shared.prompts.figures import PromptOfDay
from shared.videos.figures import CostOfDay, JobOfDay

DIGESTS = json.loads((Path(__file__).parents[3] / "infra" / "monitoring.json").read_text(encoding="utf-8"))["digests"]
DAY = date(2026, 11, 28)
MODEL = "vertex/veo-3.1-generate-001"


def mark(user_id: str) -> int:
    return sketches.mark_of(user_id, "a key")


def job(
    nth: int, *, outcome: str | None = "completed", credits: int = 40, seconds: float = 60, payer: str | None = None
) -> JobOfDay:
    user = f"user-{nth}"
    state = outcome if outcome in ("completed", "cancelled") else "failed" if outcome else "processing"
    made = seconds if outcome == "completed" else None
    return JobOfDay(user, payer or user, MODEL, state, outcome, credits, outcome in ("completed", None), made)


def a_day() -> Tally:
    tally = counting.nothing()
    jobs = [job(1), job(2, outcome="safety_filtered"), job(3, outcome=None), job(1, payer="house", credits=0)]
    counting.jobs(tally, jobs, mark)
    counting.costs(tally, [CostOfDay(MODEL, 1.6)] * 4)
    counting.films(tally, [FilmOfDay("user-4", "user-4", "completed", 90.0, 3, True)], mark)
    writer = "gemini-3.5-flash-lite"
    counting.prompts(
        tally,
        [
            PromptOfDay("user-1", writer, "completed", False, 1_000_000, 2.0, ("mood:calm", "camera_style:pov")),
            PromptOfDay("user-2", writer, "failed", True, 0, None, ("mood:calm",)),
            PromptOfDay("user-5", None, "draft", False, 0, None, ()),
        ],
        mark,
    )
    prices = {"p1": PriceOfPurchase("eur", 1000, 200, 40, "eur"), "p2": PriceOfPurchase("usd", 500, 100, None, None)}
    entries = [
        EntryOfDay("user-1", "purchase", 200, "p1"),
        EntryOfDay("user-1", "purchase_refund", -50, "p1"),
        EntryOfDay("user-1", "purchase", 50, "p1"),  # of a refund that did not arrive
        EntryOfDay("user-2", "purchase", 100, "p2"),
        EntryOfDay("user-2", "chargeback", -100, "p2"),
        EntryOfDay("user-6", "purchase", 10, "elsewhere"),
        EntryOfDay("user-1", "charge", -40, None),
        EntryOfDay("user-2", "charge", -40, None),
        EntryOfDay("user-2", "refund", 40, None),
        EntryOfDay("house", "charge", 0, None),
        EntryOfDay("user-7", "expiry", -5, None),
    ]
    counting.entries(tally, entries, prices, mark)
    return tally


def test_a_day_counts_works_credits_money_cost_and_people() -> None:
    """C9, T1: each once, in its place; the house is nobody's custom."""
    told = results.of(DAY, a_day(), {}, Beside(3, 2**30), CreditsSection())
    assert told["models"][MODEL]["jobs"] == {"completed": 2, "safety_filtered": 1, "live": 1}
    assert (told["models"][MODEL]["credits"], told["models"][MODEL]["refunded"], told["models"][MODEL]["usd"]) == (120, 40, 6.4)
    assert (told["films"]["usd"], told["house_jobs"]) == (0.015, 1)
    assert told["prompts"]["gemini-3.5-flash-lite"]["usd"] == 0.4
    assert told["entries"] == {
        "purchase": 360,
        "purchase_refund": -50,
        "chargeback": -100,
        "charge": -80,
        "refund": 40,
        "expiry": -5,
    }
    assert told["money"] == {
        "eur": {"revenue": 1000, "refunded": 0, "disputed": 0, "fees": 40},
        "usd": {"revenue": 500, "refunded": 0, "disputed": 500, "fees": 0},
    }
    assert told["styles"] == {"mood:calm": 2, "camera_style:pov": 1}
    assert sketches.how_many(told["active"]) == 5  # 1 to 5: who bought or lost credits asked for nothing
    assert told["retention"] == {"week": 5, "week_before": 0, "came_again": 0}
    assert told["stored_bytes_change"] is None


def test_a_digest_says_what_the_mails_show_in_both_languages() -> None:
    """T1: each field of the mail is there, and the text is made of the same."""
    first = results.of(DAY - timedelta(days=1), a_day(), {}, Beside(3, 2**30), CreditsSection())
    second = results.of(DAY, a_day(), {DAY - timedelta(days=1): first}, Beside(1, 3 * 2**30), CreditsSection())
    fields = digest.fields_of({DAY - timedelta(days=1): first, DAY: second}, {"user-2": 80, "user-1": 40})
    assert (fields["videos"], fields["failed"], fields["blocked"], fields["credits"], fields["sold"]) == (4, 2, 4, 80, 720)
    assert (fields["active"], fields["new"], fields["stored_gib"], fields["stored_gib_change"]) == (5, 4, 3.0, 2.0)
    assert fields["top_users"] == "user-2 (80), user-1 (40)"
    assert set(DIGESTS["daily-figures"]["fields"]) <= {*fields, "day", "text", "text_de"}
    assert set(DIGESTS["weekly-figures"]["fields"]) <= {*fields, "from", "to", "text", "text_de"}
    begin = DAY - timedelta(days=1)
    assert digest.text(begin, DAY, fields, "en").startswith("2026-11-27 to 2026-11-28: 4 videos made, 2 failed, 4 blocked")
    assert "Marge" in digest.text(begin, DAY, fields, "de")
    assert "yet" in digest.text(begin, DAY, None, "en")


def test_who_came_again_is_counted_over_two_weeks() -> None:
    """T1: weekly retention."""
    weeks = {back: {mark(f"user-{nth}") for nth in range(back, back + 10)} for back in range(1, 14)}
    earlier = {DAY - timedelta(days=back): {"active": sketches.union(marks), "stored_bytes": 0} for back, marks in weeks.items()}
    tally = {**counting.nothing(), "active": sketches.union([mark("user-0")])}
    told = results.of(DAY, tally, earlier, Beside(0, 0), CreditsSection())
    assert told["retention"] == {"week": 16, "week_before": 16, "came_again": 9}  # 0 to 15; 7 to 22; 7 to 15


def test_a_models_usual_time_is_the_middle_of_its_last_videos() -> None:
    """V9: where there were enough of them."""
    tally = counting.nothing()
    counting.jobs(tally, [job(nth, seconds=90 + nth % 3) for nth in range(30)], mark)
    figures = results.of(DAY, tally, {}, Beside(0, 0), CreditsSection())
    assert abs(results.usual_seconds({DAY: figures})[MODEL] - 91) <= 2  # within 2.5 %
    few = counting.nothing()
    counting.jobs(few, [job(nth) for nth in range(19)], mark)
    assert results.usual_seconds({DAY: results.of(DAY, few, {}, Beside(0, 0), CreditsSection())}) == {}


def test_quantiles_are_right_within_a_fortieth() -> None:
    """T1: over three decades of seconds."""
    chance, times = random.Random(1), dict[str, int]()
    told = sorted(math.exp(chance.uniform(-1, 6)) for _ in range(2000))
    for each in told:
        times = sketches.with_time(times, each)
    for share in (0.5, 0.95):
        assert math.isclose(sketches.quantile(times, share) or 0, told[int(share * 2000) - 1], rel_tol=0.03)
    assert sketches.quantile({}, 0.5) is None


def test_twenty_thousand_jobs_of_as_many_users_are_counted_in_bounded_memory() -> None:
    """O3: what is kept grows no more after the first thousands, and is far from what a document may hold."""
    tally, sizes = counting.nothing(), list[int]()
    tracemalloc.start()
    for page in range(40):
        rows = [job(page * 500 + nth, seconds=30 + nth) for nth in range(500)]
        counting.jobs(tally, rows, mark)
        counting.entries(tally, [EntryOfDay(row.user_id, "charge", -40, None) for row in rows], {}, mark)
        sizes.append(tracemalloc.get_traced_memory()[0])
    tracemalloc.stop()
    assert sum(tally["models"][MODEL]["jobs"].values()) == 20_000
    assert max(sizes[10:]) < sizes[10] * 1.3
    assert len(json.dumps(tally)) < 200_000
    assert abs(sketches.how_many(tally["active"]) - 20_000) < 1000
    assert len(tally["users"]["spent"]) == sketches.NAMED


def test_who_spends_most_is_named_among_many() -> None:
    """T1: however many others there are, and whenever they come."""
    most = dict[str, int]()
    for nth in range(5000):
        sketches.raised(most, f"user-{nth}", 1)
        if nth % 10 == 0:
            sketches.raised(most, "whale", 40)
    assert sketches.first(most, 1)[0][0] == "whale"
    assert sketches.first({"a": 0}, 5) == []
