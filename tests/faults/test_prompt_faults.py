"""What a writing model does wrong: the prompt says so in both languages and can be written anew, or waits and gets its text."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

from local.people import Person
from shared.platform.user_ids import media_home_of
from shared.prompts.language import language_of
from shared.prompts.outcomes import RULES, STANDS_IN
from shared.providers.writing import FIELD
from shared.providers.writing import Trouble as Why
from tests.faults.trouble import Trouble, word
from tests.fixtures.system import System
from tests.fixtures.texts import ask, asked, check_shelf, draft, image_of, over, prompt
from tests.fixtures.videos import key

BAD_PICTURE = "Unable to process input image. Please retry."
ENGLISH = (
    "A small boat rocks gently in the old harbour while the camera stands still, soft morning light on the water, "
    "the sound of gulls and a calm, quiet mood over everything."
)


def troubled(people: System, person: Person, trouble: Trouble, times: int = 1, **do: Any) -> tuple[str, str]:
    """A prompt whose next questions meet this trouble, and its image."""
    name = word()
    trouble.next_creates(name, times=times, **do)
    image_id = image_of(people, person, title=name)
    return asked(people, person, image_id), image_id


def regenerated(people: System, person: Person, prompt_id: str) -> dict[str, Any]:
    answer = people.call("POST", f"/prompts/{prompt_id}/regenerate", person, headers=key())
    assert (answer.status_code, answer.json()["prompt"]["error"]) == (202, None)
    return over(people, prompt_id, step_s=2)


NOT_WRITTEN: list[tuple[dict[str, Any], Why]] = [
    ({"block_input": "safety"}, Why.REQUEST_BLOCKED),
    ({"block": "prohibited"}, Why.REQUEST_BLOCKED),
    ({"block": "violence"}, Why.ANSWER_BLOCKED),
    ({"finish_reason": "RECITATION"}, Why.ANSWER_BLOCKED),
    ({"finish_reason": "MAX_TOKENS"}, Why.TRUNCATED),
    ({"text": "This is no document."}, Why.BAD_ANSWER),
    ({"text": '{"other": "field"}'}, Why.BAD_ANSWER),
    ({"status": 400, "message": BAD_PICTURE}, Why.PICTURE_REFUSED),
    ({"status": 400}, Why.INTERNAL),
    ({"status": 401}, Why.KEY_INVALID),
    ({"status": 403}, Why.KEY_INVALID),
    ({"retired": True}, Why.MODEL_RETIRED),
]


def test_a_text_that_was_not_written_says_why(people: System, trouble: Trouble) -> None:
    """P7: its own code, a sentence in both languages, asked for once; and it can be written anew."""
    ada = people.person()
    prompts = [(*troubled(people, ada, trouble, **do), RULES[why]) for do, why in NOT_WRITTEN]
    for prompt_id, image_id, rule in prompts:
        failed = over(people, prompt_id)
        assert (failed["status"], failed["error_code"], failed["prompt_text"]) == ("failed", rule.code, "")
        for language in ("de", "en"):
            headers = {"Accept-Language": language}
            error = people.call("GET", f"/prompts/{prompt_id}", ada, headers=headers).json()["error"]
            assert error["code"] == rule.code
            assert error["message"].startswith(rule.text.say(language, {}))
            assert (error["retryable"], error["suggestedAction"]) == (rule.user_may_retry, rule.action.say(language, {}))
            assert failed["error"]["suggestedAction"][language] == error["suggestedAction"]
        assert len(trouble.asked(prompt_id)) == 1
        assert regenerated(people, ada, prompt_id)["status"] == "completed"
        assert len(check_shelf(people, image_id)) == 1


def test_a_text_of_ours_stands_in_where_the_model_wrote_nothing(people: System, trouble: Trouble) -> None:
    """P7: a draft that is marked as such, until it is written anew or becomes the user's own."""
    ada = people.person()
    prompt_id, _ = troubled(people, ada, trouble, times=2, empty=True)
    stands_in = over(people, prompt_id)
    assert (stands_in["status"], stands_in["error_code"], stands_in["metadata"]) == ("draft", "EMPTY_ANSWER", {"template": True})
    assert language_of(stands_in["prompt_text"]) == "de"
    assert stands_in["error_message"]["de"].endswith(STANDS_IN.de)
    again = regenerated(people, ada, prompt_id)
    assert (again["status"], again["prompt_text"]) == ("draft", stands_in["prompt_text"])
    mine = people.call("PATCH", f"/prompts/{prompt_id}", ada, json={"prompt_text": "Mein Boot."}).json()
    assert (mine["status"], mine["metadata"], mine["error"]) == ("draft", {}, None)
    assert regenerated(people, ada, prompt_id)["status"] == "completed"


def test_a_text_that_stands_survives_an_attempt_that_failed(people: System, trouble: Trouble) -> None:
    """P7: neither a template nor nothing takes its place, and the error does not claim so."""
    ada, name = people.person(), word()
    prompt_id = draft(people, ada, image_of(people, ada, title=name), "Mein Boot.")
    trouble.next_creates(name, empty=True)
    failed = regenerated(people, ada, prompt_id)
    assert (failed["status"], failed["error_code"], failed["prompt_text"]) == ("failed", "EMPTY_ANSWER", "Mein Boot.")
    assert failed["error_message"]["en"] == "The model wrote nothing."


PASSES: list[dict[str, Any]] = [
    {"status": 429, "retry_after": 7},
    {"status": 429},
    {"status": 500},
    {"status": 503},
    {"status": 504},
    {"drop": True},
    {"accept_then_drop": True},
    {"accept_then_status": 500},
]


def test_trouble_that_passes_is_waited_for(people: System, trouble: Trouble) -> None:
    """P7, V7: asked again after a while, with no word to Firestore in between, until there is a text."""
    ada = people.person()
    for prompt_id, image_id in [troubled(people, ada, trouble, times=2, **do) for do in PASSES]:
        done = over(people, prompt_id, step_s=1)
        assert (done["status"], done["attempt"], done["epoch"]) == ("completed", 1, 0)
        tries = trouble.asked(prompt_id)
        assert len(tries) == 3
        apart = done["updated_at"] - done["created_at"]
        assert apart >= timedelta(seconds=14)  # twice seven, or five and ten
        assert len(check_shelf(people, image_id)) == 1


def test_who_waited_in_vain_until_the_deadline_is_told(people: System, trouble: Trouble) -> None:
    """V7, P7: a provider that never has room ends the prompt in time, with its own code; later it can be written."""
    ada = people.person()
    prompt_id, _ = troubled(people, ada, trouble, times=1000, status=429, retry_after=100)
    failed = over(people, prompt_id, step_s=10)
    assert (failed["status"], failed["error_code"]) in (("failed", "PROVIDER_RATE_LIMIT"), ("failed", "WRITING_TIMEOUT"))
    assert failed["updated_at"] - failed["created_at"] <= timedelta(minutes=12)
    assert (failed["due_at"], failed["deadline_at"]) == (None, None)
    assert len(trouble.asked(prompt_id)) < 12


def test_a_text_in_another_language_is_asked_for_once_more(people: System, trouble: Trouble) -> None:
    """P2: the second answer counts; where it is no better it is taken, and the record says what it breaks."""
    ada, answer = people.person(), json.dumps({FIELD: ENGLISH})
    prompt_id, _ = troubled(people, ada, trouble, text=answer)
    done = over(people, prompt_id)
    assert (done["status"], language_of(done["prompt_text"])) == ("completed", "de")
    assert (done["metadata"]["asked"], done["metadata"]["broken"], len(trouble.asked(prompt_id))) == (2, [], 2)
    prompt_id, _ = troubled(people, ada, trouble, times=2, text=answer)
    kept = over(people, prompt_id)
    assert (kept["status"], kept["prompt_text"]) == ("completed", ENGLISH)
    assert (kept["metadata"]["asked"], kept["metadata"]["broken"]) == (2, ["other_language"])
    assert len(trouble.asked(prompt_id)) == 2


def test_an_answer_that_breaks_a_hard_rule_twice_is_not_kept(people: System, trouble: Trouble) -> None:
    """P2, P6: over the characters that we keep, or with our marks in it."""
    ada = people.person()
    for text in ("Boot " * 500, f"{ENGLISH} <<<DATA 0123456789abcdef"):
        prompt_id, _ = troubled(people, ada, trouble, times=2, text=json.dumps({FIELD: text}))
        failed = over(people, prompt_id)
        assert (failed["status"], failed["error_code"], failed["prompt_text"]) == ("failed", "BAD_ANSWER", "")


def test_a_picture_that_is_gone_fails_the_text(people: System, trouble: Trouble) -> None:
    """P7: the file vanished from its bucket, not the image."""
    ada = people.person()
    image_id = image_of(people, ada)
    storage, media = people.environment["STORAGE_EMULATOR_HOST"], people.environment["RUSHES_BUCKET_MEDIA"]
    name = f"{media_home_of(ada.uid)}/images/{image_id}".replace("/", "%2F")
    people.http.delete(f"{storage}/storage/v1/b/{media}/o/{name}").raise_for_status()
    answer = ask(people, ada, image_id)
    failed = over(people, answer.json()["prompt"]["id"])
    assert (failed["status"], failed["error_code"]) == ("failed", "PICTURE_REFUSED")
    assert len(trouble.asked(failed["id"])) == 1
    assert prompt(people, failed["id"])["due_at"] is None
