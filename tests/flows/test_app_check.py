"""App Check at the doors of users, in a functions process of its own that demands it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.faults.second_functions import second_functions
from tests.fixtures.system import System


@pytest.fixture(scope="module")
def demanding(system: System) -> Iterator[System]:
    with second_functions(system, RUSHES_APP_CHECK="enforced") as beside:
        yield beside


def test_an_app_that_is_vouched_for_is_let_in_and_no_other(demanding: System) -> None:
    """A8: with a token of App Check; without one, or with another project's, the answer says why."""
    ada = demanding.person()
    given = demanding.identity.app_check_token(demanding.project, demanding.clock.now())
    assert demanding.call("GET", "/account", ada, headers={"X-Firebase-AppCheck": given}).status_code == 200
    elsewhere = demanding.identity.app_check_token("another", demanding.clock.now())
    for headers, reason in (({}, "missing"), ({"X-Firebase-AppCheck": elsewhere}, "wrong_audience")):
        refused = demanding.call("GET", "/account", ada, headers=headers)
        assert (refused.status_code, refused.json()["error"]) == (401, "APP_NOT_VERIFIED")
        assert refused.json()["details"] == {"reason": reason}


def test_what_cannot_attest_is_exempt_by_a_claim_that_only_operators_set(demanding: System) -> None:
    """A8: a command line or a server; and whatever is no user's door asks for none."""
    exempt = demanding.desk.sign_up(claims={"unattested": True})
    demanding.uids.append(exempt.uid)
    assert demanding.call("GET", "/account", exempt).status_code == 200
    assert demanding.call("GET", "/catalog/models").status_code == 200
    assert demanding.call("GET", "/admin/jobs?reason=look", demanding.admin).status_code == 200
