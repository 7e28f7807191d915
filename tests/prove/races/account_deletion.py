"""Two at once at an account that is about to go."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.fixtures import images as image_fixtures
from tests.fixtures import texts
from tests.prove.races.race import Race
from tests.prove.stories.account_deletion import OWN, AccountDeletion


class KeptAsItIsErased(Race):
    """Its user takes the deletion back while it begins: all is there and open, or nothing is."""

    listens = False
    tells = ()

    def begin(self) -> None:
        AccountDeletion.without_grace(self)  # type: ignore[arg-type] - which needs a stage and no more
        self.image = texts.image_of(self.system, self.person, collection=texts.collection_of(self.system, self.person, images=1))
        image_fixtures.draft(self.system, self.person, self.image)

    def rivals(self) -> list[Mapping[str, Any]]:
        return [self.call("DELETE", "/account/deletion")]

    def act(self) -> None:
        answer = self.stage.ask("POST", "/account/deletion", self.person)
        assert answer.status_code == 202, answer.text

    def over(self) -> bool:
        return self.system.document(f"account_deletions/{self.person.uid}") is None

    def check(self) -> None:
        account = self.system.document(f"accounts/{self.person.uid}")
        if account is None:
            assert {name: rows for name in OWN if (rows := self.own(name))} == {}
            assert not self.rival_was_told(204)
            return
        super().check()
        assert (account["disabled"], account["deletion"], account["erased_as"]) == (False, None, None)
        assert len(self.own("video_prompts")) == 1
