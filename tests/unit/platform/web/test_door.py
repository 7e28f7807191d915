"""The frame around every door, driven as the functions framework drives it."""

from __future__ import annotations

import json
from typing import Annotated, Any, Literal

import flask
import pytest
from flask.testing import FlaskClient
from pydantic import Field
from werkzeug.test import TestResponse

from shared.platform.errors import AppError, Text
from shared.platform.web.callers import anyone, user
from shared.platform.web.door import Call, Reply
from shared.platform.web.flask_door import FlaskDoor
from shared.platform.web.validation import Strict

door = FlaskDoor("shop", caller=anyone)


class Order(Strict):
    name: str = Field(min_length=2, max_length=8)
    count: Annotated[int, Field(ge=1, le=9)] = 1
    colour: Literal["red", "blue"] = "red"
    sizes: Annotated[tuple[Annotated[int, Field(ge=36)], ...], Field(min_length=1)] = (40,)


class Filter(Strict):
    limit: int = Field(3, ge=1, le=5)


class Wishes(Strict):
    """Nothing of it is required."""

    colours: Annotated[tuple[str, ...], Field(min_length=1, max_length=1)] = ("red",)


class Quote(Strict):
    quote: bool = False


class SoldOut(AppError):
    status, code, retryable = 409, "SOLD_OUT", True
    message = Text("No {name} left.", "Kein {name} mehr da.")
    action = Text("Come back tomorrow.", "Komm morgen wieder.")


@door.route("POST", "/orders", body=Order, status=201)
def order(call: Call) -> Reply:
    """Order something."""
    if call.body.name == "nothing":
        raise SoldOut(name="nothing")
    if call.body.name == "broken":
        raise RuntimeError("a secret detail")
    return Reply(201, {"name": call.body.name, "language": call.language})


@door.route("POST", "/wishes", body=Wishes)
def wish(call: Call) -> Reply:
    """Wish for something."""
    return Reply(body={"colours": list(call.body.colours)})


@door.route("POST", "/many", query=Quote, spends=True)
def many(call: Call) -> Reply:
    """Order much, or ask what it would cost."""
    return Reply(body={"quote": call.query.quote, "key": call.idempotency_key})


@door.route("POST", "/paid", body=Order, spends=True)
def paid(call: Call) -> Reply:
    """Order and pay."""
    return Reply(body={"key": call.idempotency_key})


@door.get("/orders/{order_id}", query=Filter)
def show(call: Call) -> Reply:
    """Show an order."""
    return Reply(body={"id": call.path["order_id"], "limit": call.query.limit, "at": call.now})


@door.route("DELETE", "/orders/{order_id}")
def forget(_call: Call) -> Reply:
    """Forget an order."""
    return Reply(204)


def client_of(served: FlaskDoor) -> FlaskClient:
    app = flask.Flask("unit")
    methods = ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "HEAD"]
    app.add_url_rule("/", "root", lambda: served.entry(flask.request), methods=methods)
    app.add_url_rule("/<path:rest>", "rest", lambda **_: served.entry(flask.request), methods=methods)
    return app.test_client()


@pytest.fixture
def client() -> FlaskClient:
    return client_of(door)


def post(client: FlaskClient, body: Any, path: str = "/orders", **headers: str) -> TestResponse:
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    return client.post(path, data=data, headers={"Content-Type": "application/json", **headers})


def test_a_good_call_is_answered_with_its_request_id(client: FlaskClient) -> None:
    """Q3: the caller's own request id comes back; a strange one is replaced."""
    answer = post(client, {"name": "shoe"}, **{"X-Request-Id": "req-12345678"})
    assert (answer.status_code, answer.json) == (201, {"name": "shoe", "language": "en"})
    assert answer.headers["X-Request-Id"] == "req-12345678"
    assert post(client, {"name": "shoe"}, **{"X-Request-Id": "<script>"}).headers["X-Request-Id"] != "<script>"


def test_every_error_has_the_one_shape_in_the_callers_language(client: FlaskClient) -> None:
    """Q3: error, message, details, retryable, suggestedAction, requestId."""
    answer = post(client, {"name": "nothing"}, **{"Accept-Language": "de-DE,en;q=0.5", "X-Request-Id": "req-12345678"})
    assert answer.status_code == 409
    assert answer.json == {
        "error": "SOLD_OUT",
        "message": "Kein nothing mehr da.",
        "details": {"name": "nothing"},
        "retryable": True,
        "suggestedAction": "Komm morgen wieder.",
        "requestId": "req-12345678",
    }


def test_what_nobody_foresaw_is_500_without_its_details(client: FlaskClient, capsys: pytest.CaptureFixture[str]) -> None:
    """Q3: the caller learns the request id; the log has the trace."""
    answer = post(client, {"name": "broken"})
    assert (answer.status_code, answer.json and answer.json["error"]) == (500, "INTERNAL")
    assert b"secret detail" not in answer.data
    assert "secret detail" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("body", "field", "english", "german"),
    [
        ({}, "name", "is required", "fehlt"),
        ({"name": "x"}, "name", "needs at least 2 characters", "braucht mindestens 2 Zeichen"),
        ({"name": "x" * 9}, "name", "may have at most 8 characters", "darf höchstens 8 Zeichen haben"),
        ({"name": 5}, "name", "must be a text", "muss ein Text sein"),
        ({"name": "shoe", "count": 0}, "count", "must be at least 1", "muss mindestens 1 sein"),
        ({"name": "shoe", "count": 1.5}, "count", "must be a whole number", "muss eine ganze Zahl sein"),
        ({"name": "shoe", "colour": "grey"}, "colour", "must be one of 'red' or 'blue'", "muss eines davon sein"),
        ({"name": "shoe", "size": 4}, "size", "is not known here", "ist hier nicht bekannt"),
        ({"name": "shoe", "sizes": []}, "sizes", "needs at least 1 entry", "braucht mindestens 1 Eintrag"),
        ({"name": "shoe", "sizes": [4]}, "sizes.0", "must be at least 36", "muss mindestens 36 sein"),
        ([], "body", "must be an object", "muss ein Objekt sein"),
    ],
)
def test_a_wrong_field_is_named_with_its_problem(client: FlaskClient, body: Any, field: str, english: str, german: str) -> None:
    """Q3: bad input gets a 400 that says where and why, in the caller's language."""
    for language, wanted in (("en", english), ("de", german)):
        answer = post(client, body, **{"Accept-Language": language})
        assert answer.status_code == 400
        assert answer.json is not None
        assert answer.json["error"] == "INVALID_REQUEST"
        (row,) = answer.json["details"]["fields"]
        assert row["field"] == field
        assert wanted in row["problem"]


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"{",
        b'{"name": "shoe",}',
        b'{"name": NaN}',
        b"\xff\xfe",
        b'{"name": "\xff"}',
        b'{"name": "\\ud800"}',
        b"[" * 100_000,
        b'{"count": ' + b"9" * 5000 + b', "name": "shoe"}',
    ],
)
def test_what_is_not_json_is_400_and_says_where(client: FlaskClient, raw: bytes) -> None:
    """Q3: malformed JSON, broken UTF-8, lone surrogates, endless nesting and endless numbers are the caller's mistake."""
    answer = post(client, raw)
    assert answer.status_code == 400
    assert answer.json is not None
    assert answer.json["error"] in ("MALFORMED_JSON", "INVALID_REQUEST")


def test_malformed_json_is_told_with_line_and_column(client: FlaskClient) -> None:
    """Q3: where the JSON breaks."""
    answer = post(client, b'{"name":\n oops}')
    assert answer.json is not None
    assert "line 2 column 2" in answer.json["details"]["problem"]


def test_a_body_over_the_limit_is_413(client: FlaskClient) -> None:
    """Q3: too much is refused, whether the length is announced or not."""
    assert post(client, b" " * (256 * 1024 + 1)).status_code == 413
    chunked = client.post(
        "/orders", input_stream=__import__("io").BytesIO(b" " * (256 * 1024 + 1)), content_type="application/json"
    )
    assert chunked.status_code in (400, 413)


@pytest.mark.parametrize("kind", [None, "text/plain", "application/x-www-form-urlencoded", "multipart/form-data"])
def test_another_content_type_is_415(client: FlaskClient, kind: str | None) -> None:
    """Q3: only JSON is read."""
    assert client.post("/orders", data=b"{}", content_type=kind).status_code == 415


def test_an_unknown_path_is_404_and_a_wrong_method_405(client: FlaskClient) -> None:
    """Q3: 405 names what is allowed."""
    assert client.get("/nowhere").json["error"] == "NO_SUCH_PATH"  # pyright: ignore[reportOptionalSubscript]
    for odd in ("a%2Fb", "__name__", "____", "a" * 129):
        assert client.get(f"/orders/{odd}").status_code == 404
    for fine in ("__a", "a__", "a.b", "..."):
        assert client.get(f"/orders/{fine}").status_code == 200
    answer = client.put("/orders/o-1")
    assert (answer.status_code, answer.headers["Allow"]) == (405, "DELETE, GET")


def test_a_query_is_validated_like_a_body(client: FlaskClient) -> None:
    """Q3: defaults, limits, unknown and doubled parameters."""
    assert client.get("/orders/o-1").json["limit"] == 3  # pyright: ignore[reportOptionalSubscript]
    assert client.get("/orders/o-1?limit=5").json["limit"] == 5  # pyright: ignore[reportOptionalSubscript]
    for query in ("limit=6", "limit=two", "limit=1&limit=2", "page=1"):
        assert client.get(f"/orders/o-1?{query}").status_code == 400


def test_the_doors_own_name_may_stand_before_a_path(client: FlaskClient) -> None:
    """N1: Hosting and a load balancer hand on whole paths; a host of the function's own does not have the name."""
    assert client.get(f"/{door.name}/orders/o-1").status_code == 200
    assert client.get(f"/{door.name}x/orders/o-1").status_code == 404
    assert client.options(f"/{door.name}/orders/o-1").status_code == 204


def test_a_trailing_slash_is_the_same_path_and_never_a_redirect(client: FlaskClient) -> None:
    """Q1: task queues count a redirect as a failure."""
    assert client.get("/orders/o-1/").status_code == 200


def test_head_answers_like_get_without_a_body(client: FlaskClient) -> None:
    """Q3: HEAD for monitors."""
    answer = client.head("/orders/o-1")
    assert (answer.status_code, answer.data) == (200, b"")


_NEEDS_KEY = (
    "This call has something made and needs an Idempotency-Key, so that a retry does not have it made twice.",
    "Dieser Aufruf lässt etwas machen und braucht einen Idempotency-Key: Eine Wiederholung soll es nicht noch einmal tun.",
)
_LETTERS = (
    "The Idempotency-Key may hold only letters, digits, - and _.",
    "Der Idempotency-Key darf nur Buchstaben, Ziffern, - und _ enthalten.",
)


@pytest.mark.parametrize(
    ("key", "code", "said"),
    [
        (None, "IDEMPOTENCY_KEY_REQUIRED", _NEEDS_KEY),
        ("with space", "IDEMPOTENCY_KEY_MALFORMED", _LETTERS),
        ("naïve-key", "IDEMPOTENCY_KEY_MALFORMED", _LETTERS),
        (
            "short",
            "IDEMPOTENCY_KEY_MALFORMED",
            (
                "The Idempotency-Key has 5 characters; 8 to 128 are possible.",
                "Der Idempotency-Key hat 5 Zeichen; möglich sind 8 bis 128.",
            ),
        ),
        (
            "x" * 129,
            "IDEMPOTENCY_KEY_MALFORMED",
            (
                "The Idempotency-Key has 129 characters; 8 to 128 are possible.",
                "Der Idempotency-Key hat 129 Zeichen; möglich sind 8 bis 128.",
            ),
        ),
    ],
)
def test_a_key_that_is_missing_or_malformed_is_told_as_what_it_is(
    client: FlaskClient, key: str | None, code: str, said: tuple[str, str]
) -> None:
    """V2: nothing is made without a key that a retry can repeat, and the answer says what is wrong with the one that came."""
    for language, words in zip(("en", "de"), said, strict=True):
        headers = {"Accept-Language": language, **({} if key is None else {"Idempotency-Key": key})}
        answer = post(client, {"name": "shoe"}, "/paid", **headers)
        assert answer.json is not None
        assert (answer.status_code, answer.json["error"], answer.json["message"]) == (400, code, words)
        assert "8" in answer.json["suggestedAction"]


def test_a_quote_needs_no_key(client: FlaskClient) -> None:
    """V2: nothing is made, so nothing could be made twice; whatever key comes along is not looked at."""
    for headers in ({}, {"Idempotency-Key": "!"}):
        answer = client.post("/many?quote=true", headers=headers)
        assert (answer.status_code, answer.json) == (200, {"quote": True, "key": None})
    for query in ("", "?quote=false"):
        assert (client.post(f"/many{query}").json or {})["error"] == "IDEMPOTENCY_KEY_REQUIRED"


def test_a_body_of_which_nothing_is_required_may_be_left_out(client: FlaskClient) -> None:
    """Q3: with or without a type it says as much as {}; where something is required, that is what is missing."""
    for headers in ({}, {"Content-Type": "application/json"}):
        answer = client.post("/wishes", headers=headers)
        assert (answer.status_code, answer.json) == (200, {"colours": ["red"]})
        missing = client.post("/orders", headers=headers)
        assert (missing.status_code, (missing.json or {})["message"]) == (400, "The request is not valid: name is required")
    assert client.post("/wishes", data=b"{}").status_code == 415


def test_what_counts_is_told_in_the_singular_or_the_plural(client: FlaskClient) -> None:
    """Q3: "at least 1 entry", in both languages."""
    said = {
        "en": ("colours needs at least 1 entry", "colours may have at most 1 entry"),
        "de": ("colours braucht mindestens 1 Eintrag", "colours darf höchstens 1 Eintrag haben"),
    }
    for language, (few, many) in said.items():
        for colours, words in (([], few), (["red", "blue"], many)):
            answer = post(client, {"colours": colours}, "/wishes", **{"Accept-Language": language})
            assert (answer.json or {})["message"].endswith(f": {words}")
    assert [Text("{n} {n:scene is|scenes are} here", "").say("en", {"n": each}) for each in (0, 1, 2)] == [
        "0 scenes are here",
        "1 scene is here",
        "2 scenes are here",
    ]
    assert post(client, {"name": "shoe"}, "/paid", **{"Idempotency-Key": "wish-0001"}).json == {"key": "wish-0001"}


def test_browsers_may_call_from_anywhere_and_ask_first(client: FlaskClient) -> None:
    """Q3: CORS, also on errors, and the preflight names methods and headers."""
    asked = client.options("/orders/o-1", headers={"Origin": "https://app.example"})
    assert (asked.status_code, asked.headers["Access-Control-Allow-Methods"]) == (204, "DELETE, GET, OPTIONS")
    assert "Idempotency-Key" in asked.headers["Access-Control-Allow-Headers"]
    refused = client.get("/nowhere", headers={"Origin": "https://app.example"})
    assert refused.headers["Access-Control-Allow-Origin"] == "*"
    exposed = {*refused.headers["Access-Control-Expose-Headers"].split(", ")}
    assert {"X-Request-Id", "Retry-After", "Content-Disposition", "Idempotency-Replayed"} <= exposed


def test_browsers_may_read_every_header_that_an_answer_has_of_its_own(client: FlaskClient) -> None:
    """Q3: what a door or an error adds is exposed without being listed anywhere."""
    refused = client.put("/orders/o-1", headers={"Origin": "https://app.example"})
    assert "Allow" in refused.headers["Access-Control-Expose-Headers"].split(", ")


def test_a_door_for_users_answers_401_with_a_challenge() -> None:
    """A1: no token, 401 with the reason and WWW-Authenticate."""
    private = FlaskDoor("private", caller=user)

    @private.get("/")
    def inside(call: Call) -> Reply:  # pyright: ignore[reportUnusedFunction]
        """Inside."""
        return Reply(body={"id": call.caller.id})

    answer = client_of(private).get("/")
    assert (answer.status_code, answer.json and answer.json["details"]) == (401, {"reason": "missing"})
    assert answer.headers["WWW-Authenticate"] == 'Bearer realm="rushes"'
