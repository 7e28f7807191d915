"""A user's own words in the log: never, unless an operator asks for an hour of them."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from shared.accounts import commands as account_commands
from shared.admin.accounts import require_user
from shared.audit.acts import Act

if TYPE_CHECKING:
    from shared.admin import views

_FOR = timedelta(hours=1)


def set_logged(act: Act, user_id: str, *, on: bool) -> views.WordsInLog:
    require_user(user_id)
    until = act.now + _FOR if on else None
    audit = act.audit("log_words" if on else "log_no_words", user_id, until=until)
    account_commands.log_words(user_id, until, audit)
    return {"user_id": user_id, "until": until}
