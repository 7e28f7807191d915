"""A video, from a wish to the file in the user's folder, over HTTP and in Firestore."""

from __future__ import annotations

import io

from shared.media.video import probe
from tests.fixtures import http_client
from tests.fixtures.system import System
from tests.fixtures.videos import ended, rich, submit


def test_a_wish_becomes_a_playable_file(people: System) -> None:
    """C2: charged once at admission, and the file is the user's, checked and measured."""
    ada = rich(people)
    answer = submit(people, ada)
    assert answer.status_code == 202
    video = answer.json()["video"]
    assert (video["state"], video["credits"], video["charged"]) == ("queued", 40, True)
    assert people.call("GET", "/account", ada).json()["balance"] == 160
    done = ended(people, ada, video["id"])
    assert (done["state"], done["outcome"], done["message"]) == (
        "completed",
        "completed",
        "Your video is ready. 40 credits were charged.",
    )
    assert (done["video"]["width"], done["video"]["height"], round(done["video"]["seconds"])) == (1280, 720, 4)
    links = people.call("GET", f"/videos/{video['id']}/links", ada).json()
    content = http_client.get(links["playback"]).raise_for_status().content
    assert len(content) == done["video"]["bytes"]
    assert round(probe(io.BytesIO(content)).seconds) == 4
    assert http_client.get(links["poster"]).content[:2] == b"\xff\xd8"
    assert "attachment" in http_client.get(links["download"]).headers["content-disposition"]
    account = people.document(f"accounts/{ada.uid}") or {}
    assert (account["balance"], account["active_jobs"]) == (160, 0)
