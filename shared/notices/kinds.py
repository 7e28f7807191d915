"""What users are told beside the API."""

from __future__ import annotations

from enum import StrEnum

from shared.lifecycle.outbox import Event


class NoticeEvent(StrEnum):
    """Of events those that people may be told of by mail and on their devices."""

    VIDEO_COMPLETED = Event.VIDEO_COMPLETED.value
    VIDEO_FAILED = Event.VIDEO_FAILED.value
    FILM_COMPLETED = Event.FILM_COMPLETED.value
    FILM_FAILED = Event.FILM_FAILED.value
    CREDITS_LOW = Event.CREDITS_LOW.value


class Letter(StrEnum):
    """What is written to whom it is about, whatever they chose."""

    EXPORT_READY = "export.ready"
    ACCOUNT_DELETED = "account.deleted"
    ENDPOINT_OFF = "webhook_endpoint.disabled"
    WORK_REPORTED = "work.reported"
    REPORT_ACTED_ON = "report.acted_on"
    REPORT_DISMISSED = "report.dismissed"
