"""Everything the service refuses: each class knows how it reads in the JSON interface and in the XML one."""

from __future__ import annotations

from typing import Any
from xml.sax.saxutils import escape

Json = dict[str, Any]


class StorageError(Exception):
    """Invalid argument."""

    status: int = 400
    reason: str = "invalid"
    code: str = "InvalidArgument"
    location: tuple[str, str] | None = None

    def __init__(self, message: str = "", **fields: str) -> None:
        super().__init__(message or self.summary)
        self.message = message or self.summary
        self.fields = fields

    @property
    def summary(self) -> str:
        return (type(self).__doc__ or "").strip()

    def as_json(self) -> Json:
        entry: Json = {"message": self.message, "domain": "global", "reason": self.reason}
        if self.location:
            entry["locationType"], entry["location"] = self.location
        return {"error": {"code": self.status, "message": self.message, "errors": [entry]}}

    def as_xml(self) -> str:
        fields = dict(self.fields)
        if self.message != self.summary:
            fields = {"Details": self.message, **fields}
        extra = "".join(f"<{name}>{escape(value)}</{name}>" for name, value in fields.items())
        body = f"<Code>{self.code}</Code><Message>{escape(self.summary)}</Message>{extra}"
        return f"<?xml version='1.0' encoding='UTF-8'?><Error>{body}</Error>"


class Invalid(StorageError):
    """Invalid argument."""


class Required(StorageError):
    """Required parameter is missing."""

    reason = "required"


class BadDigest(StorageError):
    """The checksum you specified did not match what we received."""

    code = "BadDigest"


class TooSmall(StorageError):
    """Your proposed upload is smaller than the minimum object size specified."""

    code = "EntityTooSmall"


class TooLarge(StorageError):
    """Your proposed upload is larger than the maximum object size specified."""

    code = "EntityTooLarge"


class MalformedHeader(StorageError):
    """Your request has a malformed header."""

    code = "MalformedSecurityHeader"


class Expired(StorageError):
    """The provided token has expired."""

    code = "ExpiredToken"


class Anonymous(StorageError):
    """Access denied."""

    status, reason, code = 403, "forbidden", "AccessDenied"


class Unsigned(StorageError):
    """Access denied."""

    status, reason, code = 403, "forbidden", "SignatureDoesNotMatch"


class TooEarly(StorageError):
    """The difference between the request time and the current time is too large."""

    status, reason, code = 403, "forbidden", "RequestTimeTooSkewed"


class NoSuchBucket(StorageError):
    """The specified bucket does not exist."""

    status, reason, code = 404, "notFound", "NoSuchBucket"


class NoSuchObject(StorageError):
    """The specified key does not exist."""

    status, reason, code = 404, "notFound", "NoSuchKey"


class NoSuchUpload(StorageError):
    """The requested upload was not found."""

    status, reason, code = 404, "notFound", "NoSuchUpload"


class UploadGone(StorageError):
    """The requested upload has expired."""

    status, reason, code = 410, "gone", "NoSuchUpload"


class Conflict(StorageError):
    """Your previous request to create the named bucket succeeded and you already own it."""

    status, reason, code = 409, "conflict", "BucketAlreadyOwnedByYou"


class NotEmpty(StorageError):
    """The bucket you tried to delete is not empty."""

    status, reason, code = 409, "conflict", "BucketNotEmpty"


class ConditionNotMet(StorageError):
    """At least one of the pre-conditions you specified did not hold."""

    status, reason, code = 412, "conditionNotMet", "PreconditionFailed"
    location = ("header", "If-Match")


class NotModified(StorageError):
    """Not modified."""

    status, reason, code = 304, "notModified", "NotModified"


class BadRange(StorageError):
    """The requested range cannot be satisfied."""

    status, reason, code = 416, "requestedRangeNotSatisfiable", "InvalidRange"

    def __init__(self, asked: str, size: int) -> None:
        super().__init__(asked or "Request range not satisfiable")
        self.size = size


class OffsetAhead(StorageError):
    """The upload is behind the offset that was sent."""

    status, reason, code = 503, "backendError", "ServiceUnavailable"


class Unknown(StorageError):
    """The local stand-in for Cloud Storage does not know this."""

    status, reason, code = 501, "notImplemented", "NotImplemented"


class Broken(StorageError):
    """The fault that a test ordered."""

    reason, code = "backendError", "InternalError"

    def __init__(self, status: int) -> None:
        super().__init__("We encountered an internal error. Please try again.")
        self.status = status
