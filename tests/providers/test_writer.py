"""Asking Gemini for a text through the real client: what goes out, and each way in which it can end."""

from __future__ import annotations

import io
import socket
from collections.abc import Callable, Generator
from typing import Any, Literal

import pytest
from google.auth.exceptions import RefreshError, TransportError
from google.oauth2.credentials import Credentials

from shared.platform.errors import Language
from shared.platform.storage.objects import Gone
from shared.prompts.checks import judge
from shared.providers.gemini_writer import GeminiWriter
from shared.providers.outcomes import Category
from shared.providers.writing import Photo, Trouble, Writer, WritingFailed
from tests.fixtures.system import System
from tests.providers.conftest import Oddity, http_answer, in_turn
from tests.providers.desk import MODEL, Desk, listening

Odd = Callable[[bytes], Oddity]
Kind = Literal["vertex", "gemini"]
KINDS: tuple[Kind, ...] = ("vertex", "gemini")
NEWER = "gemini-3.8-flash"


@pytest.fixture
def desk(system: System) -> Generator[Desk]:
    found = Desk(system)
    yield found
    found.clear()


def writer(desk: Desk, kind: Kind, **changes: Any) -> Writer:
    return desk.vertex(**changes) if kind == "vertex" else desk.gemini(**changes)


def failure(asked: Writer, desk: Desk, picture: Photo | None = None, model: str = MODEL) -> WritingFailed:
    with pytest.raises(WritingFailed) as failed:
        asked.write(desk.request(model=model), picture or desk.photo())
    return failed.value


@in_turn("kind", KINDS, ("language", "model"), [("de", MODEL), ("en", MODEL), ("en", NEWER), ("de", NEWER)])
def test_a_text_is_written_in_the_language_asked_for(desk: Desk, kind: Kind, language: Language, model: str) -> None:
    """P1, P2: from the picture, by either surface and either model."""
    brief = desk.brief(language=language, camera_style="aerial_view", lighting="golden_hour")
    written = writer(desk, kind).write(desk.request(brief, model), desk.photo())
    assert judge(written.text, language).good
    assert written.model == model
    assert written.tokens > 100
    assert written.ms >= 0


def test_on_vertex_the_picture_goes_by_its_place_in_the_bucket(desk: Desk) -> None:
    """P8: by reference, with our own system instruction, a schema and little thinking; nothing that is deprecated."""
    picture = Photo(desk.photo().uri, "image/png", 100, _never_opened)
    with listening(desk.url) as listener:
        desk.vertex(listener.url).write(desk.request(), picture)
    (question,) = listener.questions()
    assert question["contents"][0]["parts"][0] == {"fileData": {"file_uri": picture.uri, "mime_type": "image/png"}}
    assert question["systemInstruction"]["parts"] == [{"text": desk.request().system}]
    config = question["generationConfig"]
    assert config["thinkingConfig"] == {"thinking_level": "LOW"}
    assert config["responseMimeType"] == "application/json"
    assert not {"temperature", "topP", "topK", "top_p", "top_k"} & set(config)
    assert question["labels"] == {"job": desk.mark}
    assert "/locations/global/" in listener.heard[0].path


def _never_opened() -> Any:
    raise AssertionError("the picture was read")


def test_the_picture_reads_the_same_on_both_surfaces(desk: Desk) -> None:
    """P8: by reference, inline and through the Files API."""
    picture, request = desk.photo(), desk.request()
    texts = {
        desk.vertex().write(request, picture).text,
        desk.gemini().write(request, picture).text,
        desk.gemini(inline_bytes=0).write(request, picture).text,
    }
    assert len(texts) == 1


@in_turn(
    "kind",
    KINDS,
    ("do", "trouble", "category"),
    [
        ({"block": "prohibited"}, Trouble.REQUEST_BLOCKED, Category.GENERAL),
        ({"block_input": "sexual"}, Trouble.REQUEST_BLOCKED, Category.GENERAL),
        ({"block": "safety"}, Trouble.ANSWER_BLOCKED, Category.GENERAL),
        ({"finish_reason": "RECITATION"}, Trouble.ANSWER_BLOCKED, Category.THIRD_PARTY),
        ({"finish_reason": "SPII"}, Trouble.ANSWER_BLOCKED, Category.GENERAL),
        ({"finish_reason": "OTHER"}, Trouble.BAD_ANSWER, None),
        ({"empty": True}, Trouble.EMPTY, None),
        ({"text": '{"prompt": "  "}'}, Trouble.EMPTY, None),
        ({"finish_reason": "MAX_TOKENS"}, Trouble.TRUNCATED, None),
        ({"text": "{not json"}, Trouble.BAD_ANSWER, None),
        ({"text": '["a"]'}, Trouble.BAD_ANSWER, None),
        ({"text": '{"prompt": 7}'}, Trouble.BAD_ANSWER, None),
        ({"status": 429}, Trouble.RATE_LIMITED, None),
        ({"status": 403}, Trouble.KEY_INVALID, None),
        ({"status": 400}, Trouble.INTERNAL, None),
        ({"status": 500}, Trouble.PROVIDER_ERROR, None),
        ({"status": 503}, Trouble.PROVIDER_ERROR, None),
        ({"status": 504}, Trouble.TIMED_OUT, None),
        ({"retired": True}, Trouble.MODEL_RETIRED, None),
        ({"drop": True}, Trouble.NETWORK, None),
        ({"accept_then_drop": True}, Trouble.NETWORK, None),
    ],
    ids=str,
)
def test_every_way_to_fail_has_its_name(
    desk: Desk, kind: Kind, do: dict[str, Any], trouble: Trouble, category: Category | None
) -> None:
    """P7, M4: on both surfaces, and the client asked once."""
    desk.fault(do, times=None)
    with listening(desk.url) as listener:
        failed = failure(writer(desk, kind, url=listener.url), desk)
    assert (failed.trouble, failed.category) == (trouble, category)
    assert len(listener.questions()) == 1


def test_a_rate_limit_says_how_long_to_wait(desk: Desk) -> None:
    """M7: the provider's own wait is what our task keeps to."""
    desk.fault({"status": 429, "retry_after": 7})
    assert failure(desk.vertex(), desk).retry_after_s == 7.0


@in_turn("kind", KINDS, "when", ["delay_s", "accept_then_delay_s"])
def test_an_answer_that_takes_too_long_is_timed_out(desk: Desk, kind: Kind, when: str) -> None:
    """P7: the timeout is ours."""
    desk.fault({when: 3600})
    assert failure(writer(desk, kind, timeout_s=0.5), desk).trouble is Trouble.TIMED_OUT


@pytest.mark.parametrize(
    ("kind", "model"), [("vertex", "gemini-2.5-flash"), ("vertex", "gemini-9.9-flash"), ("gemini", "gemini-9.9-flash")]
)
def test_a_model_that_is_gone_is_told_apart(desk: Desk, kind: Kind, model: str) -> None:
    """M6: not found is what suspends a model."""
    assert failure(writer(desk, kind), desk, model=model).trouble is Trouble.MODEL_RETIRED


def test_a_missing_key_sends_nothing(desk: Desk) -> None:
    """P7: KEY_MISSING without a call."""
    with listening(desk.url) as listener:
        for key in (None, ""):
            asked = GeminiWriter(key, desk.system.clock, base_url=listener.url)
            assert failure(asked, desk).trouble is Trouble.KEY_MISSING
    assert listener.heard == []


def test_a_key_that_is_not_valid_is_told(desk: Desk) -> None:
    """P7, K1: Google says 400 for it, which is no fault of the request; and the key is not repeated."""
    for most in (10**6, 0):
        failed = failure(desk.gemini("invalid-key-of-somebody", inline_bytes=most), desk)
        assert failed.trouble is Trouble.KEY_INVALID
        assert "invalid-key-of-somebody" not in failed.message


def test_a_service_account_that_is_not_accepted_is_told(desk: Desk) -> None:
    """P7: on Vertex the key is a token."""
    assert failure(desk.vertex(credentials=Credentials("expired-token")), desk).trouble is Trouble.KEY_INVALID


@pytest.mark.parametrize(
    ("error", "trouble"), [(RefreshError("no"), Trouble.KEY_INVALID), (TransportError("no"), Trouble.NETWORK)]
)
def test_a_token_that_cannot_be_had_is_told(desk: Desk, error: Exception, trouble: Trouble) -> None:
    """P7: refused, or out of reach."""

    class Broken(Credentials):
        def refresh(self, request: Any) -> None:  # noqa: ARG002 - as the base says
            raise error

    assert failure(desk.vertex(credentials=Broken(None, refresh_token="x")), desk).trouble is trouble


@pytest.mark.parametrize("kind", KINDS)
def test_nobody_at_the_address_is_the_network(desk: Desk, kind: Kind) -> None:
    """P7: refused connections."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    assert failure(writer(desk, kind, url=f"http://127.0.0.1:{port}"), desk).trouble is Trouble.NETWORK


def test_a_picture_that_nobody_can_read_is_told(desk: Desk) -> None:
    """P7: broken, not there, or gone while it was read."""

    def gone() -> Any:
        raise Gone("deleted meanwhile")

    broken = Photo("gs://x/y.png", "image/png", 9, lambda: io.BytesIO(b"no image!"))
    missing = Photo(f"gs://{desk.system.environment['RUSHES_BUCKET_MEDIA']}/none.png", "image/png", 9, gone)
    assert failure(desk.gemini(), desk, broken).trouble is Trouble.PICTURE_REFUSED
    assert failure(desk.vertex(), desk, missing).trouble is Trouble.PICTURE_REFUSED
    assert failure(desk.gemini(), desk, missing).trouble is Trouble.PICTURE_REFUSED


@pytest.mark.filterwarnings("ignore:TOMORROWS_REASON")
@in_turn(
    "kind",
    KINDS,
    ("answer", "trouble"),
    [
        (http_answer("200 OK", "<html>", "text/html"), Trouble.BAD_ANSWER),
        (http_answer("200 OK", "{}"), Trouble.EMPTY),
        (http_answer("200 OK", '{"candidates": [{"finishReason": "TOMORROWS_REASON"}]}'), Trouble.BAD_ANSWER),
        (http_answer("200 OK", '{"candidates"', length=900), Trouble.NETWORK),
        (http_answer("502 Bad Gateway", "<html>", "text/html"), Trouble.PROVIDER_ERROR),
        (http_answer("404 Not Found", "<html>", "text/html"), Trouble.PROVIDER_ERROR),
        (b"nonsense\r\n\r\n", Trouble.NETWORK),
    ],
    ids=str,
)
def test_an_answer_that_nobody_foresaw_has_a_name_too(desk: Desk, odd: Odd, kind: Kind, answer: bytes, trouble: Trouble) -> None:
    """P7: the set is closed, whatever comes."""
    oddity = odd(answer)
    assert failure(writer(desk, kind, url=oddity.address), desk).trouble is trouble
    assert oddity.asked == 1


def test_a_thought_is_no_part_of_the_text(desk: Desk, odd: Odd) -> None:
    """P2: models may show their thinking beside the answer."""
    body = (
        '{"candidates": [{"finishReason": "STOP", "content": {"parts": ['
        '{"text": "Hmm, a boat", "thought": true}, {"text": "{\\"prompt\\": "}, {"text": "\\"A boat.\\"}"}]}}]}'
    )
    oddity = odd(http_answer("200 OK", body))
    assert desk.vertex(oddity.address).write(desk.request(), desk.photo()).text == "A boat."


@pytest.mark.parametrize(
    ("harm", "category"),
    [("HARM_CATEGORY_SEXUALLY_EXPLICIT", Category.SEXUAL), ("HARM_CATEGORY_DANGEROUS_CONTENT", Category.VIOLENCE)],
)
def test_a_blocked_answer_says_what_it_was_about(desk: Desk, odd: Odd, harm: str, category: Category) -> None:
    """M4, P7: SAFETY with the category that was blocked."""
    rating = f'{{"category": "{harm}", "probability": "HIGH", "blocked": true}}'
    oddity = odd(http_answer("200 OK", f'{{"candidates": [{{"finishReason": "SAFETY", "safetyRatings": [{rating}]}}]}}'))
    assert failure(desk.gemini(url=oddity.address), desk).category is category
