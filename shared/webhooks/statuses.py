"""How endpoints and deliveries stand, and why."""

from __future__ import annotations

from enum import StrEnum

TEST = "webhook.test"  # what an endpoint is sent on its owner's word; no fact stands behind it


class EndpointStatus(StrEnum):
    """Whether it is sent anything."""

    ACTIVE = "active"
    DISABLED = "disabled"


class DisabledReason(StrEnum):
    """Why an endpoint is sent nothing."""

    OWNER = "owner"  # it was switched off
    GONE = "gone"  # it answered 410
    FAILING = "failing"  # for three days nothing was taken


class DeliveryStatus(StrEnum):
    """What became of an event at one endpoint."""

    PENDING = "pending"  # it is sent, or will be sent again
    DELIVERED = "delivered"  # it was answered with 2xx
    FAILED = "failed"  # a day of tries is over, or the endpoint takes nothing any more
    HELD = "held"  # for a listener, which fetches it


class Trouble(StrEnum):
    """Why there was no answer, or none that counts."""

    ADDRESS = "address"  # the name leads to an address that nobody is sent to
    NAME = "name"  # it could not be resolved
    CONNECTION = "connection"  # refused, reset, or not HTTP
    CERTIFICATE = "certificate"  # it does not prove the name
    TIMEOUT = "timeout"
    STATUS = "status"  # an answer other than 2xx
    DISABLED = "disabled"  # the endpoint was switched off or deleted before it was sent
