"""What operators may set while the system runs: `system_configs/{section}`, each validated, each with a default."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, field_validator, model_validator

from shared.catalog.reads import DEFAULT_MODEL
from shared.platform.errors import Text

Credits = Annotated[int, Field(ge=0, le=1_000_000)]
PerMinute = Annotated[int, Field(ge=1, le=100_000)]


class Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Message(Section):
    de: str = Field(min_length=1, max_length=500)
    en: str = Field(min_length=1, max_length=500)


class CreditsSection(Section):
    """What accounts begin with, what a film costs, and what one may spend in a day (gross).

    A guest gets `guest_grant` once, when their account is opened, and so much less when they sign up. Nothing keeps a person
    from being many guests but Firebase Auth's own quota of new accounts for an address: so it is 0 unless an operator wants it.
    """

    signup_grant: Credits = 0
    guest_grant: Credits = 0
    film: Credits = 0  # for each film that is compiled
    film_minute: Credits = 0  # and for each minute of it that has begun
    edit: Credits = 0  # for each video that is made of another by hand
    daily_cap: Credits | None = None  # that one user may spend in a day (UTC), gross
    agent_daily_cap: Credits = 100  # of an agent's key for which its user named none
    own_key_fee: Credits = 0  # of a video whose provider is paid by the user's own key
    film_minute_usd: Annotated[float, Field(ge=0, le=1000)] = 0.01  # what a minute of a film costs us; for figures
    million_tokens_usd: Annotated[float, Field(ge=0, le=1000)] = 0.4  # what a million tokens of prompts cost us; for figures
    credit_usd: Annotated[float, Field(ge=0, le=1000)] = 0.05  # what a credit earns us; for the margin that operators see


class IntakeSection(Section):
    """The kill switch: closed, no job is admitted and callers get the message. Setting it keeps what is not named."""

    open: bool = True
    message: Message = Message(
        de="Rushes wird gerade gewartet. Bitte versuche es später noch einmal.",
        en="Rushes is under maintenance. Please try again later.",
    )
    usd_ceiling_per_day: Annotated[float, Field(ge=0, le=1_000_000)] | None = None
    ceiling_reached_on: str | None = Field(None, pattern=r"^\d{4}-\d{2}-\d{2}$")  # the sweep writes it; that day takes no more


class ConcurrencySection(Section):
    """How many works of one user may hold a slot at once, by kind."""

    active_jobs: Annotated[int, Field(ge=1, le=100)] = 3  # videos
    films: Annotated[int, Field(ge=1, le=100)] = 2  # films
    prompts: Annotated[int, Field(ge=1, le=100)] = 10  # of collections; one that is asked for by itself holds no slot
    prompt_batches: Annotated[int, Field(ge=1, le=100)] = 20  # collections that may wait for those slots
    house: Annotated[int, Field(ge=1, le=100)] = 10  # of each kind, of what the house pays for: repeats for users, and canaries


class LimitsSection(Section):
    """Calls a minute and user, by class."""

    generation: PerMinute = 10  # calls that make videos; a batch is one
    compile: PerMinute = 5  # calls that make films and edits
    keys: PerMinute = 20  # calls about the user's own provider keys
    prompts: PerMinute = 20  # a collection is one call
    prompts_of_guests: PerMinute = 6  # the same, of somebody without a sign-in of their own
    other: PerMinute = 100  # any other call; one that reads much counts as up to ten
    visitors: PerMinute = 240  # of one address, to shared pages and what is on them


Closable = Literal["videos", "prompts", "films", "edits"]


class GuestsSection(Section):
    """What somebody without a sign-in of their own may do. A number that is not set is everybody's; a user's own goes before."""

    closed: Annotated[tuple[Closable, ...], Field(max_length=4)] = ()  # what is made for nobody before they sign in
    generation: PerMinute | None = None  # calls a minute that make videos
    compile: PerMinute | None = None  # calls a minute that make films and edits
    active_jobs: Annotated[int, Field(ge=1, le=100)] | None = None  # videos at once
    active_films: Annotated[int, Field(ge=1, le=100)] | None = None  # films at once
    daily_cap: Credits | None = None  # that a guest may spend in a day (UTC), gross
    kept_days: Annotated[int, Field(ge=0, le=3650)] = 30  # without a visit, then all that is theirs is erased; 0: never


class AdvancedSection(Section):
    """Times and sizes of the machinery."""

    job_deadline_minutes: Annotated[int, Field(ge=2, le=240)] = 15  # from its start on a video has so long, then it fails
    waiting_deadline_hours: Annotated[int, Field(ge=1, le=168)] = 24  # a video may wait for a slot so long
    submit_retry_delays_s: Annotated[tuple[Annotated[float, Field(gt=0, le=60)], ...], Field(max_length=6)] = (2, 4, 8)
    store_retry_delays_s: Annotated[tuple[Annotated[float, Field(gt=0, le=60)], ...], Field(max_length=6)] = (1, 2, 4)
    sweep_page: Annotated[int, Field(ge=1, le=300)] = 100
    variants_per_image: Annotated[int, Field(ge=1, le=100)] = 10  # of one picture; firestore.rules hold clients to it
    trash_days: Annotated[int, Field(ge=0, le=90)] = 30  # what is deleted can be brought back for so long; 0: not at all
    agent_key_days: Annotated[int, Field(ge=1, le=365)] = 90  # that an agent's key lives at most
    storage_budget_gib: Annotated[int, Field(ge=1, le=10_000_000)] = 1024


class StoryboardsSection(Section):
    """How much may stand in a storyboard (characters, entries), and how many of its versions are kept."""

    scenes: Annotated[int, Field(ge=1, le=100)] = 50  # of one storyboard
    name: Annotated[int, Field(ge=20, le=500)] = 120  # its name, and the title of a scene
    character_name: Annotated[int, Field(ge=10, le=100)] = 60  # the character's name
    words: Annotated[int, Field(ge=100, le=4000)] = 1000  # each text of a scene or the character
    own_text: Annotated[int, Field(ge=100, le=8192)] = 4000  # `own_text` of a scene
    negative_prompt: Annotated[int, Field(ge=0, le=2048)] = 2048  # what should not be seen
    references: Annotated[int, Field(ge=0, le=10)] = 3  # pictures of a scene or the character
    versions: Annotated[int, Field(ge=1, le=100)] = 50  # earlier ones that are kept


class QuotasSection(Section):
    """How much of each a user may keep or have open at once; an account's overrides go before."""

    storyboards: Annotated[int, Field(ge=1, le=10_000)] = 200  # kept, those in the trash too
    templates: Annotated[int, Field(ge=1, le=500)] = 100  # settings for prompts under a name
    upload_places: Annotated[int, Field(ge=1, le=200)] = 20  # for pictures that were not sent yet; each ends after 15 minutes
    music_places: Annotated[int, Field(ge=1, le=200)] = 20  # each is kept for two days
    stored_gib: Annotated[int, Field(ge=1, le=100_000)] = 20  # videos, films and pictures together
    followers: Annotated[int, Field(ge=1, le=1000)] = 50  # jobs that begin with the last frame of one that is being made
    live_batches: Annotated[int, Field(ge=1, le=1000)] = 100  # lists and storyboards with videos that have not ended
    shares: Annotated[int, Field(ge=1, le=1000)] = 100  # links that can be opened
    agent_keys: Annotated[int, Field(ge=1, le=200)] = 20  # that are good
    webhook_endpoints: Annotated[int, Field(ge=1, le=100)] = 10  # listeners among them
    exports: Annotated[int, Field(ge=1, le=100)] = 3  # of all that is theirs, asked for within the days that one is kept


class FilmsSection(Section):
    """How long a film may last, in seconds of its own: a worker has half an hour for it; and how many of a user's may wait."""

    most_seconds: Annotated[int, Field(ge=10, le=1800)] = 900  # how long one may last
    most_waiting: Annotated[int, Field(ge=1, le=1000)] = 50  # that wait for a slot, of one user


class RetentionSection(Section):
    """How long things are kept that nobody deletes, and how much of them one export may hold."""

    untouched_days: Annotated[int, Field(ge=0, le=3650)] = 365  # a file nobody wants for so long goes to the trash; 0: never
    idempotency_days: Annotated[int, Field(ge=1, le=30)] = 2  # the same key brings the same answer for so long
    prompt_batch_days: Annotated[int, Field(ge=1, le=365)] = 30  # how far the prompts of a collection came; the prompts stay
    version_days: Annotated[int, Field(ge=0, le=3650)] = 365  # earlier versions, once replaced; 0: as long as what they are of
    log_days: Annotated[int, Field(ge=1, le=365)] = 30  # what users were told: events, and webhooks with bodies and answers
    trouble_days: Annotated[int, Field(ge=7, le=3650)] = 365  # tasks that were given up, and videos that nobody awaited
    proof_days: Annotated[int, Field(ge=7, le=3650)] = 90  # runs of the nightly proof
    audit_days: Annotated[int, Field(ge=30, le=3650)] = 730  # what operators did
    deletion_grace_days: Annotated[int, Field(ge=0, le=60)] = 7  # an account's deletion can be taken back for so long
    export_days: Annotated[int, Field(ge=1, le=30)] = 7  # an export can be had for so long
    export_zip_mib: Annotated[int, Field(ge=0, le=20_000)] = 4096  # files of more than this an export only links to


class NoticesSection(Section):
    """How news of what was made goes out to people."""

    mail_together_minutes: Annotated[int, Field(ge=0, le=1440)] = 60  # after a mail the next waits so long; 0: one for each


class Rollout(Section):
    """A stable share of all users, and those named."""

    percentage: Annotated[int, Field(ge=0, le=100)] = 100
    beta_users: Annotated[tuple[str, ...], Field(max_length=1000)] = ()


Feature = Literal["films", "edits", "batches", "comparisons", "storyboards", "shares", "webhooks", "exports", "agent_keys"]


class RolloutSection(Rollout):
    """Who may have something made, on a first day or back from trouble; and who may begin with each feature that is named."""

    features: dict[Feature, Rollout] = {}


class Suspension(Section):
    """A model that is out of the offer for a while; only the suspension's own call changes it."""

    since: AwareDatetime
    reason: Literal["gone", "operator", "canary"]  # what users are told, in both languages
    note: str = Field("", max_length=500)  # the provider's words or the operator's, for operators


class CanarySection(Section):
    """Tiny jobs on the house by which each model is tried; nobody else pays for finding out that one does not work."""

    enabled: bool = False
    interval_minutes: Annotated[int, Field(ge=5, le=10_080)] = 360
    models: Annotated[tuple[Annotated[str, Field(max_length=100)], ...], Field(max_length=200)] = ()  # by id; none: all on offer
    writer: bool = True  # who writes prompts is tried, too
    writer_replacement: Annotated[str, Field(min_length=1, max_length=100)] | None = (
        None  # named to operators where that one fails
    )
    switch_writer: bool = False  # and writes by itself, until the other one passes again


class Price(Section):
    resolution: str = Field(max_length=20)
    audio: bool
    credits: Credits  # a second


class ModelSetting(Section):
    """What holds for one row of the catalog instead of what its file says."""

    enabled: bool = True
    suspended: Suspension | None = None
    credits_per_second: Annotated[tuple[Price, ...], Field(max_length=50)] = ()


class ModelsSection(Section):
    """The overlay on the catalog, by the rows' keys, and the model of who names none; admission reads it in its own commit."""

    default: Annotated[str, Field(min_length=1, max_length=100)] = DEFAULT_MODEL
    rows: Annotated[dict[Annotated[str, Field(max_length=100)], ModelSetting], Field(max_length=200)] = {}
    usual_seconds: Annotated[  # as the nightly figures measured them; nobody else changes them
        dict[Annotated[str, Field(max_length=100)], Annotated[int, Field(ge=1, le=3600)]], Field(max_length=200)
    ] = {}
    writer: Annotated[str, Field(min_length=1, max_length=100)] | None = None  # who writes prompts instead of the catalog's own


class Package(Section):
    """Credits that can be bought, and for how much."""

    id: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,39}$")]
    name: Message
    credits: Annotated[int, Field(ge=1, le=1_000_000)]
    amount: Annotated[int, Field(ge=1, le=99_999_999)]  # in the currency's smallest unit
    currency: Annotated[str, Field(pattern=r"^[a-z]{3}$")]
    tax_code: Annotated[str, Field(pattern=r"^txcd_[0-9]{8}$")] | None = None  # Stripe's name for what is sold
    tax_included: bool = True
    regions: Annotated[tuple[Annotated[str, Field(pattern=r"^[A-Z]{2}$")], ...], Field(max_length=250)] = ()  # none: anywhere
    expires_after_days: Annotated[int, Field(ge=1, le=3650)] | None = None  # its credits are good for so long


def _package(name: str, credits: int, amount: int) -> Package:
    told = Message(de=f"{credits} Credits", en=f"{credits} credits")
    return Package(id=name, name=told, credits=credits, amount=amount, currency="eur", tax_code="txcd_10000000")


class PaymentsSection(Section):
    """What can be bought by Stripe, where its key is set."""

    packages: Annotated[tuple[Package, ...], Field(max_length=100)] = (
        _package("small", 200, 1000),
        _package("medium", 500, 2400),
        _package("large", 1000, 4500),
    )
    automatic_tax: bool = False  # Stripe Tax reckons it, by the buyer's address

    @field_validator("packages")
    @classmethod
    def _told_apart(cls, given: tuple[Package, ...]) -> tuple[Package, ...]:
        if len({each.id for each in given}) < len(given):
            raise ValueError(Text("must have ids of their own", "müssen eigene Ids haben"))
        return given


class ModerationSection(Section):
    """What uploads must state, and how reports of shared videos are taken."""

    likeness_statement: bool = False  # whether each upload must say that whoever is seen in it agreed
    reports: PerMinute = 5  # of one address; and twice as many of one share, whoever sends them
    report_days: Annotated[int, Field(ge=30, le=3650)] = 365  # that a report is kept


class AnnouncementSection(Section):
    """A word to everybody, in a strip across the studio, until it is over; without words there is none."""

    de: str = Field("", max_length=500)
    en: str = Field("", max_length=500)
    level: Literal["info", "warning"] = "info"
    until: AwareDatetime | None = None  # from then on nobody is told any more; none: until it is taken away

    @model_validator(mode="after")
    def _in_both(self) -> Self:
        if bool(self.de.strip()) != bool(self.en.strip()):
            raise ValueError(Text("must be in both languages", "muss in beiden Sprachen stehen"))
        return self


SectionName = Literal[
    "credits",
    "intake",
    "concurrency",
    "limits",
    "guests",
    "advanced",
    "rollout",
    "models",
    "canary",
    "storyboards",
    "quotas",
    "films",
    "payments",
    "retention",
    "moderation",
    "notices",
    "announcement",
]

SECTIONS: dict[SectionName, type[Section]] = {
    "credits": CreditsSection,
    "intake": IntakeSection,
    "concurrency": ConcurrencySection,
    "limits": LimitsSection,
    "guests": GuestsSection,
    "advanced": AdvancedSection,
    "rollout": RolloutSection,
    "models": ModelsSection,
    "canary": CanarySection,
    "storyboards": StoryboardsSection,
    "quotas": QuotasSection,
    "films": FilmsSection,
    "payments": PaymentsSection,
    "retention": RetentionSection,
    "moderation": ModerationSection,
    "notices": NoticesSection,
    "announcement": AnnouncementSection,
}
