"""What a job leaves behind when the last of its steps goes wrong: nothing, once its task came again."""

from __future__ import annotations

from typing import Any

import pytest

from shared.platform.user_ids import media_home_of
from standins.testing import eventually
from tests.faults.trouble import Trouble, marked, over, refunded, wished
from tests.fixtures.system import System
from tests.fixtures.videos import rich


@pytest.mark.parametrize("refusal", [{"status": 503}, {"drop": "before"}])
def test_a_refused_delete_of_the_providers_copy_is_made_up_for(people: System, trouble: Trouble, refusal: dict[str, Any]) -> None:
    """V8, 9: the video is the user's, and the task that brought it comes again for the rest."""
    ada = rich(people)
    job_id = wished(people, ada, marked())
    trouble.storage(1, refusal, bucket=trouble.provider_out, name_prefix=job_id, method="DELETE")
    assert over(people, job_id)["state"] == "completed"
    eventually(lambda: people.hurry(2) or not trouble.objects(trouble.provider_out, job_id))


def test_a_video_that_is_promoted_while_an_operator_ends_it_is_nobodys(people: System, trouble: Trouble) -> None:
    """V8, 4: it is deleted by whoever promoted it, also when the first try of that is refused; the credits are back once."""
    ada = rich(people)
    job_id = wished(people, ada, marked())
    final = f"{media_home_of(ada.uid)}/videos/{job_id}.mp4"
    trouble.storage(1, {"delay_s": 600}, bucket=trouble.media, name_prefix=f"staging/{job_id}", method="DELETE")
    trouble.storage(1, {"status": 503}, bucket=trouble.media, name_prefix=final, method="DELETE")
    eventually(lambda: people.hurry(1) or trouble.objects(trouble.media, final))
    body = {"reason": "for a test", "refund": True}
    assert people.call("POST", f"/admin/jobs/{job_id}/fail", people.admin, json=body).status_code == 200
    people.clock.move(600)
    eventually(lambda: people.hurry(2) or not trouble.objects(trouble.media, f"{media_home_of(ada.uid)}/"))
    refunded(people, ada, job_id, "ended_by_operator")
