"""Storyboards in the trash: what was shot, or is being shot, stays among the user's videos."""

from __future__ import annotations

from shared.accounts import usage
from shared.accounts.usage import usage_path
from shared.lifecycle import trash
from shared.platform.clients import clock, store
from shared.platform.firestore.documents import Delete, Drop, Plan, Seen, Update
from shared.storyboards.commands import counted
from shared.storyboards.model import storyboard_path, version_path
from shared.storyboards.reads import own, stored_versions

_MOST_VERSIONS = 200  # more than the configuration allows


def delete(user_id: str, storyboard_id: str) -> None:
    """Into the trash with its versions."""
    where, marks = storyboard_path(storyboard_id), trash.put_in(now := clock().now())

    def decide(seen: Seen) -> Plan[None]:
        own(seen[where], user_id)
        return Plan(None, [Update(seen[where], marks)])

    store().settle([where], decide)
    if marks[trash.PURGE] <= now:
        purge(storyboard_id, user_id)


def restore(user_id: str, storyboard_id: str) -> None:
    trash.restore(storyboard_path(storyboard_id), user_id, "storyboard", clock().now())


def purge(storyboard_id: str, user_id: str) -> None:
    """Gone with its versions, and counted no more."""
    where, now = storyboard_path(storyboard_id), clock().now()
    oldest = [row.fields["version"] for row in stored_versions(storyboard_id, _MOST_VERSIONS) if row.fields][-1:] or [1]

    def decide(seen: Seen) -> Plan[None]:
        fields = seen[where].fields
        if fields is None or fields["user_id"] != user_id or not trash.is_over(fields, now):
            return Plan(None)
        versions = [Drop(version_path(storyboard_id, each)) for each in range(oldest[0], fields["version"] + 1)]
        usage_where = usage_path(user_id)
        return Plan(None, [Delete(seen[where]), *versions, usage.write(seen[usage_where], counted(user_id, seen, -1))])

    store().settle([where, usage_path(user_id)], decide)
