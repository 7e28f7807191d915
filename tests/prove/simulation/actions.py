"""What is done in a simulation: each action takes what the schedule says from what is there."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from tests.faults.trouble import marked, word
from tests.fixtures import images, texts
from tests.fixtures.picture_files import JPEG
from tests.fixtures.videos import WISH
from tests.fixtures.webhooks import signed, told
from tests.prove.simulation.schedule import Action, picked
from tests.prove.stories.story import BOARD, OMNI, OMNI_VERTEX, SERVER, VEO

if TYPE_CHECKING:
    from tests.prove.simulation.round import Round

_EXHAUSTED = 6  # deliveries, more than most queues try
_MODELS = (VEO, VEO, OMNI, OMNI_VERTEX, SERVER, "vertex/veo-3.1-lite-generate-001")
_SECONDS = (1, 5, 5, 20, 60, 60, 150, 400)
# what every send of a wish meets at its provider; most meet nothing
_ALWAYS: Sequence[Mapping[str, Any]] = (
    *({},) * 14,
    {"status": 429},
    {"status": 503},
    {"drop": True},
    {"accept_then_drop": True},
    {"accept_then_status": 503},
    {"block": "violence"},
    {"block_input": "safety"},
    {"fail": {}},
    {"media": "broken"},
    {"media": "truncated"},
    {"vanish": True},
    {"never": True},
    {"fail": {}, "late_output": 60},
    {"duplicate_output": True},
    {"duplicate_output": "same_name"},
)
_ONCE: Sequence[Mapping[str, Any]] = (
    {"status": 429, "retry_after": 7},
    {"status": 500},
    {"drop": True},
    {"accept_then_drop": True},
)


# -- users


def _wish(here: Round, pick: int) -> dict[str, Any]:
    model, pick = _MODELS[pick % len(_MODELS)], pick // len(_MODELS)
    always, pick = _ALWAYS[pick % len(_ALWAYS)], pick // len(_ALWAYS)
    if "media" in always and pick % 4:
        model = VEO  # what a provider hands out itself is fetched again for a whole day
    prompt = marked(**always) if always else WISH["prompt"]
    if pick % 5 == 0:
        once = word()
        here.trouble.next_creates(once, 1, **_ONCE[pick % len(_ONCE)])
        prompt = f"{prompt} {once}"
    return {**WISH, "prompt": prompt, "model": model}


def submit(here: Round, action: Action) -> None:
    person = here.person(action)
    own = {"own_key": True} if action.pick % 7 == 0 and here.has_key(person) else {}
    wish = _wish(here, action.pick)
    waits = {"queue": True} if action.pick % 4 == 1 else {}
    here.asked(person, "/videos", {**wish, **own, **({"model": SERVER} if own else {}), **waits}, 1)


def batch(here: Round, action: Action) -> None:
    wishes = [_wish(here, action.pick + 31 * place) for place in range(2 + action.pick % 4)]
    here.asked(here.person(action), "/videos/batch", wishes, len(wishes))


def shoot(here: Round, action: Action) -> None:
    person = here.person(action)
    board = here.call(person, "POST", "/storyboards", json=dict(BOARD)).json()["id"]
    here.asked(person, f"/storyboards/{board}/shoot", {"scenes": "all"}, 2)


def write(here: Round, action: Action) -> None:
    person = here.person(action)
    if person.uid not in here.pictures:
        album = texts.collection_of(here.system, person, images=1)
        here.pictures[person.uid] = texts.image_of(here.system, person, collection=album)
    here.asked(person, "/prompts", {"image_id": here.pictures[person.uid]})


def upload(here: Round, action: Action) -> None:
    person = here.person(action)
    if person.uid not in here.albums:
        here.albums[person.uid] = here.call(person, "POST", "/images/collections", json={"name": "Holidays"}).json()["id"]
    body = {"collection_id": here.albums[person.uid], "content_type": "image/jpeg"}
    answer = here.call(person, "POST", "/images", json=body)
    if answer.status_code == 201 and action.pick % 6:
        images.put(answer.json()["upload"], JPEG if action.pick % 5 else JPEG[:200])


def compile_film(here: Round, action: Action) -> None:
    person = here.person(action)
    scenes = [job["id"] for job in here.jobs(person) if job["state"] == "completed"][:2]
    if scenes:
        title = {} if action.pick % 4 else {"title": {"text": "The fox"}}
        here.asked(person, "/films", {"scenes": [{"video_id": each} for each in scenes], **title}, 1)


def cancel(here: Round, action: Action) -> None:
    person = here.person(action)
    live = [("videos", job) for job in here.jobs(person)] + [("films", film) for film in here.films(person)]
    if found := picked(action, [(kind, each["id"]) for kind, each in live if not each["ended_at"]]):
        here.call(person, "POST", f"/{found[0]}/{found[1]}/cancel")


def retry(here: Round, action: Action) -> None:
    person = here.person(action)
    if job := picked(action, [job for job in here.jobs(person) if job["ended_at"]]):
        here.asked(person, f"/videos/{job['id']}/retry", None, 1)


def repeat(here: Round, action: Action) -> None:
    if call := picked(action, here.calls):
        here.ask(call)


def key(here: Round, action: Action) -> None:
    person, provider = here.person(action), "openai-videos"
    if here.has_key(person):
        here.call(person, "DELETE", f"/account/keys/{provider}")
    else:
        here.call(person, "POST", "/account/keys", json={"provider": provider, "key": secrets.token_hex(20)})


def erase(here: Round, action: Action) -> None:
    if album := here.albums.pop(here.person(action).uid, None):
        here.call(here.person(action), "DELETE", f"/images/collections/{album}")


# -- messages


def deliver(here: Round, action: Action) -> None:
    if task := here.task(action):
        here.world.deliver(task)
        here.done.append(task["name"])


def tell(here: Round, action: Action) -> None:
    if event := picked(action, here.world.events()):
        here.world.tell(event)
        here.heard.append(event)


def deliver_again(here: Round, action: Action) -> None:
    if name := picked(action, here.done):
        here.world.deliver_again(name)


def tell_again(here: Round, action: Action) -> None:
    if event := picked(action, here.heard):
        here.world.tell_again(event)


def hint(here: Round, action: Action) -> None:
    """A provider tells that a job is made, true or not."""
    jobs = [job for job in here.jobs(here.person(action)) if job["model"] == OMNI and job["state"] == "processing"]
    if job := picked(action, jobs):
        ops = here.system.document(f"video_jobs/{job['id']}/private/ops") or {}
        operation = next((each["operation"] for each in ops["attempts"].values() if each.get("operation")), None)
        now, secret = here.system.clock.now(), here.system.environment["RUSHES_HOOK_SECRETS_GEMINI"]
        name = operation["name"] if isinstance(operation, dict) else operation  # pyright: ignore[reportUnknownVariableType]
        body = told("interaction.completed", str(name), now)  # pyright: ignore[reportUnknownArgumentType]
        headers = {**signed(secret, body, now, secrets.token_hex(6)), "X-Proof": "1"}
        here.system.call("POST", "/hooks/gemini", content=body, headers=headers)


def exhaust(here: Round, action: Action) -> None:
    """The same trouble again and again, until the queue gives the task up or the handler gets by."""
    if task := here.task(action):
        for _ in range(_EXHAUSTED):
            here.strikes += here.stage.order_next(action.fault or "error before", action.at or 1)
            here.world.deliver(task)
            if task["name"] not in {each["name"] for each in here.world.tasks()}:
                break
        here.strikes += here.stage.order_next()


def lose(here: Round, action: Action) -> None:
    if task := here.task(action):
        here.world.lose(task)


# -- time


def move(here: Round, action: Action) -> None:
    here.world.move(_SECONDS[action.pick % len(_SECONDS)])


def sweep(here: Round, _action: Action) -> None:
    here.world.sweep()


# -- operators


def grant(here: Round, action: Action) -> None:
    """A few ids, so that some of them come twice."""
    person = here.person(action)
    here.operate("POST", "/grants", user_id=person.uid, credits=60, grant_id=f"{person.uid}-{action.pick % 4}")


def correct(here: Round, action: Action) -> None:
    person = here.person(action)
    credits = 40 if action.pick % 2 else -15
    here.operate("POST", "/corrections", user_id=person.uid, credits=credits, grant_id=f"{person.uid}-c{action.pick % 8}")


def fail(here: Round, action: Action) -> None:
    jobs = here.jobs(here.person(action))
    if job := picked(action, [job for job in jobs if not job["ended_at"]] or jobs):
        here.operate("POST", f"/jobs/{job['id']}/fail", refund=bool(action.pick % 3))


def close_intake(here: Round, _action: Action) -> None:
    here.operate("PUT", "/config/intake", values={"open": False})


def open_intake(here: Round, _action: Action) -> None:
    here.operate("PUT", "/config/intake", values={"open": True})


def replay(here: Round, action: Action) -> None:
    if letter := picked(action, sorted(here.found("dead_letters"), key=lambda letter: letter["first_at"])):
        here.operate("POST", f"/dead-letters/{letter['id']}/replay")


ACTIONS: Mapping[str, Callable[[Round, Action], None]] = {
    "submit": submit,
    "batch": batch,
    "shoot": shoot,
    "write": write,
    "upload": upload,
    "cancel": cancel,
    "retry": retry,
    "repeat": repeat,
    "key": key,
    "erase": erase,
    "deliver": deliver,
    "tell": tell,
    "hint": hint,
    "exhaust": exhaust,
    "lose": lose,
    "move": move,
    "sweep": sweep,
    "grant": grant,
    "correct": correct,
    "fail": fail,
    "replay": replay,
    "compile": compile_film,
    "deliver again": deliver_again,
    "tell again": tell_again,
    "close": close_intake,
    "open": open_intake,
}
