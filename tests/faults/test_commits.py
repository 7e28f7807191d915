"""Preconditioned commits against the real emulator, while answers are lost and others write."""

from __future__ import annotations

import random
import secrets
import socket
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

import grpc
import pytest

from shared.platform.clock import SystemClock
from shared.platform.errors import Contended, Unavailable
from shared.platform.firestore.client import Firestore
from shared.platform.firestore.documents import Create, Delete, Plan, Seen, Store, Update
from tests.faults.firestore_proxy import Fault, FirestoreProxy
from tests.fixtures.system import System, emulated_firestore


@dataclass(frozen=True)
class Bank:
    """An account and its ledger, as small as the pattern can be."""

    store: Store
    proxy: FirestoreProxy
    where: str

    def spend(self, amount: int) -> int:
        """One entry more, the total moved with it; answers the total after it."""
        entry = f"ledger/{secrets.token_hex(8)}"

        def decide(seen: Seen) -> Plan[int]:
            total = (seen[self.where].fields or {})["total"] + amount
            writes = [
                Update(seen[self.where], {"total": total}),
                Create(entry, {"of": self.where, "amount": amount, "total": total}),
            ]
            return Plan(total, writes)

        return self.store.settle([self.where], decide)

    def check(self, system: System) -> tuple[int, int]:
        """The total and how many entries there are; they must agree."""
        entries = system.documents("ledger", "of", self.where)
        total = (system.document(self.where) or {})["total"]
        assert total == sum(entry["amount"] for entry in entries)
        return total, len(entries)


@pytest.fixture
def bank(system: System) -> Iterator[Bank]:
    with FirestoreProxy(system.environment["FIRESTORE_EMULATOR_HOST"]) as proxy:
        client = emulated_firestore(system.project, proxy.host)
        made = Bank(Store(Firestore(client), SystemClock(), random.Random(3)), proxy, f"banks/{secrets.token_hex(6)}")
        system.firestore.document(made.where).set({"total": 0}, timeout=10)
        yield made


def test_a_commit_takes_one_read_and_one_write(bank: Bank, system: System) -> None:
    """V3: two round trips, whatever happens around them."""
    assert bank.spend(5) == 5
    assert dict(bank.proxy.calls) == {"BatchGetDocuments": 1, "Commit": 1}
    assert bank.check(system) == (5, 1)


@pytest.mark.parametrize(
    "status",
    [grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.DEADLINE_EXCEEDED, grpc.StatusCode.INTERNAL, grpc.StatusCode.UNKNOWN],
)
def test_an_applied_commit_whose_answer_is_lost_is_not_repeated(bank: Bank, system: System, status: grpc.StatusCode) -> None:
    """C2: the answer vanishes after the commit; the caller still gets it, and nothing is written twice."""
    bank.proxy.faults.append(Fault("Commit", "after", 1, status))
    assert bank.spend(5) == 5
    assert bank.check(system) == (5, 1)


def test_a_lost_answer_is_recognised_after_others_have_written_too(bank: Bank, system: System) -> None:
    """C2: the token stands in a document of its own, which nobody overwrites."""
    other = replace(bank, store=Store(Firestore(system.firestore), SystemClock()))
    bank.proxy.faults.append(Fault("Commit", "after", 1, then=lambda: other.spend(7)))
    assert bank.spend(5) == 5
    assert bank.check(system) == (12, 2)


def test_a_commit_that_never_arrived_is_tried_again(bank: Bank, system: System) -> None:
    """C2: lost on the way there, it is written once all the same."""
    bank.proxy.faults.append(Fault("Commit", "before", 2))
    assert bank.spend(5) == 5
    assert bank.check(system) == (5, 1)


def test_answers_lost_in_a_row_do_not_write_twice(bank: Bank, system: System) -> None:
    """C2: neither does a read that is lost while we look whether we were applied."""
    bank.proxy.faults += [Fault("Commit", "after", 1), Fault("BatchGetDocuments", "after", 0)]
    bank.proxy.faults[0].then = lambda: setattr(bank.proxy.faults[1], "times", 2)
    assert bank.spend(5) == 5
    assert bank.check(system) == (5, 1)


def test_a_race_that_is_lost_is_decided_anew(bank: Bank, system: System) -> None:
    """C2: what another writer did in between is seen, not overwritten."""
    other = replace(bank, store=Store(Firestore(system.firestore), SystemClock()))
    overtaken = list[int]()

    def decide(seen: Seen) -> Plan[int]:
        if not overtaken:
            overtaken.append(other.spend(7))
        total = (seen[bank.where].fields or {})["total"]
        return Plan(total, [Update(seen[bank.where], {"seen": total})])

    assert bank.store.settle([bank.where], decide) == 7
    assert bank.check(system) == (7, 1)


def test_forty_writers_on_one_account_all_get_through(bank: Bank, system: System) -> None:
    """C2: optimistic commits with jitter settle a hot account without losing or doubling one."""
    with ThreadPoolExecutor(20) as crowd:
        totals = list(crowd.map(lambda _: bank.spend(1), range(40)))
    assert sorted(totals) == list(range(1, 41))
    assert bank.check(system) == (40, 40)


def test_what_exists_is_not_created_and_what_changed_is_not_deleted(bank: Bank, system: System) -> None:
    """C2: an id with a meaning makes the second write fail by itself; the decision is then made on what is there."""
    name = f"{bank.where}/marks/once"

    def mark(seen: Seen) -> Plan[str]:
        return Plan("there already") if seen[name].fields else Plan("made", [Create(name, {"x": 1})])

    assert [bank.store.settle([name], mark) for _ in range(2)] == ["made", "there already"]
    stale = bank.store.get(name)
    system.firestore.document(name).update({"x": 2}, timeout=10)
    deleted = list[bool]()

    def remove(seen: Seen) -> Plan[str]:
        deleted.append(True)
        return Plan("gone", [Delete(stale if len(deleted) == 1 else seen[name])])

    assert bank.store.settle([name], remove) == "gone"
    assert len(deleted) == 2
    assert system.document(name) is None


def test_endless_contention_ends_with_a_clear_error(bank: Bank, system: System) -> None:
    """Q3: after a bounded while the caller hears 503 CONTENDED, and nothing was written."""
    bank.proxy.faults.append(Fault("Commit", "before", 10_000, grpc.StatusCode.FAILED_PRECONDITION))
    hasty = Store(Firestore(emulated_firestore(system.project, bank.proxy.host)), SystemClock(), patience_s=0.3)
    with pytest.raises(Contended) as refused:
        replace(bank, store=hasty).spend(5)
    assert (refused.value.status, bank.check(system)) == (503, (0, 0))


def test_an_unreachable_firestore_is_told_within_seconds() -> None:
    """Q3: 503, not the client's own 300 seconds of retries."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound but not listening: refused at once
        store = Store(Firestore(emulated_firestore("demo-nowhere", f"127.0.0.1:{taken.getsockname()[1]}")), SystemClock())
        began = time.monotonic()
        with pytest.raises(Unavailable):
            store.get("accounts/x")
    assert time.monotonic() - began < 6


def test_a_silent_firestore_is_told_within_seconds() -> None:
    """Q3: a server that accepts and never answers costs one deadline."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        store = Store(Firestore(emulated_firestore("demo-nowhere", f"127.0.0.1:{silent.getsockname()[1]}")), SystemClock())
        began = time.monotonic()
        with pytest.raises(Unavailable):
            store.get("accounts/x")
    assert time.monotonic() - began < 12


def test_a_query_reads_pages_in_order(bank: Bank, system: System) -> None:
    """V9: equality, order, cursor and limit as the client sends them."""
    for amount in (1, 2, 3):
        bank.spend(amount)
    rows = bank.store.find("ledger", where=[("of", "==", bank.where)], order=[("total", "desc")], limit=2)
    rest = bank.store.find(
        "ledger", where=[("of", "==", bank.where)], order=[("total", "desc")], after=[(rows[-1].fields or {})["total"]], limit=2
    )
    assert [(row.fields or {})["total"] for row in [*rows, *rest]] == [6, 3, 1]


def _queried(store: Store, where: str) -> float:
    return sum(row.fields["at"] for row in store.find(where, order=[("at", "asc")], limit=5) if row.fields)


def _listed(store: Store, where: str) -> float:
    return sum(row.fields["at"] for row in store.all_in(where, ("of", 1), after=None, limit=5, only=["at"]) if row.fields)


def _summed(store: Store, where: str) -> float:
    return store.sum_in(where, ("of", 1), "at")


@pytest.mark.parametrize(("method", "asked"), [("RunQuery", _queried), ("RunQuery", _listed), ("RunAggregationQuery", _summed)])
def test_a_query_that_breaks_off_is_asked_again_and_told_apart_from_an_error_of_ours(
    bank: Bank, system: System, method: str, asked: Callable[[Store, str], float]
) -> None:
    """Q3: what the database cannot answer for now is a 503 that may be tried again, wherever its answer ended."""
    where = f"rows{secrets.token_hex(6)}"
    for at in range(3):
        system.firestore.document(f"{where}/{at}").set({"at": at, "of": 1}, timeout=10)
    assert asked(bank.store, where) == 3
    bank.proxy.faults.append(Fault(method, "amid", 2, grpc.StatusCode.DEADLINE_EXCEEDED))
    assert asked(bank.store, where) == 3
    bank.proxy.faults.append(Fault(method, "amid", 3, grpc.StatusCode.DEADLINE_EXCEEDED))
    with pytest.raises(Unavailable):
        asked(bank.store, where)
