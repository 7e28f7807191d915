"""What is kept of a user outside Firestore and our buckets, and what happens there as they are forgotten.

Each is called once nothing else is left, before the account goes, in this order; called twice it does nothing, and what does not
answer is tried again. So who tells a user of it by mail comes before the sign-in, which alone knows the address.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from shared.account_deletion.model import Deletion
from shared.notices import tasks as notices
from shared.platform.clients import auth_users


def _farewell(deletion: Deletion) -> None:
    person = auth_users().find(deletion.user_id)
    if person is not None and person.email and person.email_verified:
        notices.account_deleted(deletion.user_id, person.email, deletion.language)


def _sign_in(deletion: Deletion) -> None:
    auth_users().delete(deletion.user_id)


ELSEWHERE: Mapping[str, Callable[[Deletion], None]] = {"farewell": _farewell, "sign-in": _sign_in}
