"""What the workers take from their queues."""

from __future__ import annotations

from pydantic import Field

from functions.forms.fields import Cursor, DocumentId, JobId, Moment, UserId
from shared.catalog.sets import Language
from shared.notices.kinds import Letter
from shared.payments.sets import StripeObject
from shared.platform.web.validation import Strict


class JobTask(Strict):
    job_id: JobId
    user_id: UserId


class ProviderOperation(Strict):
    name: str = Field(min_length=1, max_length=2000)
    model: str
    surface: str
    started_at: Moment
    output_prefix: str
    key_version: str | None = None
    project: str | None = None


class CheckTask(JobTask):
    attempt: int = Field(ge=1)
    operation: ProviderOperation
    epoch: int = Field(ge=0)
    number: int = Field(ge=0)
    expected_at: Moment | None = None  # of the chain that began with the order
    last: bool = False


class SeekTask(JobTask):
    attempt: int = Field(ge=1)
    until: Moment
    epoch: int = Field(ge=0)
    number: int = Field(ge=0)


class HintTask(Strict):
    surface: str = Field(min_length=1, max_length=50)
    operation: str = Field(min_length=1, max_length=2000)


class CancelledBatchTask(Strict):
    user_id: UserId
    batch_id: DocumentId


class StoreTask(JobTask):
    attempt: int = Field(ge=1)
    uri: str = Field(min_length=1, max_length=2000)
    round: int = Field(0, ge=0)


class EditTask(JobTask):
    attempt: int = Field(ge=1)


class WriteTask(Strict):
    prompt_id: DocumentId
    image_id: DocumentId
    user_id: UserId
    attempt: int = Field(ge=1)
    epoch: int = Field(ge=0)
    tries: int = Field(ge=0)


class LateUploadTask(Strict):
    image_id: DocumentId
    user_id: UserId


class EraseTask(Strict):
    id: DocumentId
    user_id: UserId


class TakedownTask(Strict):
    id: DocumentId


class FilmTask(Strict):
    film_id: DocumentId
    user_id: UserId


class CutTask(FilmTask):
    epoch: int = Field(ge=0)


class TellTask(Strict):
    event_id: str = Field(pattern=r"^[0-9a-f]{24}(\.[0-9]{1,9})?\.[a-z.]{1,40}$")
    user_id: UserId


class MailTask(Strict):
    """Whose mail is to go."""

    user_id: UserId


class DeliverTask(Strict):
    endpoint_id: DocumentId


class RedeliverTask(DeliverTask):
    user_id: UserId
    since: Moment
    until: Moment
    cursor: Cursor
    all: bool


class LetterTask(Strict):
    letter: Letter
    key: str = Field(min_length=1, max_length=300)
    values: dict[str, str]
    user_id: UserId | None = None
    to: str | None = Field(None, max_length=320)
    language: Language | None = None


class PaymentHintTask(Strict):
    kind: StripeObject
    id: str = Field(pattern=r"^[A-Za-z0-9_]{1,255}$")


class PurchaseTask(Strict):
    purchase_id: DocumentId


class BooksTask(Strict):
    """Nothing: how far it is stands in its document."""


class ForgetBuyerTask(Strict):
    user_id: UserId


class AccountTask(Strict):
    user_id: UserId


class ExportTask(AccountTask):
    export_id: DocumentId
    epoch: int = Field(ge=0)


class WriterCanaryTask(Strict):
    """A try of who writes prompts."""

    number: int = Field(ge=1, description="Of the try; of another one it is not made any more")
