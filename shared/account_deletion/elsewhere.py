"""What is kept of a user outside Firestore and our buckets, and what happens there as they are forgotten.

Each is called once nothing else is left, before the account goes, in this order; called twice it does nothing, and what does not
answer is tried again. So who tells a user of it by mail comes before the sign-in, which alone knows the address.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from shared.account_deletion.model import Deletion
from shared.notices import tasks as notices
from shared.payments import tasks as payments
from shared.payments.model import customer_path
from shared.platform.clients import auth_users, store


def _farewell(deletion: Deletion) -> None:
    person = auth_users().find(deletion.user_id)
    if person is not None and person.email and person.email_verified:
        notices.account_deleted(deletion.user_id, person.email, deletion.language)


def _stripe(deletion: Deletion) -> None:
    """By a task of those that may speak with it."""
    if store().get(customer_path(deletion.user_id)).fields is not None:
        payments.forget(deletion.user_id)


def _sign_in(deletion: Deletion) -> None:
    auth_users().delete(deletion.user_id)


ELSEWHERE: Mapping[str, Callable[[Deletion], None]] = {"stripe": _stripe, "farewell": _farewell, "sign-in": _sign_in}
