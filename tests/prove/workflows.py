"""The workflows that are proven: what is there before, what the user does, when it is over, and what must be true then.

Each `story` is told once without any trouble and recorded; afterwards it is told again with one step gone wrong.
"""

from __future__ import annotations

import secrets
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tests.fixtures import films as film_fixtures
from tests.fixtures import images as image_fixtures
from tests.fixtures import texts
from tests.fixtures.invariants import check_money
from tests.fixtures.picture_files import JPEG
from tests.fixtures.videos import WISH
from tests.fixtures.webhooks import signed, told
from tests.prove.gate import FAULTS
from tests.prove.stage import Stage
from tests.unit.film.footage import scene

VEO, OMNI, OMNI_VERTEX, SERVER = (
    "vertex/veo-3.1-fast-generate-001",
    "gemini-api/gemini-omni-1.2-flash",
    "vertex-global/gemini-omni-1.1-flash-preview",
    "openai-videos/sim-video-1",
)
BOARD: Mapping[str, Any] = {
    "name": "The fox",
    "language": "en",
    "model": "vertex/veo-3.1-lite-generate-001",
    "scenes": [
        {"id": "first", "title": "One", "action": "She opens a door.", "duration": 4},
        {"id": "second", "title": "Two", "action": "She looks up.", "duration": 4},
    ],
}


class Story(ABC):
    """One user's way through a workflow."""

    def __init__(self, stage: Stage) -> None:
        self.stage, self.system, self.person = stage, stage.system, stage.person()
        stage.rival = ()

    def prepare(self) -> None:  # noqa: B027 - many stories begin from nothing
        """What is there before, if anything."""

    @abstractmethod
    def act(self) -> None:
        """What the user does."""

    @abstractmethod
    def over(self) -> bool:
        """Nothing is under way any more."""

    @abstractmethod
    def good(self) -> bool:
        """It came to the end that was hoped for."""

    def check(self) -> None:
        check_money(self.system, self.person.uid)

    def check_never_replaced(self, name: str, ended_at: datetime) -> None:
        """What is the user's stays as it was when they were told of it."""
        made = image_fixtures.made_at(self.system, self.system.environment["RUSHES_BUCKET_MEDIA"], name)
        assert made <= ended_at, (name, made, ended_at)

    # -- what all of them look at

    def own(self, collection: str) -> list[dict[str, Any]]:
        return self.system.documents(collection, "user_id", self.person.uid)

    def media(self) -> list[str]:
        return image_fixtures.kept(self.system, self.person.uid)

    def made(self, job_id: str) -> list[str]:
        """What a provider wrote for a job and is there still."""
        return image_fixtures.objects(self.system, self.system.environment["RUSHES_BUCKET_PROVIDER_OUT"], f"{job_id}/")


class Videos(Story):
    """Jobs that all end, each told and paid as its end says, with nothing kept of what failed."""

    jobs_at_most = 1
    tasks_survive = True

    def over(self) -> bool:
        jobs = self.own("video_jobs")
        return all(job["ended_at"] for job in jobs)

    def good(self) -> bool:
        jobs = self.own("video_jobs")
        return len(jobs) == self.jobs_at_most and all(job["state"] == "completed" for job in jobs)

    def check(self) -> None:
        super().check()
        jobs = self.own("video_jobs")
        assert len(jobs) <= self.jobs_at_most, jobs
        whole = {job["id"] for job in jobs if job["state"] == "completed"}
        kept = {name.rpartition("/")[2].partition(".")[0] for name in self.media() if "/videos/" in name}
        assert kept == whole, (kept, jobs)
        for job in jobs:
            if job["state"] == "completed":
                assert job["video"]["poster"], job
                assert not (self.tasks_survive and self.made(job["id"])), "the provider's copy was left"
                self.check_never_replaced(job["video"]["object"], job["ended_at"])


class Video(Videos):
    model = VEO

    def act(self) -> None:
        answer = self.stage.ask("POST", "/videos", self.person, json={**WISH, "model": self.model})
        assert answer.status_code == 202, answer.text


class OmniVideo(Video):
    model = OMNI


class OmniVertexVideo(Video):
    model = OMNI_VERTEX


class ServerVideo(Video):
    model = SERVER


class SweptVideo(Video):
    """Every task is lost as soon as it is there: the sweep alone brings the job to its end."""

    tasks_survive = False  # one that has to come again to tidy up does not: then reconcile does

    def act(self) -> None:
        super().act()
        for _ in range(30):
            if self.over():
                return
            self.stage.world.move(150)
            self.stage.world.sweep()
            waiting = self.stage.world.tasks()
            for task in waiting[:1]:
                self.stage.world.deliver(task)
            self.stage.world.lose_tasks()


class SoughtVideo(Videos):
    """Its answer is lost, and no news of its file comes: looks at the bucket alone bring it to its end."""

    def act(self) -> None:
        wish = {**WISH, "prompt": "A fox. [[fault:accept_then_drop;render_seconds=30]]", "model": VEO}
        answer = self.stage.ask("POST", "/videos", self.person, json=wish)
        assert answer.status_code == 202, answer.text
        world = self.stage.world
        for _ in range(30):
            if self.over() or not (waiting := world.tasks()):
                return
            due = datetime.fromisoformat(waiting[0]["schedule_time"])
            world.move(max(0.0, (due - self.system.clock.now()).total_seconds()))
            world.deliver(waiting[0])


class HintedVideo(Video):
    """The provider's webhook comes before any look, and the bucket says nothing."""

    model = OMNI

    def act(self) -> None:
        super().act()
        world = self.stage.world
        world.flow(until=lambda: any(job["state"] == "processing" for job in self.own("video_jobs")))
        (job,) = self.own("video_jobs")
        ops = self.system.document(f"video_jobs/{job['id']}/private/ops") or {}
        operation = next((each["operation"] for each in (ops.get("attempts") or {}).values() if each.get("operation")), None)
        if operation is None:
            return  # its answer was lost: the provider's news names an operation that nobody knows
        world.move(6)
        secret, now = self.system.environment["RUSHES_HOOK_SECRETS_GEMINI"], self.system.clock.now()
        body = told("interaction.completed", operation["name"] if isinstance(operation, dict) else operation, now)
        headers = {**signed(secret, body, now, secrets.token_hex(6)), "X-Proof": "1"}
        for _ in range(3):  # a provider tries again too
            if self.system.call("POST", "/hooks/gemini", content=body, headers=headers).status_code < 300:
                return


class Cancelled(Videos):
    """A job is cancelled before it was sent."""

    def act(self) -> None:
        answer = self.stage.ask("POST", "/videos", self.person, json={**WISH, "model": VEO})
        assert answer.status_code == 202, answer.text
        told = self.stage.ask("POST", f"/videos/{answer.json()['video']['id']}/cancel", self.person)
        assert told.status_code in (200, 409), told.text

    def good(self) -> bool:
        return [job["state"] in ("cancelled", "completed") for job in self.own("video_jobs")] == [True]  # or it was too late


class Filtered(Videos):
    """A video that the provider blocks comes back as credits."""

    def act(self) -> None:
        wish = {**WISH, "prompt": "A crowd. [[fault:block=violence]]", "model": VEO}
        answer = self.stage.ask("POST", "/videos", self.person, json=wish)
        assert answer.status_code == 202, answer.text

    def good(self) -> bool:
        return [(job["state"], job["outcome"]) for job in self.own("video_jobs")] == [("failed", "safety_filtered")]


class OwnKeyVideo(Videos):
    """A key is stored, a job lives on it, and it is deleted meanwhile: the job keeps it to its end."""

    def act(self) -> None:
        ask, provider = self.stage.ask, "openai-videos"
        stored = ask("POST", "/account/keys", self.person, json={"provider": provider, "key": secrets.token_hex(20)})
        assert stored.status_code in (201, 409), stored.text  # a repeated call meets what the first one stored
        answer = ask("POST", "/videos", self.person, json={**WISH, "model": SERVER, "own_key": True})
        assert answer.status_code == 202, answer.text
        self.stage.world.flow(until=lambda: any(job["state"] == "processing" for job in self.own("video_jobs")))
        gone = ask("DELETE", f"/account/keys/{provider}", self.person)
        assert gone.status_code in (200, 404), gone.text

    def check(self) -> None:
        super().check()
        assert self.own("provider_keys") == []  # destroyed with the last job that lived on it


class Prompt(Story):
    def prepare(self) -> None:
        self.image = texts.image_of(self.system, self.person)

    def act(self) -> None:
        answer = self.stage.ask("POST", "/prompts", self.person, json={"image_id": self.image})
        assert answer.status_code == 202, answer.text

    def over(self) -> bool:
        return all(prompt["status"] != "pending" for prompt in self.own("video_prompts"))

    def good(self) -> bool:
        return [prompt["status"] for prompt in self.own("video_prompts")] == ["completed"]

    def check(self) -> None:
        super().check()
        texts.check_shelf(self.system, self.image)
        assert len(self.own("video_prompts")) <= 1


class PromptGroups(Story):
    """Texts for three pictures of a collection, two at a time."""

    def prepare(self) -> None:
        path, body = f"/admin/users/{self.person.uid}/overrides", {"active_prompts": 2, "reason": "for a proof"}
        self.stage.prepare("PUT", path, self.system.admin, json=body)
        self.album = texts.collection_of(self.system, self.person, images=3)
        self.images = [texts.image_of(self.system, self.person, collection=self.album) for _ in range(3)]

    def act(self) -> None:
        answer = self.stage.ask("POST", "/prompts/collection", self.person, json={"collection_id": self.album})
        assert answer.status_code == 202, answer.text

    def over(self) -> bool:
        return all(prompt["status"] != "pending" for prompt in self.own("video_prompts"))

    def good(self) -> bool:
        return [prompt["status"] for prompt in self.own("video_prompts")] == ["completed"] * 3

    def check(self) -> None:
        super().check()
        for image in self.images:
            assert len(texts.check_shelf(self.system, image)) <= 1
        for batch in self.own("prompt_batches"):
            assert batch["completed"] + batch["failed"] == batch["total"], batch
            assert not batch["live"], batch
        account = self.system.document(f"accounts/{self.person.uid}") or {}
        assert (account["active_prompts"], account["waiting_prompts"]) == (0, []), account


class Picture(Story):
    def prepare(self) -> None:
        self.album = image_fixtures.album(self.system, self.person)

    def act(self) -> None:
        if self._sent() == 400:  # an answer that came after its address had expired: an app asks for another
            assert self._sent() == 200

    def _sent(self) -> int:
        body = {"collection_id": self.album, "content_type": "image/jpeg"}
        answer = self.stage.ask("POST", "/images", self.person, json=body)
        assert answer.status_code == 201, answer.text
        status = image_fixtures.put(answer.json()["upload"], JPEG).status_code
        assert status in (200, 400), status
        return status

    def over(self) -> bool:
        return all(image["status"] != "uploading" for image in self.own("images"))

    def good(self) -> bool:
        return "ready" in [image["status"] for image in self.own("images")]

    def check(self) -> None:
        super().check()
        images = self.own("images")
        assert image_fixtures.count(self.system, self.album) == len(images)
        ready = {name for image in images if image["status"] == "ready" for name in (image["object"], image["thumbnail"])}
        assert set(self.media()) == ready, (self.media(), images)
        for image in images:
            for name in {image["object"], image["thumbnail"]} & ready:
                self.check_never_replaced(name, image["updated_at"])
        assert image_fixtures.uploads(self.system, self.person.uid) == []


class Cascade(Story):
    """A collection with two pictures, each with a prompt, is deleted; a neighbour's stays."""

    def prepare(self) -> None:
        self.album = texts.collection_of(self.system, self.person, images=2)
        for _ in range(2):
            image = texts.image_of(self.system, self.person, collection=self.album)
            image_fixtures.draft(self.system, self.person, image)

    def act(self) -> None:
        answer = self.stage.ask("DELETE", f"/images/collections/{self.album}", self.person)
        assert answer.status_code in (204, 404), answer.text

    def over(self) -> bool:
        return self.good()

    def good(self) -> bool:
        return image_fixtures.all_of(self.system, self.person.uid) == image_fixtures.NOTHING

    def check(self) -> None:
        super().check()
        assert self.good(), image_fixtures.all_of(self.system, self.person.uid)


class HeldPicture(Videos):
    """A collection is deleted while a video is made of one of its pictures: that one goes with the video's end."""

    def prepare(self) -> None:
        self.album = texts.collection_of(self.system, self.person, images=2)
        self.images = [texts.image_of(self.system, self.person, collection=self.album) for _ in range(2)]
        image_fixtures.draft(self.system, self.person, self.images[0])

    def act(self) -> None:
        body = {**WISH, "model": VEO, "first_frame": self.images[0]}
        answer = self.stage.ask("POST", "/videos", self.person, json=body)
        assert answer.status_code == 202, answer.text
        answer = self.stage.ask("DELETE", f"/images/collections/{self.album}", self.person)
        assert answer.status_code in (204, 404), answer.text

    def over(self) -> bool:
        return super().over() and not any(self._left())

    def _left(self) -> list[Any]:
        of_images = [self.own(kind) for kind in ("collections", "images", "video_prompts")]
        return [*of_images, [name for name in self.media() if "/images/" in name]]

    def check(self) -> None:
        super().check()
        assert not any(self._left()), self._left()


class Storyboard(Videos):
    jobs_at_most = 2

    def prepare(self) -> None:
        self.board = self.stage.prepare("POST", "/storyboards", self.person, json=dict(BOARD))["id"]

    def act(self) -> None:
        answer = self.stage.ask("POST", f"/storyboards/{self.board}/shoot", self.person, json={"scenes": "all"})
        assert answer.status_code == 202, answer.text

    def check(self) -> None:
        super().check()
        assert len(self.own("video_jobs")) in (0, 2)  # all or none


class Film(Story):
    wish: Mapping[str, Any] = {}

    def prepare(self) -> None:
        content = scene(1.0)
        self.scenes = [film_fixtures.video(self.system, self.person, content, seconds=1.0) for _ in range(2)]

    def act(self) -> None:
        body = {"scenes": [{"video_id": each} for each in self.scenes], **self.wish}
        answer = self.stage.ask("POST", "/films", self.person, json=body)
        assert answer.status_code == 202, answer.text

    def over(self) -> bool:
        return all(film["ended_at"] for film in self.own("films"))

    def good(self) -> bool:
        return [film["status"] for film in self.own("films")] == ["completed"]

    def check(self) -> None:
        super().check()
        films = self.own("films")
        assert len(films) <= 1
        kept = {name.rpartition("/")[2].partition(".")[0] for name in self.media() if "/films/" in name}
        assert kept == {film["id"] for film in films if film["status"] == "completed"}, (kept, films)
        for film in films:
            if film["status"] == "completed":
                self.check_never_replaced(film["film"]["object"], film["ended_at"])


class Title(Film):
    """One that has to be encoded anew."""

    wish: Mapping[str, Any] = {"title": {"text": "The fox"}}


@dataclass(frozen=True)
class Workflow:
    name: str
    tell: Callable[[Stage], Story]
    faults: tuple[str, ...] = FAULTS
    at: str = ""  # only steps of this handler


WORKFLOWS = (
    Workflow("video, Veo", Video),
    Workflow("video, Omni", OmniVideo),
    Workflow("video, Omni on Vertex", OmniVertexVideo),
    Workflow("video, OpenAI wire", ServerVideo),
    Workflow("video, by sweeps", SweptVideo),
    Workflow("video, sought", SoughtVideo),
    Workflow("video, told by webhook", HintedVideo),
    Workflow("video, cancelled", Cancelled),
    Workflow("video, filtered", Filtered),
    Workflow("video, own key", OwnKeyVideo),
    Workflow("prompt", Prompt),
    Workflow("prompts in groups", PromptGroups),
    Workflow("picture", Picture),
    Workflow("cascade", Cascade),
    Workflow("cascade under a video", HeldPicture),
    Workflow("storyboard", Storyboard),
    Workflow("film", Film),
    Workflow("film, encoded anew", Title),
)
