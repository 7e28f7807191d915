"""Gemini as a writer of prompts, through google-genai: on Vertex in our name, or on the Gemini API with a user's own key.

One request for one text, never repeated by the client: our own task decides about that.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import httpx2
from google.auth.exceptions import GoogleAuthError, TransportError
from google.genai import errors, types
from pydantic import ValidationError

from shared.platform.clock import Clock
from shared.platform.errors import Unavailable
from shared.platform.storage.objects import Gone
from shared.providers import writing_errors
from shared.providers.google_errors import Answer
from shared.providers.interface import label, named
from shared.providers.vertex import OnVertex, answer_of
from shared.providers.writing import SCHEMA, Photo, Trouble, WritingFailed, WritingRequest, Written

if TYPE_CHECKING:
    from google import genai

TIMEOUT_S = 45.0
_MOST_TOKENS = 2048  # a text has some 150; thinking counts too
_THINKING = "LOW"


class VertexWriter(OnVertex):
    """The picture goes by its place in our bucket; one without a place, which is our own and tiny, goes itself."""

    usual_timeout_s = TIMEOUT_S

    def write(self, request: WritingRequest, picture: Photo) -> Written:
        with closed_failures():
            part = _part(picture)
            config = config_of(request, labels={"job": label(request.id)})
            return ask(self._client, request, part, config, self._clock)


def _part(picture: Photo) -> types.Part:
    if picture.uri:
        return types.Part.from_uri(file_uri=picture.uri, mime_type=picture.mime_type)
    with picture.open() as content:
        return types.Part.from_bytes(data=content.read() or b"", mime_type=picture.mime_type)


def config_of(request: WritingRequest, labels: dict[str, str] | None = None) -> types.GenerateContentConfig:
    return types.GenerateContentConfig(
        system_instruction=request.system,
        max_output_tokens=_MOST_TOKENS,
        response_mime_type="application/json",
        response_schema=dict(SCHEMA),
        thinking_config=types.ThinkingConfig(thinking_level=types.ThinkingLevel(_THINKING)),
        labels=labels,
    )


def ask(
    client: genai.Client, request: WritingRequest, part: types.Part, config: types.GenerateContentConfig, clock: Clock
) -> Written:
    """The picture first: models answer better to a question that follows it."""
    began = clock.now()
    contents: list[Any] = [part, request.text]
    answer = client.models.generate_content(model=request.model, contents=contents, config=config)
    text, tokens = _text(answer)
    ms = round((clock.now() - began).total_seconds() * 1000)
    return Written(text, tokens, answer.model_version or request.model, ms)


def _text(answer: types.GenerateContentResponse) -> tuple[str, int]:
    tokens = (answer.usage_metadata and answer.usage_metadata.total_token_count) or 0
    feedback = answer.prompt_feedback
    if feedback and feedback.block_reason:
        raise writing_errors.blocked_request(_name(feedback.block_reason), feedback.block_reason_message or "", tokens)
    if not answer.candidates:
        return writing_errors.parsed("", "", tokens), tokens
    candidate = answer.candidates[0]
    reason = _name(candidate.finish_reason)
    harms = [_name(rating.category) for rating in candidate.safety_ratings or [] if rating.blocked]
    if failure := writing_errors.stopped(reason, candidate.finish_message or "", harms, tokens):
        raise failure
    parts = (candidate.content and candidate.content.parts) or []
    content = "".join(part.text for part in parts if part.text and not part.thought)
    return writing_errors.parsed(content, reason, tokens), tokens


def _name(value: Any) -> str:
    """Of an enumeration's member, also one that the client does not know yet."""
    return str(getattr(value, "value", value) or "")


@contextmanager
def closed_failures(refused: Callable[[Answer], WritingFailed] = writing_errors.refused) -> Generator[None]:
    """Whatever happens inside comes out as WritingFailed."""
    try:
        yield
    except WritingFailed:
        raise
    except errors.APIError as error:
        raise refused(answer_of(error)) from error
    except Gone as error:
        raise WritingFailed(Trouble.PICTURE_REFUSED, f"the picture is gone: {error}") from error
    except httpx2.TimeoutException as error:
        connecting = isinstance(error, httpx2.ConnectTimeout | httpx2.PoolTimeout)
        raise WritingFailed(Trouble.NETWORK if connecting else Trouble.TIMED_OUT, named(error)) from error
    except (httpx2.TransportError, TransportError, Unavailable) as error:
        raise WritingFailed(Trouble.NETWORK, named(error)) from error
    except GoogleAuthError as error:
        raise WritingFailed(Trouble.KEY_INVALID, named(error)) from error
    except (ValidationError, ValueError, httpx2.HTTPError, errors.UnknownApiResponseError) as error:
        # ValidationError quotes its input, which may be the text itself: its name says enough
        raise WritingFailed(Trouble.BAD_ANSWER, type(error).__name__) from error
    except Exception as error:  # the set is closed: what we did not foresee is ours
        raise WritingFailed(Trouble.INTERNAL, named(error)) from error
