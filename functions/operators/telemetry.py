"""What the log says only where an operator asks it to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from functions.operators.acts import act
from shared.admin import words
from shared.platform.web.door import Call, Reply, Routes

if TYPE_CHECKING:
    from functions.forms.operators import telemetry as forms
    from shared.admin import views

routes = Routes("functions.forms.operators.telemetry")


@routes.route("PUT", "/users/{user_id}/words-in-log", body="WordsInLogRequest")
def set_words_in_log(call: Call) -> Reply[views.WordsInLog]:
    """Set whether a user's words stand in the log.

    What they ask for, for one hour. It ends by itself, or at once with `on` set to false.
    """
    asked: forms.WordsInLogRequest = call.body
    return Reply(body=words.set_logged(act(call), call.path["user_id"], on=asked.on))
