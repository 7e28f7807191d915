"""Calls under bad conditions: what is sent again, what is not, and who calls."""

from __future__ import annotations

import asyncio
import base64
import json
import socket
from typing import Any

import pytest

from rushes import FirebaseSession, errors
from rushes._pace import Pace

from .bodies import video
from .conftest import Caller
from .server import Lost, Told, refusal

ACCOUNT = Told(200, {"user_id": "ada", "balance": 7})
ACCEPTED = Told(202, {"video": video(), "place": None})
EXPIRED = refusal("UNAUTHENTICATED", 401, retryable=False, reason="expired")


def jwt(ends_at: float) -> str:
    claims = base64.urlsafe_b64encode(json.dumps({"exp": ends_at}).encode()).decode().rstrip("=")
    return f"head.{claims}.signature"


def test_a_call_says_who_calls_and_in_which_language(caller: Caller) -> None:
    """E1: token, language and client's version are sent; what comes back has attributes."""
    caller.server.on("GET", "/account", ACCOUNT)
    assert caller.do(lambda client: client.account.get()).balance == 7
    german = caller.client.with_options(language="de", headers={"X-Firebase-AppCheck": "seen"})
    caller.do(lambda client: client.account.get(), german)
    plain, other = (call.headers for call in caller.server.received)
    assert (plain["authorization"], "accept-language" in plain) == ("Bearer rk_agent", False)
    assert (other["accept-language"], other["x-firebase-appcheck"]) == ("de", "seen")
    assert plain["user-agent"].startswith("rushes-python/1.")


def test_a_lost_answer_to_what_spends_is_asked_for_again_with_the_same_key(caller: Caller) -> None:
    """E1, V2: the key is made once for all tries of one call; the next call has another."""
    caller.server.on("POST", "/videos", Lost(), Lost(), ACCEPTED)
    job = caller.do(lambda client: client.videos.create(prompt="A fox", seconds=8))
    caller.do(lambda client: client.videos.create(prompt="A fox", idempotency_key="my-own-key"))
    keys = [call.headers["idempotency-key"] for call in caller.server.calls("POST", "/videos")]
    assert (job.id, job.place, len(set(keys[:3])), keys[3]) == ("v" * 24, None, 1, "my-own-key")
    assert caller.pace.slept == [0.5, 1.0]
    assert caller.server.received[0].json == {"prompt": "A fox", "seconds": 8}


def test_an_answer_that_stays_lost_tells_the_key_to_go_on_with(caller: Caller) -> None:
    """E1: whoever has to give up can ask for the same thing later, and gets what was made."""
    caller.server.on("POST", "/videos", Lost())
    with pytest.raises(errors.ConnectionFailed) as caught:
        caller.do(lambda client: client.with_options(retries=1).videos.create(prompt="A fox"))
    calls = caller.server.calls("POST", "/videos")
    assert (caught.value.sent, len(calls)) == (True, 2)
    assert caught.value.idempotency_key == calls[0].headers["idempotency-key"]


@pytest.mark.parametrize(
    "trouble", [Lost(), refusal("INTERNAL", 500), refusal("UNAVAILABLE", 503, after=1), Told(503, b"<html>Crashed</html>")]
)
def test_what_may_have_happened_and_has_no_key_is_not_sent_again(caller: Caller, trouble: Any) -> None:
    """E1: a collection would be made twice."""
    caller.server.on("POST", "/images/collections", trouble)
    with pytest.raises((errors.ConnectionFailed, errors.ApiError)):
        caller.do(lambda client: client.images.create_collection(name="Foxes"))
    assert (len(caller.server.received), caller.pace.slept) == (1, [])


def test_a_question_that_has_a_body_is_asked_again(caller: Caller) -> None:
    """E1: links of many, and prices."""
    caller.server.on(
        "POST", "/images/links", Lost(), refusal("UNAVAILABLE", 503, after=1), Told(200, {"links": [], "missing": ["i" * 24]})
    )
    assert caller.do(lambda client: client.images.links_of(ids=["i" * 24])).missing == ["i" * 24]
    assert len(caller.server.received) == 3


@pytest.mark.parametrize("trouble", [Lost(), refusal("UNAVAILABLE", 503, after=1)])
def test_what_is_gone_after_a_lost_answer_was_deleted(caller: Caller, trouble: Any) -> None:
    """E1: by the first try; where nothing was lost it never was there."""
    gone = refusal("NOT_FOUND", 404, retryable=False)
    caller.server.on("DELETE", f"/videos/{'v' * 24}", trouble, gone)
    assert caller.do(lambda client: client.videos.delete("v" * 24)) is None
    with pytest.raises(errors.ApiError, match="NOT_FOUND"):
        caller.do(lambda client: client.videos.delete("v" * 24))
    caller.server.on("DELETE", "/account/keys/gemini-api", trouble, gone)
    with pytest.raises(errors.ApiError, match="NOT_FOUND"):  # whose answer would tell which jobs go on by it
        caller.do(lambda client: client.account.delete_provider_key("gemini-api"))


def test_what_never_left_is_sent_again_whatever_it_is(caller: Caller) -> None:
    """E1: where nobody listens nothing was done."""
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        away = caller.made(url=f"http://127.0.0.1:{nobody.getsockname()[1]}", token="rk_agent")
        with pytest.raises(errors.ConnectionFailed) as caught:
            caller.do(lambda client: client.images.create_collection(name="Foxes"), away)
    assert (caught.value.sent, caller.pace.slept) == (False, [0.5, 1.0, 2.0, 4.0])


def test_no_address_is_no_connection(caller: Caller) -> None:
    """E1: an address that is none is told as such, not as a fault of ours."""
    with pytest.raises(errors.ConnectionFailed, match="No connection"):
        caller.do(lambda client: client.account.get(), caller.made(url="127.0.0.1:80", token="t", retries=0))


def test_a_refusal_that_passes_is_waited_for(caller: Caller) -> None:
    """E1, L1: 429 for as long as Retry-After says, 503 a little longer each time."""
    caller.server.on("POST", "/images/collections", refusal("RATE_LIMITED", 429, after=7), refusal("CONTENDED", 503), ACCOUNT)
    caller.do(lambda client: client.images.create_collection(name="Foxes"))
    assert caller.pace.slept == [7.5, 1.0]


def test_a_refusal_that_lasts_longer_than_the_caller_waits_is_told_at_once(caller: Caller) -> None:
    """E1: an error now is better than one at the end of the deadline."""
    caller.server.on("GET", "/account", refusal("RATE_LIMITED", 429, after=90, limit=100))
    with pytest.raises(errors.RateLimited) as caught:
        caller.do(lambda client: client.account.get())
    error = caught.value
    assert (error.retry_after, error.details, error.request_id) == (90.0, {"limit": 100}, "req-12345678")
    assert (error.suggested_action, error.status, caller.pace.slept) == ("Do something.", 429, [])


@pytest.mark.parametrize("trouble", [refusal("TOO_MANY_ACTIVE", 429), refusal("INSUFFICIENT_CREDITS", 402, retryable=False)])
def test_what_time_alone_does_not_help_is_not_sent_again(caller: Caller, trouble: Told) -> None:
    """E1: no slot frees itself because somebody asks again, and no credits come of it."""
    caller.server.on("POST", "/videos", trouble)
    with pytest.raises(errors.ApiError) as caught:
        caller.do(lambda client: client.videos.create(prompt="A fox"))
    assert type(caught.value).code == caught.value.code == trouble.body["error"]
    assert len(caller.server.received) == 1


def test_a_code_of_a_later_version_is_an_error_too(caller: Caller) -> None:
    """E1: known by its base class, with its code."""
    caller.server.on("GET", "/account", refusal("FULL_MOON", 409, retryable=False))
    with pytest.raises(errors.ApiError, match="FULL_MOON happened") as caught:
        caller.do(lambda client: client.account.get())
    assert (type(caught.value), caught.value.code) == (errors.ApiError, "FULL_MOON")


def test_what_stands_before_the_api_answers_in_its_own_way(caller: Caller) -> None:
    """E1: a page of a front end is tried again where its status says so, and else told by its status."""
    page = Told(502, b"<html>Bad gateway</html>")
    caller.server.on("GET", "/account", page, Told(404, b"<html>Nothing here</html>"))
    with pytest.raises(errors.ApiError, match="404") as caught:
        caller.do(lambda client: client.account.get())
    assert (caught.value.code, len(caller.server.received)) == ("HTTP_404", 2)
    caller.server.on("GET", "/account", Told(200, b"<html>Hello</html>"))
    with pytest.raises(errors.UnexpectedAnswer, match="no JSON"):
        caller.do(lambda client: client.account.get())


def test_a_token_is_asked_for_once_and_again_when_it_is_refused(caller: Caller) -> None:
    """E1: kept until a minute before it ends; a refused one is renewed once in a call."""
    given = list[str]()

    def token() -> str:
        given.append(jwt(caller.pace.wall() + 3600))
        return f"{given[-1]}{len(given)}"

    async def token_later() -> str:
        return token()

    client = caller.made(token=token_later if caller.awaits else token)
    caller.server.on("GET", "/account", ACCOUNT, ACCOUNT, EXPIRED, ACCOUNT)
    for _ in range(3):
        caller.do(lambda client: client.account.get(), client)
    assert len(given) == 2
    assert len({call.headers["authorization"] for call in caller.server.received}) == 2
    caller.pace.moved += 3550
    caller.do(lambda client: client.account.get(), client)
    assert len(given) == 3


def test_a_token_that_stays_refused_is_told(caller: Caller) -> None:
    """E1: renewed once, not for ever; a fixed one not at all."""
    caller.server.on("GET", "/account", EXPIRED)
    for token, calls in ((lambda: "new", 2), ("rk_agent", 1)):
        caller.server.received.clear()
        with pytest.raises(errors.Unauthenticated):
            caller.do(lambda client: client.account.get(), caller.made(token=token))
        assert len(caller.server.received) == calls


@pytest.mark.parametrize("token", ["", "rk_a\nb", "rk a", "schlüssel"])
def test_what_cannot_be_a_token_is_told_before_anything_is_sent(caller: Caller, token: str) -> None:
    """E1: a header would be refused in words that say nothing; a new line at its end is that of a file."""
    for given in (token, lambda: token) if token else (lambda: token,):
        with pytest.raises(errors.NoToken, match="no token"):
            caller.do(lambda client: client.account.get(), caller.made(token=given))
    assert caller.server.received == []
    caller.server.on("GET", "/account", ACCOUNT)
    caller.do(lambda client: client.account.get(), caller.made(token="rk_a\n"))
    assert caller.server.received[0].headers["authorization"] == "Bearer rk_a"


def test_a_call_without_a_token_says_what_is_missing(caller: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    """E1: before anything is sent; what is for everybody needs none; the environment may have one."""
    monkeypatch.delenv("RUSHES_TOKEN", raising=False)
    caller.server.on("GET", "/catalog/models", Told(200, {"models": []}))
    caller.server.on("GET", "/account", ACCOUNT)
    assert caller.do(lambda client: client.catalog.list_models(), caller.made()).models == []
    with pytest.raises(errors.NoToken, match="RUSHES_TOKEN"):
        caller.do(lambda client: client.account.get(), caller.made())
    monkeypatch.setenv("RUSHES_TOKEN", "rk_environment")
    monkeypatch.setenv("RUSHES_URL", caller.server.url)
    caller.do(lambda client: client.account.get(), caller.made(url=None))
    assert caller.server.received[-1].headers["authorization"] == "Bearer rk_environment"


def test_a_firebase_user_is_kept_by_their_refresh_token(caller: Caller) -> None:
    """E1: the ID token is fetched, and fetched anew with the refresh token that came with it."""
    place = "/securetoken.googleapis.com/v1/token"
    tokens = [Told(200, {"id_token": f"id-{number}", "refresh_token": f"refresh-{number}"}) for number in (1, 2)]
    caller.server.on("POST", place, *tokens)
    caller.server.on("GET", "/account", EXPIRED, ACCOUNT)
    host = caller.server.url.removeprefix("http://")
    session = FirebaseSession("refresh-0", "key", auth_emulator=host)
    assert caller.do(lambda client: client.account.get(), caller.made(token=session)).user_id == "ada"
    asked = [(call.query["key"], call.body.decode().rpartition("=")[2]) for call in caller.server.calls("POST", place)]
    assert (asked, session.refresh_token) == ([("key", "refresh-0"), ("key", "refresh-1")], "refresh-2")
    caller.server.on("POST", place, Told(400, {"error": {"message": "TOKEN_EXPIRED"}}))
    with pytest.raises(errors.Unauthenticated, match="TOKEN_EXPIRED"):
        caller.do(lambda client: client.account.get(), caller.made(token=session))
    caller.server.on("POST", place, Told(404, b"oops"))
    with pytest.raises(errors.Unauthenticated, match="status 404"):
        caller.do(lambda client: client.account.get(), caller.made(token=session))


def test_a_token_that_cannot_be_had_for_now_is_asked_for_again(caller: Caller) -> None:
    """E1: whoever waits for minutes is not thrown out by a network that is lost while a token ends; nothing was sent yet."""
    place = "/securetoken.googleapis.com/v1/token"
    host = caller.server.url.removeprefix("http://")
    session = FirebaseSession("refresh-0", "key", auth_emulator=host)
    caller.server.on("POST", place, Lost(), Told(503, b"oops"), Told(200, {"id_token": "id-1", "refresh_token": "refresh-1"}))
    caller.server.on("POST", "/images/collections", ACCOUNT)
    caller.do(lambda client: client.images.create_collection(name="Foxes"), caller.made(token=session))
    assert (len(caller.server.calls("POST", place)), len(caller.server.calls("POST", "/images/collections"))) == (3, 1)
    caller.server.on("POST", place, Lost())
    with pytest.raises(errors.ConnectionFailed) as caught:
        caller.do(
            lambda client: client.videos.create(prompt="A fox"), caller.made(token=FirebaseSession("r", "k", auth_emulator=host))
        )
    assert (caught.value.sent, caller.server.calls("POST", "/videos")) == (False, [])


def test_an_error_of_the_function_that_gives_tokens_is_the_callers_own(caller: Caller) -> None:
    """E1: it comes through as it is, also where it is one of the library's."""
    import httpx

    def token() -> str:
        raise httpx.ConnectError("my own")

    with pytest.raises(httpx.ConnectError, match="my own"):
        caller.do(lambda client: client.account.get(), caller.made(token=token))


def test_a_list_is_fetched_page_by_page(caller: Caller) -> None:
    """E1: while somebody goes through it; a page alone; all at once."""

    def page(request: Any) -> Told:
        number = int(request.query.get("cursor", 0))
        items = [video(id=str(2 * number + each)) for each in range(2)]
        return Told(200, {"videos": items, "next_cursor": str(number + 1) if number < 2 else None})

    caller.server.on("GET", "/videos", page)
    pages = caller.client.videos.list(state="completed", favourite=True)
    assert [each.id for each in caller.listed(pages)] == ["0", "1", "2", "3", "4", "5"]
    assert caller.server.received[1].query == {"state": "completed", "favourite": "true", "cursor": "1"}
    last = caller.do(lambda _: pages.page("2"))
    assert ([each.id for each in last], last.next_cursor) == (["4", "5"], None)
    assert len(caller.do(lambda _: pages.all())) == 6


def test_what_is_left_out_is_not_sent_and_null_is_where_it_says_something(caller: Caller) -> None:
    """E1: an update without a field leaves it as it is, with None it takes it away."""
    caller.server.on("PATCH", "/storyboards/s1", Told(200, {"id": "s1"}))
    caller.do(lambda client: client.storyboards.update("s1", expected_version=3, name="New"))
    caller.do(lambda client: client.storyboards.update("s1", expected_version=3, character=None))
    assert [call.json for call in caller.server.received] == [
        {"expected_version": 3, "name": "New"},
        {"expected_version": 3, "character": None},
    ]


def test_ids_text_bodies_and_calls_without_a_method_here(caller: Caller) -> None:
    """E1: ids are escaped once; CSV goes and comes as it is; any path can be called."""
    caller.server.on("GET", "/admin/users/auth0%7Cabc", Told(200, {"user_id": "auth0|abc"}))
    caller.server.on("POST", "/videos/batch", Told(202, {"batch_id": "b"}))
    caller.server.on("GET", "/prompts/export", Told(200, b"id;prompt\n"))
    caller.server.on("DELETE", "/films/f", Told(204))
    caller.server.on("POST", "/later/door", Told(200, [1]))
    caller.do(lambda client: client.admin.get_user("auth0|abc", reason="asked for help"))
    caller.do(lambda client: client.videos.create_batch_csv("prompt\nA fox\n"))
    assert caller.server.received[-1].headers["content-type"] == "text/csv"
    assert caller.do(lambda client: client.prompts.export_csv()) == "id;prompt\n"
    assert caller.do(lambda client: client.films.delete("f")) is None
    assert caller.do(lambda client: client.request("POST", "/later/door", body={"a": 1}, spends=True)) == [1]
    assert "idempotency-key" in caller.server.received[-1].headers


def test_time_goes_on_as_it_does() -> None:
    """E1: without another pace a client keeps to the clock on the wall, and sleeps."""
    pace = Pace()
    began, today = pace.now(), pace.wall()
    pace.sleep(0.001)
    asyncio.run(pace.async_sleep(0.001))
    assert 0.002 <= pace.now() - began < 60
    assert 0 <= pace.wall() - today < 60
    assert 1 <= pace.between(1, 2) <= 2
