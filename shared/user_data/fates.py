"""What becomes of each collection when its user is forgotten, and what an export tells of it: the one table of both.

A collection that is not here fails a test. What a later release keeps of a user is one row more, and what it keeps of them
elsewhere than in Firestore and our buckets one row of `account_deletion.elsewhere`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from enum import StrEnum
from typing import Any, NamedTuple

from shared.accounts.ledger import ENTRIES
from shared.agent_keys.model import KEYS as AGENT_KEYS
from shared.canaries.model import COLLECTION as CANARIES
from shared.comparisons.model import COMPARISONS
from shared.config.history import VERSIONS as CONFIG_VERSIONS
from shared.figures.model import COLLECTION as FIGURES
from shared.figures.model import USERS as FIGURE_USERS
from shared.films.model import FILMS
from shared.images.model import COLLECTIONS as COLLECTIONS_OF_IMAGES
from shared.images.model import IMAGES
from shared.lifecycle.takedown import TAKEDOWNS
from shared.payments.model import BOOKS, CUSTOMERS, PURCHASES
from shared.people.model import NOTES
from shared.platform.firestore.documents import OUR_MARKS, Fields
from shared.platform.web.refused_calls import COLLECTION as REFUSED_CALLS
from shared.prompts.model import BATCHES, PROMPTS, TEMPLATES
from shared.shares.counts import DAYS as SHARE_DAYS
from shared.shares.model import SHARES
from shared.storyboards.model import COLLECTION as STORYBOARDS
from shared.user_data import erasing
from shared.user_data.erasing import Leaver
from shared.videos.model import COLLECTION as VIDEOS
from shared.webhooks.model import DELIVERIES as WEBHOOK_DELIVERIES
from shared.webhooks.model import ENDPOINTS as WEBHOOK_ENDPOINTS


class Fate(StrEnum):
    ERASED = "erased"  # with its user
    PSEUDONYM = "pseudonym"  # stays, under a name that leads to nobody
    STAYS = "stays"  # tells of nobody, or by a keyed hash only; a name that stands in it is taken out


class Row(NamedTuple):
    fate: Fate
    erase: Callable[[Leaver], Iterator[None]] | None = None  # page by page, until nothing is found; None: with its parent
    hides: Sequence[str] | None = None  # what an export leaves out, beside our marks; None: it tells nothing of it
    below: str = ""  # a collection below each document, which an export tells with it


def _own(*hides: str, below: str = "") -> dict[str, Any]:
    return {"hides": hides, "below": below}


# in the order in which they are erased: what counts or serves others goes after these
COLLECTIONS: Mapping[str, Row] = {
    SHARES: Row(Fate.ERASED, erasing.each_in(SHARES), **_own("password")),
    "reports": Row(Fate.ERASED, erasing.each_in("reports")),
    "report_cases": Row(Fate.ERASED, erasing.each_in("report_cases")),
    SHARE_DAYS: Row(Fate.ERASED, erasing.each_in(SHARE_DAYS), **_own()),
    AGENT_KEYS: Row(Fate.ERASED, erasing.each_in(AGENT_KEYS), **_own("hash")),
    WEBHOOK_DELIVERIES: Row(Fate.ERASED, erasing.each_in(WEBHOOK_DELIVERIES), **_own()),
    WEBHOOK_ENDPOINTS: Row(Fate.ERASED, erasing.each_in(WEBHOOK_ENDPOINTS), **_own("secrets", "wrapped_by")),
    "listeners": Row(Fate.ERASED, erasing.named("listeners"), **_own("devices")),
    "exports": Row(Fate.ERASED, erasing.each_in("exports")),
    "events": Row(Fate.ERASED, erasing.each_in("events"), **_own()),
    "late_results": Row(Fate.ERASED, erasing.each_in("late_results")),
    TAKEDOWNS: Row(Fate.ERASED, erasing.each_in(TAKEDOWNS)),
    COMPARISONS: Row(Fate.ERASED, erasing.each_in(COMPARISONS), **_own()),
    PROMPTS: Row(Fate.ERASED, erasing.prompts, **_own("digest", "epoch", "key_version", "due_at", below="versions")),
    BATCHES: Row(Fate.ERASED, erasing.each_in(BATCHES), **_own("digest", "due_at")),
    TEMPLATES: Row(Fate.ERASED, erasing.each_in(TEMPLATES), **_own()),
    "template_names": Row(Fate.ERASED, erasing.each_in("template_names")),
    STORYBOARDS: Row(Fate.ERASED, erasing.storyboards, **_own(below="versions")),
    "versions": Row(Fate.ERASED),
    FILMS: Row(Fate.ERASED, erasing.films, **_own("terms", "epoch", "turn", "turn_until", "due_at", "waits", "crashes")),
    VIDEOS: Row(Fate.ERASED, erasing.videos, **_own("terms", "held_images", "followers", "due_at")),
    "private": Row(Fate.ERASED),
    IMAGES: Row(Fate.ERASED, erasing.each_in(IMAGES), **_own("due_at", "kept_for_jobs", "last_job_id")),
    COLLECTIONS_OF_IMAGES: Row(Fate.ERASED, erasing.each_in(COLLECTIONS_OF_IMAGES), **_own("due_at")),
    "provider_keys": Row(
        Fate.ERASED, erasing.each_in("provider_keys"), **_own("ciphertext", "wrapped_key", "wrapped_by", "serves")
    ),
    "idempotency": Row(Fate.ERASED, erasing.each_in("idempotency")),
    FIGURE_USERS: Row(Fate.ERASED, erasing.each_in(FIGURE_USERS)),
    REFUSED_CALLS: Row(Fate.ERASED, erasing.each_in(REFUSED_CALLS)),
    NOTES: Row(Fate.ERASED, erasing.each_in(NOTES)),  # for operators: an export tells nothing of them
    "dead_letters": Row(Fate.ERASED, erasing.each_in("dead_letters")),
    "usage": Row(Fate.ERASED, erasing.named("usage"), **_own()),
    "system_configs": Row(Fate.STAYS, erasing.first_day_users),
    CANARIES: Row(Fate.STAYS),
    FIGURES: Row(Fate.STAYS),
    "reconcile_runs": Row(Fate.STAYS, erasing.reports),
    "signup_grants": Row(Fate.STAYS),
    "report_days": Row(Fate.STAYS),
    "operator_batches": Row(Fate.STAYS),  # ids of works, which lead to nobody once these are gone
    "erasures": Row(Fate.STAYS),
    CUSTOMERS: Row(Fate.ERASED, **_own()),  # by its own task, once Stripe has forgotten its own
    BOOKS: Row(Fate.STAYS),
    PURCHASES: Row(Fate.PSEUDONYM, **_own("due_at", "looks", "url")),  # the papers of what the ledger says was bought
    ENTRIES: Row(Fate.PSEUDONYM, **_own()),
    "audit_log": Row(Fate.PSEUDONYM),
    CONFIG_VERSIONS: Row(Fate.PSEUDONYM),
    "accounts": Row(Fate.ERASED, **_own("erased_as", "terms")),  # with the last step: its balance goes on under the pseudonym
    "account_deletions": Row(Fate.ERASED),  # with the last step
}


def told(row: Row, fields: Fields) -> Fields:
    """What an export says of one document."""
    return {name: value for name, value in fields.items() if name not in (*OUR_MARKS, *(row.hides or ()))}
