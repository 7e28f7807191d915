"""Who was signed out or shut out by a function is so by the rules, too."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from tests.fixtures.system import System
from tests.rules.actors import signed_in
from tests.rules.client import RulesClient, equal


def test_a_token_from_before_the_sign_out_reads_nothing(system: System) -> None:
    """A1 A6: what the function `account` ends, the rules end; who signs in again is let in."""
    person = system.person()
    assert system.call("GET", "/account", person).status_code == 200
    before = RulesClient(system, system.signed_in(person).headers)
    assert before.may_get(f"accounts/{person.uid}")
    system.clock.move(2)
    assert system.call("POST", "/account/sign-out", person).status_code == 200
    assert not before.may_get(f"accounts/{person.uid}")
    assert not before.may_list("video_jobs", equal(user_id=person.uid, deleted_at=None))


def test_a_disabled_user_reads_nothing_until_they_are_enabled(system: System) -> None:
    """A1 A6: what the function `admin` shuts out, the rules shut out, tokens from before and after alike."""
    person, reason = system.person(), {"reason": "fraud, ticket 12"}
    later = RulesClient(system, signed_in(person.uid, auth_time=int(system.clock.now().timestamp()) + 3600))
    assert later.may_list("video_jobs", equal(user_id=person.uid, deleted_at=None))
    assert system.call("POST", f"/admin/users/{person.uid}/disable", system.admin, json=reason).status_code == 200
    assert not later.may_get(f"accounts/{person.uid}")
    assert not later.may_list("video_jobs", equal(user_id=person.uid, deleted_at=None))
    assert system.call("POST", f"/admin/users/{person.uid}/enable", system.admin, json=reason).status_code == 200
    assert later.may_get(f"accounts/{person.uid}")


def test_who_is_shut_out_for_a_time_reads_again_after_it(system: System) -> None:
    """A1 A6: by the moment in their account; nothing has to run for it."""
    person = system.person()
    later = RulesClient(system, signed_in(person.uid, auth_time=int(system.clock.now().timestamp()) + 3600))
    assert later.may_get(f"accounts/{person.uid}")
    account, now = system.firestore.document(f"accounts/{person.uid}"), datetime.now(UTC)
    for until, may in ((now + timedelta(hours=1), False), (now - timedelta(seconds=1), True)):
        account.set({"user_id": person.uid, "disabled": True, "disabled_until": until}, timeout=10)
        assert later.may_get(f"accounts/{person.uid}") is may
        assert later.may_list("video_jobs", equal(user_id=person.uid, deleted_at=None)) is may
