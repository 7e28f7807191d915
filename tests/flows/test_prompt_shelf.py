"""Prompts as a person keeps them: own texts, order, primary, marks, deletion, files; and nobody else's."""

from __future__ import annotations

import csv
import io
import json
import secrets
from typing import Any

import pytest

from local.people import Person
from tests.fixtures.system import System
from tests.fixtures.texts import ask, asked, check_shelf, collection_of, draft, image, image_of, listed, over, prompt, written
from tests.fixtures.videos import key

GERMAN = {"Accept-Language": "de"}


def ids(people: System, person: Person, image_id: str) -> list[str]:
    return [each["id"] for each in listed(people, person, image_id)]


def primary(people: System, person: Person, image_id: str) -> str:
    (found,) = [each["id"] for each in listed(people, person, image_id) if each["is_primary"]]
    return found


def test_a_text_of_ones_own_is_a_draft(people: System) -> None:
    """P4: kept as written, less the blanks around it; German unless said otherwise; the first one is the primary."""
    ada = people.person()
    image_id = image_of(people, ada)
    wish = {"image_id": image_id, "prompt_text": "  Ein Boot\u00ad im Hafen.\n"}
    shown = people.call("POST", "/prompts/drafts", ada, json=wish).json()
    assert (shown["status"], shown["prompt_text"], shown["language"]) == ("draft", "Ein Boot\u00ad im Hafen.", "de")
    assert (shown["is_primary"], shown["model_name"], shown["error"]) == (True, None, None)
    assert people.call("GET", f"/prompts/{shown['id']}", ada).json() == shown
    assert draft(people, ada, image_id, "A boat.", language="en") != primary(people, ada, image_id)
    assert len(check_shelf(people, image_id)) == 2


def test_a_text_that_turns_or_hides_is_refused_with_the_sign_that_does(people: System) -> None:
    """P4 P6: by its name and place, since nobody can see it; two thousand emoji are two thousand characters."""
    ada = people.person()
    image_id = image_of(people, ada)
    prompt_id = draft(people, ada, image_id, "🦊" * 2000)
    for language, said in (
        ("en", "prompt_text must not hold U+202E RIGHT-TO-LEFT OVERRIDE (character 4)"),
        ("de", "prompt_text darf U+202E RIGHT-TO-LEFT OVERRIDE nicht enthalten (Zeichen 4)"),
    ):
        for method, path, other in (("POST", "/drafts", {"image_id": image_id}), ("PATCH", f"/{prompt_id}", {})):
            wish = {**other, "prompt_text": "Ein\u202e Boot."}
            answer = people.call(method, f"/prompts{path}", ada, json=wish, headers={"Accept-Language": language})
            assert (answer.status_code, answer.json()["error"]) == (400, "INVALID_REQUEST")
            assert said in answer.json()["message"]
    assert [each["prompt_text"] for each in check_shelf(people, image_id)] == ["🦊" * 2000]


def test_prompts_come_by_their_order_then_the_newest_first(people: System) -> None:
    """P3: reordering is one call over all of an image's prompts, and nothing else."""
    ada = people.person()
    image_id = image_of(people, ada)
    first, second, third = (draft(people, ada, image_id, str(number)) for number in range(3))
    assert ids(people, ada, image_id) == [first, second, third]
    for each in (first, second, third):
        people.firestore.document(f"video_prompts/{each}").update({"variant_order": 0}, timeout=10)
    assert ids(people, ada, image_id) == [third, second, first]
    body = {"image_id": image_id, "prompt_ids": [second, third, first]}
    answer = people.call("PUT", "/prompts/order", ada, json=body)
    assert (answer.status_code, [each["id"] for each in answer.json()["prompts"]]) == (200, [second, third, first])
    assert ids(people, ada, image_id) == [second, third, first]
    assert [each["variant_order"] for each in listed(people, ada, image_id)] == [0, 1, 2]
    for wrong in ([second, third], [second, third, third], [second, third, secrets.token_hex(12)], [*body["prompt_ids"], first]):
        refused = people.call("PUT", "/prompts/order", ada, json={**body, "prompt_ids": wrong}, headers=GERMAN)
        assert (refused.status_code, refused.json()["error"]) == (409, "NOT_THE_SAME_PROMPTS")
        assert refused.json()["message"] == "Das sind nicht genau die Prompts dieses Bildes."
    assert ids(people, ada, image_id) == [second, third, first]


def test_text_mark_and_rating_change_one_by_one(people: System) -> None:
    """P4: what is left out stays; a rating of nought takes it away."""
    ada = people.person()
    done = written(people, ada, image_of(people, ada))

    def change(**body: Any) -> tuple[Any, ...]:
        shown = people.call("PATCH", f"/prompts/{done['id']}", ada, json=body).json()
        return shown["prompt_text"], shown["favourite"], shown["rating"], shown["status"]

    assert change(favourite=True) == (done["prompt_text"], True, None, "completed")
    assert change(rating=4) == (done["prompt_text"], True, 4, "completed")
    assert change(prompt_text="Ein anderer Text.") == ("Ein anderer Text.", True, 4, "completed")
    assert change(rating=0, favourite=False) == ("Ein anderer Text.", False, None, "completed")
    assert prompt(people, done["id"])["updated_at"] > done["updated_at"]


def test_exactly_one_is_the_primary(people: System) -> None:
    """P4: the first, then the chosen one, then the next in order when it is deleted; none only where there is nothing."""
    ada = people.person()
    image_id = image_of(people, ada)
    first, second, third = (draft(people, ada, image_id, str(number)) for number in range(3))
    assert primary(people, ada, image_id) == first
    shown = people.call("POST", f"/prompts/{third}/primary", ada).json()
    assert (shown["id"], shown["is_primary"], primary(people, ada, image_id)) == (third, True, third)
    assert people.call("DELETE", f"/prompts/{second}", ada).status_code == 204
    assert primary(people, ada, image_id) == third
    assert people.call("DELETE", f"/prompts/{third}", ada).status_code == 204
    assert primary(people, ada, image_id) == first
    assert people.call("DELETE", f"/prompts/{first}", ada).status_code == 204
    assert check_shelf(people, image_id) == []
    anew = draft(people, ada, image_id)
    assert primary(people, ada, image_id) == anew


def test_all_prompts_of_an_image_go_at_once(people: System) -> None:
    """P4: deleted, counted, and only of this image; once more deletes nothing."""
    ada = people.person()
    image_id, other = image_of(people, ada), image_of(people, ada)
    for number in range(4):
        draft(people, ada, image_id, str(number))
    kept = draft(people, ada, other)
    assert people.call("DELETE", f"/prompts?image_id={image_id}", ada).json() == {"deleted": 4}
    assert check_shelf(people, image_id) == []
    assert people.call("DELETE", f"/prompts?image_id={image_id}", ada).json() == {"deleted": 0}
    assert ids(people, ada, other) == [kept]


def test_prompts_become_a_file(people: System) -> None:
    """P4: CSV that opens in a spreadsheet, as it is and without formulas; JSON; of an image, a collection, or all."""
    ada = people.person()
    home = collection_of(people, ada)
    first, second = (image_of(people, ada, collection=home) for _ in range(2))
    texts = ['=HYPERLINK("http://x")', 'Ein „Boot“, "rot";\nüber See', "+1", "-1", "@x", " =1"]
    kept = [draft(people, ada, first, text) for text in texts]
    other, third = draft(people, ada, second), draft(people, ada, image_of(people, ada))
    draft(people, bob := people.person(), image_of(people, bob))

    def export(kind: str, **asked: str) -> tuple[Any, list[dict[str, Any]]]:
        answer = people.call("GET", "/prompts/export", ada, params={"format": kind, **asked})
        assert answer.status_code == 200, answer.text
        assert answer.headers["Content-Disposition"] == f'attachment; filename="prompts.{kind}"'
        if kind == "json":
            return answer, json.loads(answer.content)
        assert answer.content.startswith(b"\xef\xbb\xbf")
        return answer, list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"), newline="")))

    answer, rows = export("csv", image_id=first)
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert [row["id"] for row in rows] == kept
    assert [row["prompt_text"] for row in rows] == [f"'{texts[0]}", texts[1], "'+1", "'-1", "'@x", "'=1"]
    assert [row["is_primary"] for row in rows] == ["true"] + ["false"] * 5
    answer, rows = export("json", image_id=first)
    assert answer.headers["Content-Type"] == "application/json"
    assert [row["prompt_text"] for row in rows] == [text.strip() for text in texts]
    assert "user_id" not in rows[0]
    assert {row["id"] for row in export("json", collection_id=home)[1]} == {*kept, other}
    assert {row["id"] for row in export("csv")[1]} == {*kept, other, third}
    assert export("json", image_id=image_of(people, ada))[1] == []


def test_nobody_meets_the_prompts_of_another(people: System) -> None:
    """A2: everything of another user answers 404, as if it did not exist, and nothing changes."""
    ada, eve = people.person(), people.person()
    home = collection_of(people, ada)
    image_id = image_of(people, ada, collection=home)
    done = written(people, ada, image_id)
    batch = people.call("POST", "/prompts/collection", ada, json={"collection_id": home}, headers=key()).json()["batch"]
    over(people, batch["prompt_ids"][0])
    template = people.call("POST", "/prompts/templates", ada, json={"name": "a", "config": {}}).json()["id"]
    mine = image_of(people, eve)
    before = [prompt(people, each) for each in (done["id"], *batch["prompt_ids"])], image(people, image_id)
    one = f"/prompts/{done['id']}"
    calls: list[tuple[str, str, Any]] = [
        ("GET", one, None),
        ("PATCH", one, {"prompt_text": "Meins."}),
        ("DELETE", one, None),
        ("POST", f"{one}/primary", None),
        ("POST", f"{one}/regenerate", None),
        ("POST", f"{one}/refine", {"instruction": "Mehr."}),
        ("POST", "/prompts", {"image_id": image_id}),
        ("POST", "/prompts", {"image_id": mine, "template_id": template}),
        ("POST", "/prompts/drafts", {"image_id": image_id, "prompt_text": "Meins."}),
        ("POST", "/prompts/collection", {"collection_id": home}),
        ("PUT", "/prompts/order", {"image_id": image_id, "prompt_ids": [done["id"], *batch["prompt_ids"]]}),
        ("GET", f"/prompts?image_id={image_id}", None),
        ("DELETE", f"/prompts?image_id={image_id}", None),
        ("GET", f"/prompts/export?image_id={image_id}", None),
        ("GET", f"/prompts/export?collection_id={home}", None),
        ("GET", f"/prompts/batches/{batch['id']}", None),
        ("DELETE", f"/prompts/templates/{template}", None),
    ]
    for method, path, body in calls:
        answer = people.call(method, path, eve, json=body, headers=key())
        assert (method, path, answer.status_code, answer.json()["error"]) == (method, path, 404, "NOT_FOUND")
        nothing = path.replace(done["id"], "0" * 24).replace(image_id, "0" * 24).replace(home, "0" * 24)
        assert people.call(method, nothing, eve, json=body, headers=key()).status_code == 404
        assert people.call(method, path, json=body, headers=key()).status_code == 401
    assert people.call("GET", "/prompts/templates", eve).json()["templates"] == []
    assert ([prompt(people, each) for each in (done["id"], *batch["prompt_ids"])], image(people, image_id)) == before
    assert len(check_shelf(people, image_id)) == 2


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", "", {}),
        ("POST", "", {"image_id": "x"}),
        ("POST", "", {"image_id": "a" * 24, "config": {"camera_style": "selfie"}}),
        ("POST", "", {"image_id": "a" * 24, "config": {"film_effects": "noir"}}),
        ("POST", "", {"image_id": "a" * 24, "config": {"film_effects": ["noir"] * 9}}),
        ("POST", "", {"image_id": "a" * 24, "config": {"seconds": 5}}),
        ("POST", "", {"image_id": "a" * 24, "config": {"language": "fr"}}),
        ("POST", "", {"image_id": "a" * 24, "config": {"instructions": "x" * 501}}),
        ("POST", "", {"image_id": "a" * 24, "model": "mine"}),
        ("POST", "?wait=26", {"image_id": "a" * 24}),
        ("POST", "?wait=soon", {"image_id": "a" * 24}),
        ("POST", "/drafts", {"image_id": "a" * 24, "prompt_text": ""}),
        ("POST", "/drafts", {"image_id": "a" * 24, "prompt_text": "\u202e\u0000"}),
        ("POST", "/drafts", {"image_id": "a" * 24, "prompt_text": "x" * 2001}),
        ("POST", "/drafts", {"image_id": "a" * 24, "prompt_text": "x", "status": "completed"}),
        ("POST", "/collection", {"collection_id": 1}),
        ("POST", f"/{'a' * 24}/refine", {"instruction": ""}),
        ("POST", f"/{'a' * 24}/refine", {"instruction": "\u2066"}),
        ("PATCH", f"/{'a' * 24}", {"rating": 6}),
        ("PATCH", f"/{'a' * 24}", {"favourite": "yes please"}),
        ("PATCH", f"/{'a' * 24}", {"status": "completed"}),
        ("PATCH", f"/{'a' * 24}", {"prompt_text": "x" * 2001}),
        ("PUT", "/order", {"image_id": "a" * 24, "prompt_ids": "a" * 24}),
        ("PUT", "/order", {"image_id": "a" * 24, "prompt_ids": ["a" * 24] * 101}),
        ("POST", "/templates", {"name": "", "config": {}}),
        ("POST", "/templates", {"name": "a"}),
        ("GET", "", None),
        ("GET", "?image_id=..", None),
        ("GET", "/export?format=xlsx", None),
        ("GET", f"/export?image_id={'a' * 24}&collection_id={'a' * 24}", None),
        ("DELETE", "", None),
    ],
)
def test_what_makes_no_sense_is_refused_in_both_languages(people: System, method: str, path: str, body: Any) -> None:
    """P4: 400 that names the field; never a 500, and nothing is kept."""
    ada = people.admin
    english, german = (
        people.call(method, f"/prompts{path}", ada, json=body, headers={**key(), "Accept-Language": language}).json()
        for language in ("en", "de")
    )
    assert (english["error"], german["error"]) == ("INVALID_REQUEST", "INVALID_REQUEST"), english
    assert english["details"]["fields"]
    assert english["message"] != german["message"]


def test_an_export_of_both_says_which_of_the_two_it_takes(people: System) -> None:
    """P4: of the query, not of a body that there is none of."""
    path = f"/prompts/export?image_id={'a' * 24}&collection_id={'a' * 24}"
    said = {"en": "takes image_id or collection_id, not both", "de": "nimmt image_id oder collection_id, nicht beides"}
    for language, words in said.items():
        answer = people.call("GET", path, people.admin, headers={"Accept-Language": language}).json()
        (row,) = answer["details"]["fields"]
        assert (answer["error"], row["field"], row["problem"]) == ("INVALID_REQUEST", "query", words)
        assert answer["message"].endswith(f": query {words}")


def test_a_call_that_spends_needs_a_key(people: System) -> None:
    """P4: writing, regenerating and refining without an Idempotency-Key is refused; ids that are none are 404."""
    ada = people.person()
    image_id = image_of(people, ada)
    calls = (("", {"image_id": image_id}), (f"/{'a' * 24}/regenerate", None), (f"/{'a' * 24}/refine", {"instruction": "Mehr."}))
    for path, body in calls:
        refused = people.call("POST", f"/prompts{path}", ada, json=body)
        assert (refused.status_code, refused.json()["error"]) == (400, "IDEMPOTENCY_KEY_REQUIRED")
    for path in ("/nobody", "/__none__", "/%2e%2e"):
        assert people.call("GET", f"/prompts{path}", ada).status_code == 404
    assert ask(people, ada, image_id, language="en").status_code == 202
    assert asked(people, ada, image_id)
