"""The care with which servers, mailboxes and devices of users are told: once, signed, again where it was not taken, in time."""

from __future__ import annotations

from tests.prove.mutants.edits import Mutant, drop, swap

_AGAIN, _AGAIN_TESTS = "shared.webhooks.again", ("tests/unit/webhooks/test_again.py",)
_SIGNING, _SIGNING_TESTS = "shared.webhooks.signing:signed", ("tests/unit/webhooks/test_signing.py",)
_CHECKS, _CHECKS_TESTS = "shared.webhooks.checks", ("tests/unit/webhooks/test_checks.py",)
_WIRE, _WIRE_TESTS = "shared.platform.web.outgoing", ("tests/unit/platform/web/test_outgoing.py",)
_QUIET, _QUIET_TESTS = "shared.notices.model:peace_ends", ("tests/unit/notices/test_model.py",)
_WORKER, _MAILING = "shared.webhooks.worker", "shared.notices.mailing"

MUTANTS = (
    Mutant(
        "an endpoint rests as long as it says",
        swap(f"{_AGAIN}:rest_asked_for", "min(A - B, MOST_REST)", "A - B"),
        tests=_AGAIN_TESTS,
    ),
    Mutant(
        "any failure asks for rest", drop(f"{_AGAIN}:rest_asked_for", "if status not in _ASKS_FOR_REST: ..."), tests=_AGAIN_TESTS
    ),
    Mutant("an endpoint shortens its distances", swap(f"{_AGAIN}:at", "max(A, B or C)", "B or A"), tests=_AGAIN_TESTS),
    Mutant("what fails is sent for ever", drop(f"{_AGAIN}:at", "if A > len(BACKOFF): ..."), tests=_AGAIN_TESTS),
    Mutant("a signature without its time", swap(_SIGNING, "(A, B, body)", "(A, body)"), tests=_SIGNING_TESTS),
    Mutant("a hint that nobody signed", drop(f"{_CHECKS}:require_trusted", "if not any(A): ..."), tests=_CHECKS_TESTS),
    Mutant("a hint of any age", drop(f"{_CHECKS}:require_trusted", "abs(A) > B"), tests=_CHECKS_TESTS),
    Mutant("a wrapped address is not looked into", swap(f"{_WIRE}:_wrapped", "[A.ipv4_mapped]", "()"), tests=_WIRE_TESTS),
    Mutant("one public address opens all of them", swap(f"{_WIRE}:_checked", "is_public(A) or B", "True"), tests=_WIRE_TESTS),
    Mutant("an endpoint on any port", drop(f"{_WIRE}:target", "A.port not in PORTS"), tests=_WIRE_TESTS),
    Mutant("quiet hours end the next day", swap(_QUIET, "1 if A <= B else 0", "1"), tests=_QUIET_TESTS),
    Mutant("quiet hours do not go over midnight", swap(_QUIET, "A >= B or A < C", "A >= B"), tests=_QUIET_TESTS),
    Mutant(
        "an event that was told is told for ever",
        swap(f"{_WORKER}:tell", "{'due_at': None, **A}", "{**A}"),
        ("delivery",),
    ),
    Mutant(
        "what was not taken is given up",
        swap(f"{_WORKER}:_after", "shared.webhooks.again.at(A, B, C)", "None"),
        ("delivery, at the second try",),
    ),
    Mutant(
        "an event whose task was lost is told to nobody",
        swap("shared.webhooks.sweep:_event_due", "shared.lifecycle.outbox.enqueue(A, B)", "pass"),
        ("delivery, by the sweep",),
    ),
    Mutant(
        "an event waits for no mail", swap(f"{_WORKER}:tell", "shared.notices.mailing.waits(A, B, C)", "{}"), ("mail and push",)
    ),
    Mutant(
        "a mail that was begun is forgotten",
        swap(f"{_MAILING}:claim", "{'mail': name}", "{}"),
        ("mail and push",),
        at="POST /notice-tasks/mail",
    ),
    Mutant(
        "mail that nobody sent is nobody's",
        swap("shared.notices.sweep:_due", "shared.notices.tasks.enqueue_mail(A, B)", "pass"),
        ("mail and push",),
        at="POST /notice-tasks/mail",
    ),
    Mutant(
        "what goes by push is not marked",
        swap("shared.notices.worker:push_event", "shared.platform.clients.store().change(A, B)", "pass"),
        ("mail and push",),
    ),
)
