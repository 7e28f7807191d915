"""What `hooks` takes where it is ours to say."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import AfterValidator, Field, model_validator

from functions.forms.fields import Moment, UserId, named
from shared.accounts.ledger import EntryType
from shared.payments.server import News
from shared.payments.sets import PaymentNews
from shared.platform.errors import Text
from shared.platform.web.validation import Strict

_PaymentId = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{4,100}$")]


class PaymentPostingRequest(Strict):
    """What happened to a payment, by the payment server's own ids."""

    id: _PaymentId = Field(description="Your own id for this; the same one counts once")
    type: PaymentNews
    user_id: UserId
    credits: int = Field(ge=1, le=1_000_000, description="How many it brings or takes; never negative")
    payment_id: _PaymentId | None = Field(None, description="The id of the purchase that it is about; of a purchase none")
    description: Annotated[str, Field(max_length=200), AfterValidator(named)] = Field(description="What its user reads of it")
    expires_at: Moment | None = Field(None, description="Of a purchase: until when its credits are good, to the end of that day")

    @model_validator(mode="after")
    def _fits(self) -> Self:
        bought = self.type == EntryType.PURCHASE
        if bought is not (self.payment_id is None):
            raise ValueError(Text("needs payment_id, but for a purchase", "braucht payment_id, außer bei einem Kauf"))
        if not bought and self.expires_at is not None:
            raise ValueError(Text("only a purchase has expires_at", "nur ein Kauf hat expires_at"))
        return self

    @property
    def news(self) -> News:
        kind = EntryType(self.type)
        return News(self.id, self.user_id, kind, self.credits, self.payment_id or self.id, self.description, self.expires_at)
