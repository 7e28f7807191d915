"""The stream of changes against a Firestore that a test plays over real gRPC; on the running stack: tests/flows/test_watch.py."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Awaitable, Callable
from typing import Any

import grpc
import pytest

from shared.platform.firestore.documents import Document
from shared.platform.firestore.listener import Backoff, Listener
from tests.fixtures.played_firestore import PROJECT, ROOT, PlayedFirestore

PACE = Backoff(cold=0, silence=60, linger=0.1, first=0.02, most=0.1, look=0.02)
JOB = "video_jobs/a"


class Scene:
    def __init__(self, server: PlayedFirestore) -> None:
        self.server, self.told = server, list[Document]()
        self.listener = self.paced(PACE)

    def paced(self, pace: Backoff) -> Listener:
        return Listener(PROJECT, self.server.host, lambda: None, self.told.append, pace)

    def states(self) -> list[Any]:
        return [each.fields and each.fields["state"] for each in self.told]

    async def until(self, holds: Callable[[], Any]) -> None:
        async with asyncio.timeout(30):
            while not holds():
                await asyncio.sleep(0.005)

    async def followed(self, path: str = JOB, state: str = "queued") -> None:
        """A document that was just read, and is covered."""
        self.listener.follow(path, self.server.put(path, {"state": state}))
        await self.until(lambda: self.listener.covers(path) and self.server.added)
        await self.current(path)

    async def current(self, *paths: str) -> None:
        targets = self.listener._targets  # pyright: ignore[reportPrivateUsage] - that it is more than hoped for
        await self.until(lambda: all(targets[path].current for path in paths or [JOB]))


def play(scene: Callable[[Scene], Awaitable[None]]) -> None:
    async def whole() -> None:
        async with asyncio.timeout(60), PlayedFirestore() as server:
            await scene(Scene(server))
            await asyncio.sleep(0)

    asyncio.run(whole())


def test_every_change_is_told_and_what_was_read_is_not_sent_again() -> None:
    """V9: one stream for all documents; whoever waits costs the first read and the changes."""

    async def scene(play: Scene) -> None:
        for name in "abc":
            await play.followed(f"video_jobs/{name}")
        for state in ("submitting", "processing", "storing"):
            play.server.put("video_jobs/b", {"state": state})
        await play.until(lambda: len(play.told) == 3)
        assert play.states() == ["submitting", "processing", "storing"]
        assert {each.path for each in play.told} == {"video_jobs/b"}
        assert (play.server.opened, play.server.sent) == (1, 3)
        (metadata,) = play.server.metadata
        assert metadata["google-cloud-resource-prefix"] == f"projects/{PROJECT}/databases/(default)"
        assert metadata["authorization"] == "Bearer owner"

    play(scene)


def test_what_changed_between_the_read_and_the_stream_is_told() -> None:
    """V9: a target begins where its document was read."""

    async def scene(play: Scene) -> None:
        read = play.server.put(JOB, {"state": "queued"})
        play.server.put(JOB, {"state": "processing"})
        play.listener.follow(JOB, read)
        await play.until(lambda: play.told)
        assert play.states() == ["processing"]

    play(scene)


def test_who_follows_later_is_given_what_was_told_last() -> None:
    """V9: nothing falls between another's read and the moment at which they join."""

    async def scene(play: Scene) -> None:
        await play.followed()
        play.server.put(JOB, {"state": "processing"})
        await play.until(lambda: play.told)
        last = play.listener.follow(JOB, play.server.time)
        assert last is not None
        assert last.fields == {"state": "processing"}
        assert len(play.server.added) == 1

    play(scene)


@pytest.mark.parametrize("how", ["deleted", "never there", "out of view", "miscounted"])
def test_a_document_that_is_gone_is_told_as_gone(how: str) -> None:
    """A2: by whichever message Firestore says so."""

    async def scene(play: Scene) -> None:
        if how == "never there":
            play.listener.follow(JOB, None)
        else:
            await play.followed()
            if how == "deleted":
                play.server.delete(JOB)
            else:
                del play.server.documents[JOB]
                number = play.server.added[-1].target_id
                gone = {"document": ROOT + JOB, "removed_target_ids": [number], "read_time": play.server.now}
                said = {"document_remove": gone} if how == "out of view" else {"filter": {"target_id": number, "count": 0}}
                play.server.streams[0].send(**said)
        await play.until(lambda: play.told)
        assert play.told[0].path == JOB
        assert play.states()[:1] == [None]
        assert play.server.opened == 1

    play(scene)


def test_a_document_that_was_never_there_is_gone_when_all_was_told() -> None:
    """A2: CURRENT without a word about it says so as well."""

    async def scene(play: Scene) -> None:
        await play.followed()
        number = play.server.added[-1].target_id
        (stream,) = play.server.streams
        stream.turn("RESET", [number])
        stream.turn("CURRENT", [number], read_time=play.server.now)
        await play.until(lambda: play.told)
        assert play.states() == [None]

    play(scene)


def test_after_a_break_it_goes_on_where_it_stood() -> None:
    """V9: by the resume token; what came meanwhile is told, what did not change is not sent."""

    async def scene(play: Scene) -> None:
        await play.followed("video_jobs/still")
        await play.followed()
        play.server.break_all()
        await play.until(lambda: not play.server.streams)
        assert not play.listener.covers(JOB)
        play.server.put(JOB, {"state": "processing"})
        await play.until(lambda: play.told)
        await play.current(JOB, "video_jobs/still")
        assert (play.states(), play.server.opened, play.server.sent) == (["processing"], 2, 1)
        assert all(each.resume_token for each in play.server.added[-2:])
        play.server.break_all(grpc.StatusCode.OK)  # an end without an error is a break as well
        await play.until(lambda: play.server.opened == 3)

    play(scene)


def test_where_it_cannot_begin_there_all_of_it_is_told_anew() -> None:
    """V9: after RESET it is covered once it is current again."""

    async def scene(play: Scene) -> None:
        play.server.forgetful = True
        await play.followed()
        assert play.states() == ["queued"]
        play.server.put(JOB, {"state": "processing"})
        await play.until(lambda: len(play.told) == 2)

    play(scene)


def test_a_refused_stream_is_asked_for_again_at_growing_distances() -> None:
    """V9: meanwhile nothing is covered, and others look."""

    async def scene(play: Scene) -> None:
        play.server.refuse = grpc.StatusCode.PERMISSION_DENIED
        play.listener.follow(JOB, play.server.put(JOB, {"state": "queued"}))
        await play.until(lambda: play.server.opened > 3)
        play.server.refuse = None
        play.server.put(JOB, {"state": "processing"})
        await play.until(lambda: play.told)
        assert play.states() == ["processing"]
        assert not play.server.added[-1].read_time  # nothing is presumed after what was refused

    play(scene)


def test_a_stream_that_says_nothing_is_closed_and_another_opened() -> None:
    """V9: a connection that is dead without anybody having said so."""

    async def scene(play: Scene) -> None:
        play.server.silent = True
        listener = play.paced(PACE._replace(soon=0, silence=0.3))
        listener.follow(JOB, play.server.put(JOB, {"state": "queued"}))
        await play.until(lambda: play.server.opened == 2)
        assert not listener.covers(JOB)
        play.server.silent = False
        play.server.put(JOB, {"state": "processing"})
        await play.until(lambda: play.told)

    play(scene)


def test_a_target_that_is_refused_is_asked_for_again_and_others_stay() -> None:
    """V9: REMOVE with its cause, of one of them."""

    async def scene(play: Scene) -> None:
        await play.followed("video_jobs/other")
        play.server.refuse_target = {"code": 8, "message": "too many targets"}
        play.listener.follow(JOB, play.server.put(JOB, {"state": "queued"}))
        await play.until(lambda: len(play.server.added) > 2)
        assert play.listener.covers("video_jobs/other")
        play.server.refuse_target = None
        await play.until(lambda: play.told)
        assert (play.states(), play.server.opened) == (["queued"], 1)

    play(scene)


def test_a_value_that_only_the_client_reads_is_left_to_it() -> None:
    """Q1: not covered, so it is looked at otherwise; the stream goes on."""

    async def scene(play: Scene) -> None:
        from google.cloud.firestore_v1 import GeoPoint

        await play.followed()
        play.server.put(JOB, {"state": "processing", "where": GeoPoint(1, 2)})
        await play.until(lambda: not play.listener.covers(JOB) or not play.listener._targets[JOB].current)  # pyright: ignore[reportPrivateUsage]
        assert (play.told, play.server.opened) == ([], 1)

    play(scene)


def test_nobody_is_followed_any_more_and_nothing_stays() -> None:
    """V9: hundreds of waits leave no target, no stream, no task and no object behind."""

    async def scene(play: Scene) -> None:
        await play.followed()  # all the time, so that the stream stays open
        paths = [f"video_jobs/{number}" for number in range(300)]
        for start in range(0, 300, 100):
            for path in paths[start : start + 100]:
                play.listener.follow(path, play.server.put(path, {"state": "queued"}))
            await play.current(*paths[start : start + 100])
            for path in paths[start : start + 100]:
                play.listener.leave(path)
            await play.until(lambda: len(play.server.streams[0].targets) == 1)
        assert play.server.opened == 1
        play.listener.leave(JOB)
        mine = {asyncio.current_task()}
        await play.until(lambda: not play.server.streams)
        await play.until(lambda: not any("Listener" in repr(each) for each in asyncio.all_tasks() - mine))
        gc.collect()
        assert not [each for each in gc.get_objects() if type(each).__name__ == "_Target"]
        await play.followed()  # and it can be opened again
        assert play.server.opened == 2

    play(scene)


def test_a_loop_that_ends_takes_its_stream_along() -> None:
    """Q2: no instance hangs while it shuts down, whoever still waits."""

    async def scene(play: Scene) -> None:
        await play.followed()
        listening = [each for each in asyncio.all_tasks() if "Listener._run" in repr(each)]
        assert len(listening) == 1
        listening[0].cancel()
        await asyncio.gather(*listening, return_exceptions=True)
        await play.until(lambda: not play.server.streams)

    play(scene)
