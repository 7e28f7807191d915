"""What can be bought: the operators' list, which the configuration keeps."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.config import model as config_model
from shared.config import sections
from shared.payments.errors import PaymentsOff
from shared.platform.errors import Language, NotFound
from shared.platform.settings import settings

if TYPE_CHECKING:
    from shared.config.model import Package, PaymentsSection
    from shared.payments import views


def require_on() -> None:
    if settings().stripe_key is None:
        raise PaymentsOff


def section() -> PaymentsSection:
    return sections.get(config_model.PaymentsSection)


def offered(country: str | None) -> list[Package]:
    """To who is there: what is for everybody, and what is for there."""
    return [each for each in section().packages if not each.regions or country in each.regions]


def find(package_id: str, country: str | None) -> Package:
    for each in offered(country):
        if each.id == package_id:
            return each
    raise NotFound(kind="package", id=package_id)


def shown(package: Package, language: Language) -> views.CreditPackage:
    return {
        "id": package.id,
        "name": getattr(package.name, language),
        "credits": package.credits,
        "amount": package.amount,
        "currency": package.currency,
        "tax_included": package.tax_included,
        "expires_after_days": package.expires_after_days,
    }
