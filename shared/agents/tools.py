"""What an agent can do: each tool is a call of a door for users, or the plan of one that spends. Data, and no more.

A tool's arguments are the pieces of its path, the fields of the door's query and those of its body, by their own names; so what
may stand there, and what is wrong with it, is said by the same forms as for everybody.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple


class At(NamedTuple):
    """A route of a door."""

    door: str
    method: str
    path: str


class Tool(NamedTuple):
    name: str
    says: str  # what it is for, to a model
    at: At
    given: Mapping[str, Any] = {}  # what is asked for where the agent says nothing else
    buys: At | None = None  # a plan: where it is carried out; `at` tells its price
    brings: str = ""  # of a plan: the word for what it makes, in the answer of the route that makes it

    @property
    def plan(self) -> str:
        """What a plan of it is called; nothing where it is none."""
        return self.name.removeprefix("plan_").replace("_", "") if self.buys else ""


INSTRUCTIONS = (
    "Rushes makes videos with AI, paid with credits. The way: list_models and get_credits; upload_image (send the bytes to the "
    "address that it gives, then get_image until its status is ready); write a prompt with plan_prompt; plan_video; join videos "
    "with plan_film. Whatever spends is bought in two steps: a tool plan_… tells the price and gives a plan, then execute_plan "
    "buys it with that plan and exactly the same request. Show your user the price before. Executing a plan again buys no more "
    "and brings the same. The key that you act by has a cap of credits a day, which no tool changes. Follow what is made by "
    "wait_for_video, wait_for_prompt and wait_for_film, giving the state that you know, until it has ended; then get_video_links."
)
_WAIT = {"wait": 20}
_ENDED = "completed, failed or cancelled"


def _get(name: str, door: str, path: str, says: str, **given: Any) -> Tool:
    return Tool(name, says, At(door, "GET", path), given)


def _post(name: str, door: str, path: str, says: str) -> Tool:
    return Tool(name, says, At(door, "POST", path))


TOOLS = (
    _get("list_models", "catalog", "/models", "List the models with what each can do and what a second costs."),
    _get("list_videos", "videos", "/", "List or search the user's videos, the newest first."),
    _get("list_films", "films", "/", "List or search the user's films, the newest first."),
    _get("list_collections", "images", "/collections", "List the collections that pictures are in."),
    _get("list_images", "images", "/", "List pictures, of one collection or all."),
    _get("list_prompts", "prompts", "/library", "List the prompts of all pictures, by state and style."),
    _get("list_storyboards", "storyboards", "/", "List the user's storyboards."),
    _get("get_video", "videos", "/{job_id}", "Get a video: its state, what became of it, what it cost."),
    _get("get_film", "films", "/{film_id}", "Get a film: its state and what became of it."),
    _get("get_image", "images", "/{image_id}", "Get a picture; it can be used once its status is ready."),
    _get("get_prompt", "prompts", "/{prompt_id}", "Get a prompt with its text."),
    _get("get_storyboard", "storyboards", "/{storyboard_id}", "Get a storyboard with how far each scene's video is."),
    _get("get_video_links", "videos", "/{job_id}/links", "Get addresses that play and download a finished video, for an hour."),
    _get("get_film_links", "films", "/{film_id}/links", "Get addresses that play and download a finished film, for an hour."),
    _get("get_image_links", "images", "/{image_id}/links", "Get addresses of a picture and its thumbnail, for an hour."),
    _get("wait_for_video", "watch", "/{job_id}", f"Wait for a video's next state. It has ended when that is {_ENDED}.", **_WAIT),
    _get("wait_for_film", "watch", "/films/{film_id}", f"Wait for a film's next state; ended: {_ENDED}.", **_WAIT),
    _get("wait_for_prompt", "watch", "/prompts/{prompt_id}", "Wait until a prompt is written or has failed.", **_WAIT),
    _post("create_collection", "images", "/collections", "Create a collection for pictures."),
    _post(
        "upload_image",
        "images",
        "/",
        "Make room for a picture. Send its bytes by PUT to `upload.url` with exactly the headers of `upload.headers`, then call "
        "get_image until it is ready or rejected.",
    ),
    _post("create_storyboard", "storyboards", "/", "Write a storyboard down: characters and scenes in order."),
    _post("cancel_video", "videos", "/{job_id}/cancel", "Cancel a video, where that is possible still; its credits come back."),
    _post("cancel_film", "films", "/{film_id}/cancel", "Cancel a film that is not finished; its credits come back."),
    Tool(
        "plan_prompt",
        "Plan to have a prompt written from a picture. It costs no credits.",
        At("prompts", "POST", "/"),
        buys=At("prompts", "POST", "/"),
        brings="prompt",
    ),
    Tool(
        "plan_video",
        "Plan a video and tell its price. Nothing is spent; execute_plan buys it.",
        At("videos", "POST", "/quote"),
        buys=At("videos", "POST", "/"),
        brings="video",
    ),
    Tool(
        "plan_edit",
        "Plan an edit of a finished video (trim, crop, speed, sound, title, captions, looks) and tell its price.",
        At("videos", "POST", "/{job_id}/edits/quote"),
        buys=At("videos", "POST", "/{job_id}/edits"),
        brings="video",
    ),
    Tool(
        "plan_shoot",
        "Plan the videos of a storyboard's scenes and tell the price of each.",
        At("storyboards", "POST", "/{storyboard_id}/quote"),
        buys=At("storyboards", "POST", "/{storyboard_id}/shoot"),
    ),
    Tool(
        "plan_film",
        "Plan a film of finished videos, or of a storyboard whose scenes are shot, and tell its price.",
        At("films", "POST", "/quote"),
        buys=At("films", "POST", "/"),
        brings="film",
    ),
)
CREDITS, CREDITS_SAYS = "get_credits", "Tell the credits that are left, limits, and what this key has spent of its cap today."
EXECUTE = "execute_plan"
EXECUTE_SAYS = (
    "Buy what was planned: charge its credits and have it made. Give the plan and exactly the request (all arguments) it was "
    "made with. Executed again, it brings the same and costs nothing more."
)
EXECUTE_TAKES: Mapping[str, Any] = {
    "type": "object",
    "properties": {
        "plan": {"type": "string", "description": "As a plan_… tool gave it"},
        "request": {"type": "object", "description": "The arguments of that plan_… tool, unchanged"},
    },
    "required": ["plan", "request"],
    "additionalProperties": False,
}
BY_NAME = {each.name: each for each in TOOLS}
BY_PLAN = {each.plan: each for each in TOOLS if each.buys}
# What long work is followed and ended by, as a task and as a resource: by the word for it.
FOLLOWED = {
    "video": At("videos", "GET", "/{job_id}"),
    "film": At("films", "GET", "/{film_id}"),
    "prompt": At("prompts", "GET", "/{prompt_id}"),
}
ENDED_BY = {"video": At("videos", "POST", "/{job_id}/cancel"), "film": At("films", "POST", "/{film_id}/cancel")}
RESOURCES = {
    "videos": (At("videos", "GET", "/{job_id}"), At("videos", "GET", "/{job_id}/links")),
    "films": (At("films", "GET", "/{film_id}"), At("films", "GET", "/{film_id}/links")),
    "images": (At("images", "GET", "/{image_id}"), At("images", "GET", "/{image_id}/links")),
}
