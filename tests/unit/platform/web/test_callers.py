"""Who may come through a door: what a gate makes of the headers."""

from __future__ import annotations

from typing import Any

import pytest

from shared.platform.errors import AppNotVerified, Unavailable
from shared.platform.settings import settings
from shared.platform.web import callers
from tests.fixtures.fakes import NOON


class _Verifier:
    """Believes every person and no app."""

    def user(self, _authorization: str | None) -> Any:
        from shared.platform.web.tokens import User

        return User("ada", NOON, "password")

    def app(self, _token: str | None) -> str:
        raise AppNotVerified(reason="missing")


class _Keyless(_Verifier):
    """App Check's keys do not come."""

    def app(self, _token: str | None) -> str:
        raise Unavailable(part="identity keys")


def test_keys_that_do_not_come_shut_nobody_out_unless_the_check_is_enforced(monkeypatch: pytest.MonkeyPatch) -> None:
    """A8: what is only reported never refuses."""
    monkeypatch.setattr("shared.platform.clients.verifier", _Keyless)
    monkeypatch.setattr(callers, "settings", lambda: settings()._replace(app_check="reported"))
    assert callers.user("videos", {}).id == "ada"
    monkeypatch.setattr(callers, "settings", lambda: settings()._replace(app_check="enforced"))
    with pytest.raises(Unavailable):
        callers.user("videos", {})


@pytest.mark.parametrize(("demanded", "told", "refused"), [("off", 0, False), ("reported", 1, False), ("enforced", 1, True)])
def test_an_app_that_nothing_vouches_for_is_let_in_told_or_refused(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], demanded: str, told: int, refused: bool
) -> None:
    """A8: as the environment says."""
    asked = settings()._replace(app_check=demanded)
    monkeypatch.setattr(callers, "settings", lambda: asked)
    monkeypatch.setattr("shared.platform.clients.verifier", _Verifier)
    try:
        assert callers.user("videos", {}).id == "ada"
        assert not refused
    except AppNotVerified:
        assert refused
    assert capsys.readouterr().out.count("an app was not verified") == told


@pytest.mark.parametrize(
    ("forwarded", "proxies", "address"),
    [
        ("203.0.113.7", 0, "203.0.113.7"),
        ("10.1.1.1, 203.0.113.7", 0, "203.0.113.7"),
        # through Hosting, whose front end is Cloud Run's neighbour and so the last entry
        ("203.0.113.7, 66.249.92.7", 1, "203.0.113.7"),
        ("10.1.1.1, 203.0.113.7, 66.249.92.7", 1, "203.0.113.7"),
        # through the load balancer, which adds its caller and itself after whatever there was
        ("203.0.113.7,34.149.0.9", 1, "203.0.113.7"),
        ("10.1.1.1, unknown,203.0.113.7,34.149.0.9", 1, "203.0.113.7"),
        ("2001:db8:1:2::7,2600:1901:0:a7aa::", 1, "2001:db8:1:2::/64"),
        # past Hosting, at the service's own address: what they write there is taken, which the edge's ingress forbids
        ("203.0.113.7", 1, "203.0.113.7"),
        ("10.1.1.1, 203.0.113.7", 1, "10.1.1.1"),
        ("2001:db8:1:2:3:4:5:6", 0, "2001:db8:1:2::/64"),
        ("::ffff:203.0.113.7", 0, "203.0.113.7"),
        ("", 0, ""),
        ("unknown, x", 0, ""),
        ("203.0.113.7, ", 0, ""),
    ],
)
def test_an_address_is_the_one_that_google_saw(forwarded: str, proxies: int, address: str) -> None:
    """L1: what a caller writes before it is hearsay; of IPv6 a network is one."""
    assert callers.client_address(forwarded, proxies) == address
