"""The end of the main job: a storyboard of two scenes, shot, and cut into a film. The second scene goes on from the first."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from local.demo_api import PATIENCE_S, Api, DemoFailed, tell
from local.people import Person

_LOOK_S = 0.2
_CROSSFADE_S = 0.5
_BOARD: dict[str, Any] = {
    "name": "The lantern",
    "language": "en",
    "model": "vertex/veo-3.1-lite-generate-001",
    "character": {"name": "Mara", "look": "short grey hair", "clothing": "a yellow raincoat"},
    "scenes": [
        {"id": "harbour", "action": "She lights a lantern at the end of the pier.", "duration": 4},
        {"id": "answer", "action": "A light answers from the sea.", "duration": 4, "continue_from_previous": True},
    ],
}


def make_film(api: Api, admin: Person, user: Person, balance: int) -> tuple[str, int]:
    """Where the film lies, and the balance after it."""
    began = time.monotonic()
    board = api.step("Storyboard of two scenes written", api.post("storyboards", user, **_BOARD))
    where = f"storyboards/{board['id']}"
    credits = api.step("Its price asked for", api.post(f"{where}/quote", user))["credits"]
    api.enough(admin, user, balance, credits)
    api.step(f"Both scenes shot: {credits} credits", api.post(f"{where}/shoot", user, spends=True))
    shot = _followed(lambda: api.call("GET", where, user).raise_for_status().json(), _of_scenes, _all_ended)
    if set(shot["progress"]) != {"completed"}:
        raise DemoFailed(f"The scenes ended as {shot['progress']}")
    first, last = ({"video_id": scene["video"]["id"]} for scene in shot["scenes"])
    scenes = [{**first, "crossfade": _CROSSFADE_S}, last]
    film = api.step("Film of both asked for", api.post("films", user, spends=True, scenes=scenes))["film"]
    film = _followed(
        lambda: api.call("GET", f"films/{film['id']}", user).raise_for_status().json(),
        lambda now: now["status"],
        lambda now: now["ended_at"] is not None,
    )
    if film["status"] != "completed":
        raise DemoFailed(f"The film ended as {film['status']}: {film['message']}")
    links = api.step("Signed addresses", api.call("GET", f"films/{film['id']}/links", user))
    target = api.fetch(links["playback"], f"film-{film['id']}.mp4")
    after = api.step("Account again", api.call("GET", "account", user))["balance"]
    facts = film["film"]
    tell(
        f"{target}: {facts['seconds']:.1f} s, {facts['width']}×{facts['height']}, {facts['bytes'] // 1024} KiB,"
        f" {time.monotonic() - began:.1f} s from storyboard to file"
    )
    return str(target), after


def _of_scenes(board: Any) -> str:
    return ", ".join(str(scene["video"]["state"]) for scene in board["scenes"])


def _all_ended(board: Any) -> bool:
    return all(scene["video"]["outcome"] for scene in board["scenes"])


def _followed(look: Callable[[], Any], told: Callable[[Any], str], is_over: Callable[[Any], bool]) -> Any:
    """Tell each change once, until it is over."""
    known, until = "", time.monotonic() + PATIENCE_S
    while time.monotonic() < until:
        now = look()
        if told(now) != known:
            known = told(now)
            tell(known, 4)
        if is_over(now):
            return now
        time.sleep(_LOOK_S)
    raise DemoFailed(f"It is still {known} after {PATIENCE_S:g} s")
