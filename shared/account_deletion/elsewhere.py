"""What is kept of a user outside Firestore and our buckets, and what happens there as they are forgotten.

Each is called once nothing else is left, before the account goes, in this order; called twice it does nothing, and what is not
done yet is asked for again. Who writes to the user comes before the sign-in, which alone knows the address.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from shared.account_deletion.model import Deletion
from shared.notices import tasks as notices
from shared.payments import tasks as payments
from shared.payments.model import customer_path
from shared.platform.clients import auth_users, store


def _buyer(deletion: Deletion) -> bool:
    """At Stripe, by the one function that has its key; our note of who they are there goes with them."""
    if store().get(customer_path(deletion.user_id)).fields is None:
        return True
    payments.forget(deletion.user_id)
    return False


def _farewell(deletion: Deletion) -> bool:
    person = auth_users().find(deletion.user_id)
    if person is not None and person.email and person.email_verified:
        notices.account_deleted(deletion.user_id, person.email, deletion.language)
    return True


def _sign_in(deletion: Deletion) -> bool:
    auth_users().delete(deletion.user_id)
    return True


ELSEWHERE: Mapping[str, Callable[[Deletion], bool]] = {"stripe": _buyer, "farewell": _farewell, "sign-in": _sign_in}
