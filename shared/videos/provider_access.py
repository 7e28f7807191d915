"""Who is asked for a job's work, in whose name: in ours, or in the user's by the key that the job was admitted with."""

from __future__ import annotations

from typing import NamedTuple

from shared.config import commands as config_commands
from shared.platform.errors import Unavailable
from shared.provider_keys import commands as provider_key_commands
from shared.provider_keys.model import KeyGone
from shared.providers import key_check
from shared.providers.interface import Failed, Operation, OrderRefused, Provider
from shared.providers.outcomes import Code, Outcome
from shared.providers.registry import provider_for


class OwnKey(NamedTuple):
    """The key of the user's that a job was admitted with, if with any: named here, and opened for as long as it is used."""

    version: str | None
    project: str | None

    def provider(self, user_id: str, surface: str) -> Provider:
        if self.version is None:
            return provider_for(surface)
        secret = provider_key_commands.secret_for(user_id, surface, self.version)
        return provider_for(surface, key=secret.reveal(), project=self.project)

    def sender(self, user_id: str, surface: str) -> Provider:
        """For an order: one that cannot be sent for want of its key was certainly not sent."""
        if self.version is None:
            return self.provider(user_id, surface)
        try:
            return self.provider(user_id, surface)
        except Unavailable as trouble:
            raise OrderRefused(Outcome.PROVIDER_ERROR, "the user's key could not be opened", code=Code.NETWORK) from trouble
        except KeyGone as gone:
            raise OrderRefused(Outcome.PROVIDER_ERROR, "the user's key is gone", code=Code.INVALID_API_KEY) from gone


def provider_of(user_id: str, operation: Operation) -> Provider:
    """Who does this work: asked with the same key as it was ordered with."""
    return OwnKey(operation.key_version, operation.project).provider(user_id, operation.surface)


def cancel_at_provider(user_id: str, operation: Operation) -> bool:
    """Whether its provider confirms that it stopped this work, of a job that has ended: its key may be gone with it."""
    try:
        return provider_of(user_id, operation).cancel(operation)
    except KeyGone:
        return False


def handle_refusal(user_id: str, surface: str, model: str, version: str | None, failure: Failed) -> None:
    """What a no says beyond its job: of the model when it came to us, of the key when it came to a user's."""
    if version is None:
        if failure.outcome is Outcome.MODEL_RETIRED:
            config_commands.gone_at_provider(f"{surface}/{model}", failure.message)
    elif failure.code is Code.INVALID_API_KEY:
        provider_key_commands.judge(user_id, surface, version, key_check.Verdict.INVALID)
