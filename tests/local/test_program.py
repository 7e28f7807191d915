"""However the stack ends, nothing is left behind and nothing is lost."""

from __future__ import annotations

import itertools
import os
import signal
import socket
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import httpx
import pytest

from local.people import AuthAccounts, Person
from local.stack.ports import choose_ports
from tests.local.conftest import Program
from tests.local.emulators import PROJECT, ask_auth, firestore_at

Start = Callable[..., Program]
BOTH = "firestore,auth"
DOORS = "firestore,auth,storage,tasks,functions"


def write_something(stack: Program) -> None:
    ask_auth(stack.url("auth"), "signUp", email="a@example.com", password="secret-1")
    with_document = firestore_at(stack.url("firestore").removeprefix("http://"))
    with_document.document("notes/one").create({"text": "kept", "when": "before"}, timeout=10)


def assert_it_is_there(stack: Program) -> None:
    signed_in = ask_auth(stack.url("auth"), "signInWithPassword", email="a@example.com", password="secret-1")
    assert signed_in["registered"]
    client = firestore_at(stack.url("firestore").removeprefix("http://"))
    assert client.document("notes/one").get(timeout=10).to_dict() == {"text": "kept", "when": "before"}


def test_sigterm_ends_everything_and_the_next_start_has_the_data_on_the_same_ports(program: Start, tmp_path: Path) -> None:
    """Q1: stopping takes at most two seconds, leaves no process and no port, and forgets nothing."""
    first = program(tmp_path / "stack", BOTH)
    write_something(first)
    began = time.monotonic()
    first.signal(signal.SIGTERM)
    assert first.ended() == (0, "")
    assert time.monotonic() - began < 2
    assert first.leaves_nothing()
    second = program(tmp_path / "stack", BOTH)
    assert addressed(second) == addressed(first)
    assert_it_is_there(second)


def test_a_port_that_is_given_for_one_run_is_not_remembered_by_the_next(program: Start, tmp_path: Path) -> None:
    """Q1: a PORT on the command line is for that run; the next one has the folder's own ports again."""
    folder, given = tmp_path / "stack", choose_ports(["any"], {}, {})["any"]
    seen: list[int] = []
    for variables in ({"AUTH_PORT": str(given)}, {}, {"AUTH_PORT": str(given)}, {}):
        run = program(folder, "auth", **variables)
        seen.append(run.record["ports"]["auth"])
        run.signal(signal.SIGTERM)
        run.ended()
    assert seen[0] == seen[2] == given != seen[1] == seen[3]


def addressed(program: Program) -> dict[str, int]:
    """The ports that stand in stored addresses; nobody keeps the one of the emulator's own page."""
    return {name: port for name, port in program.record["ports"].items() if name != "firestore_ui"}


def test_a_killed_supervisor_leaves_no_process_no_port_and_loses_no_data(program: Start, tmp_path: Path) -> None:
    """Q1: kill -9 of the supervisor; the reaper saves Firestore, then ends every part."""
    first = program(tmp_path / "stack", BOTH)
    write_something(first)
    first.signal(signal.SIGKILL)
    assert first.ended()[0] == -signal.SIGKILL
    second = program(tmp_path / "stack", BOTH)  # at once: it waits for the reaper by itself
    assert not first.everything & second.everything
    assert addressed(second) == addressed(first)
    assert_it_is_there(second)
    second.signal(signal.SIGKILL)
    assert second.leaves_nothing()


def test_what_was_acknowledged_before_a_supervisor_was_killed_is_there_at_the_next_start(program: Start, tmp_path: Path) -> None:
    """Q1: functions go on writing after kill -9, so they are ended before Firestore is saved, not after."""
    first = program(tmp_path / "stack", DOORS)
    acknowledged, enough = list[str](), threading.Event()

    def write_until_nobody_answers(people: list[Person]) -> None:
        with httpx.Client(base_url=first.url("functions"), timeout=20) as app, suppress(httpx.TransportError):
            for person in itertools.cycle(people):
                made = app.post("/images/collections", headers=person.headers, json={"name": f"No. {len(acknowledged)}"})
                if made.status_code == 201:
                    acknowledged.append(made.json()["id"])
                    enough.set()

    with httpx.Client(timeout=20) as app:
        accounts = AuthAccounts(first.url("auth").removeprefix("http://"), PROJECT, app)
        people = [accounts.sign_up() for _ in range(4)]  # nobody calls more often than anybody may
    with ThreadPoolExecutor(1) as writer:
        writing = writer.submit(write_until_nobody_answers, people)
        assert enough.wait(30)
        first.signal(signal.SIGKILL)
        writing.result(60)
    second = program(tmp_path / "stack", DOORS)
    client = firestore_at(second.url("firestore").removeprefix("http://"))
    kept = {each.id for each in client.collection("collections").select([]).get(timeout=10)}
    assert len(acknowledged) > 1
    assert set(acknowledged) <= kept


def test_what_a_killed_supervisor_and_a_killed_keeper_left_is_ended_by_the_next_start(program: Start, tmp_path: Path) -> None:
    """Q1: even with both gone at once, the next start finds the old part by its process id and birthday."""
    first = program(tmp_path / "stack")
    os.kill(first.record["reaper"], signal.SIGKILL)
    first.signal(signal.SIGKILL)
    first.ended()
    second = program(tmp_path / "stack")
    assert second.pid("auth") != first.pid("auth")
    assert addressed(second) == addressed(first)


def test_the_stack_ends_with_the_process_that_started_it(program: Start, tmp_path: Path) -> None:
    """Q1: when the starter's end of standard input closes, so does everything."""
    stack = program(tmp_path / "stack")
    stack.close_stdin()
    assert stack.ended() == (0, "")
    assert stack.leaves_nothing()


def test_a_part_that_dies_ends_the_stack_and_is_named_with_its_last_words(program: Start, tmp_path: Path) -> None:
    """Q1: a crash of any part is one line that says which, the end of its log, and exit code 1."""
    stack = program(tmp_path / "stack")
    os.kill(stack.pid("auth"), signal.SIGKILL)
    code, said = stack.ended()
    assert code == 1
    assert said.startswith("auth died (by SIGKILL).")
    assert "auth emulator ready" in said
    assert stack.leaves_nothing()


def test_a_part_that_cannot_start_is_named_with_its_last_words(program: Start, tmp_path: Path) -> None:
    """Q1: not "timed out" after a minute, but what the part itself said, at once."""
    (tmp_path / "stack" / "auth" / "auth.jsonl").mkdir(parents=True)
    stack = program(tmp_path / "stack")
    code, said = stack.ended()
    assert code == 1
    assert said.startswith("auth ended while starting (exit code 1).")
    assert "EISDIR" in said


def test_a_port_that_was_asked_for_and_is_taken_is_one_line(program: Start, tmp_path: Path) -> None:
    """Q1: the line names the port, the variable that chose it and the program that holds it."""
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        port = str(holder.getsockname()[1])
        code, said = program(tmp_path / "stack", AUTH_PORT=port).ended()
    assert code == 2
    assert said.startswith(f"Port {port} (AUTH_PORT) is taken by ")
    assert f"(process {os.getpid()})" in said
    assert said.count("\n") == 1


@pytest.mark.parametrize("port", ["http", "0", "65536"])
def test_a_port_that_is_none_is_one_line(program: Start, tmp_path: Path, port: str) -> None:
    """Q1: a typing error in a variable is said, not a trace."""
    code, said = program(tmp_path / "stack", PORT=port).ended()
    assert (code, said) == (2, f"PORT must be a port number, not {port!r}.\n")


def test_a_second_stack_in_the_same_folder_is_refused_and_the_first_lives_on(program: Start, tmp_path: Path) -> None:
    """Q1: two supervisors would tear at the same files."""
    first = program(tmp_path / "stack")
    code, said = program(tmp_path / "stack").ended()
    assert code == 2
    assert said == f"A stack already runs in {tmp_path / 'stack'} (process {first.record['supervisor']}): " + (
        "stop it, or take another folder.\n"
    )
    assert ask_auth(first.url("auth"), "signUp")["localId"]
