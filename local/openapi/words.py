"""The document's own words: what it is about, its groups, what schemas mean whose classes cannot say it."""

from __future__ import annotations

import tomllib
from pathlib import Path

TITLE = "Rushes"
ABOUT = (
    "Make videos with AI, from a prompt, a picture or a whole storyboard, paid with credits.\n\n"
    "Sign in with Firebase Authentication and send its ID token as `Authorization: Bearer …`; a program may send an agent key "
    "instead. Whatever spends credits takes an "
    "`Idempotency-Key`, so that asking again never pays twice. Every refusal has the same shape, `Error`; its `error` is a code "
    "to decide by, its `message` is for people, in German or English as `Accept-Language` says. Lists are pages: give "
    "`next_cursor` as `cursor` until it is null. Fields and codes may be added; a client ignores those that it does not know."
)
TAGS: dict[str, str] = {
    "catalog": "What can be made, for how many credits, within which limits. Needs no sign-in.",
    "account": "Your credits and what moved them, keys for programs that act for you, what you are told, and your own keys.",
    "images": "Your pictures and the collections that they are in.",
    "prompts": "Texts for videos, written from your pictures or by you.",
    "videos": "Make videos, follow them, get them.",
    "storyboards": "Write a film down scene by scene, price it, shoot it.",
    "films": "Put finished videos together into one film.",
    "library": "What you deleted: bring it back, or have it go for good.",
    "shares": "Links to finished videos and films, for anybody whom you send them to. Each leads to a page of its own, "
    "`/s/{token}` of the same host, in HTML: it plays without signing in, in German or English, and asks for the password where "
    "there is one. 404 says that there is no such link, 410 that it has ended or what it showed was deleted.",
    "webhooks": "Your own servers are told what becomes of your work: signed as Standard Webhooks has it, at least once, in any "
    "order. Whoever answers 2xx within ten seconds has taken it; anything else is sent again for a day.",
    "payments": "Credits for money: what can be bought, the page at Stripe where it is paid, and what you bought.",
    "watch": "Hear of the next state of a video, film or prompt without asking again and again.",
    "admin": "For operators: every call gives its reason and is audited.",
    "video-tasks": "Internal: sends orders to providers and asks after them.",
    "storage-tasks": "Internal: brings finished videos home.",
    "prompt-tasks": "Internal: has prompts written.",
    "film-tasks": "Internal: makes films and edits, and clears away what is left of them.",
    "webhook-tasks": "Internal: tells endpoints of events.",
    "notice-tasks": "Internal: writes to users, by mail and on their devices.",
    "payment-tasks": "Internal: asks Stripe what became of payments.",
    "account-tasks": "Internal: exports what is a user's, and erases accounts.",
    "output-events": "Internal: hears from Cloud Storage what providers wrote.",
    "upload-events": "Internal: takes uploaded pictures in, and deletes them.",
    "sweep": "Internal: each minute, looks after whatever is due.",
    "reconcile": "Internal: each night, proves over all data what must always hold.",
    "hooks": "For providers and payment servers: signed events about their work, and what was paid.",
}
_TOLD = tomllib.loads(Path(__file__).with_name("words.toml").read_text(encoding="utf-8"))
SCHEMAS: dict[str, str] = _TOLD["schemas"]
FIELDS: dict[str, str] = _TOLD["fields"]
FIELDS_OF: dict[str, dict[str, str]] = _TOLD["of"]
