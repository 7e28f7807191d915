"""Who may come through a door: what a gate makes of the headers."""

from __future__ import annotations

from typing import Any

import pytest

from shared.platform.errors import AppNotVerified
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
