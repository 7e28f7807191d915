"""Storyboards as people write them: versions, conflicts, scenes, files."""

from __future__ import annotations

import json
from typing import Any

import pytest

from local.people import Person
from tests.fixtures.queues import held
from tests.fixtures.storyboards import BOARD, begun, saved, scenes, shoot, shown
from tests.fixtures.system import System
from tests.fixtures.trash import deleted_for_good
from tests.fixtures.videos import rich
from tests.fixtures.views import as_view


def test_a_storyboard_is_begun_listed_and_shown(people: System) -> None:
    """S1: with its character's tag, its scenes in order, and in the list with a few facts."""
    ada = people.person()
    board = begun(people, ada)
    assert board["character"]["tag"].startswith("character:anna_id:")
    assert [scene["id"] for scene in board["scenes"]] == ["first", "second", "third"]
    assert (board["version"], board["seconds"], board["progress"]) == (1, 12, {})
    assert shown(people, ada, board["id"]) == board
    newer = begun(people, ada, name="Another")
    first = people.call("GET", "/storyboards", ada, params={"limit": 1}).json()
    rest = people.call("GET", "/storyboards", ada, params={"limit": 1, "cursor": first["next_cursor"]}).json()
    found = [*first["storyboards"], *rest["storyboards"]]
    assert [each["id"] for each in found] == [newer["id"], board["id"]]
    assert (found[1]["scene_count"], found[1]["seconds"], found[1]["version"]) == (3, 12, 1)


def test_an_autosave_on_an_old_version_is_refused_with_both(people: System) -> None:
    """S1: 409 with what is there and what was sent; the same autosave sent twice is one edit."""
    ada = people.person()
    board = begun(people, ada)
    for _ in range(2):
        answer = saved(people, ada, board["id"], 1, name="Mine")
        assert (answer.status_code, answer.json()["version"], answer.json()["name"]) == (200, 2, "Mine")
    refused = saved(people, ada, board["id"], 1, name="Yours")
    assert (refused.status_code, refused.json()["error"]) == (409, "VERSION_CONFLICT")
    details = refused.json()["details"]
    assert (details["yours"], details["current"]["name"]) == ({"version": 1, "changes": {"name": "Yours"}}, "Mine")
    assert shown(people, ada, board["id"])["name"] == "Mine"


def test_a_conflict_carries_the_storyboard_as_it_is_answered(people: System) -> None:
    """S1: the same body as a look at it, with how far its videos are; from every door that can be too late."""
    ada = rich(people)
    with held(people):
        board = begun(people, ada)
        assert shoot(people, ada, board["id"], ["first"]).status_code == 202
        saved(people, ada, board["id"], 1, name="Mine")
        path, now = f"/storyboards/{board['id']}", shown(people, ada, board["id"])
        for method, where, body in (
            ("PATCH", "", {"name": "Yours"}),
            ("POST", "/scenes", {"action": "She waits."}),
            ("PATCH", "/scenes/first", {"action": "She waits."}),
            ("PUT", "/order", {"scene_ids": ["third", "second", "first"]}),
            ("POST", "/versions/1/restore", {}),
        ):
            refused = people.call(method, f"{path}{where}", ada, json={**body, "expected_version": 1}).json()
            assert (refused["error"], refused["details"]["current"]) == ("VERSION_CONFLICT", now), where
            assert as_view("Storyboard", refused["details"]["current"])["scenes"][0]["video"]
        assert people.call("POST", f"{path}/cancel", ada).status_code == 200


def test_of_autosaves_at_once_one_is_kept(people: System) -> None:
    """S1: one writer wins, the others hear of it; nothing is lost silently."""
    ada = people.person()
    board = begun(people, ada)
    path, body = f"/storyboards/{board['id']}/scenes", {"action": "She waits.", "duration": 4, "expected_version": 1}
    answers = people.at_once(5, "POST", path, ada, json=body)
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409, 409]
    assert (shown(people, ada, board["id"])["version"], len(shown(people, ada, board["id"])["scenes"])) == (2, 4)


def test_a_characters_tag_survives_a_rename(people: System) -> None:
    """S1: the tag is theirs for good."""
    ada = people.person()
    board = begun(people, ada)
    renamed = saved(people, ada, board["id"], 1, character={"name": "Berta"}).json()["character"]
    assert (renamed["name"], renamed["tag"], renamed["look"]) == ("Berta", board["character"]["tag"], "red coat")


def test_scenes_are_added_edited_ordered_and_removed(people: System) -> None:
    """S1: each keeps its id; adding one twice adds it once; an order names each exactly once."""
    ada = people.person()
    where = f"/storyboards/{begun(people, ada)['id']}"
    new = {"id": "fourth", "action": "She sleeps.", "duration": 6, "position": 0}
    for _ in range(2):
        added = people.call("POST", f"{where}/scenes", ada, json=new)
        assert (added.status_code, added.json()["version"], added.json()["scenes"][0]["id"]) == (201, 2, "fourth")
    edited = people.call("PATCH", f"{where}/scenes/fourth", ada, json={"action": "She wakes.", "expected_version": 2})
    assert edited.json()["scenes"][0]["action"] == "She wakes."
    order = ["third", "second", "fourth", "first"]
    ordered = people.call("PUT", f"{where}/order", ada, json={"scene_ids": order})
    assert [scene["id"] for scene in ordered.json()["scenes"]] == order
    wrong = people.call("PUT", f"{where}/order", ada, json={"scene_ids": order[:3]})
    assert (wrong.status_code, wrong.json()["details"]["missing"]) == (422, ["first"])
    removed = people.call("DELETE", f"{where}/scenes/second", ada)
    assert [scene["id"] for scene in removed.json()["scenes"]] == ["third", "fourth", "first"]
    assert people.call("DELETE", f"{where}/scenes/second", ada).json()["error"] == "NO_SUCH_SCENE"


def test_an_earlier_version_is_restored_as_the_newest(people: System) -> None:
    """S1: the history stays, also of what was restored over."""
    ada = people.person()
    board = begun(people, ada)
    saved(people, ada, board["id"], 1, name="Second", scenes=[])
    where = f"/storyboards/{board['id']}/versions"
    assert people.call("GET", f"{where}/1", ada).json()["scenes"] == board["scenes"]
    conflict = people.call("POST", f"{where}/1/restore", ada, json={"expected_version": 1})
    assert conflict.json()["error"] == "VERSION_CONFLICT"
    restored = people.call("POST", f"{where}/1/restore", ada, json={"expected_version": 2}).json()
    assert (restored["version"], restored["name"], restored["scenes"]) == (3, "The fox", board["scenes"])
    listed = people.call("GET", where, ada).json()["versions"]
    assert [(each["version"], each["name"]) for each in listed] == [(3, "The fox"), (2, "Second"), (1, "The fox")]
    for odd in ("9", "x", "0", "-1"):
        assert people.call("POST", f"{where}/{odd}/restore", ada, json={}).status_code == 404, odd


def test_the_latest_fifty_versions_are_kept_and_go_with_the_storyboard(people: System) -> None:
    """S1: a history without end would be a cost without end."""
    ada = people.person()
    board = begun(people, ada, scenes=[])
    for version in range(1, 53):
        assert saved(people, ada, board["id"], version, name=f"Name {version}").status_code == 200
    versions = people.firestore.collection(f"storyboards/{board['id']}/versions")
    assert sorted(int(each.id) for each in versions.get(timeout=10)) == list(range(4, 54))
    deleted_for_good(people, ada, f"/storyboards/{board['id']}")
    assert versions.get(timeout=10) == []
    assert people.call("GET", f"/storyboards/{board['id']}", ada).status_code == 404


def test_a_copy_is_a_storyboard_of_its_own(people: System) -> None:
    """S1: other ids, the same character; what changes in one does not in the other."""
    ada = people.person()
    board = begun(people, ada)
    copy = people.call("POST", f"/storyboards/{board['id']}/duplicate", ada).json()  # nothing of its body is required
    assert (copy["name"], copy["version"], copy["character"]) == ("The fox (copy)", 1, board["character"])
    assert not {scene["id"] for scene in copy["scenes"]} & {scene["id"] for scene in board["scenes"]}
    saved(people, ada, copy["id"], 1, name="Other")
    assert shown(people, ada, board["id"])["name"] == "The fox"


def test_an_export_is_imported_as_it_was(people: System) -> None:
    """S1: everything that a person wrote goes out and comes in again."""
    ada, eve = people.person(), people.person()
    board = begun(people, ada)
    file = people.call("GET", f"/storyboards/{board['id']}/export", ada)
    assert file.headers["Content-Disposition"].endswith('.json"')
    taken = people.call("POST", "/storyboards/import", eve, content=file.content)
    assert taken.status_code == 201, taken.text
    (again,) = taken.json()["storyboards"]
    differing = ("id", "created_at", "updated_at")
    assert {**again, **dict.fromkeys(differing)} == {**board, **dict.fromkeys(differing)}


@pytest.mark.parametrize(
    ("content", "status", "code"),
    [
        (b"{", 422, "UNREADABLE_STORYBOARD"),
        (b'{"format": "rushes.storyboard/9"}', 422, "UNREADABLE_STORYBOARD"),
        (b'{"format": "rushes.storyboard/1", "name": "x", "scenes": [{"duration": 5}]}', 422, "INVALID_STORYBOARD"),
        (b" " * (1024 * 1024 + 1), 413, "TOO_LARGE"),
    ],
    ids=["no JSON", "newer", "a bad scene", "too large"],
)
def test_a_file_that_cannot_be_taken_is_refused_whole(people: System, content: bytes, status: int, code: str) -> None:
    """S1: with the place of what is wrong; nothing is made."""
    ada = people.person()
    refused = people.call("POST", "/storyboards/import", ada, content=content)
    assert (refused.status_code, refused.json()["error"]) == (status, code), refused.text
    if code == "INVALID_STORYBOARD":
        assert [each["path"] for each in refused.json()["details"]["problems"]] == ["scenes[0].duration"]
    assert people.documents("storyboards", "user_id", ada.uid) == []


@pytest.fixture(scope="module")
def board(system: System, somebody: Person) -> dict[str, Any]:
    return begun(system, somebody)


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ("{}", 422),
        ('{"name": ""}', 422),
        ('{"name": NaN}', 422),
        ('{"name": "x", "preset": "none"}', 422),
        ('{"name": "x", "odd": 1}', 422),
        ('{"name": "x", "user_id": "somebody"}', 422),
        ('{"name": "x", "scenes": {"a": 1}}', 422),
        ('{"name": "x", "scenes": [{"crossfade_seconds": 1e999}]}', 422),
        ('{"name": "x", "scenes": [{"video": {"job_id": "1", "digest": "2"}}]}', 422),
        ('{"name": "x", "character": {"name": "y", "references": ["../z"]}}', 422),
        ('{"name": "\\ud800"}', 400),
        ("[" * 5000, 400),
        ("[]", 400),
    ],
)
def test_what_is_no_storyboard_is_refused_by_path(
    system: System, somebody: Person, board: dict[str, Any], body: str, status: int
) -> None:
    """S1, Q3: in both languages, never a 500; nothing is made, and a change like it changes nothing."""
    change = body.replace("{", '{"expected_version": 1, ', 1).replace(", }", "}")
    for language in ("de", "en"):
        headers = {"Accept-Language": language, "Content-Type": "application/json"}
        answer = system.call("POST", "/storyboards", somebody, content=body, headers=headers)
        assert answer.status_code == status, answer.text
        changed = system.call("PATCH", f"/storyboards/{board['id']}", somebody, content=change, headers=headers)
        assert changed.status_code == (200 if body == "{}" else status), changed.text
    assert [each["id"] for each in system.documents("storyboards", "user_id", somebody.uid)] == [board["id"]]
    assert shown(system, somebody, board["id"]) == board


def test_limits_come_from_the_configuration(people: System) -> None:
    """S1: fifty scenes, where no operator says otherwise."""
    ada = people.person()
    board = begun(people, ada, scenes=scenes(50))
    full = people.call("POST", f"/storyboards/{board['id']}/scenes", ada, json={"action": "One more."})
    assert (full.status_code, full.json()["error"], full.json()["details"]["limit"]) == (422, "TOO_MANY_SCENES", 50)
    many = people.call("POST", "/storyboards", ada, json={**BOARD, "scenes": scenes(51)})
    assert (many.status_code, many.json()["error"]) == (422, "INVALID_STORYBOARD")
    try:
        assert people.configure("storyboards", scenes=2).status_code == 200
        people.clock.move(61)  # until every instance has read it
        fewer = people.call("POST", "/storyboards", ada, json=BOARD)
        assert fewer.json()["details"]["problems"][0]["path"] == "scenes"
    finally:
        people.configure("storyboards")
        people.clock.move(61)
    assert people.call("POST", "/storyboards", ada, json=BOARD).status_code == 201


def test_presets_and_templates_are_listed(people: System) -> None:
    """S2: at least eight looks and twelve scenes, in both languages."""
    told = people.call("GET", "/storyboards/presets", people.person()).json()
    assert (len(told["presets"]) >= 8, len(told["scene_templates"]) >= 12) == (True, True)
    assert all(each["name"]["de"] and each["name"]["en"] for each in [*told["presets"], *told["scene_templates"]])


def test_a_scenes_prompt_is_shown_before_it_is_shot(people: System) -> None:
    """S2: composed, the same each time; a person's own text wins."""
    ada = people.person()
    where = f"/storyboards/{begun(people, ada)['id']}/scenes/first"
    told = [people.call("GET", f"{where}/prompt", ada).json() for _ in range(2)]
    assert told[0] == told[1]
    assert "She opens a door." in told[0]["prompt"]
    people.call("PATCH", where, ada, json={"own_text": "Only this."})
    own = people.call("GET", f"{where}/prompt", ada).json()
    assert (own["prompt"], own["own"]) == ("Only this.", True)


def test_anothers_storyboard_does_not_exist(people: System) -> None:
    """A2: whatever is asked of it; it stays as it was."""
    ada, eve = people.person(), people.person()
    board = begun(people, ada)
    calls: list[tuple[str, str, Any]] = [
        *(("GET", path, None) for path in ("", "/export", "/versions", "/versions/1", "/scenes/first/prompt")),
        ("PATCH", "", {"expected_version": 1, "name": "x"}),
        ("DELETE", "", None),
        *(("POST", path, {}) for path in ("/duplicate", "/versions/1/restore", "/scenes", "/quote", "/shoot", "/cancel")),
        ("PATCH", "/scenes/first", {"action": "x"}),
        ("DELETE", "/scenes/first", None),
        ("PUT", "/order", {"scene_ids": ["first", "second", "third"]}),
    ]
    for person in (eve, people.admin):
        for storyboard_id in (board["id"], "0" * 24, "x"):
            for method, path, body in calls:
                options: dict[str, Any] = (
                    {"content": json.dumps(body), "headers": {"Content-Type": "application/json"}} if body is not None else {}
                )
                options.setdefault("headers", {})["Idempotency-Key"] = "a-key-of-mine"
                answer = people.call(method, f"/storyboards/{storyboard_id}{path}", person, **options)
                assert (answer.status_code, answer.json()["error"]) == (404, "NOT_FOUND"), (method, path, answer.text)
    assert shown(people, ada, board["id"]) == board


def test_a_storyboard_is_in_the_language_of_its_maker(people: System) -> None:
    """P1, S1: by the header where body or file name none, kept from then on; German where neither does."""
    ada = people.person()
    english = {"Accept-Language": "en-GB,en;q=0.9"}

    def made(path: str, body: dict[str, Any], headers: dict[str, str]) -> dict[str, Any]:
        answer = people.call("POST", f"/storyboards{path}", ada, json=body, headers=headers)
        assert answer.status_code == 201, answer.text
        return answer.json()

    board = made("", {"name": "The fox", "scenes": [{"id": "first", "subject": "A fox"}]}, english)
    assert board["language"] == "en"
    german = {"Accept-Language": "de"}
    changed = people.call(
        "PATCH", f"/storyboards/{board['id']}", ada, json={"expected_version": 1, "name": "Fox"}, headers=german
    )
    assert changed.json()["language"] == "en"
    shown = people.call("GET", f"/storyboards/{board['id']}/scenes/first/prompt", ada, headers=german).json()
    assert "Subject: A fox" in shown["prompt"]
    assert made("", {"name": "Fuchs"}, {})["language"] == "de"
    assert made("", {"name": "Fuchs", "language": "de"}, english)["language"] == "de"
    (taken,) = made("/import", {"scenes": [{"description": "A fox", "duration": "5s"}]}, english)["storyboards"]
    assert (taken["language"], taken["scenes"][0]["duration"]) == ("en", 4)
