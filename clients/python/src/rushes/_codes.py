"""The refusals of the API, a class for each code. Written by `python -m local.python_client` from the API document."""

from __future__ import annotations

from rushes._refusals import ApiError

__all__ = [
    "AccountDeletionPending",
    "AgentKeyCap",
    "AgentKeyInvalid",
    "AgentKeyOwnKey",
    "AgentKeyScope",
    "AgentKeyTooLong",
    "AlreadyDecided",
    "AlreadyReplayed",
    "AppNotVerified",
    "BadEvent",
    "BadWebhook",
    "BalanceTooLow",
    "BatchStarted",
    "BodyIncomplete",
    "CannotCancel",
    "CannotContinue",
    "CannotReplay",
    "CaptionNotDrawable",
    "ClosedToGuests",
    "CollectionInTrash",
    "ConfigChanged",
    "Contended",
    "DailyCapReached",
    "DailyCeilingReached",
    "DecisionUnderWay",
    "EditOutside",
    "FeatureNotOpen",
    "FilmEnded",
    "FilmTooLong",
    "Forbidden",
    "GrantIdTaken",
    "IdempotencyKeyMalformed",
    "IdempotencyKeyRequired",
    "IdempotencyKeyReused",
    "ImageGone",
    "ImageInTrash",
    "ImageInUse",
    "ImageNotReady",
    "InsufficientCredits",
    "Internal",
    "InvalidBatch",
    "InvalidRequest",
    "InvalidStoryboard",
    "KeyExists",
    "LikenessStatementRequired",
    "MailNotSetUp",
    "Maintenance",
    "MalformedJson",
    "ModelRetired",
    "ModelSuspended",
    "MoreThanPaid",
    "MusicNotFound",
    "NoAccountDeletion",
    "NoFile",
    "NoFilm",
    "NoFirstFrameToContinue",
    "NoReadyImages",
    "NoSuchPath",
    "NoSuchScene",
    "NoTextYet",
    "NoVerifiedAddress",
    "NoVideo",
    "NotEnded",
    "NotFound",
    "NotOffered",
    "NotTakenDown",
    "NotTheSamePrompts",
    "NotTheSameScenes",
    "NotYetYourTurn",
    "NothingBought",
    "NothingToRepeat",
    "NothingToShoot",
    "Overloaded",
    "OwnKeyInactive",
    "OwnKeyInvalid",
    "OwnKeyMissing",
    "OwnKeyNeeded",
    "OwnKeyNotPossible",
    "PaymentIdTaken",
    "PaymentsOff",
    "PlanExpired",
    "PlanInvalid",
    "PlanPriceChanged",
    "ProjectNotTaken",
    "PromptWithoutText",
    "QueueNotDrainable",
    "RateLimited",
    "RecentSignInRequired",
    "RequestTimeout",
    "ReturnAddress",
    "SceneBeingShot",
    "SceneIdTaken",
    "SceneNotFound",
    "SceneNotReady",
    "SceneTooShort",
    "SceneWithoutImage",
    "ScenesNotShot",
    "SelectionChanged",
    "StartNotPossible",
    "StillBeingMade",
    "StillWriting",
    "StorageFull",
    "StoryboardTooLarge",
    "StoryboardWithoutScenes",
    "TakedownUnderWay",
    "TakenDown",
    "TemplateNameTaken",
    "TooLarge",
    "TooManyActive",
    "TooManyAgentKeys",
    "TooManyBatches",
    "TooManyExports",
    "TooManyFollowers",
    "TooManyImages",
    "TooManyInLine",
    "TooManyScenes",
    "TooManyShares",
    "TooManyStoryboards",
    "TooManyTags",
    "TooManyTemplates",
    "TooManyUploads",
    "TooManyVariants",
    "TooManyWaiting",
    "TooManyWebhookEndpoints",
    "TooMuchMusic",
    "Unauthenticated",
    "Unavailable",
    "UnknownModel",
    "UnreadableStoryboard",
    "UnsupportedMediaType",
    "UntrustedWebhook",
    "VersionConflict",
    "WaitingFull",
    "WebhookEndpointDisabled",
    "WebhookListenerFetches",
    "WebhookUrlNotTaken",
]


class AccountDeletionPending(ApiError):
    """Your account will be deleted at {deletes_at}; until then nothing new is made."""

    code = "ACCOUNT_DELETION_PENDING"


class AgentKeyCap(ApiError):
    """This agent key has spent {spent} of {cap} credits today, and this would take {required}."""

    code = "AGENT_KEY_CAP"


class AgentKeyInvalid(ApiError):
    """This agent key is not valid ({reason})."""

    code = "AGENT_KEY_INVALID"


class AgentKeyOwnKey(ApiError):
    """An agent key spends credits alone, never a provider key of its user's."""

    code = "AGENT_KEY_OWN_KEY"


class AgentKeyScope(ApiError):
    """This agent key may not do this (needed: {needed})."""

    code = "AGENT_KEY_SCOPE"


class AgentKeyTooLong(ApiError):
    """An agent key lives for {limit} days at most."""

    code = "AGENT_KEY_TOO_LONG"


class AlreadyDecided(ApiError):
    """This was decided as {decision} at {at} by {by}."""

    code = "ALREADY_DECIDED"


class AlreadyReplayed(ApiError):
    """This task was sent again at {at} by {by}."""

    code = "ALREADY_REPLAYED"


class AppNotVerified(ApiError):
    """This app could not be verified ({reason})."""

    code = "APP_NOT_VERIFIED"


class BadEvent(ApiError):
    """This is no Cloud Storage event: {problem}."""

    code = "BAD_EVENT"


class BadWebhook(ApiError):
    """This is no event that we know: {problem}."""

    code = "BAD_WEBHOOK"


class BalanceTooLow(ApiError):
    """The correction of {amount} would leave less than nothing: the balance is {balance}."""

    code = "BALANCE_TOO_LOW"


class BatchStarted(ApiError):
    """This batch was started already."""

    code = "BATCH_STARTED"


class BodyIncomplete(ApiError):
    """The body broke off after {received} bytes."""

    code = "BODY_INCOMPLETE"


class CannotCancel(ApiError):
    """The provider is making this video already and cannot be stopped."""

    code = "CANNOT_CANCEL"


class CannotContinue(ApiError):
    """This video cannot be continued: {why}."""

    code = "CANNOT_CONTINUE"


class CannotReplay(ApiError):
    """This task carried what we do not keep."""

    code = "CANNOT_REPLAY"


class CaptionNotDrawable(ApiError):
    """Caption {caption} cannot show: {letters}"""

    code = "CAPTION_NOT_DRAWABLE"


class ClosedToGuests(ApiError):
    """This is only for people who have signed in: guests cannot have it made here."""

    code = "CLOSED_TO_GUESTS"


class CollectionInTrash(ApiError):
    """The image's collection is in the trash, or gone."""

    code = "COLLECTION_IN_TRASH"


class ConfigChanged(ApiError):
    """{section} was changed meanwhile: it is at version {current_version}, your change was meant for {expected_version}."""

    code = "CONFIG_CHANGED"


class Contended(ApiError):
    """Too many changes at once. Nothing was changed."""

    code = "CONTENDED"


class DailyCapReached(ApiError):
    """You have spent {spent} of {cap} credits today."""

    code = "DAILY_CAP_REACHED"


class DailyCeilingReached(ApiError):
    """No more videos can be made today."""

    code = "DAILY_CEILING_REACHED"


class DecisionUnderWay(ApiError):
    """{by} is deciding this as {decision} right now."""

    code = "DECISION_UNDER_WAY"


class EditOutside(ApiError):
    """{field} lies beyond the end of the video, which lasts {seconds} s."""

    code = "EDIT_OUTSIDE"


class FeatureNotOpen(ApiError):
    """This is not open to you yet: {feature}."""

    code = "FEATURE_NOT_OPEN"


class FilmEnded(ApiError):
    """This film has ended already."""

    code = "FILM_ENDED"


class FilmTooLong(ApiError):
    """A film may last {limit} s; this one would last {seconds}."""

    code = "FILM_TOO_LONG"


class Forbidden(ApiError):
    """You are not allowed to do this."""

    code = "FORBIDDEN"


class GrantIdTaken(ApiError):
    """This grant id was used for another user, amount or type."""

    code = "GRANT_ID_TAKEN"


class IdempotencyKeyMalformed(ApiError):
    """The Idempotency-Key may hold only letters, digits, - and _."""

    code = "IDEMPOTENCY_KEY_MALFORMED"


class IdempotencyKeyRequired(ApiError):
    """This call has something made and needs an Idempotency-Key, so that a retry does not have it made twice."""

    code = "IDEMPOTENCY_KEY_REQUIRED"


class IdempotencyKeyReused(ApiError):
    """This Idempotency-Key came with another request."""

    code = "IDEMPOTENCY_KEY_REUSED"


class ImageGone(ApiError):
    """An image that this video was asked for with is not there any more."""

    code = "IMAGE_GONE"


class ImageInTrash(ApiError):
    """The prompt's image is in the trash."""

    code = "IMAGE_IN_TRASH"


class ImageInUse(ApiError):
    """Storyboards of yours plan with this image."""

    code = "IMAGE_IN_USE"


class ImageNotReady(ApiError):
    """This image still waits for its upload, or is being looked at."""

    code = "IMAGE_NOT_READY"


class InsufficientCredits(ApiError):
    """You need {required} credits but have {available}."""

    code = "INSUFFICIENT_CREDITS"


class Internal(ApiError):
    """Something went wrong on our side."""

    code = "INTERNAL"


class InvalidBatch(ApiError):
    """The batch was not accepted, nothing was charged."""

    code = "INVALID_BATCH"


class InvalidRequest(ApiError):
    """The request is not valid: {summary}"""

    code = "INVALID_REQUEST"


class InvalidStoryboard(ApiError):
    """The storyboard was not accepted."""

    code = "INVALID_STORYBOARD"


class KeyExists(ApiError):
    """You have stored a key for {provider} already."""

    code = "KEY_EXISTS"


class LikenessStatementRequired(ApiError):
    """Say that whoever can be recognised in this picture agreed to its use."""

    code = "LIKENESS_STATEMENT_REQUIRED"


class MailNotSetUp(ApiError):
    """No mail is sent by this service."""

    code = "MAIL_NOT_SET_UP"


class Maintenance(ApiError):
    """{en}"""

    code = "MAINTENANCE"


class MalformedJson(ApiError):
    """The body is not JSON: {problem}"""

    code = "MALFORMED_JSON"


class ModelRetired(ApiError):
    """{model} is not offered from {date} on."""

    code = "MODEL_RETIRED"


class ModelSuspended(ApiError):
    """{model} cannot be used. {en}"""

    code = "MODEL_SUSPENDED"


class MoreThanPaid(ApiError):
    """The payment brought {paid} credits; {credits} cannot be taken or given back."""

    code = "MORE_THAN_PAID"


class MusicNotFound(ApiError):
    """There is no such music, or it was not uploaded."""

    code = "MUSIC_NOT_FOUND"


class NothingBought(ApiError):
    """You have bought nothing here yet."""

    code = "NOTHING_BOUGHT"


class NothingToRepeat(ApiError):
    """Only what was to be made, and ended without it, is repeated on the house; edits are not."""

    code = "NOTHING_TO_REPEAT"


class NothingToShoot(ApiError):
    """There is no scene to shoot."""

    code = "NOTHING_TO_SHOOT"


class NotEnded(ApiError):
    """This video is still being made."""

    code = "NOT_ENDED"


class NotFound(ApiError):
    """There is no such {kind}."""

    code = "NOT_FOUND"


class NotOffered(ApiError):
    """The model cannot do this: details say which field of the request, what was asked for and what would be possible."""

    code = "NOT_OFFERED"


class NotTakenDown(ApiError):
    """It is not taken down."""

    code = "NOT_TAKEN_DOWN"


class NotTheSamePrompts(ApiError):
    """These are not exactly the prompts of this image."""

    code = "NOT_THE_SAME_PROMPTS"


class NotTheSameScenes(ApiError):
    """The order must name each scene exactly once: {missing_count} missing, {unknown_count} unknown, {twice_count} twice."""

    code = "NOT_THE_SAME_SCENES"


class NotYetYourTurn(ApiError):
    """Rushes comes back step by step, and is not back for you yet."""

    code = "NOT_YET_YOUR_TURN"


class NoAccountDeletion(ApiError):
    """Your account is not about to be deleted."""

    code = "NO_ACCOUNT_DELETION"


class NoFile(ApiError):
    """There is no file of it."""

    code = "NO_FILE"


class NoFilm(ApiError):
    """This film is not finished."""

    code = "NO_FILM"


class NoFirstFrameToContinue(ApiError):
    """Scene {scene_id} continues the scene before, and there is no video of that."""

    code = "NO_FIRST_FRAME_TO_CONTINUE"


class NoReadyImages(ApiError):
    """There is no ready image in this collection."""

    code = "NO_READY_IMAGES"


class NoSuchPath(ApiError):
    """There is nothing at this path."""

    code = "NO_SUCH_PATH"


class NoSuchScene(ApiError):
    """The storyboard has no scene {scene_id}."""

    code = "NO_SUCH_SCENE"


class NoTextYet(ApiError):
    """This prompt has no text that could be changed."""

    code = "NO_TEXT_YET"


class NoVerifiedAddress(ApiError):
    """There is no verified e-mail address of yours."""

    code = "NO_VERIFIED_ADDRESS"


class NoVideo(ApiError):
    """There is no finished video to this job."""

    code = "NO_VIDEO"


class Overloaded(ApiError):
    """There is too much to do here at the moment."""

    code = "OVERLOADED"


class OwnKeyInactive(ApiError):
    """Your key for {provider} is switched off."""

    code = "OWN_KEY_INACTIVE"


class OwnKeyInvalid(ApiError):
    """{provider} does not accept your key."""

    code = "OWN_KEY_INVALID"


class OwnKeyMissing(ApiError):
    """You have stored no key for {provider}."""

    code = "OWN_KEY_MISSING"


class OwnKeyNeeded(ApiError):
    """{model} is offered here only with a key of your own for {provider}."""

    code = "OWN_KEY_NEEDED"


class OwnKeyNotPossible(ApiError):
    """{model} cannot be paid by a key of yours."""

    code = "OWN_KEY_NOT_POSSIBLE"


class PaymentsOff(ApiError):
    """Credits cannot be bought here."""

    code = "PAYMENTS_OFF"


class PaymentIdTaken(ApiError):
    """This id was used for another user, payment or number of credits."""

    code = "PAYMENT_ID_TAKEN"


class PlanExpired(ApiError):
    """This plan has expired; it buys nothing any more."""

    code = "PLAN_EXPIRED"


class PlanInvalid(ApiError):
    """This plan is not for this request, or not yours."""

    code = "PLAN_INVALID"


class PlanPriceChanged(ApiError):
    """This was planned for {planned} credits and costs {required} by now; nothing was bought."""

    code = "PLAN_PRICE_CHANGED"


class ProjectNotTaken(ApiError):
    """A key for {provider} has no project beside it."""

    code = "PROJECT_NOT_TAKEN"


class PromptWithoutText(ApiError):
    """This prompt has no text yet."""

    code = "PROMPT_WITHOUT_TEXT"


class QueueNotDrainable(ApiError):
    """What fills the queue {queue} cannot be closed."""

    code = "QUEUE_NOT_DRAINABLE"


class RateLimited(ApiError):
    """Too many calls: {limit} a minute are possible."""

    code = "RATE_LIMITED"


class RecentSignInRequired(ApiError):
    """You signed in more than {most_minutes} minutes ago."""

    code = "RECENT_SIGN_IN_REQUIRED"


class RequestTimeout(ApiError):
    """The body did not arrive in time: {seconds} seconds, and one more for each 16 KiB."""

    code = "REQUEST_TIMEOUT"


class ReturnAddress(ApiError):
    """After paying nobody is sent to {url}."""

    code = "RETURN_ADDRESS"


class ScenesNotShot(ApiError):
    """{count} scenes have no finished video of what they say now: {named}."""

    code = "SCENES_NOT_SHOT"


class SceneBeingShot(ApiError):
    """{count} of these scenes are being shot already."""

    code = "SCENE_BEING_SHOT"


class SceneIdTaken(ApiError):
    """The storyboard already has a scene {scene_id}."""

    code = "SCENE_ID_TAKEN"


class SceneNotFound(ApiError):
    """Scene {scene}: there is no such video."""

    code = "SCENE_NOT_FOUND"


class SceneNotReady(ApiError):
    """Scene {scene}: this video is not finished."""

    code = "SCENE_NOT_READY"


class SceneTooShort(ApiError):
    """Scene {scene}: its video lasts {seconds} s, which is too short for this."""

    code = "SCENE_TOO_SHORT"


class SceneWithoutImage(ApiError):
    """An image that scene {scene} is shot with is not there any more."""

    code = "SCENE_WITHOUT_IMAGE"


class SelectionChanged(ApiError):
    """The selection is not the one of the dry run any more: {selected} entries now."""

    code = "SELECTION_CHANGED"


class StartNotPossible(ApiError):
    """start_at must be a time from now to {latest}, {days} days ahead."""

    code = "START_NOT_POSSIBLE"


class StillBeingMade(ApiError):
    """This is still being made."""

    code = "STILL_BEING_MADE"


class StillWriting(ApiError):
    """This prompt is being written."""

    code = "STILL_WRITING"


class StorageFull(ApiError):
    """You keep {stored_gib} GiB of {limit_gib} GiB."""

    code = "STORAGE_FULL"


class StoryboardTooLarge(ApiError):
    """The storyboard is too large."""

    code = "STORYBOARD_TOO_LARGE"


class StoryboardWithoutScenes(ApiError):
    """This storyboard has no scenes."""

    code = "STORYBOARD_WITHOUT_SCENES"


class TakedownUnderWay(ApiError):
    """Its files are being moved right now."""

    code = "TAKEDOWN_UNDER_WAY"


class TakenDown(ApiError):
    """The operator has removed this."""

    code = "TAKEN_DOWN"


class TemplateNameTaken(ApiError):
    """You have a template {name} already."""

    code = "TEMPLATE_NAME_TAKEN"


class TooLarge(ApiError):
    """The body is larger than {limit} bytes."""

    code = "TOO_LARGE"


class TooManyActive(ApiError):
    """{limit} videos are being made for you already."""

    code = "TOO_MANY_ACTIVE"


class TooManyAgentKeys(ApiError):
    """You have {limit} agent keys already."""

    code = "TOO_MANY_AGENT_KEYS"


class TooManyBatches(ApiError):
    """Of {limit} of your lists and storyboards there are videos that have not ended."""

    code = "TOO_MANY_BATCHES"


class TooManyExports(ApiError):
    """You have asked for {limit} exports; the next one can be asked for at {next_at}."""

    code = "TOO_MANY_EXPORTS"


class TooManyFollowers(ApiError):
    """{limit} videos wait for the last frame of this one already."""

    code = "TOO_MANY_FOLLOWERS"


class TooManyImages(ApiError):
    """A collection of more than {limit} images cannot be written for at once."""

    code = "TOO_MANY_IMAGES"


class TooManyInLine(ApiError):
    """{limit} collections wait to be written for already."""

    code = "TOO_MANY_IN_LINE"


class TooManyScenes(ApiError):
    """A storyboard can have {limit} scenes."""

    code = "TOO_MANY_SCENES"


class TooManyShares(ApiError):
    """{limit} links of yours can be opened already, no more than you may have."""

    code = "TOO_MANY_SHARES"


class TooManyStoryboards(ApiError):
    """You may keep {limit} storyboards and have {kept}."""

    code = "TOO_MANY_STORYBOARDS"


class TooManyTags(ApiError):
    """It would have {count} tags; {limit} are possible."""

    code = "TOO_MANY_TAGS"


class TooManyTemplates(ApiError):
    """You may keep {limit} templates."""

    code = "TOO_MANY_TEMPLATES"


class TooManyUploads(ApiError):
    """{limit} uploads of yours are open already."""

    code = "TOO_MANY_UPLOADS"


class TooManyVariants(ApiError):
    """An image may have {limit} prompts at most."""

    code = "TOO_MANY_VARIANTS"


class TooManyWaiting(ApiError):
    """{limit} films of yours wait already."""

    code = "TOO_MANY_WAITING"


class TooManyWebhookEndpoints(ApiError):
    """You have {limit} webhook endpoints already."""

    code = "TOO_MANY_WEBHOOK_ENDPOINTS"


class TooMuchMusic(ApiError):
    """{limit} pieces of music of yours are kept already."""

    code = "TOO_MUCH_MUSIC"


class Unauthenticated(ApiError):
    """You are not signed in ({reason})."""

    code = "UNAUTHENTICATED"


class Unavailable(ApiError):
    """The service cannot answer right now."""

    code = "UNAVAILABLE"


class UnknownModel(ApiError):
    """There is no model {model}."""

    code = "UNKNOWN_MODEL"


class UnreadableStoryboard(ApiError):
    """The file could not be read."""

    code = "UNREADABLE_STORYBOARD"


class UnsupportedMediaType(ApiError):
    """The body must be application/json."""

    code = "UNSUPPORTED_MEDIA_TYPE"


class UntrustedWebhook(ApiError):
    """This webhook is not trusted ({reason})."""

    code = "UNTRUSTED_WEBHOOK"


class VersionConflict(ApiError):
    """The storyboard was changed meanwhile: it is at version {current_version}, your change was made on {expected_version}."""

    code = "VERSION_CONFLICT"


class WaitingFull(ApiError):
    """Too many callers are waiting here at the moment."""

    code = "WAITING_FULL"


class WebhookEndpointDisabled(ApiError):
    """This endpoint is switched off ({reason})."""

    code = "WEBHOOK_ENDPOINT_DISABLED"


class WebhookListenerFetches(ApiError):
    """A listener has no address: it fetches what there is for it."""

    code = "WEBHOOK_LISTENER_FETCHES"


class WebhookUrlNotTaken(ApiError):
    """Nobody is sent to this address."""

    code = "WEBHOOK_URL_NOT_TAKEN"
