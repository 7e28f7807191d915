"""What `storyboards` takes. The content itself is checked by the storyboards' own tables, which name what is wrong by path."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field
from typing_extensions import TypeAliasType

from functions.forms.fields import DeletionQuery, Moment, PageQuery
from shared.platform.web.validation import Strict

__all__ = ["DeletionQuery", "PageQuery"]

_MADE_ON = "The version that the change was made on; if another is the newest, it is refused, with both"
SceneSet = TypeAliasType("SceneSet", Literal["all", "stale"])
SceneId = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{4,64}$")]


class _Open(Strict):
    """Beside these fields whatever docs/storyboard-format.md names."""

    model_config = ConfigDict(extra="allow", str_strip_whitespace=False, frozen=True, defer_build=True)

    @property
    def content(self) -> dict[str, Any]:
        return dict(self.model_extra or {})


class StoryboardRequest(_Open):
    """A storyboard's fields, character and scenes: at least a name."""


class StoryboardUpdate(_Open):
    """What is left out stays; the character's fields are merged; `scenes` are all of them."""

    expected_version: int = Field(ge=1, description=_MADE_ON)


class SceneRequest(_Open):
    """A scene's fields."""

    id: SceneId | None = Field(None, description="An id of your own, so that asking twice makes one scene; else one is made")
    position: int | None = Field(None, ge=0, description="Its place, from 0; else at the end")
    expected_version: int | None = Field(None, ge=1, description=_MADE_ON)


class SceneUpdate(_Open):
    """What is left out stays."""

    expected_version: int | None = Field(None, ge=1, description=_MADE_ON)


class SceneOrderRequest(Strict):
    scene_ids: tuple[SceneId, ...] = Field(max_length=200, description="All of the storyboard's scenes")
    expected_version: int | None = Field(None, ge=1, description=_MADE_ON)


class StoryboardRestoreRequest(Strict):
    expected_version: int | None = Field(None, ge=1, description=_MADE_ON)


class StoryboardCopyRequest(Strict):
    name: str | None = Field(None, min_length=1, max_length=500)


class SceneSelection(Strict):
    """Which scenes are meant."""

    scenes: SceneSet | Annotated[tuple[SceneId, ...], Field(min_length=1, max_length=200)] = Field(
        "all", description="A set of them, or their ids"
    )


class ShootRequest(SceneSelection):
    """Which scenes to shoot, and when."""

    start_at: Moment | None = Field(None, description="Not before this time, up to 30 days ahead; they are charged now")
