"""Finding one's videos and films again: marks, filters, words."""

from __future__ import annotations

from typing import Any

from local.people import Person
from tests.fixtures import films, storyboards
from tests.fixtures.queues import MODEL, held
from tests.fixtures.system import System
from tests.fixtures.videos import key, rich, submit


def listed(people: System, person: Person, kind: str = "videos", **asked: Any) -> list[str]:
    """The ids of all pages."""
    found, cursor = list[str](), None
    while True:
        answer = people.call("GET", f"/{kind}", person, params={**asked, **({"cursor": cursor} if cursor else {})})
        assert answer.status_code == 200, answer.text
        found += [row["id"] for row in answer.json()[kind]]
        cursor = answer.json()["next_cursor"]
        if cursor is None:
            return found


def marked(people: System, person: Person, work: str, **marks: Any) -> dict[str, Any]:
    answer = people.call("PATCH", f"/{work}", person, json=marks)
    assert answer.status_code == 200, answer.text
    return {name: answer.json()[name] for name in ("name", "favourite", "tags")}


def cancelled(people: System, person: Person, *job_ids: str) -> None:
    for job_id in job_ids:
        assert people.call("POST", f"/videos/{job_id}/cancel", person).status_code == 200


def test_videos_are_found_by_marks_by_what_they_are_and_by_their_words(people: System) -> None:
    """V15: in any state; each filter alone, several at once and with small pages; nobody else's."""
    with held(people):
        ada, bob = rich(people), people.person()
        people.firestore.document(f"accounts/{ada.uid}").update({"overrides": {"active_jobs": 5}}, timeout=10)
        wishes = [
            {"prompt": "Ein Fuchs auf der Straße.", "seconds": 8},
            {"prompt": "Two foxes in a forest at night."},
            {"prompt": "A forest, seen from above.", "seconds": 6},
        ]
        street, foxes, forest = (
            submit(people, ada, **{"model": MODEL, "seconds": 4, **wish}).json()["video"]["id"] for wish in wishes
        )
        before = people.document(f"video_jobs/{foxes}") or {}
        said = marked(people, ada, f"videos/{foxes}", name="  Night  hunt ", favourite=True, tags=["Café", "cafe", "B roll"])
        assert said == {"name": "Night hunt", "favourite": True, "tags": ["Café", "B roll"]}
        after = people.document(f"video_jobs/{foxes}") or {}
        changed = {name for name in after if after[name] != before.get(name)} - {"commit_token"}
        assert changed == {"name", "favourite", "tags", "terms"}
        assert marked(people, ada, f"videos/{forest}", tags=["b ROLL"])["favourite"] is False

        by_filters: list[tuple[dict[str, Any], list[str]]] = [
            ({}, [forest, foxes, street]),
            ({"q": "FOREST"}, [forest, foxes]),
            ({"q": "strasse fuchs"}, [street]),
            ({"q": "fox"}, [foxes]),
            ({"q": "hunt"}, [foxes]),
            ({"q": "cafe"}, [foxes]),
            ({"q": "forest hunt"}, [foxes]),
            ({"q": "orest"}, []),
            ({"tag": "CAFE"}, [foxes]),
            ({"tag": "B Roll"}, [forest, foxes]),
            ({"tag": "b roll", "favourite": "true"}, [foxes]),
            ({"q": "forest", "tag": "b roll", "favourite": "false"}, [forest]),
            ({"favourite": "true"}, [foxes]),
            ({"favourite": "false"}, [forest, street]),
            ({"model": MODEL}, [forest, foxes, street]),
            ({"model": "vertex/veo-3.1-fast-generate-001"}, []),
            ({"model": MODEL, "state": "queued", "seconds_max": 7}, [forest, foxes]),
            ({"seconds_min": 6}, [forest, street]),
            ({"seconds_min": 5, "seconds_max": 6.5}, [forest]),
            ({"q": "forest", "state": "completed"}, []),
        ]
        for asked, found in by_filters:
            assert listed(people, ada, **asked) == found, asked
        for asked, found in (({"q": "forest"}, [forest, foxes]), ({"favourite": "false"}, [forest, street])):
            assert listed(people, ada, limit=1, **asked) == found, asked
        assert listed(people, bob, q="forest") == []
        assert people.call("PATCH", f"/videos/{foxes}", bob, json={"favourite": True}).status_code == 404

        assert marked(people, ada, f"videos/{foxes}", name=None, tags=None) == {"name": None, "favourite": True, "tags": []}
        assert (listed(people, ada, q="hunt"), listed(people, ada, tag="cafe"), listed(people, ada, q="foxes")) == (
            [],
            [],
            [foxes],
        )
        cancelled(people, ada, street, foxes, forest)
        assert marked(people, ada, f"videos/{foxes}", favourite=None)["favourite"] is False


def test_many_videos_are_marked_by_one_call(people: System) -> None:
    """V15: favourites, tags to add and to take away, by which they are found; of each that is left the answer says why."""
    with held(people):
        ada, bob = rich(people), rich(people)
        people.firestore.document(f"accounts/{ada.uid}").update({"overrides": {"active_jobs": 5}}, timeout=10)
        first, second, full = (submit(people, ada, model=MODEL).json()["video"]["id"] for _ in range(3))
        hers = submit(people, bob, model=MODEL).json()["video"]["id"]
        marked(people, ada, f"videos/{first}", name="The fox", tags=["Sea", "night"])
        marked(people, ada, f"videos/{full}", tags=[f"tag {number}" for number in range(20)])
        wish = {"ids": [first, hers, full, second, first, "0" * 24], "favourite": True, "add_tags": ["sea", "harbour"]}
        answer = people.call("POST", "/videos/marks", ada, json={**wish, "remove_tags": ["Night"]})
        assert answer.status_code == 200, answer.text
        told = {each["id"]: each["error"] for each in answer.json()["refused"]}
        assert (answer.json()["marked"], told) == (2, {hers: "NOT_FOUND", full: "TOO_MANY_TAGS", "0" * 24: "NOT_FOUND"})
        shown = [people.call("GET", f"/videos/{each}", ada).json() for each in (first, second, full)]
        assert [(each["favourite"], each["tags"][:2]) for each in shown] == [
            (True, ["Sea", "harbour"]),
            (True, ["sea", "harbour"]),
            (False, ["tag 0", "tag 1"]),
        ]
        assert shown[0]["name"] == "The fox"
        assert set(listed(people, ada, tag="Harbour")) == {first, second}
        assert set(listed(people, ada, favourite="true")) == {first, second}
        assert listed(people, ada, tag="night") == []
        tags = [{"tag": "harbour", "count": 2}, {"tag": "sea", "count": 2}]
        told = people.call("GET", "/videos/tags", ada).json()
        assert (told["counted"], [{**each, "tag": each["tag"].lower()} for each in told["tags"][:2]]) == (3, tags)
        assert [each["tag"] for each in told["tags"][2:]] == sorted(f"tag {number}" for number in range(20))
        undo = people.call("POST", "/videos/marks", ada, json={"ids": [first, second], "favourite": False}).json()
        assert (undo, listed(people, ada, favourite="true")) == ({"marked": 2, "refused": []}, [])
        assert people.call("GET", f"/videos/{first}", ada).json()["tags"] == ["Sea", "harbour"]
        for wrong in ({}, {"add_tags": []}, {"add_tags": ["a"], "remove_tags": ["Á"]}, {"add_tags": [""]}, {"name": "x"}):
            assert people.call("POST", "/videos/marks", ada, json={"ids": [first], **wrong}).status_code == 400, wrong
        assert people.call("POST", "/videos/marks", ada, json={"ids": [], "favourite": True}).status_code == 400
        cancelled(people, ada, first, second, full)
        cancelled(people, bob, hers)


def test_what_cannot_be_a_mark_or_a_filter_is_refused(people: System) -> None:
    """V15, Q3: 400 that names the field, in the language that is asked for; of what is not there, 404."""
    ada = people.person()
    nothing = "0" * 24
    for body, field in (
        ({"name": "x" * 121}, "name"),
        ({"name": " "}, "name"),
        ({"tags": ["x"] * 21}, "tags"),
        ({"tags": ["x" * 41]}, "tags.0"),
        ({"favourite": 7}, "favourite"),
        ({"title": "no"}, "title"),
    ):
        for kind in ("videos", "films"):
            answer = people.call("PATCH", f"/{kind}/{nothing}", ada, json=body)
            assert (answer.status_code, answer.json()["details"]["fields"][0]["field"]) == (400, field), answer.text
    for asked in ({"q": "…"}, {"q": "x" * 201}, {"seconds_min": 9, "seconds_max": 8}, {"tag": ""}, {"storyboard_id": "mine"}):
        for kind in ("videos", "films"):
            answer = people.call("GET", f"/{kind}", ada, params=asked, headers={"Accept-Language": "de"})
            assert (answer.status_code, answer.json()["error"]) == (400, "INVALID_REQUEST"), asked
    for kind in ("videos", "films"):
        for id_ in (nothing, "unheard-of"):
            assert people.call("PATCH", f"/{kind}/{id_}", ada, json={"favourite": True}).status_code == 404


def test_whatever_letters_people_use_are_found_or_refused(people: System) -> None:
    """V15, Q3: a tag is found by itself, also as it is longest when folded; what nobody can see is no tag; nothing is a 5xx."""
    ada = people.person()
    video = films.video(people, ada)
    kept = ("👩‍👩‍👧", "\u309b", "\u00b4", "\ufdfa" * 40, "각" * 40, "İſﬁ", "ａｂｃ", "a/b?c=d&e", "t:fox", "__x__", "%00", "٣٤")
    for tag in kept:
        assert marked(people, ada, f"videos/{video}", tags=[tag], name=tag)["tags"] == [tag], ascii(tag)
        assert listed(people, ada, tag=tag) == [video], ascii(tag)
    for tag in ("\u200d", "\u202e", "\u0000", "\ufffe", " \u3000 "):
        for body in ({"tags": [tag]}, {"name": tag}):
            assert people.call("PATCH", f"/videos/{video}", ada, json=body).status_code == 400, ascii(tag)
    torn = people.call(
        "PATCH", f"/videos/{video}", ada, content=b'{"name": "\\ud800"}', headers={"Content-Type": "application/json"}
    )
    assert torn.status_code == 400, torn.text
    for sought in (*kept, "🦊", "*", "'; --", "\ufdfa" * 200, "x " * 100, "\u0000", "\u0301", "__name__", "a" * 200):
        for kind in ("videos", "films", "prompts"):
            assert people.call("GET", f"/{kind}", ada, params={"q": sought}).status_code in (200, 400), ascii(sought)


def test_videos_and_films_know_their_storyboard(people: System) -> None:
    """V15: all of a storyboard's videos in one query, by scene, also those that were made again; its films too."""
    with held(people):
        ada, bob = rich(people), people.person()
        board, other = (storyboards.begun(people, ada)["id"] for _ in range(2))
        shot = storyboards.shoot(people, ada, board, ["first", "second"])
        assert shot.status_code == 202, shot.text
        jobs = storyboards.jobs(people, ada)
        assert [(job["storyboard_id"], job["scene_id"]) for job in jobs] == [(board, "first"), (board, "second")]
        found = listed(people, ada, storyboard_id=board)
        assert (len(found), listed(people, ada, storyboard_id=other), listed(people, bob, storyboard_id=board)) == (2, [], [])
        cancelled(people, ada, *found)
        again = people.call("POST", f"/videos/{found[1]}/retry", ada, headers=key()).json()["video"]
        assert (again["storyboard_id"], again["scene_id"]) == (board, "first")
        assert listed(people, ada, storyboard_id=board) == [again["id"], *found]
        assert listed(people, ada, storyboard_id=board, state="cancelled", q="door") == [found[1]]
        cancelled(people, ada, again["id"])
    scene = films.video(people, ada)
    plain, of_board = (
        films.ask(people, ada, scene, **more).json()["film"]
        for more in ({"title": {"text": "Übermut"}}, {"storyboard_id": board})
    )
    assert (plain["storyboard_id"], of_board["storyboard_id"]) == (None, board)
    for wrong in (board, "0" * 24):
        refused = films.ask(people, bob, films.video(people, bob), storyboard_id=wrong)
        assert (refused.status_code, refused.json()["details"]["kind"]) == (404, "storyboard"), refused.text
    assert marked(people, ada, f"films/{plain['id']}", name="First cut", tags=["done"])["name"] == "First cut"
    for asked, ids in (
        ({}, [of_board, plain]),
        ({"storyboard_id": board}, [of_board]),
        ({"q": "ubermut cut"}, [plain]),
        ({"tag": "Done"}, [plain]),
        ({"favourite": "false", "q": "done"}, [plain]),
        ({"favourite": "true"}, []),
        ({"seconds_min": 60}, []),
    ):
        assert listed(people, ada, "films", **asked) == [film["id"] for film in ids], asked
    for film in (plain, of_board):
        films.over(people, ada, film["id"])
    assert listed(people, ada, "films", status="completed", q="first cut") == [plain["id"]]
