"""An answer in pieces, as a model writes it: events for who asks with alt=sse, else one list that comes bit by bit."""

from __future__ import annotations

import json
from collections.abc import Sequence

from .wire import Document

_LETTERS_A_PIECE = 60
_LETTERS_A_TOKEN = 4


def pieces(answer: Document) -> list[Document]:
    """Each with a part of the text and the tokens so far; only the last says why it ends."""
    candidates: list[Document] = answer.get("candidates") or []
    parts: list[Document] = candidates[0].get("content", {}).get("parts", []) if candidates else []
    text = str(parts[0]["text"]) if parts else ""
    if not text:
        return [answer]
    usage: Document = answer["usageMetadata"]
    made: list[Document] = []
    for end in range(_LETTERS_A_PIECE, len(text) + _LETTERS_A_PIECE, _LETTERS_A_PIECE):
        content = {"parts": [{"text": text[end - _LETTERS_A_PIECE : end]}], "role": "model"}
        tokens = -(-len(text[:end]) // _LETTERS_A_TOKEN)
        so_far = {"candidatesTokenCount": tokens, "totalTokenCount": usage["promptTokenCount"] + tokens}
        candidate = {"content": content, "index": 0}
        made.append(answer | {"candidates": [candidate], "usageMetadata": usage | so_far})
    made[-1] = made[-1] | {"candidates": [candidates[0] | {"content": made[-1]["candidates"][0]["content"]}]}
    return made


def as_events(made: Sequence[Document]) -> tuple[bytes, ...]:
    return tuple(f"data: {_json(piece)}\r\n\r\n".encode() for piece in made)


def as_list(made: Sequence[Document]) -> tuple[bytes, ...]:
    begins = ("[", *[",\r\n"] * (len(made) - 1))
    return (*(f"{begin}{_json(piece)}\n".encode() for begin, piece in zip(begins, made, strict=True)), b"]\n")


def _json(piece: Document) -> str:
    return json.dumps(piece, ensure_ascii=False)
