"""What its owner deletes lies in the trash for thirty days: it comes back as it was, or goes for good."""

from __future__ import annotations

from typing import Any

from local.people import Person
from standins.testing import eventually
from tests.fixtures import films, images, storyboards
from tests.fixtures.system import System
from tests.fixtures.trash import deleted, listed, lying, purged, restored
from tests.fixtures.videos import ended, key, rich, submit

DAY_S = 24 * 3600


def statuses(people: System, person: Person, *paths: str) -> list[int]:
    return [people.call("GET", path, person).status_code for path in paths]


def of_list(people: System, person: Person, path: str, name: str) -> list[str]:
    return [row["id"] for row in people.call("GET", path, person).json()[name]]


def gone_for_good(people: System, person: Person, job_id: str) -> dict[str, Any]:
    """A purged video once its files are deleted."""

    def over() -> dict[str, Any] | None:
        job = people.document(f"video_jobs/{job_id}") or {}
        return job if job.get("purged_at") and not job["purge_at"] else people.hurry(30)

    job = eventually(over, lambda: people.document(f"video_jobs/{job_id}"))
    assert not [name for name in images.kept(people, person.uid) if job_id in name]
    return job


def test_a_video_comes_back_as_it_was_or_leaves_only_what_it_cost(people: System) -> None:
    """V15: gone from lists, reads, links and for whoever would go on from it; counted until it is purged; its entries stay."""
    ada, bob = rich(people), people.person()
    kept, video = films.video(people, ada), films.video(people, ada)
    before = people.document(f"video_jobs/{video}") or {}
    stored = (people.document(f"accounts/{ada.uid}") or {})["stored_bytes"]
    assert people.call("DELETE", f"/videos/{video}", bob).status_code == 404
    deleted(people, ada, f"/videos/{video}")
    assert statuses(people, ada, f"/videos/{video}", f"/videos/{video}/links", f"/watch/{video}") == [404] * 3
    assert of_list(people, ada, "/videos", "videos") == [kept]
    for path, body in (
        (f"/videos/{video}/retry", None),
        (f"/videos/{video}/cancel", None),
        ("/videos", {"prompt": "On.", "task": "extend", "source": video}),
    ):
        assert people.call("POST", path, ada, json=body, headers=key()).status_code == 404, path
    assert people.call("DELETE", f"/videos/{video}", ada).status_code == 404
    assert films.ask(people, ada, video).json()["error"] == "SCENE_NOT_FOUND"
    [entry] = listed(people, ada)
    assert (entry["kind"], entry["id"], entry["title"], entry["bytes"]) == ("video", video, "A fox.", before["video"]["bytes"])
    assert entry["purge_at"][:10] > entry["deleted_at"][:10]
    assert (people.document(f"accounts/{ada.uid}") or {})["stored_bytes"] == stored
    assert (lying(people, bob), purged(people, bob, ("video", video))) == ([], 0)
    refused = restored(people, bob, ("video", video), ("film", "0" * 24), language="de")
    assert [each["error"] for each in refused["refused"]] == ["NOT_FOUND"] * 2
    assert [each["message"] for each in refused["refused"]] == ["Das gibt es nicht: Video.", "Das gibt es nicht: Film."]
    for _ in range(2):  # said twice, it is done once
        assert restored(people, ada, ("video", video)) == {"restored": 1, "refused": []}
    after = people.document(f"video_jobs/{video}") or {}
    assert {**after, "commit_token": ""} == {**before, "commit_token": "", "deleted_at": None, "purge_at": None}
    assert statuses(people, ada, f"/videos/{video}", f"/videos/{video}/links") == [200] * 2

    ops, said = people.firestore.document(f"video_jobs/{video}/private/ops"), {"message": "A fox."}
    ops.set({"usd": 0.2, "failure": said, "last_refusal": said}, timeout=10)
    deleted(people, ada, f"/videos/{video}")
    assert purged(people, ada, ("video", video)) == 1
    assert (listed(people, ada), restored(people, ada, ("video", video))["restored"]) == ([], 0)
    job = gone_for_good(people, ada, video)
    left = ops.get(timeout=10).to_dict() or {}
    assert {name: left[name] for name in ("usd", "failure", "last_refusal")} == {
        "usd": 0.2,
        "failure": None,
        "last_refusal": None,
    }
    assert (job["prompt"], job["video"], job["outcome"], job["credits"]) == ("", before["video"], "completed", before["credits"])
    assert (people.document(f"accounts/{ada.uid}") or {})["stored_bytes"] == stored - before["video"]["bytes"]
    assert people.document(f"credit_transactions/{video}.charge")
    assert purged(people, ada, ("video", video)) == 0
    assert statuses(people, ada, f"/videos/{video}") == [404]


def test_a_film_is_kept_for_thirty_days_and_then_erased(people: System) -> None:
    """V15, F1: one that is being made is cancelled first; the sweep erases it with its file when its time is over, not before."""
    ada = people.person()
    scene = films.video(people, ada)
    film = films.made(people, ada, scene)["id"]
    live = films.asked(people, ada, scene)
    size = (people.document(f"usage/{ada.uid}") or {})["film_bytes"]
    deleted(people, ada, f"/films/{film}")
    deleted(people, ada, f"/films/{live}")
    assert (people.document(f"films/{live}") or {})["status"] in ("cancelled", "completed")
    assert of_list(people, ada, "/films", "films") == []
    assert statuses(people, ada, f"/films/{film}", f"/films/{film}/links") == [404] * 2
    assert lying(people, ada) == [("film", live), ("film", film)]
    assert restored(people, ada, ("film", film))["restored"] == 1
    assert (films.shown(people, ada, film)["status"], statuses(people, ada, f"/films/{film}/links")) == ("completed", [200])
    deleted(people, ada, f"/films/{film}")
    people.clock.move(29 * DAY_S)
    assert sorted(lying(people, ada)) == sorted([("film", live), ("film", film)])
    assert len(films.kept(people, ada.uid)) >= 2
    people.clock.move(DAY_S)
    eventually(
        lambda: not people.documents("films", "user_id", ada.uid) or people.hurry(60),
        lambda: people.documents("films", "user_id", ada.uid),
    )
    assert (films.kept(people, ada.uid), listed(people, ada)) == ([], [])
    assert size > 0
    assert (people.document(f"usage/{ada.uid}") or {})["film_bytes"] == 0


def test_several_films_are_deleted_at_once_or_all_that_failed(people: System) -> None:
    """V15: also one that is being made; another's stays, and so does what did not fail."""
    ada, bob = rich(people), rich(people)
    good, broken = films.video(people, ada), films.video(people, ada, b"no video")
    made = [films.made(people, ada, good)["id"] for _ in range(2)]
    failed = films.over(people, ada, films.asked(people, ada, broken))
    assert failed["status"] == "failed"
    hers = {"id": made[0], "error": "NOT_FOUND", "message": "Das gibt es nicht: Film."}
    answer = people.call("POST", "/films/delete", bob, json={"ids": [made[0]]}, headers={"Accept-Language": "de"})
    assert (answer.status_code, answer.json()) == (200, {"deleted": 0, "refused": [hers]})
    answer = people.call("POST", "/films/delete", ada, json={"ids": [made[0], made[0], "0" * 24]}).json()
    assert (answer["deleted"], [each["id"] for each in answer["refused"]]) == (1, ["0" * 24])
    for now in (1, 0):
        answer = people.call("POST", "/films/delete", ada, json={"all": "failed"}).json()
        assert answer == {"deleted": now, "refused": []}
    assert of_list(people, ada, "/films", "films") == [made[1]]
    assert {entry["id"] for entry in listed(people, ada)} == {made[0], failed["id"]}
    for wrong in ({}, {"ids": [], "all": "failed"}, {"all": "live"}):
        assert people.call("POST", "/films/delete", ada, json=wrong).status_code == 400, wrong


def test_several_videos_are_deleted_at_once_or_all_that_failed(people: System) -> None:
    """V15: of each that is not deleted the answer says why; what failed goes page by page, the rest stays."""
    ada = rich(people)
    mine = [films.video(people, ada) for _ in range(2)]
    live = submit(people, ada).json()["video"]["id"]
    for language, said in (("en", "still being made"), ("de", "noch gemacht")):
        refused = people.call("DELETE", f"/videos/{live}", ada, headers={"Accept-Language": language})
        assert (refused.status_code, refused.json()["error"]) == (409, "NOT_ENDED")
        assert said in refused.json()["message"]
    answer = people.call("POST", "/videos/delete", ada, json={"ids": [*mine, live, "0" * 24]})
    assert answer.status_code == 200, answer.text
    told = {each["id"]: each["error"] for each in answer.json()["refused"]}
    assert (answer.json()["deleted"], told) == (2, {live: "NOT_ENDED", "0" * 24: "NOT_FOUND"})
    for wrong in ({}, {"ids": []}, {"ids": mine, "all": "failed"}, {"all": "completed"}, {"ids": ["x"]}):
        assert people.call("POST", "/videos/delete", ada, json=wrong).status_code == 400, wrong
    assert ended(people, ada, live)["state"] == "completed"

    failed = {
        "state": "failed",
        "outcome": "safety_filtered",
        "video": None,
        "message": {"en": "You were not charged.", "de": "x"},
    }
    job = {**(people.document(f"video_jobs/{mine[0]}") or {}), **failed, "deleted_at": None, "purge_at": None}
    bulk = people.firestore.batch()
    for number in range(101):
        bulk.set(people.firestore.document(f"video_jobs/{number:024x}"), job)
    bulk.commit(timeout=30)
    try:
        answer = people.call("POST", "/videos/delete", ada, json={"all": "failed"})
        assert (answer.status_code, answer.json()) == (200, {"deleted": 100, "refused": []})
        eventually(lambda: of_list(people, ada, "/videos?state=failed", "videos") == [])
        assert of_list(people, ada, "/videos", "videos") == [live]
        found, cursor = list[str](), ""
        while True:
            page = people.call("GET", f"/library/trash?limit=40{cursor}", ada).json()
            found += [entry["id"] for entry in page["entries"]]
            if page["next_cursor"] is None:
                break
            cursor = f"&cursor={page['next_cursor']}"
        assert sorted(found) == sorted([*mine, *(f"{number:024x}" for number in range(101))])
        assert purged(people, ada) == 103
        assert listed(people, ada) == []
        for each in mine:
            gone_for_good(people, ada, each)
    finally:
        bulk = people.firestore.batch()
        for number in range(101):
            bulk.delete(people.firestore.document(f"video_jobs/{number:024x}"))
        bulk.commit(timeout=30)


def test_a_picture_takes_its_prompts_along_and_brings_them_back(people: System) -> None:
    """V15, I3: it is counted out of its collection; scenes say that it is missing; what was deleted before stays in the trash."""

    def missing(board_id: str) -> list[str]:
        return (people.document(f"storyboards/{board_id}") or {})["missing_images"]

    ada = people.person()
    album = images.album(people, ada)
    image = images.picture(people, ada, album, title="The harbour")["id"]
    first, second, third = (images.draft(people, ada, image, f"A fox, {number}.") for number in range(3))
    deleted(people, ada, f"/prompts/{third}")
    scene = {"id": "first", "action": "She waits.", "first_frame": image}
    board = people.call("POST", "/storyboards", ada, json={"name": "The fox", "scenes": [scene]}).json()["id"]
    assert people.call("DELETE", f"/images/{image}", ada).json()["error"] == "IMAGE_IN_USE"
    deleted(people, ada, f"/images/{image}", "?force=true")
    assert (
        statuses(people, ada, f"/images/{image}", f"/images/{image}/links", f"/prompts/{first}", f"/prompts?image_id={image}")
        == [404] * 4
    )
    assert (of_list(people, ada, "/images", "images"), images.count(people, album)) == ([], 0)
    assert lying(people, ada) == [("image", image), ("prompt", third)]
    assert listed(people, ada)[0]["title"] == "The harbour"
    eventually(lambda: missing(board) == [image])
    assert storyboards.shoot(people, ada, board).json()["error"] == "SCENE_WITHOUT_IMAGE"
    other = people.call("POST", "/storyboards", ada, json={"name": "Named meanwhile", "scenes": [scene]}).json()
    assert other.get("missing_images") == [image], other

    refused = restored(people, ada, ("prompt", third), ("prompt", first), language="de")["refused"]
    assert [(each["error"], each["message"]) for each in refused] == [
        ("IMAGE_IN_TRASH", "Das Bild des Prompts ist im Papierkorb.")
    ] * 2
    deleted(people, ada, f"/images/collections/{album}")
    assert [each["error"] for each in restored(people, ada, ("image", image))["refused"]] == ["COLLECTION_IN_TRASH"]
    assert restored(people, ada, ("prompt", third), ("image", image), ("collection", album))["restored"] == 3  # in any order
    assert images.show(people, ada, image)["prompt_count"] == 3
    assert of_list(people, ada, f"/prompts?image_id={image}", "prompts") == [
        first,
        second,
        third,
    ]
    assert (images.count(people, album), listed(people, ada)) == (1, [])
    eventually(lambda: missing(board) == missing(other["id"]) == [])

    people.configure("advanced", variants_per_image=3).raise_for_status()
    try:
        people.clock.move(120)
        deleted(people, ada, f"/prompts/{first}")
        assert images.show(people, ada, image)["primary_prompt_id"] == second
        images.draft(people, ada, image, "Another.")
        assert [each["error"] for each in restored(people, ada, ("prompt", first))["refused"]] == ["TOO_MANY_VARIANTS"]
    finally:
        people.configure("advanced")


def test_many_pictures_go_to_the_trash_by_one_call_and_come_back(people: System) -> None:
    """V15, I3: with their prompts, counted out of their collections; of each that stays the answer says why."""
    ada, bob = people.person(), people.person()
    here, there = images.album(people, ada), images.album(people, ada)
    first, second, planned = (images.picture(people, ada, here)["id"] for _ in range(3))
    third, waiting = images.picture(people, ada, there)["id"], images.place(people, ada, there)[0]
    prompt = images.draft(people, ada, first, "A fox.")
    hers = images.picture(people, bob, images.album(people, bob))["id"]
    scene = {"id": "first", "action": "She waits.", "first_frame": planned}
    board = people.call("POST", "/storyboards", ada, json={"name": "The fox", "scenes": [scene]}).json()["id"]

    answer = people.call("POST", "/images/delete", ada, json={"ids": [first, third, hers, planned, first, waiting, "0" * 24]})
    assert answer.status_code == 200, answer.text
    told = {each["id"]: each["error"] for each in answer.json()["refused"]}
    assert (answer.json()["deleted"], told) == (3, {hers: "NOT_FOUND", planned: "IMAGE_IN_USE", "0" * 24: "NOT_FOUND"})
    assert (images.count(people, here), images.count(people, there)) == (2, 0)
    assert set(of_list(people, ada, "/images", "images")) == {second, planned}
    assert sorted(lying(people, ada)) == sorted([("image", first), ("image", third)])
    assert statuses(people, ada, f"/prompts/{prompt}") == [404]
    eventually(lambda: people.document(f"images/{waiting}") is None)

    forced = people.call("POST", "/images/delete", ada, json={"ids": [planned], "force": True}).json()
    assert forced == {"deleted": 1, "refused": []}
    eventually(lambda: (people.document(f"storyboards/{board}") or {})["missing_images"] == [planned])
    assert restored(people, ada, *(("image", each) for each in (first, third, planned)))["restored"] == 3
    assert (images.count(people, here), images.count(people, there)) == (3, 1)
    assert statuses(people, ada, f"/prompts/{prompt}") == [200]
    for wrong in ({}, {"ids": []}, {"ids": ["x"]}, {"ids": [f"{n:024x}" for n in range(101)]}):
        assert people.call("POST", "/images/delete", ada, json=wrong).status_code == 400, wrong


def test_a_collection_hides_its_pictures_and_shows_them_again(people: System) -> None:
    """V15, I3: the pictures follow it into the trash and back, with their prompts; one that lay there before stays."""
    ada = people.person()
    album = images.album(people, ada)
    kept, before = (images.picture(people, ada, album)["id"] for _ in range(2))
    prompt = images.draft(people, ada, kept)
    deleted(people, ada, f"/images/{before}")
    deleted(people, ada, f"/images/collections/{album}")
    assert people.call("GET", "/images/collections", ada).json()["collections"] == []
    assert images.ask(people, ada, album).status_code == 404
    eventually(lambda: (people.document(f"collections/{album}") or {})["due_at"] is None)
    assert statuses(people, ada, f"/images/{kept}", f"/prompts/{prompt}") == [404] * 2
    assert lying(people, ada) == [("collection", album), ("image", before)]
    assert restored(people, ada, ("collection", album)) == {"restored": 1, "refused": []}
    eventually(lambda: (people.document(f"collections/{album}") or {})["due_at"] is None)
    assert statuses(people, ada, f"/images/{kept}", f"/prompts/{prompt}") == [200] * 2
    assert images.count(people, album) == 1
    assert lying(people, ada) == [("image", before)]
    assert restored(people, ada, ("image", before))["restored"] == 1
    assert images.count(people, album) == 2
    deleted(people, ada, f"/images/collections/{album}")
    assert purged(people, ada, ("collection", album)) == 1
    eventually(lambda: images.all_of(people, ada.uid) == images.NOTHING, lambda: images.all_of(people, ada.uid))
    assert (people.document(f"usage/{ada.uid}") or {})["picture_bytes"] == 0


def test_without_a_trash_what_is_deleted_is_erased_at_once(people: System) -> None:
    """V15: where operators keep nothing; storyboards count until they are gone, and come back with their versions before."""
    ada = people.person()
    board = people.call("POST", "/storyboards", ada, json={"name": "The fox", "scenes": []}).json()["id"]
    deleted(people, ada, f"/storyboards/{board}")
    assert (statuses(people, ada, f"/storyboards/{board}"), of_list(people, ada, "/storyboards", "storyboards")) == ([404], [])
    assert (people.document(f"usage/{ada.uid}") or {})["storyboards"] == 1
    assert restored(people, ada, ("storyboard", board))["restored"] == 1
    assert statuses(people, ada, f"/storyboards/{board}", f"/storyboards/{board}/versions") == [200] * 2
    video = films.video(people, ada)
    film = films.made(people, ada, video)["id"]
    album = images.album(people, ada)
    image = images.picture(people, ada, album)["id"]
    prompt = images.draft(people, ada, image)
    people.configure("advanced", trash_days=0).raise_for_status()
    try:
        people.clock.move(120)
        for path in (
            *(f"/storyboards/{board}", f"/films/{film}", f"/videos/{video}", f"/prompts/{prompt}"),
            *(f"/images/{image}", f"/images/collections/{album}"),
        ):
            deleted(people, ada, path)
            assert listed(people, ada) == []
        eventually(lambda: images.all_of(people, ada.uid) == images.NOTHING, lambda: images.all_of(people, ada.uid))
        eventually(lambda: people.documents("films", "user_id", ada.uid) == [])
        assert (people.document(f"video_jobs/{video}") or {})["purged_at"]
        assert people.firestore.collection(f"storyboards/{board}/versions").limit(1).get(timeout=10) == []
        kept = people.document(f"usage/{ada.uid}") or {}
        assert (kept["storyboards"], kept["film_bytes"], kept["picture_bytes"]) == (0, 0, 0)
    finally:
        people.configure("advanced")
        people.clock.move(120)
