"""What `payments` takes."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from functions.forms.fields import PageQuery
from shared.platform.web.validation import Strict

__all__ = ["PageQuery"]  # this door takes it too

_COUNTRY = "Where you are, by ISO 3166: some packages are for some countries"
_RETURN_TO = "Where Stripe sends you back to: a page of this service or of an origin that may call it"
_Country = Annotated[str, Field(pattern=r"^[A-Z]{2}$")]
_Address = Annotated[str, Field(max_length=2000, pattern=r"^https?://[^\s@]+$")]


class PackageQuery(Strict):
    country: _Country | None = Field(None, description=_COUNTRY)


class CheckoutRequest(Strict):
    """What is to be bought."""

    package_id: str = Field(pattern=r"^[a-z0-9][a-z0-9-]{0,39}$", description="One of those that are on offer")
    country: _Country | None = Field(None, description=_COUNTRY)
    return_to: _Address | None = Field(None, description=_RETURN_TO)


class PortalRequest(Strict):
    return_to: _Address | None = Field(None, description=_RETURN_TO)
