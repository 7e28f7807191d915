"""Tokens, signed by keys of our own: what must pass, and every way in which one must not."""

from __future__ import annotations

from typing import Any

import pytest

from shared.platform.errors import AppNotVerified, SignatureRemoved
from shared.platform.web.public_keys import KeySet
from shared.platform.web.tokens import TokenRefused, Verifier, is_google_token
from tests.fixtures.fakes import NOON, FakeClock, Publisher, Signer, unsigned

PROJECT = "demo-unit"
NOW = int(NOON.timestamp())
US, GOOGLE, APPS, STRANGER = Signer("firebase-1"), Signer("google-1"), Signer("apps-1"), Signer("stranger-1")
AUDIENCE = "https://functions.example/admin"
TASKS = "rushes-tasks@demo-unit.iam.gserviceaccount.com"


def verifier(*, local: bool = False) -> Verifier:
    clock = FakeClock()
    return Verifier(
        PROJECT,
        users=KeySet("https://firebase.example", clock, Publisher(US)),
        services=KeySet("https://google.example", clock, Publisher(GOOGLE)),
        apps=KeySet("https://apps.example", clock, Publisher(APPS)),
        clock=clock,
        unsigned=local,
    )


def user_claims(**changes: Any) -> dict[str, Any]:
    claims = {
        "iss": f"https://securetoken.google.com/{PROJECT}",
        "aud": PROJECT,
        "sub": "ada",
        "iat": NOW - 60,
        "auth_time": NOW - 60,
        "exp": NOW + 3540,
        "email": "ada@example.com",
        "email_verified": True,
        "firebase": {"sign_in_provider": "google.com", "identities": {"google.com": ["77"], "email": ["ada@example.com"]}},
    }
    return {name: value for name, value in {**claims, **changes}.items() if value is not None}


def service_claims(**changes: Any) -> dict[str, Any]:
    claims = {
        "iss": "https://accounts.google.com",
        "aud": AUDIENCE,
        "sub": "1234",
        "email": TASKS,
        "email_verified": True,
        "iat": NOW,
        "exp": NOW + 3600,
    }
    return {name: value for name, value in {**claims, **changes}.items() if value is not None}


def test_a_users_signed_token_says_who_they_are() -> None:
    """A1: a good token gives uid, verified email, provider and identities."""
    user = verifier().user(f"Bearer {US.token(user_claims())}")
    assert (user.uid, user.email, user.verified, user.guest, user.admin) == ("ada", "ada@example.com", True, False, False)
    assert user.identities["google.com"] == ("77",)


@pytest.mark.parametrize(
    ("token", "reason"),
    [
        (US.token(user_claims(exp=NOW - 31)), "expired"),
        (US.token(user_claims(iat=NOW + 31)), "not_yet_valid"),
        (US.token(user_claims(auth_time=NOW + 31)), "not_yet_valid"),
        (US.token(user_claims(nbf=NOW + 31)), "not_yet_valid"),
        (US.token(user_claims(aud="another-project")), "wrong_audience"),
        (
            US.token(user_claims(iss="https://securetoken.google.com/another-project", aud="another-project")),
            "wrong_audience",
        ),
        (US.token(user_claims(iss="https://accounts.google.com")), "wrong_issuer"),
        (US.token(user_claims(iss=None)), "wrong_issuer"),
        (US.token(user_claims(), kid="unheard-of"), "unknown_key"),
        (US.token(user_claims(), kid=None), "unknown_key"),
        (STRANGER.token(user_claims(), kid=US.key_id), "bad_signature"),
        (US.token(user_claims())[:-4] + "AAAA", "bad_signature"),
        (unsigned(user_claims()), "unsigned"),
        (US.token(user_claims(), alg="none"), "unsigned"),
        (US.confused(user_claims()), "wrong_algorithm"),
        (US.token(user_claims(), alg="ES256"), "wrong_algorithm"),
        (US.token(user_claims(), crit=["exp"]), "wrong_algorithm"),
        (US.token(user_claims()).rsplit(".", 1)[0], "malformed"),
        (US.token(user_claims())[:40], "malformed"),
        ("a.b.c", "malformed"),
        ("ä.ö.ü", "malformed"),
        (US.token(user_claims(sub="")), "malformed"),
        (US.token(user_claims(sub="a/b")), "unusable_id"),
        (US.token(user_claims(sub=".")), "unusable_id"),
        (US.token(user_claims(sub="..")), "unusable_id"),
        (US.token(user_claims(sub="__x__")), "unusable_id"),
        (US.token(user_claims(sub="half \ud83e")), "unusable_id"),
        (US.token(user_claims(sub="x" * 129)), "malformed"),
        (US.token(user_claims(exp="soon")), "malformed"),
        (US.token(user_claims(exp=1e300)), "malformed"),
        (US.token(user_claims(exp=None)), "malformed"),
        ("x" * 20_000, "malformed"),
    ],
)
def test_a_users_bad_token_is_refused_with_its_reason(token: str, reason: str) -> None:
    """A1: every way in which an ID token can be wrong gets 401 and says which."""
    with pytest.raises(TokenRefused) as refused:
        verifier().user(f"Bearer {token}")
    assert (refused.value.status, refused.value.details) == (401, {"reason": reason})


@pytest.mark.parametrize(
    ("header", "reason"),
    [(None, "missing"), ("", "missing"), ("Bearer ", "missing"), ("Bearer", "missing"), ("Basic YTpi", "malformed")],
)
def test_a_call_without_a_token_is_told_so(header: str | None, reason: str) -> None:
    """A1: no token and no bearer are two different mistakes."""
    with pytest.raises(TokenRefused) as refused:
        verifier().user(header)
    assert refused.value.details == {"reason": reason}


def test_thirty_seconds_of_clock_skew_are_forgiven() -> None:
    """A1: machines disagree a little about the time."""
    late, early = US.token(user_claims(exp=NOW - 29)), US.token(user_claims(iat=NOW + 29, auth_time=NOW + 29))
    assert [verifier().user(f"Bearer {token}").uid for token in (late, early)] == ["ada", "ada"]


def test_the_emulators_unsigned_token_passes_only_locally() -> None:
    """A1: beside an Auth emulator, unsigned is enough; time and project are checked all the same."""
    assert verifier(local=True).user(f"Bearer {unsigned(user_claims())}").uid == "ada"
    for claims, reason in ((user_claims(exp=NOW - 31), "expired"), (user_claims(aud="other"), "wrong_audience")):
        with pytest.raises(TokenRefused) as refused:
            verifier(local=True).user(f"Bearer {unsigned(claims)}")
        assert refused.value.details == {"reason": reason}


def test_a_signed_but_forged_token_is_refused_locally_too() -> None:
    """A1: the emulator lets unsigned tokens pass, not wrongly signed ones."""
    with pytest.raises(TokenRefused) as refused:
        verifier(local=True).user(f"Bearer {STRANGER.token(user_claims(), kid=US.key_id)}")
    assert refused.value.details == {"reason": "bad_signature"}


@pytest.mark.parametrize(
    ("changes", "verified"),
    [
        ({}, True),
        ({"email_verified": False}, False),
        ({"firebase": {"sign_in_provider": "anonymous", "identities": {}}, "email": None, "email_verified": None}, False),
        ({"firebase": {"sign_in_provider": "anonymous", "identities": {"email": ["ada@example.com"]}}}, True),
        ({"firebase": {"sign_in_provider": "phone", "identities": {"phone": ["+49"]}}, "email_verified": None}, True),
        ({"firebase": "nonsense", "email_verified": "true"}, False),
    ],
)
def test_who_counts_as_verified(changes: dict[str, Any], verified: bool) -> None:
    """A5, A7: a confirmed mailbox or a phone, in a session that a guest began too; a guest or an unconfirmed address does not."""
    assert verifier().user(f"Bearer {US.token(user_claims(**changes))}").verified is verified


def test_google_calls_as_the_expected_account() -> None:
    """A4: a task's token names our service account and this function."""
    found = verifier().service(f"Bearer {GOOGLE.token(service_claims())}", audiences=(AUDIENCE,), emails=(TASKS,))
    assert found.email == TASKS


@pytest.mark.parametrize(
    ("token", "reason"),
    [
        (GOOGLE.token(service_claims(email="rushes-events@demo-unit.iam.gserviceaccount.com")), "wrong_account"),
        (GOOGLE.token(service_claims(email=None)), "wrong_account"),
        (GOOGLE.token(service_claims(email_verified=False)), "wrong_account"),
        (GOOGLE.token(service_claims(aud="https://functions.example/other")), "wrong_audience"),
        (GOOGLE.token(service_claims(exp=NOW - 31)), "expired"),
        (GOOGLE.token(service_claims(iat=NOW + 31)), "not_yet_valid"),
        (GOOGLE.token(service_claims(iss="https://evil.example")), "wrong_issuer"),
        (US.token(user_claims()), "wrong_issuer"),
        (STRANGER.token(service_claims()), "unknown_key"),
        (STRANGER.token(service_claims(), kid=GOOGLE.key_id), "bad_signature"),
        (unsigned(service_claims()), "unsigned"),
        (GOOGLE.confused(service_claims()), "wrong_algorithm"),
    ],
)
def test_a_service_token_that_is_not_ours_is_refused_with_its_reason(token: str, reason: str) -> None:
    """A4: wrong account, wrong audience, expired, a user's token instead, and the forgeries."""
    for local in (False, True):
        with pytest.raises(TokenRefused) as refused:
            verifier(local=local).service(f"Bearer {token}", audiences=(AUDIENCE,), emails=(TASKS,))
        assert refused.value.details == {"reason": reason}


def app_claims(**changes: Any) -> dict[str, Any]:
    claims = {
        "iss": "https://firebaseappcheck.googleapis.com/123456789012",
        "aud": ["projects/123456789012", f"projects/{PROJECT}"],
        "sub": "1:123456789012:web:abc",
        "iat": NOW,
        "exp": NOW + 3600,
    }
    return {name: value for name, value in {**claims, **changes}.items() if value is not None}


def test_app_check_vouches_for_an_app_of_ours() -> None:
    """A8: signed by App Check's key, for this project, in its time."""
    assert verifier().app(APPS.token(app_claims())) == "1:123456789012:web:abc"
    assert verifier().user(f"Bearer {US.token(user_claims(unattested=True))}").unattested
    assert not verifier().user(f"Bearer {US.token(user_claims(unattested='yes'))}").unattested


@pytest.mark.parametrize(
    ("token", "reason"),
    [
        (None, "missing"),
        ("", "missing"),
        ("nonsense", "malformed"),
        ("x" * 20_000, "malformed"),
        (APPS.token(app_claims(sub=None)), "malformed"),
        (APPS.token(app_claims(iss="https://firebaseappcheck.example/1")), "wrong_issuer"),
        (APPS.token(app_claims(aud=["projects/another"])), "wrong_audience"),
        (APPS.token(app_claims(aud=f"projects/{PROJECT}")), "wrong_audience"),
        (APPS.token(app_claims(exp=NOW - 31)), "expired"),
        (APPS.token(app_claims(iat=NOW + 31)), "not_yet_valid"),
        (US.token(app_claims()), "unknown_key"),
        (STRANGER.token(app_claims(), kid=APPS.key_id), "bad_signature"),
        (unsigned(app_claims()), "unsigned"),
        (APPS.confused(app_claims()), "wrong_algorithm"),
    ],
)
def test_an_app_that_nothing_vouches_for_is_told_why(token: str | None, reason: str) -> None:
    """A8: also where unsigned tokens of people pass, which is beside an emulator only."""
    for local in (False, True):
        with pytest.raises(AppNotVerified) as refused:
            verifier(local=local).app(token)
        assert refused.value.details == {"reason": reason}


def without_signature(token: str) -> str:
    """As Cloud Run hands it on where it checks invokers itself."""
    return f"{token.rpartition('.')[0]}.SIGNATURE_REMOVED_BY_GOOGLE"


def test_a_token_without_its_signature_is_refused_and_says_what_happened_to_it() -> None:
    """A4: what fits otherwise is told apart, so that operators know; what does not fit is what it is, signed or not."""
    ours = without_signature(GOOGLE.token(service_claims()))
    with pytest.raises(SignatureRemoved) as refused:
        verifier().service(f"Bearer {ours}", audiences=(AUDIENCE,), emails=(TASKS,))
    assert refused.value.details == {"reason": "signature_removed"}
    for changes in ({"email": "eve@example.com"}, {"aud": "https://functions.example/other"}, {"exp": NOW - 31}):
        other = without_signature(GOOGLE.token(service_claims(**changes)))
        with pytest.raises(TokenRefused):
            verifier().service(f"Bearer {other}", audiences=(AUDIENCE,), emails=(TASKS,))
    with pytest.raises(TokenRefused):
        verifier().user(f"Bearer {without_signature(US.token(user_claims()))}")


def test_a_google_token_is_told_from_a_users() -> None:
    """A3: an operator's gcloud token goes the other way through the admin gate."""
    assert is_google_token(f"Bearer {GOOGLE.token(service_claims())}")
    assert not is_google_token(f"Bearer {US.token(user_claims())}")
    assert not is_google_token("Bearer nonsense")
    assert not is_google_token(None)
