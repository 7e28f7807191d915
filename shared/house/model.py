"""The house's own account: it pays where no user shall, with charges of 0, in slots of its own. No Google here."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from shared.accounts import model as account_model
from shared.accounts.ledger import Account, account_path
from shared.config import sections
from shared.config.model import ConcurrencySection
from shared.platform.firestore.documents import Document

HOUSE = "house"  # its id, as payer and as user of what nobody asked for
PATH = account_path(HOUSE)


def account(document: Document, now: datetime) -> Account:
    """As it stands, or new; how much it may have under way at once is the configuration's, now."""
    found = account_model.read(document) or account_model.new_account(HOUSE, now)
    most = sections.get(ConcurrencySection).house
    return replace(found, overrides={**found.overrides, "active_jobs": most, "active_films": most, "active_prompts": most})
