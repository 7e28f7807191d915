"""Asking for videos: what is priced, taken, charged or refused before anything is made."""

from __future__ import annotations

import json
from typing import Any

import pytest

from local.people import Person
from tests.fixtures.queues import MODEL, PRICE, held
from tests.fixtures.system import System
from tests.fixtures.videos import WISH, key, rich, submit

GERMAN = {"Accept-Language": "de"}
RIGHT_TO_LEFT = "\u202e"


def problem(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.json()["error"]


def nothing_happened(people: System, uid: str, balance: int) -> bool:
    account = people.document(f"accounts/{uid}") or {}
    return (account["balance"], account["active_jobs"], people.documents("video_jobs", "user_id", uid)) == (balance, 0, [])


def test_a_quote_prices_a_wish_and_spends_nothing(people: System) -> None:
    """C1, C6: itemised, with the default model and its price a second, and no job."""
    ada = rich(people, 10)
    quoted = people.call("POST", "/videos/quote", ada, json={**WISH, "seconds": 8}).json()
    assert quoted == {
        "model": "vertex/veo-3.1-generate-001",
        "credits_per_second": 10,
        "credits": 80,
        "items": [{"what": "8 s × 10", "credits": 80}],
        "notice": None,
    }
    assert nothing_happened(people, ada.uid, 10)


def test_an_accepted_wish_is_charged_and_shown_as_queued(people: System) -> None:
    """C2, V1: 202 with the job, the charge in the ledger with the same commit."""
    with held(people):
        ada = rich(people)
        answer = submit(people, ada, model=MODEL, negative_prompt="rain", seed=7, aspect_ratio="9:16")
        assert (answer.status_code, answer.headers.get("Idempotency-Replayed")) == (202, None)
        video = answer.json()["video"]
        assert {name: video[name] for name in ("state", "model", "credits", "charged", "seed", "negative_prompt")} == {
            "state": "queued",
            "model": MODEL,
            "credits": PRICE,
            "charged": True,
            "seed": 7,
            "negative_prompt": "rain",
        }
        assert people.call("GET", f"/videos/{video['id']}", ada).json() == video
        newest = people.call("GET", "/account/transactions", ada).json()["transactions"][0]
        assert (newest["type"], newest["amount"], newest["job_id"]) == ("charge", -PRICE, video["id"])
        account = people.document(f"accounts/{ada.uid}") or {}
        assert (account["balance"], account["active_jobs"], account["spent_today"]["credits"]) == (200 - PRICE, 1, PRICE)
        ops = people.document(f"video_jobs/{video['id']}/private/ops") or {}
        assert (ops["usd"], ops["model"]) == (0.2, MODEL)
        assert people.call("POST", f"/videos/{video['id']}/cancel", ada).status_code == 200


def test_too_few_credits_are_refused_with_the_deficit(people: System) -> None:
    """C4: 402 with required, available and deficit; nothing is created."""
    ada = rich(people, 30)
    answer = submit(people, ada)
    assert problem(answer) == (402, "INSUFFICIENT_CREDITS")
    assert answer.json()["details"] == {"required": 40, "available": 30, "deficit": 10}
    german = people.call("POST", "/videos", ada, json=WISH, headers={**key(), **GERMAN}).json()
    assert (german["message"], german["suggestedAction"]) == (
        "Du brauchst 40 Credits, hast aber 30.",
        "Besorge dir 10 weitere Credits.",
    )
    assert nothing_happened(people, ada.uid, 30)


def test_a_first_call_may_be_a_submit(people: System) -> None:
    """A5: the account is opened with its grant first; a guest has none and hears 402."""
    guest = people.guest()
    answer = submit(people, guest)
    assert (problem(answer), answer.json()["details"]["available"]) == ((402, "INSUFFICIENT_CREDITS"), 0)
    assert nothing_happened(people, guest.uid, 0)
    with held(people):
        ada, grant = people.person(), (people.document("system_configs/credits") or {}).get("signup_grant", 0)
        answer = submit(people, ada, model=MODEL)
        if grant < PRICE:
            assert problem(answer) == (402, "INSUFFICIENT_CREDITS")
        else:
            assert answer.status_code == 202
            assert (people.document(f"accounts/{ada.uid}") or {})["balance"] == grant - PRICE
            assert people.call("POST", f"/videos/{answer.json()['video']['id']}/cancel", ada).status_code == 200


def test_a_token_from_before_the_sign_out_spends_nothing(people: System) -> None:
    """A1: revocation is seen by the commit that would charge."""
    ada = rich(people)
    people.clock.move(2)
    assert people.call("POST", "/account/sign-out", ada).status_code == 200
    answer = people.call("POST", "/videos", json=WISH, headers={**ada.headers, **key()})
    assert (problem(answer), answer.json()["details"]) == ((401, "UNAUTHENTICATED"), {"reason": "revoked"})
    assert nothing_happened(people, ada.uid, 200)


def test_nobody_submits_without_a_token(people: System) -> None:
    """A1: 401 before the body is even looked at."""
    assert problem(people.call("POST", "/videos", json={"prompt": ""}, headers=key())) == (401, "UNAUTHENTICATED")


@pytest.mark.parametrize(
    ("changes", "error", "word"),
    [
        ({"model": "openai-videos/sora-2"}, "MODEL_RETIRED", MODEL),
        ({"model": "vertex/veo-3.1-light"}, "UNKNOWN_MODEL", MODEL),
        ({"resolution": "1080p"}, "NOT_OFFERED", "8"),
        ({"seconds": 5}, "NOT_OFFERED", "4, 6, 8"),
        ({"prompt": "x" * 4097}, "NOT_OFFERED", "4096"),
    ],
)
def test_what_no_model_can_do_is_refused_before_charging(people: System, changes: dict[str, Any], error: str, word: str) -> None:
    """M1: 422 says the way out, in the caller's language; quote and submit agree."""
    ada = rich(people)
    wish = {**WISH, **changes}
    for path in ("/videos", "/videos/quote"):
        answer = people.call("POST", path, ada, json=wish, headers={**key(), **GERMAN})
        assert problem(answer) == (422, error)
        assert word in answer.json()["suggestedAction"]
        assert answer.json()["suggestedAction"].startswith(("Nimm", "Wähle"))
    assert nothing_happened(people, ada.uid, 200)


@pytest.mark.parametrize(
    ("body", "field", "said"),
    [
        ({}, "body", "braucht prompt oder prompt_id"),
        ({"prompt": ""}, "prompt", "braucht mindestens 1 Zeichen"),
        ({"prompt": " \n "}, "prompt", "braucht mindestens 1 Zeichen"),
        ({"prompt": "\u200b\u202e\u0007"}, "prompt", "muss Worte enthalten"),
        ({"prompt": "x" * 8193}, "prompt", "darf höchstens 8192 Zeichen haben"),
        ({"prompt": 7}, "prompt", "muss ein Text sein"),
        ({"prompt": ["a"]}, "prompt", "muss ein Text sein"),
        ({"prompt": "a", "negative_prompt": "\u0000"}, "negative_prompt", "muss Worte enthalten"),
        ({"prompt": "a", "seconds": "eight"}, "seconds", "muss eine ganze Zahl sein"),
        ({"prompt": "a", "seconds": 4.5}, "seconds", "muss eine ganze Zahl sein"),
        ({"prompt": "a", "seconds": 0}, "seconds", "muss mindestens 1 sein"),
        ({"prompt": "a", "audio": "perhaps"}, "audio", "muss true oder false sein"),
        ({"prompt": "a", "aspect_ratio": "4:3"}, "aspect_ratio", "muss eines davon sein"),
        ({"prompt": "a", "seed": -1}, "seed", "muss mindestens 0 sein"),
        ({"prompt": "a", "seed": 2**32}, "seed", "darf höchstens 4294967295 sein"),
        ({"prompt": "a", "model": 7}, "model", "muss ein Text sein"),
        ({"prompt": "a", "colour": "red"}, "colour", "ist hier nicht bekannt"),
        ({"prompt": "a", "references": ["x"]}, "references.0", "hat nicht die Form"),
        ({"prompt": "a", "own_key": "perhaps"}, "own_key", "muss true oder false sein"),
        ({"prompt": "a", "user_id": "eve"}, "user_id", "ist hier nicht bekannt"),
        ([], "body", "muss ein Objekt sein"),
    ],
)
def test_a_body_that_is_not_valid_is_told_by_field_in_german(
    system: System, somebody: Person, body: Any, field: str, said: str
) -> None:
    """Q3: 400 names the field and the problem; no account is needed for that."""
    answer = system.call("POST", "/videos", somebody, json=body, headers={**key(), **GERMAN})
    assert problem(answer) == (400, "INVALID_REQUEST")
    (told,) = answer.json()["details"]["fields"]
    assert told["field"] == field
    assert said in told["problem"]


@pytest.mark.parametrize("body", ["{", '{"prompt": "\\ud800"}', b"\xff", '{"prompt": "a"} x'])
def test_a_body_that_is_no_json_is_told(system: System, somebody: Person, body: str | bytes) -> None:
    """Q3: halves of characters, bytes that are no text, leftovers."""
    headers = {**key(), "Content-Type": "application/json"}
    assert problem(system.call("POST", "/videos", somebody, content=body, headers=headers)) == (400, "MALFORMED_JSON")


def test_hidden_characters_do_not_reach_the_model(people: System) -> None:
    """P6: control and direction marks are dropped, words, lines and emoji stay."""
    with held(people):
        ada = rich(people)
        video = submit(people, ada, model=MODEL, prompt=f" a{RIGHT_TO_LEFT}\u0000 fox\n🦊 läuft\u2066 ").json()["video"]
        assert video["prompt"] == "a fox\n🦊 läuft"
        stored = people.document(f"video_jobs/{video['id']}") or {}
        assert json.dumps(stored["prompt"]) == json.dumps(video["prompt"])
        assert people.call("POST", f"/videos/{video['id']}/cancel", ada).status_code == 200


@pytest.mark.parametrize(
    ("sent", "error"), [({}, "IDEMPOTENCY_KEY_REQUIRED"), ({"Idempotency-Key": "with space"}, "IDEMPOTENCY_KEY_MALFORMED")]
)
def test_a_call_that_spends_needs_a_key(people: System, sent: dict[str, str], error: str) -> None:
    """V2: a header Idempotency-Key with 8 to 128 plain characters."""
    ada = rich(people)
    answer = people.call("POST", "/videos", ada, json=WISH, headers={**sent, **GERMAN})
    assert problem(answer) == (400, error)
    assert nothing_happened(people, ada.uid, 200)
