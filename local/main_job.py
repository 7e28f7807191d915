"""The main job's two long steps, as an app takes them: a prompt from a picture of one's own, and a video followed to its end."""

from __future__ import annotations

import time
from typing import Any

import httpx

from local.demo_api import PATIENCE_S, Api, DemoFailed, tell
from local.people import Person
from local.picture import demo_picture


def write_prompt(api: Api, http: httpx.Client, user: Person, patience_s: float = PATIENCE_S) -> tuple[Any, Any]:
    """A picture of the user's own, uploaded as an app would, and a prompt that Gemini writes from it."""
    found = api.step("Collections listed", api.call("GET", "images/collections", user))["collections"]
    home = found[0] if found else api.step("Collection made", api.post("images/collections", user, name="Demo"))
    asked = api.post("images", user, collection_id=home["id"], content_type="image/jpeg", title="Demo")
    place = api.step("Place for a picture", asked)
    upload, image = place["upload"], place["image"]
    http.put(upload["url"], headers=upload["headers"], content=demo_picture()).raise_for_status()
    until = time.monotonic() + patience_s
    while image["status"] == "uploading" and time.monotonic() < until:
        time.sleep(0.1)
        image = api.call("GET", f"images/{image['id']}", user).raise_for_status().json()
    if image["status"] != "ready":
        raise DemoFailed(f"The picture is {image['status']}: {image['reason']}")
    tell(f"Picture uploaded and looked at: {image['width']}×{image['height']}, mostly {image['colour']}")
    config = {"camera_style": "tracking_shot", "lighting": "golden_hour", "mood": "calm", "language": "en"}
    written = api.post("prompts?wait=25", user, spends=True, image_id=image["id"], config=config)
    prompt = api.step("Prompt written from it", written)["prompt"]
    while prompt["status"] == "pending" and time.monotonic() < until:
        time.sleep(1)
        prompt = api.call("GET", f"prompts/{prompt['id']}", user).raise_for_status().json()
    if prompt["status"] != "completed":
        raise DemoFailed(f"The prompt is {prompt['status']}: {prompt['error']}")
    tell(f"“{prompt['prompt_text']}”", 4)
    return image, prompt


def follow(api: Api, user: Person, job_id: str, patience_s: float = PATIENCE_S, hint: str = "") -> Any:
    """Tell each new state once, as an app's progress line would."""
    known, until = "", time.monotonic() + patience_s
    while time.monotonic() < until:
        told = api.call("GET", f"watch/{job_id}", user, params={"wait": 20, "state": known} if known else {"wait": 0})
        job = told.raise_for_status().json()
        if job["state"] != known:
            known = job["state"]
            tell(known, 4)
        if job["ended_at"]:
            return job
    raise DemoFailed(f"The video is still {known} after {patience_s:g} s; {hint}".rstrip("; "))
