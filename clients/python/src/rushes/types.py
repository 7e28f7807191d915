"""What is answered and what is sent. Written by `python -m local.python_client` from the API document."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Literal, NotRequired, TypedDict

from rushes._answers import Answer

AgentScope = Literal["read", "write", "spend"]
"""What an agent key lets in: `read` sees what is there, `write` makes and changes what costs nothing, `spend` has videos,
films and prompts made.
"""

AnnouncementLevel = Literal["info", "warning"]
"""How loud it is: `info`, or a `warning`"""

AspectRatio = Literal["16:9", "9:16", "1:1"]
"""Width to height: landscape, portrait or square."""

Availability = Literal["available", "ending", "retired", "suspended", "disabled", "own_key"]
"""Whether a model can be asked for today."""

Billing = Literal["credits", "own_key"]
"""Who pays the provider. `credits`: we do, for credits; `own_key`: the user, by their own key there."""

BreachKind = Literal[
    "entry_order",
    "balance_after",
    "below_zero",
    "wrong_way",
    "balance",
    "account_seq",
    "lots",
    "purchase",
    "lots_left",
    "charge_missing",
    "charge_amount",
    "charge_not_due",
    "refund_missing",
    "refund_amount",
    "refund_not_due",
    "returned_too_much",
    "charged_mark",
    "entry_misplaced",
    "paid_from",
    "slots",
    "waiting",
    "idle_slot",
    "prompt_slots",
    "prompts_in_line",
    "film_slots",
    "films_waiting",
    "idle_film_slot",
    "file_unrecorded",
    "file_missing",
    "file_differs",
    "picture_missing",
    "picture_left",
    "trash_left",
    "takedown",
    "object_left",
    "overdue",
    "unwatched",
    "attempt_unrecorded",
    "second_attempt",
    "end_unmarked",
    "end_with_work",
    "entry_after_end",
    "live_with_end",
    "key_held",
    "event_missing",
    "endpoint_unheard",
    "report_untold",
    "entry_without_account",
    "job_without_account",
    "entry_without_job",
    "version_left",
    "share_left",
    "report_without_case",
    "agent_key_of_nobody",
    "words_left",
    "stored_bytes",
    "live_batches",
    "kept",
    "case_miscounted",
    "share_uncounted",
    "agent_key_unlisted",
    "agent_key_uncounted",
    "endpoint_uncounted",
    "unreadable",
]
"""What kind of breach it is."""

CameraStyle = Literal["tracking_shot", "static_shot", "aerial_view", "handheld", "dolly_zoom", "crane_shot", "pov", "dutch_angle"]
"""How the camera moves; `listStyles` has names for people."""

ConfigSectionName = Literal[
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
"""What can be configured while it runs."""

DeliveryStatus = Literal["pending", "delivered", "failed", "held"]
"""What became of an event at one endpoint."""

DevicePlatform = Literal["android", "ios", "web"]
"""What kind of device it is."""

DisabledReason = Literal["owner", "gone", "failing"]
"""Why an endpoint is sent nothing."""

EditLook = Literal["warm", "cold", "noir", "vintage", "contrast"]
"""The colours of an edit: `warm`, `cold`, `noir` (black and white, hard), `vintage` (faded, dark at its rims) or
`contrast`
"""

EditPreset = Literal["tiktok", "reels", "shorts", "square", "gif"]
"""Where it goes: `tiktok`, `reels` and `shorts` are 1080x1920, `square` is 1080x1080, `gif` a short silent clip with a GIF"""

EndState = Literal["failed", "cancelled"]
"""How a work ends that comes to nothing."""

EndpointStatus = Literal["active", "disabled"]
"""Whether it is sent anything."""

EntryType = Literal[
    "signup_grant",
    "guest_grant",
    "admin_grant",
    "correction",
    "charge",
    "refund",
    "adjustment",
    "purchase",
    "purchase_refund",
    "chargeback",
    "chargeback_reversal",
    "expiry",
]
"""Why credits moved; the set is closed."""

EventType = Literal[
    "video.completed",
    "video.failed",
    "video.cancelled",
    "film.completed",
    "film.failed",
    "film.cancelled",
    "prompt.completed",
    "prompt.failed",
    "credits.low",
]
"""What an account may listen to; the set is closed."""

ExportStatus = Literal["queued", "making", "ready", "failed"]
"""`queued` for a worker, `making` while its file is written; it ends as `ready` or `failed`."""

FiguresSpan = Literal["day", "week"]
"""A `day`, or the `week` that ends with it."""

FilmEffect = Literal[
    "cinematic", "vintage_film", "noir", "anime_style", "documentary", "music_video", "commercial", "slow_motion"
]
"""How the picture looks as a whole; `listStyles` has names for people."""

FilmFit = Literal["pad", "crop"]
"""`pad`: a scene of another shape is seen whole, between bars; `crop`: it fills the frame and loses its edges."""

FilmOutcome = Literal[
    "completed",
    "cancelled",
    "scene_foreign",
    "scene_missing",
    "scene_broken",
    "scene_too_short",
    "music_missing",
    "music_broken",
    "timed_out",
    "ended_by_operator",
    "internal",
]
"""How a film ended: `scene_…` and `music_…` name what it could not be made of."""

FilmResolution = Literal["720p", "1080p"]
"""Lines of a film's picture."""

FilmState = Literal["waiting", "queued", "compiling", "storing", "completed", "failed", "cancelled"]
"""`waiting` for a slot, `queued` for its worker, `compiling` while it is put together, `storing` while it is checked; it
ends as `completed`, `failed` or `cancelled`.
"""

ImageState = Literal["uploading", "ready", "rejected"]
"""`uploading`: the file is awaited; `ready`: it was checked and can be used; `rejected`: it was not taken, `reason` says
why.
"""

ImageType = Literal["image/jpeg", "image/png", "image/webp"]
"""The formats that pictures can have."""

JobState = Literal[
    "following",
    "scheduled",
    "waiting",
    "queued",
    "submitting",
    "unconfirmed",
    "processing",
    "storing",
    "completed",
    "failed",
    "cancelled",
]
"""`following`: charged, waits for the video whose last frame it begins with; `scheduled`: charged, the time that it is to
start at has not come; `waiting` for a slot; `queued` for its order; `submitting`: its order is being sent;
`unconfirmed`: the provider's answer was lost, the video is looked for; `processing` at the provider; `storing` while it
is checked; it ends as `completed`, `failed` or `cancelled`.
"""

KeyProvider = Literal["gemini-api", "openai-videos"]
"""Whose keys a user may bring along; the names are surfaces of the catalog."""

KeyValidity = Literal["valid", "invalid", "unknown"]
"""What a provider says of a key: `valid`, `invalid`, or `unknown` where it could not be asked."""

Language = Literal["de", "en"]
"""German or English."""

LetterAction = Literal["replay", "drop"]
"""What is done with dead letters: each is sent again, or deleted."""

LightingStyle = Literal["golden_hour", "studio_lighting", "dramatic_rim", "soft_natural", "neon_night", "moody_overcast"]
"""How it is lit; `listStyles` has names for people."""

LimitSource = Literal["user", "guests", "configuration"]
"""What says how much it is."""

MediaKind = Literal["video", "film", "image"]
"""A video, a film or a picture."""

ModelAudio = Literal["toggle", "always", "never"]
"""`toggle`: with sound or without, as asked for; `always` with sound; `never` with sound."""

ModelStage = Literal["preview", "ga"]
"""`preview`: its provider may change or end it at any time; `ga`: it is generally available."""

Mood = Literal["energetic", "calm", "mysterious", "romantic", "melancholic", "epic"]
"""How it feels; `listStyles` has names for people."""

MusicType = Literal["audio/mpeg", "audio/mp4", "audio/wav"]
"""The formats that music can have."""

NoticeEvent = Literal["video.completed", "video.failed", "film.completed", "film.failed", "credits.low"]
"""Of events those that people may be told of by mail and on their devices."""

OpenFilmState = Literal["waiting", "queued", "compiling", "storing"]
"""The states of a film that is under way."""

OpenVideoState = Literal["following", "scheduled", "waiting", "queued", "submitting", "unconfirmed", "processing", "storing"]
"""The states of a video that is under way."""

OperatorBatchAction = Literal["fail", "retry", "take_down"]
"""What is done to each: `fail` ends live works, `retry` repeats failed ones on the house's cost, `take_down` takes their
files down.
"""

OperatorBatchKind = Literal["video", "film", "prompt"]
"""What an act for many is done to. Of prompts nothing is taken down."""

Outcome = Literal[
    "completed",
    "safety_filtered",
    "rejected",
    "provider_error",
    "quota",
    "model_retired",
    "timed_out",
    "download_failed",
    "storage_failed",
    "internal_error",
    "cancelled",
    "ended_by_operator",
    "unconfirmed",
    "nothing_to_continue",
    "edit_failed",
]
"""How a job ended; each has its rule of refunds."""

Plan = Literal["guest", "standard", "individual"]
"""Whose limits they are."""

PromptSeconds = Literal[2, 4, 8]
"""Lengths that a prompt can be written for."""

PromptStatus = Literal["draft", "pending", "completed", "failed"]
"""`draft`: a person's text; `pending`: the model is asked; `completed`: written; `failed`: it was not, `error` says why."""

PurchaseStatus = Literal["open", "paid", "ended", "disputed", "refunded"]
"""`open`: not paid yet; `paid`; `ended`: nobody paid; `disputed`: the bank claims the money; `refunded`: all of the
credits went back.
"""

QueueStanding = Literal["running", "paused", "disabled", "state_unspecified"]
"""Whether a queue sends what is put into it."""

ReconcileInvariant = Literal["1", "2", "3", "4", "5", "6", "7", "8", "events", "counts", "orphans", "documents"]
"""What must always hold, by its number or its name."""

ReportAbout = Literal["illegal", "violence", "sexual", "hate", "likeness", "copyright", "spam", "other"]
"""What a report is about."""

ReportDecision = Literal["dismiss", "revoke_shares", "take_down"]
"""What comes of a report: `dismiss` leaves the work as it is, `revoke_shares` ends all links to it, `take_down` keeps it
and what was made of it from everybody.
"""

ReportState = Literal["open", "dismissed", "shares_revoked", "taken_down"]
"""Whether a report was decided, and how."""

Resolution = Literal["360p", "720p", "1080p", "4k"]
"""Lines of the picture."""

RetirementStatus = Literal["none", "earliest", "announced", "confirmed"]
"""How certain a model's end is: `none` is known, at the `earliest` then, `announced`, or `confirmed`."""

RunStatus = Literal["running", "clean", "breached", "stopped"]
"""`running`; `clean`: everything holds; `breached`: something does not; `stopped`: given up before its end."""

SceneSet = Literal["all", "stale"]
"""`all` scenes, or those that are `stale`: without a video, or changed after it."""

SceneTransition = Literal["cut", "crossfade"]
"""How a scene goes over into the next one."""

SharedKind = Literal["video", "film"]
"""What a link shows."""

SignupGrantReason = Literal["verify_email", "link_sign_in", "given_before", "none_configured"]
"""Why the sign-up grant is not there; the set is closed."""

StoryboardPresetId = Literal[
    "cinematic", "documentary", "commercial", "noir", "animation", "anime", "music_video", "fairy_tale", "nature", "vintage"
]
"""A look for a whole film; `listStoryboardPresets` explains each."""

SuspensionReason = Literal["gone", "operator", "canary"]
"""`gone`: its provider did not know it any more; `operator`: an operator took it out; `canary`: it failed the tiny jobs by
which it is tried.
"""

TrashKind = Literal["video", "film", "image", "collection", "prompt", "storyboard"]
"""What can be deleted and brought back."""

Trouble = Literal["address", "name", "connection", "certificate", "timeout", "status", "disabled"]
"""Why there was no answer, or none that counts."""

UserFilter = Literal["new", "active", "spending", "disabled", "guest"]
"""`new`: by when their account was opened; `active`: by when they were here; `spending`: by the day that credits were
charged on; `disabled` and `guest`: only these.
"""

VideoTask = Literal["edit", "extend"]
"""What is done with a video that exists."""

WorkKind = Literal["video", "edit", "film", "prompt"]
"""A kind of work that waits for its turn."""


class Account(Answer):
    """A user's credits and slots."""

    user_id: str
    """The user"""
    balance: int
    """Credits that can be spent now"""
    expiring: list[CreditLot]
    """What of the balance expires, the soonest first: it is spent first"""
    active_jobs: int
    """Videos that hold one of the user's slots now"""
    waiting_jobs: int
    """Videos that wait for a slot"""
    active_films: int
    """Films that hold one of the user's slots now, or may"""
    waiting_films: int
    """Films that wait for a slot"""
    signup_grant: SignupGrant
    """What signing up brings"""
    guest: bool
    """Whether the user signed in without an address"""
    deletion: AccountDeletion | None
    """That it will be deleted, and when; null unless its user wants that"""
    created_at: datetime
    """When it was opened"""
    limits: AccountLimits
    """When the next call is possible, by class of call"""
    recent_transactions: list[CreditTransaction]
    """The latest entries, the newest first"""


class AccountDeletion(Answer):
    """That your account will be deleted, and when; until then it can be taken back."""

    requested_at: datetime
    """When it was asked for"""
    deletes_at: datetime
    """Until when it can be taken back"""


class AccountLimits(Answer):
    """What you may have and do: a day, at once, a minute, and kept."""

    plan: Plan
    """Whose limits they are; `individual` where some were set for you alone"""
    daily_cap: int | None
    """Credits that may be spent in a day (UTC); null where none is set"""
    spent_today: int
    """Of it; what comes back does not lower it"""
    active_jobs: int
    """Videos that you may have made at one time"""
    active_films: int
    """Films that you may have made at one time"""
    active_prompts: int
    """Prompts of collections that are written for you at one time"""
    generation_per_minute: int
    """Calls a minute that make videos"""
    compile_per_minute: int
    """Calls a minute that make films"""
    prompts_per_minute: int
    """Calls a minute that have prompts written"""
    keys_per_minute: int
    """Changes of provider keys a minute"""
    calls_per_minute: int
    """Calls of any other kind a minute; one that reads much counts as several"""
    storyboards: int
    """Storyboards that you may keep"""
    templates: int
    """Templates that you may keep"""
    upload_places: int
    """Uploads of pictures that may be open at one time"""
    music_places: int
    """Uploads of music in two days"""
    stored_gib: int
    """Storage for videos, films and pictures together"""
    followers: int
    """Videos that may wait for one that is being made"""
    live_batches: int
    """Batches that you may have with videos that have not ended"""
    shares: int
    """Links that may be open at one time"""
    agent_keys: int
    """Keys of agents that may be good at one time"""
    webhook_endpoints: int
    """Webhook endpoints that you may have, listeners among them"""
    exports: int
    """Exports that may be asked for in the days that one is kept"""


class AccountRecord(Answer):
    """An account as it is stored."""

    user_id: str
    """The user"""
    created_at: datetime
    """When it was opened"""
    updated_at: datetime
    """When it was last changed"""
    balance: int
    """Credits that can be spent now"""
    seq: int
    """The number of the account's latest entry"""
    active_jobs: int
    """Videos that hold one of the user's slots now"""
    waiting_jobs: int
    """Videos that wait for a slot"""
    active_prompts: int
    """Prompts of collections that are written now"""
    waiting_prompts: list[str]
    """Batches of prompts in line, the next one first"""
    turn_due_at: datetime | None
    """A video waits beside a free slot: by then somebody should have let it in"""
    active_films: int
    """Films that hold one of the user's slots now, or may"""
    waiting_films: int
    """Films that wait for a slot"""
    films_turn_due_at: datetime | None
    """A film waits beside a free slot: by then somebody should have let it in"""
    signup_settled: bool
    """Whether it is decided about the sign-up grant"""
    signup: dict[str, Any] | None
    """What the sign-up grant brought, or why none; null until that is decided"""
    guest_grant: int
    """Credits that the account was opened with, as a guest's"""
    tokens_valid_after: datetime | None
    """Sessions from before count for nothing"""
    disabled: bool
    """Whether the user is kept out"""
    disabled_until: datetime | None
    """When they are let in again, by themselves; null: when an operator says so"""
    overrides: dict[str, Any]
    """Limits of this user's own"""
    overrides_until: dict[str, datetime]
    """Of some of the overrides: when they end"""
    limits: dict[str, datetime]
    """When the next call is possible, by class of call"""
    spent_today: dict[str, Any] | None
    """A date, and the credits charged on it"""
    stored_bytes: int | None
    """Of finished videos; null where it was not counted yet"""
    live_batches: dict[str, int]
    """By batch, how many of its videos have not ended"""
    words_logged_until: datetime | None
    """Until when what this user asks for stands in the log; null: it does not"""
    listens: list[str]
    """Events of their work that somebody wants to hear of"""
    low_at: int
    """The mark: a balance below it is told to who listens to that"""
    lots: list[CreditLot]
    """Credits that expire, the soonest first"""
    lots_due_at: datetime | None
    """When the first of them expire"""
    deletion: dict[str, Any] | None
    """Its user wants it deleted: since when, and when it will be"""
    erased_as: str | None
    """It is being erased: the pseudonym that its ledger goes on under"""
    guest: bool | None
    """Whether the user signed in without an address"""
    seen_at: datetime | None
    """The first call of the latest day with one"""
    terms: list[str]
    """How the words begin that its user is found by"""


class ActiveVideo(Answer):
    """A video that holds a slot."""

    id: str
    """Names it for good"""
    state: JobState
    """Where it is on its way"""
    model: str
    """An `id` of the catalog"""
    created_at: datetime
    """When it was asked for"""
    deadline_at: datetime
    """When it ends at the latest, whatever happens"""


class AgentKey(Answer):
    """A key by which a program acts for you, without the key itself."""

    id: str
    """Names it for good"""
    name: str
    """What tells it from others"""
    prefix: str
    """How it begins"""
    scopes: list[AgentScope]
    """What it may do"""
    daily_cap: int
    """Credits that it may spend in a day (UTC)"""
    spent_today: int
    """Of its cap; what comes back does not lower it"""
    created_at: datetime
    """When it was made"""
    expires_at: datetime
    """When it ends by itself"""
    last_used_at: datetime | None
    """Within the hour; null where it was never used"""


class AgentKeyList(Answer):
    """Your agent keys, the newest first."""

    agent_keys: list[AgentKey]
    """Those that are good"""


class AgentKeyMade(Answer):
    """A new agent key, and what nobody will see again."""

    agent_key: AgentKey
    """What is kept of it"""
    token: str
    """The key itself; it is told this once"""


class Announcement(Answer):
    """A word to everybody, from who runs this service."""

    message: LocalizedText
    """What everybody is told"""
    level: AnnouncementLevel
    """How loud"""
    until: datetime | None
    """When it is over; null: not said"""


class AuditEntry(Answer):
    """One call of an operator."""

    id: str
    """Names the entry"""
    at: datetime
    """When"""
    actor: str
    """Who: a user's id, or an operator's address"""
    action: str
    """What was done"""
    on: str
    """On what or whom: an id, or `all`"""
    reason: str
    """Why"""
    details: dict[str, Any]
    """With what; `user_id` where it is about somebody"""
    request_id: str
    """In which call"""


class AuditEntryList(Answer):
    """A page of the audit log."""

    entries: list[AuditEntry]
    """The newest first"""
    next_cursor: str | None
    """Give it as `cursor` for the next page; null at the end"""


class Canary(Answer):
    """The tiny jobs by which a model is tried."""

    model: str
    """An `id` of the catalog"""
    writes_prompts: bool
    """Not a model of videos, but who writes prompts"""
    under_way: bool
    """Whether one runs now"""
    passed: bool | None
    """Whether the last one did that said something of the model"""
    outcome: str | None
    """How it ended, as a code; null until then"""
    failures: int
    """One after the other, until now"""
    ended_at: datetime | None
    """When it ended; null until then"""
    seconds: float | None
    """How long it is, in seconds"""
    next_at: datetime
    """When it is tried, or looked at, again"""


class CanaryList(Answer):
    """How each model did when it was tried."""

    enabled: bool
    """Whether an operator has them on"""
    canaries: list[Canary]
    """One for each that was ever tried"""


class CatalogRow(Answer):
    """A row as its file has it, and what holds instead."""

    id: str
    """Names it for good"""
    availability: Availability
    """Whether it can be asked for today"""
    default: bool
    """It is the model of a video whose request names none"""
    warning: str | None
    """What an operator should look at"""
    enabled: bool
    """Whether this deployment offers it"""
    suspended: ModelSuspension | None
    """Since when and why it is out of the offer; null where it is not"""
    credits_per_second: list[CreditPrice]
    """Prices, by resolution and sound"""
    row: dict[str, Any]
    """The row as its file has it"""


class CatalogRowList(Answer):
    """The whole catalog, as operators see it."""

    models: list[CatalogRow]
    """The catalog's rows"""


class Checkout(Answer):
    """What is being bought."""

    purchase: Purchase
    """What is bought, with the address where it is paid"""


class Collection(Answer):
    """A folder of images."""

    id: str
    """Names it for good"""
    name: str
    """What people call it"""
    image_count: int
    """How many images are in it"""
    created_at: datetime
    """When it was made"""
    updated_at: datetime
    """When it was last changed"""


class CollectionList(Answer):
    """A page of collections."""

    collections: list[Collection]
    """One page of them"""
    next_cursor: str | None
    """Give it as `cursor` for the next page; null at the end"""


class ComparedVariant(Answer):
    """One of the two."""

    prompt_id: str
    """Its prompt"""
    job_id: str
    """The video that it is about"""
    rating: int | None
    """From 1 to 5; null where none was said"""
    video: Video | None
    """As it stands now; null where it is deleted"""


class Comparison(Answer):
    """Two prompts, each with a video that is alike in all but the text."""

    id: str
    """Names it for good"""
    created_at: datetime
    """When it was made"""
    variants: list[ComparedVariant]
    """The two, in the order in which they were named"""
    winner: str | None
    """The prompt that is the better one; null where neither is, or nobody has said"""
    rated_at: datetime | None
    """When it was said; null until then"""


class ComparisonAccepted(Answer):
    """The comparison that is made now."""

    comparison: Comparison
    """The comparison"""


class ComparisonList(Answer):
    """A page of comparisons."""

    comparisons: list[Comparison]
    """One page of them"""
    next_cursor: str | None
    """Give it as `cursor` for the next page; null at the end"""


class ConfigChange(Answer):
    """One change of a section by an operator."""

    section: ConfigSectionName
    """Which section it is"""
    version: int
    """What it made of the section; the history goes back to it by this number"""
    at: datetime
    """When"""
    by: str
    """Which operator"""
    reason: str
    """Why"""
    request_id: str
    """In which call"""
    before: dict[str, Any]
    """The values that it changed, as they were"""
    after: dict[str, Any]
    """The same, as it put them in force"""


class ConfigHistory(Answer):
    """A page of changes."""

    changes: list[ConfigChange]
    """The newest first"""
    next_cursor: str | None
    """Give it as `cursor` for the next page; null at the end"""


class ConfigSchema(Answer):
    """What a section may hold."""

    section: ConfigSectionName
    """Which section it is"""
    form: dict[str, Any]
    """JSON Schema of its values, with what stands there unless set"""


class ConfigSection(Answer):
    """A section of the configuration, with every value that is in force."""

    section: ConfigSectionName
    """Which section it is"""
    version: int
    """How often operators have changed it; a change may name it, and is refused past it"""
    values: dict[str, Any]
    """By name"""
    updated_at: datetime | None
    """When it was changed last, also by the machinery; null: never"""
    updated_by: str | None
    """By whom"""


class ConfigSectionList(Answer):
    """All that can be configured."""

    sections: list[ConfigSection]
    """Each of them, those too that nobody has changed"""


class CreditFigures(Answer):
    """Credits that moved on the day."""

    sold: int
    """That were bought"""
    spent: int
    """That were charged"""
    refunded: int
    """That came back to users, adjustments among them"""
    expired: int
    """That were not used in their time"""
    by_type: dict[str, int]
    """What all entries of each type moved"""


class CreditLot(Answer):
    """Credits that expire together, at the beginning of a day (UTC); in a transaction what it gave to them or took."""

    expires_at: datetime
    """Until when it can be used"""
    credits: int
    """What it costs, in credits"""


class CreditPackage(Answer):
    """What can be bought."""

    id: str
    """Names it for good"""
    name: str
    """What people call it"""
    credits: int
    """What it costs, in credits"""
    amount: int
    """In the currency's smallest unit, as cents"""
    currency: str
    """By ISO 4217, in small letters"""
    tax_included: bool
    """Whether the price holds with tax"""
    expires_after_days: int | None
    """Its credits are good for so long; null: for ever"""


class CreditPackageList(Answer):
    """What is on offer."""

    packages: list[CreditPackage]
    """In the operators' order"""


class CreditPosting(Answer):
    """What was posted, and the balance after it."""

    entry_id: str
    """The ledger's entry"""
    amount: int
    """Credits; negative where they were taken"""
    balance: int
    """The user's balance after it"""
    replayed: bool
    """Whether the same id came before"""


class CreditPrice(Answer):
    """Credits for a second."""

    resolution: Resolution
    """Lines of the picture"""
    audio: bool
    """With sound or without"""
    credits: int
    """For one second"""


class CreditTransaction(Answer):
    """An entry of the ledger; entries are never changed."""

    id: str
    """Names it for good"""
    user_id: str
    """The user"""
    type: EntryType
    """Why credits moved"""
    amount: int
    """Credits; negative where they were taken"""
    balance_after: int
    """The balance once this entry was made"""
    seq: int
    """Its number in the account, from 1"""
    description: str
    """Why the credits moved"""
    created_at: datetime
    """When it was made"""
    job_id: str | None
    """The video or film that it is for; null where it is for none"""
    agent_key_id: str | None
    """The agent key that had it charged; null where it was you"""
    lots: list[CreditLot]
    """What it moved of credits that expire"""
    purchase_id: str | None
    """The purchase; of another payment server by its own id"""


class CreditTransactionList(Answer):
    """A page of ledger entries."""

    transactions: list[CreditTransaction]
    """The latest first"""
    next_cursor: int | None
    """Give it as `cursor` for the next page; null at the end"""


class DayFigures(Answer):
    """A day (UTC): works by when they were asked for, money and credits by when they moved."""

    day: str
    """The day, in UTC"""
    counted_at: datetime
    """When the last whole count ended"""
    running: bool
    """It is being counted again"""
    models: list[ModelFigures]
    """The catalog's rows"""
    films: FilmFigures
    """One page of them"""
    writers: list[WriterFigures]
    """Who wrote prompts"""
    credits: CreditFigures
    """What it costs, in credits"""
    money: list[MoneyFigures]
    """What purchases came to, by currency"""
    list_price_usd: float
    """What the provider asks for it by its list, in US dollars"""
    earned_usd: float
    """What its credits are worth to us, less those that came back, in US dollars"""
    margin_usd: float
    """What is left of what was earned, in US dollars"""
    house_jobs: int
    """Videos that the house paid for"""
    generation_seconds: Times
    """From its slot to the finished video, over all models"""
    safety_blocks: int
    """Videos and prompts that a safety filter stopped"""
    active_users: int
    """Who called or asked for something; exact up to 2,048, beyond within 3 %"""
    new_users: int
    """Accounts that were opened"""
    retention: Retention
    """Who came again in the week that ends with this day"""
    stored_bytes: int
    """Of all users' videos, films and pictures when the day was counted"""
    stored_bytes_change: int | None
    """Since the day before was counted; null where it was not"""
    styles: dict[str, int]
    """The styles that were asked for most, by kind and name"""
    reports: ReportDay
    """Reports of what is shared, that came and were decided; as they stand now"""
    top_users: list[RankedUser]
    """Who spent most"""
    users_by_safety_blocks: list[RankedUser]
    """Whose works were blocked most"""
    users_by_refunds: list[RankedUser]
    """Who was refunded most often"""
    users_by_refused_calls: list[RankedUser]
    """Whose calls were too many (429); best effort"""


class DayStats(Answer):
    """A day in numbers."""

    day: str
    """The day, in UTC"""
    credit_usd: float
    """What we earn by a credit, in US dollars"""
    models: list[ModelStats]
    """By name"""
    complete: bool
    """Whether all of its jobs are in them: of a day not yet counted no more than 10,000"""
    counted_at: datetime | None
    """When the night counted it; null: they are as they stand now"""


class DeadLetter(Answer):
    """A task that was given up."""

    id: str
    """Names it for good"""
    queue: str
    """The queue that gave it up"""
    function: str
    """The function that the task called"""
    path: str
    """The path in that function"""
    payload: dict[str, Any] | None
    """What the task carried; null where it could not be read"""
    job_id: str | None
    """The video that it is about; null where it is about none"""
    user_id: str | None
    """The user; null where it is about nobody"""
    error: str
    """What its last answer said"""
    error_type: str
    """The error's class, by which letters of one kind are found"""
    attempts: int
    """How often its queue tried it"""
    times: int
    """How often the same task was given up"""
    first_at: datetime
    """When it was first given up"""
    last_at: datetime
    """When it was last given up"""
    replayed_at: datetime | None
    """When it was sent again; null until then"""
    replayed_by: str | None
    """Who sent it again; null until then"""


class DeadLetterBatch(Answer):
    """Letters of one kind, and what was done with them."""

    action: LetterAction
    """What is done with each"""
    dry_run: bool
    """Whether it was only looked what would be done"""
    selected: int
    """How many letters it is about; a hundred at most"""
    more: bool
    """Whether there are more of the kind, for the next call"""
    first: list[str]
    """The ids of the first twenty"""
    fingerprint: str
    """Of just these letters; the call that does it names it"""
    done: int
    """How many were sent again or dropped"""


class DeadLetterList(Answer):
    """A page of dead letters."""

    dead_letters: list[DeadLetter]
    """Tasks that were given up"""
    next_cursor: str | None
    """Give it as `cursor` for the next page; null at the end"""


class Deletion(Answer):
    """How many went to the trash now, and which did not."""

    deleted: int
    """How many went to the trash by this"""
    refused: list[ItemRefusal]
    """Those that it was not done to, with the reason"""


class Device(Answer):
    """A device that push messages go to, without its token."""

    id: str
    """Names it for good"""
    platform: DevicePlatform
    """What kind of device it is"""
    registered_at: datetime
    """When it was registered last"""


class DeviceRegistered(Answer):
    """The device, as it is called here."""

    id: str
    """Names it for good"""


class EditCaption(Answer):
    """Words at the foot, for a while."""

    start: float
    """Seconds of the edited video"""
    end: float
    """Seconds of the edited video"""
    text: str
    """The words themselves"""


class EditCaptionRequest(TypedDict):
    """Words at the foot of the picture; more than two lines follow one after the other."""

    start: float
    """Seconds of the edited video"""
    end: float
    """Seconds of the edited video"""
    text: str
    """At most two lines at once; more follow one after the other in its time"""


class EditCrop(Answer):
    """The shape, and which part of the picture stays."""

    format: AspectRatio | None
    """The shape; null is the preset's"""
    x: float
    """Which part stays: 0 is left, 1 right"""
    y: float
    """Which part stays: 0 is top, 1 bottom"""


class EditCropRequest(TypedDict):
    """A part of the picture, as large as it goes."""

    format: NotRequired[AspectRatio | None]
    """Needed unless a preset has a format"""
    x: NotRequired[float]
    """Which part stays: 0 is left, 1 right"""
    y: NotRequired[float]
    """Which part stays: 0 is top, 1 bottom"""


class EditMusic(Answer):
    """One's own track beside the video's sound, or instead of it."""

    id: str
    """The `music_id` of its upload"""
    volume: float
    """1 is as loud as it is, 0 is silent"""
    fade_in: float
    """Seconds in which it comes up"""
    fade_out: float
    """Seconds in which it dies away"""
    ducked: bool
    """Quieter while the scenes have something to say"""


class EditQuote(Answer):
    """What an edit would cost."""

    seconds: float
    """How long it would be"""
    credits: int
    """What it costs, in credits"""


class EditTitle(Answer):
    """Words at the beginning."""

    text: str
    """The words themselves"""
    seconds: float
    """How long it is shown"""


class Export(Answer):
    """All that is yours as one file, and how far it is."""

    id: str
    """Names it for good"""
    status: ExportStatus
    """Where it is on its way"""
    created_at: datetime
    """When it was made"""
    ready_at: datetime | None
    """When it was made; null until then"""
    ends_at: datetime | None
    """From then on nobody can have it"""
    address: str | None
    """Where to get it, also without a sign-in; whoever has it has all that is in it"""
    bytes: int | None
    """The size of the file"""
    documents: int | None
    """How many documents are in it"""
    files: int | None
    """Of how many videos, films and pictures it has the file, or its address"""
    linked: bool
    """Its files were too many bytes: it holds their addresses, which end with it"""


class ExportList(Answer):
    """Your exports, the newest first."""

    exports: list[Export]
    """Those that can be had or are being made"""


class ExportedPrompt(Answer):
    """A row of the JSON file; the CSV file has the same columns."""

    id: str
    """Names it for good"""
    image_id: str
    """The image that it belongs to"""
    prompt_text: str
    """The text itself"""
    language: Language
    """Of the text, and of what is spoken"""
    status: PromptStatus
    """Where it is on its way"""
    is_primary: bool
    """Whether it is the one that stands for its image"""
    variant_order: int
    """Its place among the image's prompts"""
    favourite: bool
    """A mark of the user's own"""
    rating: int | None
    """1 to 5; null where nobody has rated it"""
    camera_style: str
    """A camera style of the catalog"""
    film_effects: list[str]
    """Effects of the catalog"""
    lighting: str | None
    """A light of the catalog"""
    mood: str | None
    """How it feels"""
    user_instruction: str
    """The change that was asked for"""
    model_name: str | None
    """The model that wrote it; null where none did"""
    error_code: str | None
    """Why it could not be written"""
    created_at: datetime
    """When it was made"""
    updated_at: datetime
    """When it was last changed"""


class FailFilmResult(Answer):
    """The film as it is now, and whether this ended it."""

    film: FilmRecord
    """The film"""
    changed: bool
    """Whether this call ended it"""


class FailJobResult(Answer):
    """The job after it."""

    job: JobRecord
    """The job as it is now"""
    changed: bool
    """Whether this call ended it"""


class FailPromptResult(Answer):
    """The prompt as it is now, and whether this ended it."""

    prompt: PromptRecord
    """What should be seen"""
    changed: bool
    """Whether this call ended it"""


class Failure(Answer):
    """Why a work came to nothing, in the words of a refusal."""

    code: str
    """What it is, to decide by"""
    message: str
    """What happened, in words for people"""
    retryable: bool
    """Whether the same may work later"""
    suggested_action: str
    """What to do about it, for people"""
    details: dict[str, Any]
    """Facts of it, by its code"""


class FiguresDigest(Answer):
    """The text of the digest by mail."""

    begin: str
    """The first day (UTC)"""
    end: str
    """Seconds of the scene's own time; null is its end"""
    text: str
    """The words themselves"""


class FiguresList(Answer):
    """Figures of days, and which are not there."""

    days: list[DayFigures]
    """Those that were counted, the first one first"""
    missing: list[str]
    """Days that were not counted"""


class FiguresRun(Answer):
    """A day that is counted from now on."""

    day: str
    """The day, in UTC"""
    running: bool
    """Whether it is being counted"""


class Film(Answer):
    """A film of several videos, from the request to the file."""

    id: str
    """Names it for good"""
    status: Literal["completed"] | EndState | OpenFilmState
    """Where it is on its way"""
    progress: float
    """From 0 to 1"""
    scenes: list[FilmScene]
    """Videos in the film's order"""
    format: AspectRatio | None
    """The frame's shape"""
    fit: FilmFit
    """How a scene of another shape comes into the frame"""
    resolution: FilmResolution | None
    """Lines of the picture"""
    title: FilmTitle | None
    """Words at the beginning"""
    music: FilmMusic | None
    """What is heard under the scenes"""
    storyboard_id: str | None
    """The storyboard that it is made of"""
    storyboard_version: int | None
    """The version of it whose scenes the film has"""
    seconds: float
    """How long it was to be when it was asked for; 0 for films of earlier releases"""
    credits: int
    """What it costs, in credits"""
    charged: bool
    """Whether the credits are spent; false once they came back"""
    refunded: bool
    """Whether its credits came back"""
    outcome: str | None
    """How it ended, as a code; null until then"""
    message: str | None
    """What happened, in words for people"""
    error: FilmError | None
    """Why it failed; null otherwise"""
    film: FilmFile | None
    """The file, once there is one"""
    name: str | None
    """What its owner calls it"""
    favourite: bool
    """A mark of the user's own"""
    tags: list[str]
    """Marks of the user's own, in their words"""
    taken_down_at: datetime | None
    """Since when the operator keeps it from everybody"""
    created_at: datetime
    """When it was asked for"""
    updated_at: datetime
    """When it was last changed"""
    deadline_at: datetime
    """When it ends at the latest, whatever happens"""
    ended_at: datetime | None
    """When it ended; null until then"""


class FilmAccepted(Answer):
    """The film that is made now, or waits for a slot."""

    film: Film
    """The film"""


class FilmError(Answer):
    """Why a film failed, and at which scene."""

    code: str
    """What it is, to decide by"""
    message: str
    """What happened, in words for people"""
    retryable: bool
    """Whether the same may work later"""
    suggested_action: str
    """What to do about it, for people"""
    details: dict[str, Any]
    """Facts of it, such as `scene`"""
    scene: int | None
    """The number of the scene, from 0; null where it was none"""
    video_id: str | None
    """The video"""
    reason: str | None
    """More of it, where more is known"""


class FilmFigures(Answer):
    """Films of a day by outcome, those that are made yet by `live`."""

    jobs: dict[str, int]
    """One page of them"""
    seconds: float
    """That the finished ones last"""
    credits_charged: int
    """Credits that were charged"""
    credits_refunded: int
    """Of them those that came back"""
    list_price_usd: float
    """What the provider asks for it by its list, in US dollars"""


class FilmFile(Answer):
    """The finished file."""

    object: str
    """The file's name in the bucket"""
    bytes: int
    """The size of the file"""
    crc32c: str
    """The checksum of the file, in base64"""
    seconds: float
    """How long it is, in seconds"""
    width: int
    """In pixels"""
    height: int
    """In pixels"""
    video_codec: str
    """How the picture is coded"""
    audio_codec: str | None
    """How the sound is coded; null where there is none"""
    poster: str | None
    """A still of it; null until there is one"""
    fps: float
    """Frames a second"""
    frames: int
    """How many pictures it has"""


class FilmList(Answer):
    """A page of films."""

    films: list[Film]
    """One page of them"""
    next_cursor: str | None
    """Give it as `cursor` for the next page; null at the end"""


class FilmMusic(Answer):
    """Music under a film."""

    id: str
    """The `music_id` of its upload"""
    volume: float
    """1 is as loud as it is, 0 is silent"""
    fade_in: float
    """Seconds in which it comes up"""
    fade_out: float
    """Seconds in which it dies away"""
    ducked: bool
    """Quieter while the scenes have something to say"""


class FilmMusicRequest(TypedDict):
    """Music that was uploaded before."""

    id: str
    """The `music_id` of an upload, at most two days old"""
    volume: NotRequired[float]
    """1 is as loud as it is, 0 is silent"""
    fade_in: NotRequired[float]
    """Seconds in which it comes up"""
    fade_out: NotRequired[float]
    """Seconds in which it dies away"""
    ducked: NotRequired[bool]
    """Quieter while the scenes have something to say"""


class FilmQuote(Answer):
    """What a film would cost."""

    seconds: float
    """How long it would be"""
    credits: int
    """What it costs, in credits"""
    items: list[FilmQuoteItem]
    """What is paid for, one by one"""
    balance: int
    """What the user has now"""
    sufficient: bool
    """Whether that is enough"""


class FilmQuoteItem(Answer):
    """A part of a film's price."""

    what: str
    """What is paid for, such as `film` or `2 min × 5`"""
    credits: int
    """What it costs, in credits"""


class FilmRecord(Answer):
    """A film as operators see it: whose it is, who pays, and what drives it."""

    id: str
    """Names it for good"""
    status: FilmState
    """Where it is on its way"""
    progress: float
    """From 0 to 1"""
    scenes: list[FilmScene]
    """In their order"""
    format: AspectRatio | None
    """CSV or JSON"""
    fit: FilmFit
    """How a scene of another shape comes into the frame"""
    resolution: FilmResolution | None
    """Lines of the picture"""
    title: FilmTitle | None
    """For people"""
    music: FilmMusic | None
    """What is heard under the scenes"""
    storyboard_id: str | None
    """The storyboard that it is made of"""
    storyboard_version: int | None
    """The version of it whose scenes the film has"""
    seconds: float
    """How long it was to be when it was asked for; 0 for films of earlier releases"""
    credits: int
    """What it costs, in credits"""
    charged: bool
    """Whether the credits are spent; false once they came back"""
    refunded: bool
    """Whether its credits came back"""
    outcome: str | None
    """How it ended, as a code; null until then"""
    message: str | None
    """What happened, in words for people"""
    error: FilmError | None
    """Why it failed; null otherwise"""
    film: FilmFile | None
    """The film"""
    name: str | None
    """What its owner calls it"""
    favourite: bool
    """A mark of the user's own"""
    tags: list[str]
    """Marks of the user's own, in their words"""
    taken_down_at: datetime | None
    """Since when the operator keeps it from everybody"""
    created_at: datetime
    """When it was made"""
    updated_at: datetime
    """When it was last changed"""
    deadline_at: datetime
    """When it ends at the latest, whatever happens"""
    ended_at: datetime | None
    """When it ended; null until then"""
    user_id: str
    """The user"""
    payer_id: str
    """Who pays: its user, or `house`"""
    retry_of: str | None
    """The film that this one repeats on the house"""
    deleted_at: datetime | None
    """Since when it is in the trash"""
    due_at: datetime | None
    """When the sweep looks at it; null where nothing is due"""
    turn_until: datetime | None
    """Until when a worker has it"""
    waits: int
    """How often it was put off because of trouble that passes"""
    crashes: int
    """How often a worker died of it"""


class FilmRecordList(Answer):
    """A page of films, as operators see them."""

    films: list[FilmRecord]
    """One page of them"""
    next_cursor: str | None
    """Give it as `cursor` for the next page; null at the end"""


class FilmScene(Answer):
    """A video, or a part of it, in a film."""

    video_id: str
    """The video"""
    start: float
    """Seconds of the scene's own time"""
    end: float | None
    """Seconds of the scene's own time; null is its end"""
    crossfade: float
    """Seconds shared with the next scene; 0 is a cut"""
    scene_id: str | None
    """The storyboard's scene that it shows, in a film straight from one"""


class FilmSceneRequest(TypedDict):
    """A video, or a part of it."""

    video_id: str
    """The video"""
    start: NotRequired[float]
    """Seconds of the scene's own time"""
    end: NotRequired[float | None]
    """Seconds of the scene's own time; else its end"""
    crossfade: NotRequired[float]
    """Seconds shared with the next scene; 0 is a cut"""


class FilmTitle(Answer):
    """Words at the beginning."""

    text: str
    """The words themselves"""
    seconds: float
    """How long it is shown"""


class FilmTitleRequest(TypedDict):
    """Words at the beginning."""

    text: str
    """The words, in any script that a font here has"""
    seconds: NotRequired[float]
    """How long it is shown"""


class FilmTrail(Answer):
    """A film with everything that happened to it."""

    film: FilmRecord
    """The film"""
    transactions: list[CreditTransaction]
    """The latest first"""
    dead_letters: list[DeadLetter]
    """Tasks that were given up"""


class Health(Answer):
    """That an instance answers."""

    ok: bool
    """Always true"""
    time: datetime
    """The time that this instance has"""


class Image(Answer):
    """A picture of the user's."""

    id: str
    """Names it for good"""
    collection_id: str
    """The collection that it is in"""
    status: ImageState
    """Where it is on its way"""
    content_type: ImageType
    """The file's media type"""
    bytes: int
    """The size of the file"""
    created_at: datetime
    """When it was made"""
    updated_at: datetime
    """When it was last changed"""
    title: str
    """For people"""
    metadata: dict[str, str]
    """Own words about it, by name"""
    width: int | None
    """In pixels"""
    height: int | None
    """In pixels"""
    colour: str | None
    """The picture's mean colour, as `#rrggbb`"""
    reason: Rejection | None
    """The beginning of `error`, with its code in small letters"""
    error: Failure | None
    """Why it failed; null otherwise"""
    prompt_count: int
    """How many prompts it has"""
    primary_prompt_id: str | None
    """The prompt that stands for it"""
    likeness_at: datetime | None
    """When it was said that whoever can be recognised in it agreed; null: it was not"""
    taken_down_at: datetime | None
    """Since when the operator keeps it from everybody"""


class ImageLinks(Answer):
    """Addresses that work without signing in until they expire."""

    picture: str
    """An address of the whole picture"""
    thumbnail: str
    """An address of a small picture"""
    expires_at: datetime
    """Until when it can be used"""


class ImageLinksList(Answer):
    """Addresses of several images, in the order asked for."""

    links: list[ListedImageLinks]
    """Of those that have any, in the order asked for"""
    missing: list[str]
    """Of these there are none: not there, in the trash or not ready"""


class ImageList(Answer):
    """A page of images."""

    images: list[Image]
    """One page of them"""
    next_cursor: str | None
    """Give it as `cursor` for the next page; null at the end"""


class ImageMove(Answer):
    """How many are in the collection now, and which are not."""

    moved: int
    """How many are there now, those among them that were before"""
    refused: list[ItemRefusal]
    """Those that it was not done to, with the reason"""


class ImageUpload(Answer):
    """The image, which waits for its file."""

    image: Image
    """The image"""
    upload: UploadTarget
    """Where to send the bytes"""


class ImportNote(Answer):
    """What of a file was not kept, or was changed."""

    path: str
    """Where in the file it is"""
    problem: str
    """What is wrong, for people"""
    code: str
    """What it is, to decide by"""


class InvariantCount(Answer):
    """What one rule was held against, and how often it did not hold."""

    checked: int
    """How many times it was looked at"""
    breaches: int
    """How many there are in all"""


class ItemRefusal(Answer):
    """Why one of several was left as it is."""

    id: str
    """Names it for good"""
    error: str
    """Why it failed; null otherwise"""
    message: str
    """What happened, in words for people"""


class JobList(Answer):
    """A page of jobs."""

    jobs: list[JobRecord]
    """One page of them"""
    next_cursor: str | None
    """Give it as `cursor` for the next page; null at the end"""


class JobRecord(Answer):
    """A job as operators see it: whose it is, and what drives it."""

    model: str
    """An `id` of the catalog"""
    prompt: str
    """What should be seen"""
    seconds: int
    """How long it is, in seconds"""
    aspect_ratio: AspectRatio
    """Width to height"""
    resolution: Resolution
    """Lines of the picture"""
    audio: bool
    """Whether it has sound"""
    negative_prompt: str | None
    """What should not be seen"""
    seed: int | None
    """The same seed makes similar videos"""
    prompt_id: str | None
    """The prompt whose text was used; null where there was none"""
    first_frame: str | None
    """The image that it begins with"""
    last_frame: str | None
    """The image that it ends with"""
    references: list[str]
    """Images that show what should be seen"""
    task: VideoTask | None
    """What is done with `source`"""
    source: str | None
    """The video that it is made from"""
    start_at: datetime | None
    """When it is to start; null: as soon as it can"""
    continues: str | None
    """The video whose last frame is this one's first"""
    billing: Billing
    """Who pays the provider: we, by your credits, or you, by your own key"""
    id: str
    """Names it for good"""
    state: JobState
    """Where it is on its way"""
    credits: int
    """What it costs, in credits"""
    charged: bool
    """Whether the credits are spent; false once they came back"""
    created_at: datetime
    """When it was asked for"""
    deadline_at: datetime
    """When it ends at the latest, whatever happens"""
    expected_at: datetime
    """When it will probably be ready"""
    outcome: str | None
    """How it ended, as a code; null until then"""
    message: str | None
    """What happened, in words for people"""
    error: VideoError | None
    """Why it failed; null otherwise"""
    video: VideoFile | None
    """The file, once there is one"""
    ended_at: datetime | None
    """When it ended; null until then"""
    retry_of: str | None
    """The video that this one is another try of"""
    notice: str | None
    """What is worth knowing before it is made, for people"""
    edit: VideoEdit | None
    """Of a video that was made of `source` by hand"""
    followers: list[str]
    """Videos that begin with this one's last frame and wait for it"""
    storyboard_id: str | None
    """The storyboard that it was shot for"""
    scene_id: str | None
    """The scene"""
    batch_id: str | None
    """The batch that it was asked for with"""
    name: str | None
    """What its owner calls it"""
    favourite: bool
    """A mark of the user's own"""
    tags: list[str]
    """Marks of the user's own, in their words"""
    taken_down_at: datetime | None
    """Since when the operator keeps it from everybody"""
    user_id: str
    """The user"""
    payer_id: str
    """Who pays: its user, or `house`"""
    due_at: datetime | None
    """When the sweep looks at it; null where nothing is due"""
    attempt: int
    """Which try at the provider this is, from 1"""


class JobTrail(Answer):
    """A job with everything that happened to it."""

    job: JobRecord
    """The job as it is now"""
    ops: dict[str, Any]
    """What only operators see: attempts, list price, what the provider said"""
    transactions: list[CreditTransaction]
    """Its entries in the ledger"""
    late_results: list[LateResult]
    """What came when the job had ended already"""
    dead_letters: list[DeadLetter]
    """Its tasks that were given up"""


class LateResult(Answer):
    """What a provider brought when the job had ended already."""

    job_id: str
    """The video that it is about"""
    user_id: str
    """The user"""
    attempt: int
    """Which try at the provider this is, from 1"""
    uri: str
    """Where the provider put the file"""
    outcome: str | None
    """How the job had ended"""
    at: datetime
    """When it was heard of"""


class ListedImageLinks(Answer):
    """One image's addresses."""

    id: str
    """Names it for good"""
    thumbnail: str
    """An address of a small picture"""
    picture: str | None
    """Null where only `previews` were asked for"""
    expires_at: datetime
    """Until when it can be used"""


class ListedVideoLinks(Answer):
    """The same, and whose they are."""

    poster: str | None
    """A still of it; null until there is one"""
    playback: str | None
    """An address that plays in the browser"""
    download: str | None
    """An address that saves the file"""
    gif: str | None
    """The same as an animated picture; null where it was not edited for one"""
    expires_at: datetime
    """Until when it can be used"""
    id: str
    """Names it for good"""


class LocalizedScenes(Answer):
    """A scene in both languages."""

    en: dict[str, Any]
    """The scene's fields, in English"""
    de: dict[str, Any]
    """The scene's fields, in German"""


class LocalizedText(Answer):
    """The same in both languages."""

    de: str
    """In German"""
    en: str
    """In English"""


class MediaLinks(Answer):
    """Addresses that work without signing in until they expire."""

    playback: str
    """An address that plays in the browser"""
    download: str
    """An address that saves the file"""
    poster: str | None
    """A still of it; null until there is one"""
    expires_at: datetime
    """Until when it can be used"""


class MediaLook(Answer):
    """Addresses for moderation, good for five minutes."""

    kind: MediaKind
    """What kind of breach it is"""
    id: str
    """Names it for good"""
    user_id: str
    """The user"""
    taken_down_at: datetime | None
    """Since when it is taken down"""
    file: str
    """An address of the video, film or picture"""
    still: str | None
    """The poster or thumbnail, where there is one"""
    expires_at: datetime
    """Until when it can be used"""


class MediaName(Answer):
    """Which video, film or picture."""

    kind: MediaKind
    """What kind of breach it is"""
    id: str
    """Names it for good"""


class Mend(Answer):
    """A place where numbers did not count what is there: what stood there, and what is right."""

    path: str
    """The document"""
    kinds: list[BreachKind]
    """Breaches, by kind"""
    before: dict[str, Any]
    """What came later is left alone"""
    after: dict[str, Any]
    """Empty where it is right by now, or keeps changing"""
    mended: bool
    """Whether it was written"""


class MendResult(Answer):
    """What was counted anew, or would be."""

    run_id: str
    """The run"""
    dry_run: bool
    """Whether nothing was written"""
    mends: list[Mend]
    """Each place that the run names"""
    left: dict[str, int]
    """Breaches of the run that nobody may mend by a call"""


class Model(Answer):
    """A video model: what it can, what it costs."""

    id: str
    """Its surface and name, `surface/model`: what requests call `model`"""
    surface: str
    """Where it is served: the first half of its `id`"""
    model: str
    """As its surface calls it: the second half of its `id`"""
    name: str
    """What people call it"""
    stage: ModelStage
    """Whether its provider calls it finished"""
    released: str
    """Since when it exists"""
    retirement: ModelRetirement
    """When its provider ends it"""
    replacement: str | None
    """The model to use instead once it is gone"""
    seconds: list[int]
    """The lengths that it can make"""
    resolutions: list[Resolution]
    """Those that it can make"""
    aspect_ratios: list[AspectRatio]
    """Those that it can make"""
    audio: ModelAudio
    """Whether it makes sound"""
    references: int
    """How many reference images it takes"""
    prompt_tokens: int
    """How much of a prompt it reads"""
    usual_seconds: int
    """How long making a video usually takes"""
    first_frame: bool
    """Whether a video can begin with an image"""
    last_frame: bool
    """Whether a video can end with an image"""
    tasks: list[VideoTask]
    """What it can do with a video that exists"""
    extend_to: int | None
    """Seconds that a video can be extended to"""
    without: list[str]
    """Fields that it cannot take"""
    rules: list[ModelRule]
    """What it asks for together"""
    credits_per_second: list[CreditPrice]
    """Prices, by resolution and sound"""
    availability: Availability
    """Whether it can be asked for today"""
    unavailable: LocalizedText | None
    """Why, where it is `suspended` or `disabled`"""
    own_key: bool
    """Whether it can be paid by a key of your own; its provider is then `surface`"""
    stoppable: bool
    """Whether a video can still be cancelled while it is being made; before that each can be"""


class ModelFigures(Answer):
    """A day of one model; jobs by outcome, those that run by `live`."""

    model: str
    """An `id` of the catalog"""
    provider: str
    """Whose key it is"""
    jobs: dict[str, int]
    """One page of them"""
    credits_charged: int
    """Credits that were charged"""
    credits_refunded: int
    """Of them those that came back"""
    list_price_usd: float
    """What the provider asks for it by its list, in US dollars"""
    earned_usd: float
    """What its credits are worth to us, less those that came back, in US dollars"""
    margin_usd: float
    """What is left of what was earned, in US dollars"""
    seconds: Times
    """How long it is, in seconds"""


class ModelList(Answer):
    """The catalog."""

    default: str
    """The model of a video whose request names none"""
    models: list[Model]
    """All of the catalog"""


class ModelRetirement(Answer):
    """When the provider ends the model: not said, at the earliest, announced, or certain."""

    status: RetirementStatus
    """How certain it is"""
    date: str | None
    """In UTC; null where none is said"""


class ModelRule(Answer):
    """Where a request has these values, it must have those."""

    when: dict[str, Any]
    """Where these fields have one of these values"""
    requires: dict[str, Any]
    """By field, the values that are then possible"""


class ModelStats(Answer):
    """A day of one model."""

    model: str
    """An `id` of the catalog"""
    jobs: dict[str, int]
    """How many, by outcome; `live` have not ended"""
    credits_charged: int
    """Credits that were charged"""
    credits_refunded: int
    """Of them those that came back"""
    list_price_usd: float
    """What the provider asks for it by its list, in US dollars"""
    earned_usd: float
    """What its credits are worth to us, less those that came back, in US dollars"""
    margin_usd: float
    """What is left of what was earned, in US dollars"""


class ModelSuspension(Answer):
    """Why a model is out of the offer."""

    since: datetime
    """From when on"""
    reason: SuspensionReason
    """Who or what took it out"""
    note: str
    """The reason that an operator gave, or the provider's words"""


class MoneyFigures(Answer):
    """In the currency's smallest unit; `disputed` is what banks hold, less what they gave back."""

    currency: str
    """By ISO 4217, in small letters"""
    revenue: int
    """That was paid"""
    refunded: int
    """That was given back"""
    disputed: int
    """That banks hold"""
    fees: int
    """That was kept by who took the payments"""


class MusicUpload(Answer):
    """Where to send the music."""

    music_id: str
    """Names the music in a film; it is kept for two days"""
    upload: UploadTarget
    """Where to send the bytes"""


class NoticeSettings(Answer):
    """What you are told by mail and on your devices: nothing that you did not choose."""

    mail: list[NoticeEvent]
    """What comes by mail, to your verified address"""
    push: list[NoticeEvent]
    """What comes to your devices"""
    language: Language
    """Of the text, and of what is spoken"""
    quiet: QuietHours | None
    """When devices are left in peace; null: never"""
    credits_low_at: int
    """A charge that brings the balance below it is told as `credits.low`"""
    mail_available: bool
    """Whether this service sends mail at all"""
    devices: list[Device]
    """Where push messages go, the latest first"""


class OperatorBatch(Answer):
    """What is done to many videos, films or prompts at once: found by a dry run, and done once it is started."""

    id: str
    """Names this very set of works: start it by this"""
    action: OperatorBatchAction
    """What happens"""
    kind: OperatorBatchKind
    """What kind of breach it is"""
    by: str
    """The operator who found it, or started it"""
    reason: str
    """Why, as they said"""
    created_at: datetime
    """When it was made"""
    started_at: datetime | None
    """When it began"""
    count: int
    """How many works"""
    credits: int
    """What they cost their users together, as far as it was not refunded"""
    first: list[str]
    """The first of the works"""
    more: bool
    """More are found by the same filters: a batch has its most"""
    done: int
    """How many it has come to"""
    refused: list[OperatorBatchRefusal]
    """The first of those that stayed as they are"""
    expires_at: datetime
    """Until when it can be used"""


class OperatorBatchRefusal(Answer):
    """Why one of a batch stays as it is."""

    id: str
    """Names it for good"""
    error: str
    """Why it failed; null otherwise"""


class PaymentsPortal(Answer):
    """Where a buyer finds their invoices and what Stripe keeps of them."""

    url: str
    """Where to send the bytes"""


class Prompt(Answer):
    """A text for a video, written from an image."""

    id: str
    """Names it for good"""
    image_id: str
    """The image that it belongs to"""
    status: PromptStatus
    """Where it is on its way"""
    prompt_text: str
    """The text itself"""
    user_instruction: str
    """The change that was asked for"""
    language: Language
    """Of the text, and of what is spoken"""
    model_name: str | None
    """The model that wrote it; null where none did"""
    camera_style: str
    """A camera style of the catalog"""
    film_effects: list[str]
    """Effects of the catalog"""
    lighting: str | None
    """A light of the catalog"""
    mood: str | None
    """How it feels"""
    config: dict[str, Any]
    """How it was asked for"""
    variant_order: int
    """Its place among the image's prompts"""
    is_primary: bool
    """Whether it is the one that stands for its image"""
    favourite: bool
    """A mark of the user's own"""
    rating: int | None
    """1 to 5; null where nobody has rated it"""
    refines: str | None
    """The prompt whose text this one changes"""
    batch_id: str | None
    """The batch that it was written with; null where with none"""
    metadata: dict[str, Any]
    """Facts of how it was written"""
    error: Failure | None
    """Why it failed; null otherwise"""
    created_at: datetime
    """When it was made"""
    updated_at: datetime
    """When it was last changed"""


class PromptAccepted(Answer):
    """The prompt that is written now."""

    prompt: Prompt
    """The prompt"""


class PromptBatch(Answer):
    """The prompts of a whole collection."""

    id: str
    """Names it for good"""
    collection_id: str
    """The collection that they are written for"""
    total: int
    """How many there are"""
    completed: int
    """How many are written"""
    failed: int
    """How many could not be written"""
    waiting: int
    """How many are not begun yet"""
    prompt_ids: list[str]
    """The prompts"""
    created_at: datetime
    """When it was made"""
    updated_at: datetime
    """When it was last changed"""


class PromptBatchAccepted(Answer):
    """The prompts that are written now."""

    batch: PromptBatch
    """All of it together"""


class PromptDeletion(Answer):
    """What was deleted."""

    deleted: int
    """How many are gone"""


class PromptHistory(Answer):
    """Earlier texts of a prompt."""

    versions: list[PromptVersion]
    """The latest twenty at most, the latest first"""


class PromptList(Answer):
    """All prompts of an image."""

    prompts: list[Prompt]
    """In their order"""


class PromptPage(Answer):
    """A page of prompts."""

    prompts: list[Prompt]
    """One page of them"""
    next_cursor: str | None
    """Give it as `cursor` for the next page; null at the end"""


class PromptRecord(Answer):
    """A prompt as operators see it: whose it is, and what drives it. `is_primary` is not looked up in a list."""

    id: str
    """Names it for good"""
    image_id: str
    """The image that it belongs to"""
    status: PromptStatus
    """Where it is on its way"""
    prompt_text: str
    """The text itself"""
    user_instruction: str
    """The change that was asked for"""
    language: Language
    """Of the text, and of what is spoken"""
    model_name: str | None
    """The model that wrote it; null where none did"""
    camera_style: str
    """A camera style of the catalog"""
    film_effects: list[str]
    """Effects of the catalog"""
    lighting: str | None
    """A light of the catalog"""
    mood: str | None
    """How it feels"""
    config: dict[str, Any]
    """What was asked for, as it was asked"""
    variant_order: int
    """Its place among the image's prompts"""
    is_primary: bool
    """Whether it is the one that stands for its image"""
    favourite: bool
    """A mark of the user's own"""
    rating: int | None
    """1 to 5; null where nobody has rated it"""
    refines: str | None
    """The prompt whose text this one changes"""
    batch_id: str | None
    """The batch that it was written with; null where with none"""
    metadata: dict[str, Any]
    """Own words about it, by name"""
    error: Failure | None
    """Why it failed; null otherwise"""
    created_at: datetime
    """When it was made"""
    updated_at: datetime
    """When it was last changed"""
    user_id: str
    """The user"""
    deleted_at: datetime | None
    """Since when it is in the trash"""
    due_at: datetime | None
    """When the sweep looks at it; null where nothing is due"""
    deadline_at: datetime | None
    """When it ends at the latest, whatever happens"""
    attempt: int
    """Which try at the provider this is, from 1"""
    own_key: bool
    """Whether it is written with a key of its user's"""


class PromptRecordList(Answer):
    """A page of prompts, as operators see them."""

    prompts: list[PromptRecord]
    """In their order"""
    next_cursor: str | None
    """Give it as `cursor` for the next page; null at the end"""


class PromptSettings(Answer):
    """How a prompt is asked for."""

    camera_style: CameraStyle
    """A camera style of the catalog"""
    film_effects: list[FilmEffect]
    """Effects of the catalog"""
    lighting: LightingStyle | None
    """A light of the catalog"""
    mood: Mood | None
    """How it feels"""
    seconds: PromptSeconds | None
    """How long the video should be"""
    aspect_ratio: AspectRatio | None
    """Width to height"""
    instructions: str
    """Instructions in own words"""
    language: Language
    """Of the text, and of what is spoken"""
    own_key: bool
    """Written with the user's own key"""


class PromptSettingsRequest(TypedDict):
    """How a prompt is asked for; what is left out has its default."""

    camera_style: NotRequired[CameraStyle]
    """A camera style of the catalog"""
    film_effects: NotRequired[Sequence[FilmEffect]]
    """Effects of the catalog"""
    lighting: NotRequired[LightingStyle | None]
    """A light of the catalog"""
    mood: NotRequired[Mood | None]
    """How it feels"""
    seconds: NotRequired[PromptSeconds | None]
    """How long the video should be"""
    aspect_ratio: NotRequired[AspectRatio | None]
    """Width to height"""
    instructions: NotRequired[str]
    """Instructions in your own words; data for the model, never orders"""
    language: NotRequired[Language | None]
    """Where it is left out, the one that Accept-Language likes better; German where that names neither"""
    own_key: NotRequired[bool]
    """Written with your own key for the Gemini API"""


class PromptStyles(Answer):
    """What was asked for most, by the number of prompts; of as many the first by its name."""

    counted: int
    """How many prompts were counted"""
    camera_styles: list[StyleUse]
    """The cameras, most used first"""
    film_effects: list[StyleUse]
    """The effects, most used first"""
    lighting: list[StyleUse]
    """The lights, most used first"""
    moods: list[StyleUse]
    """The moods, most used first"""


class PromptSuggestions(Answer):
    """Styles that suit a picture, the best first."""

    camera_styles: list[StyleSuggestion]
    """Cameras, the best first"""
    lighting: list[StyleSuggestion]
    """Lights, the best first"""
    moods: list[StyleSuggestion]
    """Moods, the best first"""


class PromptTemplate(Answer):
    """Settings for prompts, kept under a name."""

    id: str
    """Names it for good"""
    name: str
    """What people call it"""
    config: PromptSettings
    """The settings that it keeps"""
    created_at: datetime
    """When it was made"""


class PromptTemplateList(Answer):
    """All of your templates."""

    templates: list[PromptTemplate]
    """By name"""


class PromptTrail(Answer):
    """A prompt with everything that happened to it."""

    prompt: PromptRecord
    """What should be seen"""
    dead_letters: list[DeadLetter]
    """Tasks that were given up"""


class PromptVersion(Answer):
    """What a prompt's text was before."""

    version: int
    """Its number, from 1"""
    prompt_text: str
    """The text as it was"""
    replaced_at: datetime
    """When another took its place"""


class ProviderKey(Answer):
    """A user's own key for a provider, without the key itself."""

    provider: KeyProvider
    """Whose key it is"""
    last_four: str
    """The last four characters of the key"""
    project: str | None
    """The project at the provider that pays; null where the key says it"""
    created_at: datetime
    """When it was stored"""
    last_used_at: datetime | None
    """When a job last used it"""
    active: bool
    """Whether new jobs use it"""
    valid: bool | None
    """What the provider last said; null where it was not asked"""
    verified_at: datetime | None
    """When the provider last said so"""


class ProviderKeyDeletion(Answer):
    """What became of a key."""

    deleted: bool
    """Whether it is gone at once; false while jobs keep it"""
    serving_jobs: int
    """Live jobs that keep it until they end"""


class ProviderKeyList(Answer):
    """All of your provider keys."""

    keys: list[ProviderKey]
    """One for each provider at most"""


class ProviderKeyVerification(Answer):
    """`unknown`: the provider could not be asked, or did not say; what was known before stays."""

    result: KeyValidity
    """What the provider says of it"""
    key: ProviderKey
    """The key's record after it"""


class Purchase(Answer):
    """Credits that were bought, or are about to be."""

    id: str
    """Names it for good"""
    status: PurchaseStatus
    """Where it is on its way"""
    package_id: str
    """What was bought, as it was on offer then"""
    name: str
    """What people call it"""
    credits: int
    """What it costs, in credits"""
    amount: int
    """Its price, in the currency's smallest unit"""
    currency: str
    """By ISO 4217, in small letters"""
    created_at: datetime
    """When it was made"""
    paid_at: datetime | None
    """When it was paid; null until then"""
    taken_back: int
    """Credits that went back with the money: refunded, or claimed by the bank"""
    expires_at: datetime | None
    """When the credits expire that it brought; null: never"""
    receipt_url: str | None
    """The receipt, at Stripe"""
    url: str | None
    """The page where it is paid, at Stripe, while it can be"""


class PurchaseList(Answer):
    """A page of purchases."""

    purchases: list[Purchase]
    """One page of them"""
    next_cursor: str | None
    """Give it as `cursor` for the next page; null at the end"""


class QueueDrain(Answer):
    """A queue that empties itself, since nothing new can come."""

    queue: QueueRecord
    """As it stands"""
    closed: list[str]
    """What was closed for it: models that are suspended, features of the roll-out"""


class QueueList(Answer):
    """All queues, and what is worked on."""

    queues: list[QueueRecord]
    """By name"""
    works: list[WorkLine]
    """Videos by model, edits, films, prompts"""
    at: datetime
    """When it was looked at"""


class QueueRecord(Answer):
    """A queue of tasks, and what lies in it."""

    queue: str
    """Its name"""
    state: QueueStanding
    """Whether it sends: what is put into a paused one stays there"""
    due: int
    """Tasks whose time has come, or that are under way; 500 are counted at most"""
    later: int
    """Tasks whose time is to come"""
    tried: int
    """Tasks of either that failed before and will be tried again"""
    more: bool
    """Whether there are more than were counted"""
    oldest_due_at: datetime | None
    """Since when the oldest of those counted could have been sent"""
    max_dispatches_per_second: float
    """How many it sends in a second at most"""
    max_concurrent_dispatches: int
    """How many may be under way at once"""


class QuietHours(Answer):
    """When devices are left in peace; what would come then, comes once they end."""

    begins: str
    """When they begin, such as `22:00`"""
    ends: str
    """When they end; before they begin: the next day"""
    time_zone: str
    """Where, such as `Europe/Berlin`"""


class QuietHoursRequest(TypedDict):
    """When devices are left in peace, each day."""

    begins: str
    """When they begin, such as `22:00`"""
    ends: str
    """When they end; before they begin: the next day"""
    time_zone: str
    """Where, such as `Europe/Berlin`"""


class RankedUser(Answer):
    """Who, and how much."""

    user_id: str
    """The user"""
    number: int
    """The look's number in its chain"""


class ReconcileBreach(Answer):
    """Something that must hold and does not."""

    kind: BreachKind
    """What kind of breach it is"""
    invariant: ReconcileInvariant
    """What must hold and does not"""
    path: str
    """The document or object"""
    words: str
    """What is wrong, for people"""
    expected: str | int | None
    """What should be there, in short"""
    found: str | int | None
    """What is there, in short"""


class ReconcileRun(Answer):
    """A run over all data; `first` are the first hundred breaches, all of them are counted."""

    read: dict[str, int]
    """Documents that were read, by kind"""
    invariants: dict[str, InvariantCount]
    """What was checked, by what must hold"""
    breaches: int
    """How many there are in all"""
    kinds: dict[str, int]
    """Breaches, by kind"""
    first: list[ReconcileBreach]
    """The first hundred breaches"""
    busy: list[str]
    """Documents that kept changing while they were looked at, left for the next run"""
    id: str
    """The run's id"""
    status: RunStatus
    """Where it is on its way"""
    started_by: str
    """The operator, or the schedule"""
    started_at: datetime
    """When it began"""
    ended_at: datetime | None
    """When it ended; null until then"""
    seconds: float
    """How long it took so far"""
    pages: int
    """Pages that were read"""
    stored_bytes: int
    """Of all videos, films and pictures, as far as they were looked at"""
    cleared: int
    """Objects of nobody that the run deleted"""


class ReconcileRunList(Answer):
    """Runs of the last 90 days."""

    runs: list[ReconcileRun]
    """The latest first"""


class Rejection(Answer):
    """Why it was not taken."""

    code: str
    """What it is, to decide by"""
    message: str
    """What happened, in words for people"""


class ReportCase(Answer):
    """All reports of one video or film."""

    open: int
    """How many are not decided; a decision decides all of them"""
    total: int
    """How many there were"""
    about: dict[str, int]
    """How many for each reason"""
    first_at: datetime
    """When the first one came"""
    last_at: datetime
    """When the last one came"""
    decision: ReportDecision | None
    """What was decided last; reports that came later are open"""
    decided_at: datetime | None
    """When that was"""
    under_way: ReportDecision | None
    """What is being done about it right now"""


class ReportDay(Answer):
    """What came and was decided on one day, in UTC."""

    day: str
    """The day, in UTC"""
    filed: int
    """Reports that came"""
    dismissed: int
    """Reports that were dismissed"""
    shares_revoked: int
    """Reports for which links were ended"""
    taken_down: int
    """Reports for which something was taken down"""


class ReportDays(Answer):
    """Reports by day."""

    days: list[ReportDay]
    """Each day, the earliest first, those without any too"""


class ReportDetail(Answer):
    """A report with what is known of the work, its links and its owner."""

    report: ReportRecord
    """What was reported"""
    seconds: float | None
    """How long it lasts; null: it is not there any more"""
    width: int | None
    """In pixels"""
    height: int | None
    """In pixels"""
    shares: list[ReportedShare]
    """Links to it, a hundred at most"""
    others: list[ReportRecord]
    """Other reports of it, the newest first, twenty at most"""
    history: ReportHistory
    """Of its owner"""


class ReportHistory(Answer):
    """How often works of the same user were reported before, by what came of it."""

    open: int
    """Not decided"""
    dismissed: int
    """Where nothing was wrong"""
    shares_revoked: int
    """Where links were ended"""
    taken_down: int
    """Where it was taken down"""


class ReportList(Answer):
    """A page of reports."""

    reports: list[ReportRecord]
    """The newest first"""
    next_cursor: str | None
    """Give it as `cursor` for the next page; null at the end"""


class ReportOutcome(Answer):
    """What was decided, for all reports of a work."""

    decision: ReportDecision
    """What was decided"""
    decided: int
    """Reports that it decided"""
    shares_revoked: int
    """Links that it ended"""
    taken_down: int
    """Videos and films that it took down: the work, and what was made of it"""
    told: int
    """Of those who had sent them, how many are told by mail"""


class ReportRecord(Answer):
    """What somebody reported who had opened a link."""

    id: str
    """Names the report"""
    state: ReportState
    """What came of it"""
    about: ReportAbout
    """Why"""
    words: str
    """What they wrote to it; may be empty"""
    language: Language
    """In which language they saw the page"""
    created_at: datetime
    """When it was made"""
    share_id: str
    """The link that they had opened"""
    kind: SharedKind
    """What it shows"""
    work_id: str
    """The video's or film's own id"""
    user_id: str
    """Whose it is"""
    decided_at: datetime | None
    """When it was decided; null: it is open"""
    decided_by: str | None
    """By which operator"""
    wants_answer: bool
    """Whether who sent it is to be told by mail, and was not told yet"""
    alike: ReportCase | None
    """All that were sent of the same video or film"""


class ReportedShare(Answer):
    """A link to what was reported."""

    token: str
    """What stands in its address"""
    open: bool
    """Whether it can be opened"""
    title: str
    """What stands above it on its page"""
    created_at: datetime
    """When it was made"""


class Retention(Answer):
    """Users of the last seven days, of the seven before these, and of both."""

    week: int
    """Users of the last seven days"""
    week_before: int
    """Of the seven days before these"""
    came_again: int
    """Of both"""


class RetryFilmResult(Answer):
    """The film that repeats it, paid by the house."""

    film: FilmRecord
    """The film"""
    changed: bool
    """False where it was repeated before: then as that stands now"""


class RetryJobResult(Answer):
    """The job that repeats it, paid by the house."""

    job: JobRecord
    """The job as it is now"""
    changed: bool
    """False where it was repeated before: then as that stands now"""


class RetryPromptResult(Answer):
    """The prompt, which is written once more in its place."""

    prompt: PromptRecord
    """What should be seen"""
    changed: bool
    """False where this failure was made good before: then as it stands now"""


class RewrapKeysResult(Answer):
    """How far it came."""

    rewrapped: int
    """How many keys were wrapped anew; call again until it is 0"""


class Scene(Answer):
    """One shot of a film, in the person's own words."""

    id: str
    """Names it for good"""
    title: str
    """For people"""
    subject: str
    """Who or what is seen"""
    action: str
    """What happens"""
    setting: str
    """Where it is"""
    camera: str
    """How the camera looks and moves"""
    light: str
    """How it is lit"""
    mood: str
    """How it feels"""
    sound: str
    """What is heard beside speech"""
    dialogue: str
    """What is spoken"""
    duration: int
    """How long it is, in seconds"""
    transition: SceneTransition
    """How it goes over into the next scene"""
    crossfade_seconds: float
    """How long a crossfade into the next scene is"""
    with_character: bool
    """Whether the character is seen"""
    own_text: str
    """Instead of everything that would be composed"""
    first_frame: str | None
    """The image that it begins with"""
    references: list[str]
    """Images that show what should be seen"""
    continue_from_previous: bool
    """Goes on without a break: begins with the last frame of the scene before"""
    missing_images: list[str]
    """Of the images that it is shot with, its character's among them"""
    video: SceneVideo | None
    """What it was shot as"""


class SceneContent(Answer):
    """A scene; what is left out has its default."""

    id: str | None
    """Names it for good"""
    title: str | None
    """For people"""
    subject: str | None
    """Who or what is seen"""
    action: str | None
    """What happens"""
    setting: str | None
    """Where it is"""
    camera: str | None
    """How the camera looks and moves"""
    light: str | None
    """How it is lit"""
    mood: str | None
    """How it feels"""
    sound: str | None
    """What is heard beside speech"""
    dialogue: str | None
    """What is spoken"""
    duration: int | None
    """Seconds, as the storyboard's model can"""
    transition: SceneTransition | None
    """How it goes over into the next scene"""
    crossfade_seconds: float | None
    """How long a crossfade into the next scene is"""
    with_character: bool | None
    """Whether the character is seen"""
    own_text: str | None
    """Instead of everything that would be composed"""
    first_frame: str | None
    """The image that it begins with"""
    references: list[str] | None
    """Images that show what should be seen"""
    continue_from_previous: bool | None
    """Goes on without a break: begins with the last frame of the scene before"""


class SceneContentBody(TypedDict):
    """A scene; what is left out has its default."""

    id: NotRequired[str]
    """Names it for good"""
    title: NotRequired[str]
    """For people"""
    subject: NotRequired[str]
    """Who or what is seen"""
    action: NotRequired[str]
    """What happens"""
    setting: NotRequired[str]
    """Where it is"""
    camera: NotRequired[str]
    """How the camera looks and moves"""
    light: NotRequired[str]
    """How it is lit"""
    mood: NotRequired[str]
    """How it feels"""
    sound: NotRequired[str]
    """What is heard beside speech"""
    dialogue: NotRequired[str]
    """What is spoken"""
    duration: NotRequired[int]
    """Seconds, as the storyboard's model can"""
    transition: NotRequired[SceneTransition]
    """How it goes over into the next scene"""
    crossfade_seconds: NotRequired[float]
    """How long a crossfade into the next scene is"""
    with_character: NotRequired[bool]
    """Whether the character is seen"""
    own_text: NotRequired[str]
    """Instead of everything that would be composed"""
    first_frame: NotRequired[str | None]
    """The image that it begins with"""
    references: NotRequired[Sequence[str]]
    """Images that show what should be seen"""
    continue_from_previous: NotRequired[bool]
    """Goes on without a break: begins with the last frame of the scene before"""


class ScenePrompt(Answer):
    """`own`: the person's own text; `left_out`: parts that the model would not have read to the end."""

    scene_id: str
    """The scene"""
    prompt: str
    """The text itself"""
    own: bool
    """Whether it is the scene's `own_text`"""
    left_out: list[str]
    """Parts that the model would not have read to the end"""
    shortened: bool
    """Whether something was left out"""


class SceneQuote(Answer):
    """What the video of a scene would cost."""

    scene_id: str
    """The scene"""
    title: str
    """For people"""
    what: str
    """What is paid for, such as `8 s × 10`"""
    credits: int
    """What it costs, in credits"""
    prompt: str
    """The prompt that its video would be made with"""
    notice: str | None
    """What is worth knowing before it is made, for people"""


class SceneTemplate(Answer):
    """A scene to begin with."""

    id: str
    """Names it for good"""
    name: LocalizedText
    """What people call it"""
    scene: LocalizedScenes
    """The scene, in both languages"""


class SceneVideo(Answer):
    """`stale`: the scene, or what it begins with, was changed after its video was asked for."""

    id: str
    """The video's id"""
    stale: bool
    """Whether the scene was changed since"""
    state: JobState | None
    """Where the video is on its way; null where it is gone"""
    outcome: str | None
    """How it ended, as a code; null until then"""
    credits: int | None
    """What the video cost; null where it is gone"""
    charged: bool | None
    """Whether the credits are spent; false once they came back"""
    expected_at: datetime | None
    """When it will probably be ready"""


class ServiceLimits(Answer):
    """How much one user may ask for."""

    calls_per_minute: dict[str, int]
    """Calls a minute of one user, by class; one that reads much counts as several of `other`, ten at most"""
    active_jobs: int
    """Videos that one user may have made at one time"""
    active_films: int
    """Films that one user may have made at one time"""
    film_seconds: int
    """How long a film may last"""
    own_key_fee: int
    """Credits of a video that is paid by its user's own key"""
    image_bytes: int
    """How large the file of a picture may be"""
    image_side: int
    """How many pixels a side of a picture may have"""
    prompts_per_image: int
    """Prompts that one picture may have"""
    likeness_statement: bool
    """Whether each upload of a picture must say that whoever can be recognised in it agreed"""
    intake_open: bool
    """Whether jobs are taken now"""
    message: LocalizedText | None
    """What users are told while no jobs are taken; null otherwise"""
    announcement: Announcement | None
    """What everybody is told now"""


class Share(Answer):
    """A link to a video or film that anybody who has it may open."""

    token: str
    """What stands in its address and cannot be guessed"""
    url: str
    """The page to send to others"""
    kind: SharedKind
    """What it shows"""
    id: str
    """The video's or film's own id"""
    title: str
    """What stands above it on its page; empty: nothing"""
    name: str
    """Whom its page says that it is from; empty: nobody"""
    download: bool
    """Whether its page offers the file. Whoever can watch a video can keep it all the same"""
    protected: bool
    """Whether its page asks for a password"""
    open: bool
    """Whether it can be opened: neither revoked nor past its end"""
    created_at: datetime
    """When it was made"""
    ends_at: datetime | None
    """When it ends by itself; null: not before it is revoked"""
    revoked_at: datetime | None
    """When its owner ended it"""


class ShareAccepted(Answer):
    """The link that was made, now or by the same key before."""

    share: Share
    """The link"""


class ShareDay(Answer):
    """What happened on one day, in UTC."""

    day: str
    """The day, in UTC"""
    views: int
    """How often its page was opened"""
    plays: int
    """How often it was begun to play"""
    ends: int
    """How often it was watched to its end"""


class ShareList(Answer):
    """A page of links."""

    shares: list[Share]
    """One page of them"""
    next_cursor: str | None
    """Give it as `cursor` for the next page; null at the end"""


class ShareVisits(Answer):
    """A link, and how often it was visited; nobody who came is known."""

    share: Share
    """The link"""
    days: list[ShareDay]
    """Each day, the earliest first, those without a visit too"""


class ShootAccepted(Answer):
    """No storyboard where it was deleted meanwhile: the videos are made all the same."""

    credits: int
    """What all of them cost"""
    videos: list[ShootVideo]
    """In the scenes' order"""
    storyboard: Storyboard | None
    """As it is now"""


class ShootCancellation(Answer):
    """What was ended, and the storyboard after it."""

    cancelled: list[str]
    """The videos that ended by this"""
    storyboard: Storyboard
    """As it is now"""


class ShootVideo(Answer):
    """The video that a scene is shot as."""

    id: str
    """The video's id"""
    scene_id: str | None
    """The scene"""
    credits: int
    """What it costs, in credits"""


class SignOutResult(Answer):
    """Whether it was done."""

    signed_out: bool
    """Whether the sessions ended"""


class SignupGrant(Answer):
    """What signing up brings, and what it waits for."""

    credits: int
    """How many"""
    given: bool
    """Whether the credits are there"""
    reason: SignupGrantReason | None
    """What is missing for it, or why there is none; null once it is given"""


class Storyboard(Answer):
    """`progress` counts the scenes' videos by state; `missing_images` are named in it and not there: deleted, or not yours."""

    id: str
    """Names it for good"""
    name: str
    """What people call it"""
    created_at: datetime
    """When it was made"""
    updated_at: datetime
    """When it was last changed"""
    version: int
    """Raised by each edit; give it as `expected_version`"""
    language: Language
    """Of the text, and of what is spoken"""
    preset: str | None
    """The look of the whole film"""
    model: str
    """An `id` of the catalog"""
    aspect_ratio: AspectRatio
    """Width to height"""
    resolution: Resolution
    """Lines of the picture"""
    audio: bool
    """Whether it has sound"""
    negative_prompt: str
    """What should not be seen"""
    character: StoryboardCharacter | None
    """Who is seen again and again"""
    scenes: list[Scene]
    """In their order"""
    missing_images: list[str]
    """Named in it and not there: deleted, or never yours"""
    seconds: int
    """How long it is, in seconds"""
    progress: dict[str, int]
    """How many of its scenes' videos stand in each state"""


class StoryboardCharacter(Answer):
    """Who is seen again and again."""

    tag: str
    """Names the character for good, whatever they are called"""
    name: str
    """What people call it"""
    age: str
    """How old they are"""
    look: str
    """How they look"""
    clothing: str
    """What they wear"""
    voice: str
    """How they sound"""
    references: list[str]
    """Images that show what should be seen"""


class StoryboardCharacterRequest(Answer):
    """Who is seen again and again; null takes the character away."""

    tag: str | None
    """Names the character for good, whatever they are called"""
    name: str
    """What people call it"""
    age: str | None
    """How old they are"""
    look: str | None
    """How they look"""
    clothing: str | None
    """What they wear"""
    voice: str | None
    """How they sound"""
    references: list[str] | None
    """Images that show what should be seen"""


class StoryboardCharacterRequestBody(TypedDict):
    """Who is seen again and again; null takes the character away."""

    tag: NotRequired[str]
    """Names the character for good, whatever they are called"""
    name: str
    """What people call it"""
    age: NotRequired[str]
    """How old they are"""
    look: NotRequired[str]
    """How they look"""
    clothing: NotRequired[str]
    """What they wear"""
    voice: NotRequired[str]
    """How they sound"""
    references: NotRequired[Sequence[str]]
    """Images that show what should be seen"""


class StoryboardCharacterUpdate(TypedDict):
    """What is left out stays; the first time, a name is needed."""

    tag: NotRequired[str]
    """Names the character for good, whatever they are called"""
    name: NotRequired[str]
    """What people call it"""
    age: NotRequired[str]
    """How old they are"""
    look: NotRequired[str]
    """How they look"""
    clothing: NotRequired[str]
    """What they wear"""
    voice: NotRequired[str]
    """How they sound"""
    references: NotRequired[Sequence[str]]
    """Images that show what should be seen"""


class StoryboardFile(Answer):
    """A storyboard to keep or give away (docs/storyboard-format.md)."""

    format: Literal["rushes.storyboard/1"]
    """Which format the file has"""
    name: str
    """What people call it"""
    language: Language | None
    """Of the text, and of what is spoken"""
    preset: StoryboardPresetId | None
    """The look of the whole film"""
    model: str | None
    """An `id` of the catalog"""
    aspect_ratio: AspectRatio | None
    """Width to height"""
    resolution: Resolution | None
    """Lines of the picture"""
    audio: bool | None
    """Whether it has sound"""
    negative_prompt: str | None
    """What should not be seen"""
    character: StoryboardCharacterRequest | None
    """Who is seen again and again"""
    scenes: list[SceneContent] | None
    """In their order"""


class StoryboardFileBody(TypedDict):
    """A storyboard to keep or give away (docs/storyboard-format.md)."""

    format: Literal["rushes.storyboard/1"]
    """Which format the file has"""
    name: str
    """What people call it"""
    language: NotRequired[Language]
    """Of the text, and of what is spoken"""
    preset: NotRequired[StoryboardPresetId | None]
    """The look of the whole film"""
    model: NotRequired[str]
    """An `id` of the catalog"""
    aspect_ratio: NotRequired[AspectRatio]
    """Width to height"""
    resolution: NotRequired[Resolution]
    """Lines of the picture"""
    audio: NotRequired[bool]
    """Whether it has sound"""
    negative_prompt: NotRequired[str]
    """What should not be seen"""
    character: NotRequired[StoryboardCharacterRequestBody | None]
    """Who is seen again and again"""
    scenes: NotRequired[Sequence[SceneContentBody]]
    """In their order"""


class StoryboardImport(Answer):
    """What was made of a file."""

    storyboards: list[Storyboard]
    """One page of them"""
    notes: list[ImportNote]
    """What of the file was not kept, or was changed"""


class StoryboardList(Answer):
    """A page of storyboards."""

    storyboards: list[StoryboardSummary]
    """One page of them"""
    next_cursor: str | None
    """Give it as `cursor` for the next page; null at the end"""


class StoryboardPreset(Answer):
    """A look for a whole film."""

    id: str
    """What storyboards call `preset`"""
    name: LocalizedText
    """What people call it"""
    camera: LocalizedText
    """How the camera looks and moves"""
    light: LocalizedText
    """How it is lit"""
    style: LocalizedText
    """How everything looks"""
    sound: LocalizedText
    """What is heard beside speech"""
    mood: LocalizedText
    """How it feels"""


class StoryboardPresets(Answer):
    """What storyboards can begin with."""

    presets: list[StoryboardPreset]
    """Looks for a whole film"""
    scene_templates: list[SceneTemplate]
    """Scenes to begin with"""


class StoryboardQuote(Answer):
    """What the videos of the scenes would cost."""

    credits: int
    """What all of them cost"""
    items: list[SceneQuote]
    """What is paid for, one by one"""


class StoryboardSummary(Answer):
    """A storyboard in a list."""

    name: str
    """What people call it"""
    version: int
    """Raised by each edit"""
    scene_count: int
    """How many scenes it has"""
    seconds: int
    """How long it is, in seconds"""
    created_at: datetime
    """When it was made"""
    updated_at: datetime
    """When it was last changed"""
    id: str
    """Names it for good"""


class StoryboardVersion(Answer):
    """A version that is kept."""

    name: str
    """What people call it"""
    version: int
    """The number of the version"""
    scene_count: int
    """How many scenes it has"""
    seconds: int
    """How long it is, in seconds"""
    created_at: datetime
    """When it was made"""
    updated_at: datetime
    """When it was last changed"""


class StoryboardVersionList(Answer):
    """The versions that are kept."""

    versions: list[StoryboardVersion]
    """The newest first"""


class StyleCatalog(Answer):
    """What prompts can be asked to look like."""

    camera_style: StyleGroup
    """How the camera moves"""
    film_effects: StyleGroup
    """Effects that can be combined"""
    lighting: StyleGroup
    """How it is lit"""
    mood: StyleGroup
    """How it feels"""


class StyleGroup(Answer):
    """The values of one field."""

    default: str | list[str] | None
    """What holds where nothing is chosen"""
    values: dict[str, LocalizedText]
    """The names of its values, for people"""


class StyleSuggestion(Answer):
    """A style, and why it suits the picture."""

    name: str
    """One of the catalog"""
    reason: str
    """Why it suits, in words for people"""


class StyleUse(Answer):
    """How often one was asked for."""

    name: str
    """One of the catalog"""
    count: int
    """How often"""


class TagUse(Answer):
    """How many have it."""

    tag: str
    """Names the character for good, whatever they are called"""
    count: int
    """How often"""


class Takedown(Answer):
    """What is taken down, by whom and why."""

    id: str
    """Of the video, film or picture"""
    kind: MediaKind
    """What kind of breach it is"""
    user_id: str
    """The user"""
    by: str
    """The operator"""
    reason: str
    """Why, as they said"""
    created_at: datetime
    """When it was made"""
    credits: int
    """That were given back for it"""
    back_at: datetime | None
    """Since when it is being put back"""
    moving: bool
    """Whether its files are still on their way"""


class TakedownList(Answer):
    """A page of what is taken down."""

    takedowns: list[Takedown]
    """What is taken down, the latest first"""
    next_cursor: str | None
    """Give it as `cursor` for the next page; null at the end"""


class TakedownResult(Answer):
    """What was taken down; nothing of it in a dry run."""

    takedown: Takedown | None
    """As it is now; null in a dry run"""
    changed: bool
    """False where it was taken down before, and in a dry run"""
    copies: list[MediaName]
    """Edits, extensions and films that were made of it: taken down where asked for"""
    more: bool
    """There may be more copies than these: call it again"""


class Times(Answer):
    """How long something took, within 2.5 %."""

    count: int
    """How often"""
    p50: float | None
    """Half were done within so many seconds; null where none was"""
    p95: float | None
    """Nineteen of twenty were"""


class TrashEntry(Answer):
    """Something in the trash."""

    kind: TrashKind
    """What kind of breach it is"""
    id: str
    """Names it for good"""
    title: str
    """For people"""
    deleted_at: datetime
    """Since when it is in the trash"""
    purge_at: datetime
    """When it goes for good"""
    bytes: int
    """The size of the file"""


class TrashItem(TypedDict):
    """One thing in the trash."""

    kind: TrashKind
    """What kind of breach it is"""
    id: str
    """Names it for good"""


class TrashList(Answer):
    """A page of the trash."""

    entries: list[TrashEntry]
    """One page of them"""
    next_cursor: str | None
    """Give it as `cursor` for the next page; null at the end"""


class TrashPurge(Answer):
    """How many are being erased by this. What is beyond that a task goes on with."""

    purged: int
    """How many"""


class TrashRefusal(Answer):
    """Why one of several things did not come back."""

    kind: TrashKind
    """What kind of breach it is"""
    id: str
    """Names it for good"""
    error: str
    """Why it failed; null otherwise"""
    message: str
    """What happened, in words for people"""


class TrashRestoration(Answer):
    """How many are back, and which are not."""

    restored: int
    """How many are back"""
    refused: list[TrashRefusal]
    """Those that it was not done to, with the reason"""


class UploadTarget(Answer):
    """Where and how to send the bytes: PUT, with exactly these headers."""

    method: Literal["PUT"]
    """Always PUT"""
    url: str
    """Where to send the bytes"""
    headers: dict[str, str]
    """Send exactly these with the bytes"""
    expires_at: datetime
    """Until when it can be used"""


class UserBelonging(Answer):
    """A work or a picture of a user's in a few facts, whatever became of it."""

    id: str
    """Names it for good"""
    name: str
    """What people call it"""
    state: str | None
    """Where it is on its way"""
    outcome: str | None
    """How it ended, as a code; null until then"""
    model: str | None
    """An `id` of the catalog"""
    credits: int | None
    """What it costs, in credits"""
    created_at: datetime
    """When it was made"""
    deleted_at: datetime | None
    """Since when it lies in the trash, or is gone for its user"""


class UserBelongingList(Answer):
    """A page of what is a user's."""

    items: list[UserBelonging]
    """What is paid for, one by one"""
    next_cursor: str | None
    """Give it as `cursor` for the next page; null at the end"""


class UserIdentity(Answer):
    """Who it is, as Firebase Auth knows them; a user whom it no longer knows has an id alone."""

    id: str
    """The user's id at Firebase Auth"""
    email: str | None
    """The address; null where none is known"""
    email_verified: bool
    """Whether the address was confirmed"""
    name: str | None
    """What people call it"""
    phone: str | None
    """The number that they sign in by"""
    providers: dict[str, str]
    """How they sign in, and who they are there"""
    disabled: bool
    """Whether the user is kept out"""
    disabled_until: datetime | None
    """When they are let in again, by themselves"""
    admin: bool
    """Whether they may call `admin`"""
    known: bool
    """Whether Firebase Auth knows them"""
    created_at: datetime | None
    """When it was made"""
    signed_in_at: datetime | None
    """When they last signed in"""
    token_at: datetime | None
    """When they last got a token"""


class UserLimit(Answer):
    """A limit in force, and what says so."""

    name: str
    """What people call it"""
    value: int | None
    """How much; null where there is no limit"""
    source: LimitSource
    """The video that it is made from"""
    until: datetime | None
    """When it falls back to what else is set"""


class UserNote(Answer):
    """What operators should know of a user."""

    id: str
    """Names it for good"""
    user_id: str
    """The user"""
    text: str
    """The words themselves"""
    author: str
    """The operator who wrote it"""
    created_at: datetime
    """When it was made"""


class UserNoteList(Answer):
    """A page of notes on a user."""

    notes: list[UserNote]
    """What of the file was not kept, or was changed"""
    next_cursor: str | None
    """Give it as `cursor` for the next page; null at the end"""


class UserOverrides(Answer):
    """A user's own limits after it."""

    user_id: str
    """The user"""
    overrides: dict[str, int]
    """Limits of this user's own"""
    until: dict[str, datetime]
    """How long it is looked for"""


class UserReconciliation(Answer):
    """One user's data, read at once; not `complete` where they fill too many pages for that."""

    read: dict[str, int]
    """Documents that were read, by kind"""
    invariants: dict[str, InvariantCount]
    """What was checked, by what must hold"""
    breaches: int
    """How many there are in all"""
    kinds: dict[str, int]
    """Breaches, by kind"""
    first: list[ReconcileBreach]
    """The first hundred breaches"""
    busy: list[str]
    """Documents that kept changing while they were looked at, left for the next run"""
    user_id: str
    """The user"""
    complete: bool
    """False where they fill too many pages for one call"""


class UserRecord(Answer):
    """A user as operators see them: all that is kept, of each list its first page."""

    user: UserIdentity
    """Who it is"""
    account: AccountRecord | None
    """The account; null where none was opened"""
    limits: list[UserLimit]
    """When the next call is possible, by class of call"""
    active_jobs: list[ActiveVideo]
    """Videos that hold a slot now"""
    transactions: UserTransactionList
    """The latest first"""
    jobs: UserBelongingList
    """One page of them"""
    prompts: UserBelongingList
    """In their order"""
    films: UserBelongingList
    """One page of them"""
    images: UserBelongingList
    """One page of them"""
    storyboards: UserBelongingList
    """One page of them"""
    provider_keys: list[ProviderKey]
    """Their own keys for providers, never the key itself"""
    agent_keys: list[AgentKey]
    """Keys of their agents that are good, never the key itself"""
    webhook_endpoints: list[WebhookEndpoint]
    """Where their events are sent to"""
    notes: UserNoteList
    """What of the file was not kept, or was changed"""
    audit: AuditEntryList
    """What operators did about them"""


class UserSummary(Answer):
    """A user in a list: who it is, as Firebase Auth knows them, and what their account says in short."""

    id: str
    """Names it for good"""
    email: str | None
    """The address; null where none is known"""
    name: str | None
    """What people call it"""
    guest: bool | None
    """Nobody vouches for them; null where no call has told it yet"""
    disabled: bool
    """Whether the user is kept out"""
    has_account: bool
    """Whether they ever made a call"""
    created_at: datetime | None
    """When it was made"""
    seen_at: datetime | None
    """The first call of the latest day with one"""
    balance: int
    """Credits that can be spent now"""
    spent_on: str | None
    """The latest day (UTC) on which credits were charged"""
    spent: int
    """Credits charged on that day, gross"""


class UserSummaryList(Answer):
    """A page of users."""

    users: list[UserSummary]
    """The users"""
    next_cursor: str | None
    """Give it as `cursor` for the next page; null at the end"""


class UserTransactionList(Answer):
    """A page of a user's ledger entries."""

    transactions: list[CreditTransaction]
    """The latest first"""
    next_cursor: int | None
    """Give it as `cursor` for the next page; null at the end"""


class Version(Answer):
    """Which version is deployed."""

    version: str
    """As it was named when it was deployed"""


class Video(Answer):
    """A video, from the request to the file."""

    model: str
    """An `id` of the catalog"""
    prompt: str
    """What should be seen"""
    seconds: int
    """How long it is, in seconds"""
    aspect_ratio: AspectRatio
    """Width to height"""
    resolution: Resolution
    """Lines of the picture"""
    audio: bool
    """Whether it has sound"""
    negative_prompt: str | None
    """What should not be seen"""
    seed: int | None
    """The same seed makes similar videos"""
    prompt_id: str | None
    """The prompt whose text was used; null where there was none"""
    first_frame: str | None
    """The image that it begins with"""
    last_frame: str | None
    """The image that it ends with"""
    references: list[str]
    """Images that show what should be seen"""
    task: VideoTask | None
    """What is done with `source`"""
    source: str | None
    """The video that it is made from"""
    start_at: datetime | None
    """When it is to start; null: as soon as it can"""
    continues: str | None
    """The video whose last frame is this one's first"""
    billing: Billing
    """Who pays the provider: we, by your credits, or you, by your own key"""
    id: str
    """Names it for good"""
    state: Literal["completed"] | EndState | OpenVideoState
    """Where it is on its way"""
    credits: int
    """What it costs, in credits"""
    charged: bool
    """Whether the credits are spent; false once they came back"""
    created_at: datetime
    """When it was asked for"""
    deadline_at: datetime
    """When it ends at the latest, whatever happens"""
    expected_at: datetime
    """When it will probably be ready"""
    outcome: str | None
    """How it ended, as a code; null until then"""
    message: str | None
    """What happened, in words for people"""
    error: VideoError | None
    """Why it failed; null otherwise"""
    video: VideoFile | None
    """The file, once there is one"""
    ended_at: datetime | None
    """When it ended; null until then"""
    retry_of: str | None
    """The video that this one is another try of"""
    notice: str | None
    """What is worth knowing before it is made, for people"""
    edit: VideoEdit | None
    """Of a video that was made of `source` by hand"""
    followers: list[str]
    """Videos that begin with this one's last frame and wait for it"""
    storyboard_id: str | None
    """The storyboard that it was shot for"""
    scene_id: str | None
    """The scene"""
    batch_id: str | None
    """The batch that it was asked for with"""
    name: str | None
    """What its owner calls it"""
    favourite: bool
    """A mark of the user's own"""
    tags: list[str]
    """Marks of the user's own, in their words"""
    taken_down_at: datetime | None
    """Since when the operator keeps it from everybody"""


class VideoAccepted(Answer):
    """The video that is made now."""

    video: Video
    """The video"""
    place: int | None
    """Its place among your videos that waited when it was asked for; null where it did not"""


class VideoBatch(Answer):
    """Videos that were asked for together."""

    id: str | None
    """The batch; null where only its price was asked for"""
    credits: int
    """What all of them cost"""
    videos: list[VideoBatchItem]
    """In the order of the file"""


class VideoBatchAccepted(Answer):
    """The ids are null where only the price was asked for."""

    batch: VideoBatch
    """All of it together"""


class VideoBatchCancellation(Answer):
    """How many were cancelled now, and how many go on: their providers have them, or a task comes to them next."""

    cancelled: int
    """The videos that ended by this"""
    live: int
    """How many have not ended"""


class VideoBatchItem(Answer):
    """A video of a batch, by the line of its row."""

    model: str
    """An `id` of the catalog"""
    what: str
    """What is paid for, such as `8 s × 10`"""
    credits: int
    """What it costs, in credits"""
    notice: str | None
    """What is worth knowing before it is made, for people"""
    id: str | None
    """The video; null where only its price was asked for"""
    line: int
    """The line of the file that it stands on"""


class VideoBatchList(Answer):
    """A page of batches."""

    batches: list[VideoBatchSummary]
    """The newest first"""
    next_cursor: str | None
    """Give it as `cursor` for the next page; null at the end"""


class VideoBatchProgress(Answer):
    """How far a batch is; `videos` are a page of it, in its own order and without those in the trash."""

    id: str
    """Names it for good"""
    created_at: datetime
    """When it was made"""
    total: int
    """How many were asked for together"""
    states: dict[str, int]
    """How many are in which state"""
    credits: int
    """What they cost together when they were asked for"""
    refunded: int
    """Credits of it that came back"""
    storyboard_id: str | None
    """The storyboard that was shot; null for a file"""
    videos: list[Video]
    """One page of them"""
    next_cursor: str | None
    """Give it as `cursor` for the next page; null at the end"""


class VideoBatchRow(TypedDict):
    """One video of a batch."""

    model: NotRequired[str]
    """An `id` of the catalog"""
    prompt: str
    """What should be seen"""
    seconds: NotRequired[int]
    """How long it is, in seconds"""
    aspect_ratio: NotRequired[AspectRatio]
    """Width to height"""
    resolution: NotRequired[Resolution]
    """Lines of the picture"""
    audio: NotRequired[bool]
    """Whether it has sound"""
    negative_prompt: NotRequired[str]
    """What should not be seen"""
    seed: NotRequired[int]
    """The same seed makes similar videos"""
    prompt_id: NotRequired[str]
    """The prompt"""
    first_frame: NotRequired[str | None]
    """The image that it begins with"""
    last_frame: NotRequired[str | None]
    """The image that it ends with"""
    references: NotRequired[Sequence[str]]
    """Images that show what should be seen"""
    task: NotRequired[VideoTask]
    """What is done with `source`"""
    source: NotRequired[str]
    """The video that it is made from"""
    start_at: NotRequired[str]
    """When it is to start; null: as soon as it can"""


class VideoBatchSummary(Answer):
    """A batch in a list."""

    id: str
    """Names it for good"""
    created_at: datetime
    """When it was made"""
    total: int
    """How many were asked for together"""
    live: int
    """How many of them have not ended"""
    credits: int
    """What they cost together when they were asked for"""
    storyboard_id: str | None
    """The storyboard that was shot; null for a file"""


class VideoEdit(Answer):
    """What was made of `source` by hand."""

    start: float
    """Seconds of the scene's own time"""
    end: float | None
    """Seconds of the scene's own time; null is its end"""
    speed: float
    """2 is twice as fast"""
    crop: EditCrop | None
    """A part of the picture"""
    look: EditLook | None
    """How they look"""
    volume: float
    """1 is as loud as it is, 0 is silent"""
    music: EditMusic | None
    """What is heard under the scenes"""
    fade_in: float
    """Seconds in which it comes up"""
    fade_out: float
    """Seconds in which it dies away"""
    title: EditTitle | None
    """For people"""
    captions: list[EditCaption]
    """Words at the foot of the picture"""
    preset: EditPreset | None
    """The look of the whole film"""


class VideoError(Answer):
    """Why a video failed."""

    code: str
    """What it is, to decide by"""
    message: str
    """What happened, in words for people"""
    retryable: bool
    """Whether the same may work later"""
    suggested_action: str
    """What to do about it, for people"""
    details: dict[str, Any]
    """Facts of it, such as `minutes` or `category`"""
    category: str | None
    """What kind of content the provider objected to, where it says so"""


class VideoFile(Answer):
    """The finished file."""

    object: str
    """The file's name in the bucket"""
    bytes: int
    """The size of the file"""
    crc32c: str
    """The checksum of the file, in base64"""
    seconds: float
    """How long it is, in seconds"""
    width: int
    """In pixels"""
    height: int
    """In pixels"""
    video_codec: str
    """How the picture is coded"""
    audio_codec: str | None
    """How the sound is coded; null where there is none"""
    poster: str | None
    """A still of it; null until there is one"""
    fps: float | None
    """Frames a second"""


class VideoLinks(Answer):
    """The addresses of a video; `gif` where it was edited for one."""

    playback: str
    """An address that plays in the browser"""
    download: str
    """An address that saves the file"""
    poster: str | None
    """A still of it; null until there is one"""
    expires_at: datetime
    """Until when it can be used"""
    gif: str | None
    """The same as an animated picture; null where it was not edited for one"""


class VideoLinksList(Answer):
    """Addresses of several videos, in the order asked for."""

    links: list[ListedVideoLinks]
    """Of those that have any, in the order asked for"""
    missing: list[str]
    """Of these there are none: not there, in the trash or not finished"""


class VideoList(Answer):
    """A page of videos."""

    videos: list[Video]
    """One page of them"""
    next_cursor: str | None
    """Give it as `cursor` for the next page; null at the end"""


class VideoMarks(Answer):
    """How many have these marks now, and which do not."""

    marked: int
    """How many have them now"""
    refused: list[ItemRefusal]
    """Those that it was not done to, with the reason"""


class VideoQuote(Answer):
    """What a video would cost."""

    model: str
    """An `id` of the catalog"""
    credits_per_second: int | None
    """Null where a fee is paid instead, for a video on one's own key"""
    credits: int
    """What it costs, in credits"""
    items: list[VideoQuoteItem]
    """What is paid for, one by one"""
    notice: str | None
    """What is worth knowing before it is made, for people"""


class VideoQuoteItem(Answer):
    """A part of a video's price."""

    what: str
    """What is paid for, such as `8 s × 10`, or `own key`"""
    credits: int
    """What it costs, in credits"""


class VideoTags(Answer):
    """The tags of your latest videos, the most used first."""

    counted: int
    """How many videos were looked at: the latest 200"""
    tags: list[TagUse]
    """Marks of the user's own, in their words"""


class WatchedVideo(Answer):
    """A video as the watcher tells of it."""

    model: str
    """An `id` of the catalog"""
    prompt: str
    """What should be seen"""
    seconds: int
    """How long it is, in seconds"""
    aspect_ratio: AspectRatio
    """Width to height"""
    resolution: Resolution
    """Lines of the picture"""
    audio: bool
    """Whether it has sound"""
    negative_prompt: str | None
    """What should not be seen"""
    seed: int | None
    """The same seed makes similar videos"""
    prompt_id: str | None
    """The prompt"""
    first_frame: str | None
    """The image that it begins with"""
    last_frame: str | None
    """The image that it ends with"""
    references: list[str]
    """Images that show what should be seen"""
    task: VideoTask | None
    """What is done with `source`"""
    source: str | None
    """The video that it is made from"""
    start_at: datetime | None
    """When it is to start; null: as soon as it can"""
    continues: str | None
    """The video whose last frame is this one's first"""
    billing: Billing
    """Who pays the provider: we, by your credits, or you, by your own key"""
    id: str
    """Names it for good"""
    state: JobState
    """Where it is on its way"""
    credits: int
    """What it costs, in credits"""
    charged: bool
    """Whether the credits are spent; false once they came back"""
    created_at: datetime
    """When it was made"""
    deadline_at: datetime
    """When it ends at the latest, whatever happens"""
    expected_at: datetime
    """When it will probably be ready"""
    outcome: str | None
    """How it ended, as a code; null until then"""
    message: str | None
    """What happened, in words for people"""
    error: VideoError | None
    """Why it failed; null otherwise"""
    video: VideoFile | None
    """The video"""
    ended_at: datetime | None
    """When it ended; null until then"""
    retry_of: str | None
    """The video that this one is another try of"""
    notice: str | None
    """What is worth knowing before it is made, for people"""
    edit: VideoEdit | None
    """Of a video that was made of `source` by hand"""
    followers: list[str]
    """Videos that begin with this one's last frame and wait for it"""
    storyboard_id: str | None
    """The storyboard that it was shot for"""
    scene_id: str | None
    """The scene"""
    batch_id: str | None
    """The batch that it was asked for with"""
    name: str | None
    """What its owner calls it"""
    favourite: bool
    """A mark of the user's own"""
    tags: list[str]
    """Marks of the user's own, in their words"""
    taken_down_at: datetime | None
    """Since when the operator keeps it from everybody"""
    progress: int | None
    """How far it is, per cent: of an edit, and on the OpenAI wire as its server says, but not on one's own key. Null where
    nobody says; `expected_at` then says when it is likely to be done
    """


class WebhookAttempt(Answer):
    """One try of a delivery."""

    at: datetime
    """When it was heard of"""
    ms: int
    """How long it took, in milliseconds"""
    status: int | None
    """What it was answered; null where there was no answer"""
    trouble: Trouble | None
    """Why it does not count; null where it was taken"""
    answer: str
    """The answer's first 2048 bytes, or what went wrong"""


class WebhookDelivery(Answer):
    """An event as it was sent to one endpoint."""

    id: str
    """Names it for good"""
    endpoint_id: str
    """The endpoint that it is for"""
    event: str
    """Its type, or `webhook.test`"""
    event_id: str
    """The header `webhook-id`: the same each time that it is sent"""
    status: DeliveryStatus
    """Where it is on its way"""
    body: str
    """What is sent and signed, byte for byte"""
    attempts: list[WebhookAttempt]
    """The latest twelve"""
    created_at: datetime
    """When it was made"""
    next_at: datetime | None
    """When it is sent, or tried again"""


class WebhookDeliveryList(Answer):
    """A page of deliveries."""

    deliveries: list[WebhookDelivery]
    """What was sent, the newest first"""
    next_cursor: str | None
    """Give it as `cursor` for the next page; null at the end"""


class WebhookEndpoint(Answer):
    """Where events are sent to; without a URL a listener, which fetches them."""

    id: str
    """Names it for good"""
    url: str | None
    """Where to send the bytes"""
    events: list[EventType]
    """What it is told of"""
    description: str
    """Why the credits moved"""
    language: Language
    """Of the text, and of what is spoken"""
    status: EndpointStatus
    """Where it is on its way"""
    reason: DisabledReason | None
    """Why it is sent nothing"""
    failing_since: datetime | None
    """The first try that failed since one was taken; after three days it is switched off"""
    rests_until: datetime | None
    """It asked to be left alone so long: 429 or 503 with `Retry-After`, six hours at most"""
    secrets: int
    """How many secrets sign what it is sent; two while one is rotated"""
    created_at: datetime
    """When it was made"""
    expires_at: datetime | None
    """When a listener ends"""


class WebhookEndpointList(Answer):
    """All of them."""

    endpoints: list[WebhookEndpoint]
    """Where events go"""


class WebhookEndpointMade(Answer):
    """An endpoint and what signs what it is sent."""

    endpoint: WebhookEndpoint
    """What is kept of it"""
    secret: str
    """What signs from now on, `whsec_…`; it is never told again"""


class WebhookRedelivery(Answer):
    """How much is sent again."""

    redelivered: int
    """How many are sent again by now"""


class WordsInLog(Answer):
    """Until when what a user asks for stands in the log; null: it does not."""

    user_id: str
    """The user"""
    until: datetime | None
    """How long it is looked for"""


class WorkLine(Answer):
    """How much of one kind of work waits, runs and has ended."""

    kind: WorkKind
    """Of what"""
    model: str | None
    """By which model; null: by any, or none"""
    waiting: int
    """Admitted, and not begun"""
    active: int
    """Begun, and not ended"""
    completed: int
    """Within the last hour"""
    failed: int
    """Within the last hour"""
    oldest_at: datetime | None
    """When the oldest of those that wait was asked for"""


class WriterFigures(Answer):
    """Prompts of a day by who wrote them; `blocked` are those that a safety filter stopped."""

    model: str
    """An `id` of the catalog"""
    prompts: dict[str, int]
    """In their order"""
    tokens: int
    """Of questions and answers together"""
    list_price_usd: float
    """What the provider asks for it by its list, in US dollars"""
    seconds: Times
    """How long it is, in seconds"""
