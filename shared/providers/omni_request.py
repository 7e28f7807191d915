"""An order in the words of the Interactions API. Plain."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable
from typing import Any

from shared.providers.interface import Order, Picture

_GOES_ON = ("edit", "extend")
_TAGS = re.compile(r"<(FIRST_FRAME|LAST_FRAME|IMAGE_REF_\d|VIDEO_REF_\d)>|\[# ")

Shown = Callable[[Picture], dict[str, Any]]  # a picture as a part of the input


def body_of(order: Order, shown: Shown) -> dict[str, Any]:
    """All of it but where the result goes and what it is labelled with, in which the surfaces differ."""
    if order.task in _GOES_ON and not order.source:
        raise ValueError(f"{order.task} needs a source")
    frames = [frame for frame in (order.first_frame, order.last_frame) if frame]
    parts = [shown(picture) for picture in (*frames, *order.references)]
    body: dict[str, Any] = {
        "model": order.model,
        "background": True,
        "store": True,  # background needs it, and so does whoever wants to extend or edit the video later
        "input": [{"type": "user_input", "content": [*parts, {"type": "text", "text": _text(order)}]}],
        "response_format": _form(order),
    }
    config: dict[str, Any] = {}
    if (task := _task(order)) is not None:
        config["video_config"] = {"task": task}
    if order.seed is not None:
        config["seed"] = order.seed
    if order.source:
        body["previous_interaction_id"] = order.source
    return body | ({"generation_config": config} if config else {})


def inline(picture: Picture, content: bytes) -> dict[str, Any]:
    return {"type": "image", "mime_type": picture.mime_type, "data": base64.b64encode(content).decode()}


def by_address(picture: Picture) -> dict[str, Any]:
    return {"type": "image", "mime_type": picture.mime_type, "uri": picture.uri}


def _form(order: Order) -> dict[str, Any]:
    """What goes on keeps its shape, and what is edited its length too."""
    form: dict[str, Any] = {"type": "video", "delivery": "uri", "resolution": order.resolution}
    if not order.source:
        form["aspect_ratio"] = order.aspect_ratio
    if order.task != "edit":
        form["duration"] = f"{order.seconds}s"
    return form


def _task(order: Order) -> str | None:
    """None where frames and references come together: then the prompt's own declaration says what each is."""
    if order.task is not None:
        return order.task
    if order.first_frame and order.references:
        return None
    return "reference_to_video" if order.references else "image_to_video" if order.first_frame else "text_to_video"


def _text(order: Order) -> str:
    """There is no field for which picture is what, nor for what is unwanted: both are said in the prompt."""
    text = order.prompt
    if order.negative_prompt:
        text = f"{text}\nAvoid: {order.negative_prompt}"
    many_roles = order.last_frame is not None or (order.first_frame is not None and order.references)
    if not many_roles or _TAGS.search(order.prompt):
        return text
    roles = [role for role, frame in (("FIRST_FRAME", order.first_frame), ("LAST_FRAME", order.last_frame)) if frame]
    sources = " ".join(f"<{role}>@Image{number}" for number, role in enumerate(roles, 1))
    references = " ".join(f"<IMAGE_REF_{at}>@Image{len(roles) + at + 1}" for at in range(len(order.references)))
    declared = f"[# Sources {sources}]" + (f" [# References {references}]" if references else "")
    return f"{declared} {text}"
