"""All that is a user's as one file."""

from __future__ import annotations

import io
import zipfile

from tests.fixtures import films as film_fixtures
from tests.fixtures import http_client
from tests.prove.stories.story import Story
from tests.unit.media.film.footage import scene


class Export(Story):
    """One file, however often its app had to ask and its worker died: whole, and nothing beside it."""

    listens = False
    tells = ()

    def prepare(self) -> None:
        self.video = film_fixtures.video(self.system, self.person, scene(1.0), seconds=1.0)

    def act(self) -> None:
        answer = self.stage.ask("POST", "/account/exports", self.person)
        assert answer.status_code == 202, answer.text

    def over(self) -> bool:
        return all(each["status"] in ("ready", "failed") for each in self.own("exports"))

    def good(self) -> bool:
        return [each["status"] for each in self.own("exports")] == ["ready"]

    def check(self) -> None:
        super().check()
        (export,) = self.own("exports")
        files = [name for name in self.media() if "/exports/" in name]
        usage = self.system.document(f"usage/{self.person.uid}") or {}
        assert [*usage["exports"]] == [export["id"]], usage
        if export["status"] != "ready":
            return
        assert [name.rpartition("/")[2] for name in files] == [f"{export['turn']}.zip"]
        shown = self.stage.ask("GET", f"/account/exports/{export['id']}", self.person).json()
        sent_on = self.stage.visit("GET", shown["address"][shown["address"].index("/s/") :])
        archive = zipfile.ZipFile(io.BytesIO(http_client.get(sent_on.headers["Location"]).raise_for_status().content))
        assert archive.testzip() is None
        assert archive.read(f"media/videos/{self.video}.mp4") == scene(1.0)
        assert len(archive.read(f"media/videos/{self.video}.mp4")) < shown["bytes"]
