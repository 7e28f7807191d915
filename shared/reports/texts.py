"""What a report may be about, in words for whoever sends it; the order is that of its form."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from shared.platform.errors import Text

if TYPE_CHECKING:
    from shared.reports.sets import ReportAbout

ABOUT: Mapping[ReportAbout, Text] = {
    "illegal": Text("It is against the law", "Es verstößt gegen das Gesetz"),
    "violence": Text("Violence or danger", "Gewalt oder Gefahr"),
    "sexual": Text("Sexual content", "Sexuelle Inhalte"),
    "hate": Text("Hate or harassment", "Hass oder Belästigung"),
    "likeness": Text("It shows me, or somebody else, without consent", "Es zeigt mich oder andere ohne Einwilligung"),
    "copyright": Text("It uses somebody's work without permission", "Es verwendet fremde Werke ohne Erlaubnis"),
    "spam": Text("Spam or fraud", "Spam oder Betrug"),
    "other": Text("Something else", "Etwas anderes"),
}
