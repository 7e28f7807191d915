"""L1 where no commit counts: each user's calls to one instance."""

from __future__ import annotations

from tests.system import System


def test_of_a_hundred_and_twenty_calls_in_a_row_a_hundred_pass(people: System) -> None:
    """L1: 429 with limit, remaining, reset and Retry-After; others and other functions are not touched."""
    ada, bob = people.person(), people.person()
    began = people.clock.now()
    answers = [answer for _ in range(6) for answer in people.at_once(20, "GET", "/account", ada)]
    grown_back = (people.clock.now() - began).total_seconds() * 100 / 60
    good = [answer for answer in answers if answer.status_code == 200]
    assert 100 <= len(good) <= 100 + grown_back + 1
    refused = [answer for answer in answers if answer.status_code == 429]
    assert len(good) + len(refused) == 120
    if refused:  # unless other tests moved the clock by a minute meanwhile
        told = refused[-1].json()
        assert (told["error"], told["details"]["limit"], told["details"]["remaining"]) == ("RATE_LIMITED", 100, 0)
        assert refused[-1].headers["Retry-After"] == str(told["details"]["reset_s"])
    assert people.call("GET", "/account", bob).status_code == 200
    assert people.call("GET", "/videos", ada).status_code == 200
    people.clock.move(2)
    assert people.call("GET", "/account", ada).status_code == 200
