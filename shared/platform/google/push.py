"""Push messages to devices, by Firebase Cloud Messaging."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from typing import NamedTuple

import firebase_admin
import google.auth.credentials
from firebase_admin import credentials, exceptions, messaging
from google.oauth2.credentials import Credentials

from shared.platform import logs
from shared.platform.errors import Unavailable

_TIMEOUT_S = 10
# The library would rather be told a Firebase installation's id. Apps tell us the token that their SDK registers them by, which is
# no such id and cannot be made into one; the service takes both.
warnings.filterwarnings("ignore", "Message.token is deprecated", DeprecationWarning)


class Notice(NamedTuple):
    """What a device shows. A second one with the same tag takes the first one's place."""

    title: str
    body: str
    tag: str
    data: Mapping[str, str]


class _LocalCredentials(credentials.Base):
    """For whoever takes messages locally, and is shown nothing real."""

    def get_credential(self) -> google.auth.credentials.Credentials:
        return Credentials("owner")


class Push:
    def __init__(self, project: str, local_url: str | None) -> None:
        options = {"projectId": project, "httpTimeout": _TIMEOUT_S}
        if local_url:  # the library knows of no other address by itself
            url = f"{local_url}/v1/projects/{{0}}/messages:send"
            vars(messaging)["_MessagingService"].FCM_URL = url
        self._app = firebase_admin.initialize_app(
            credential=_LocalCredentials() if local_url else None, options=options, name=f"push-{project}"
        )

    def send(self, token: str, notice: Notice) -> bool:
        """False where the device is there no more: its token will never be good again."""
        message = messaging.Message(
            token=token,
            notification=messaging.Notification(title=notice.title, body=notice.body),
            data=dict(notice.data),
            android=messaging.AndroidConfig(collapse_key=notice.tag, notification=messaging.AndroidNotification(tag=notice.tag)),
            apns=messaging.APNSConfig(headers={"apns-collapse-id": notice.tag}),
            webpush=messaging.WebpushConfig(notification=messaging.WebpushNotification(tag=notice.tag)),
        )
        try:
            messaging.send(message, app=self._app)
        except (messaging.UnregisteredError, messaging.SenderIdMismatchError, exceptions.InvalidArgumentError) as refusal:
            logs.info("a device takes no more messages", reason=type(refusal).__name__)
            return False
        except (exceptions.FirebaseError, OSError) as error:
            raise Unavailable(part="push") from error
        return True
