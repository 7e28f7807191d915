"""A job's life: its states, and the one table of what may follow what. No Google here.

–           → queued        admitted with a slot                       charge, active + 1
–           → waiting       admitted without a slot, to take its turn  charge
–           → following     admitted, begins with another's last frame charge
–           → scheduled     admitted, to start at a time            charge
following   → waiting       that frame is there
following   → scheduled     it is there before the time to start
scheduled   → waiting       that time has come
waiting     → queued        a slot became free                         active + 1
queued      → submitting    the start task takes a lease
submitting  → queued        refused for certain; tried again later
submitting  → processing    the provider's operation is known
submitting  → unconfirmed   the answer was lost; never sent again, looked for until it would have turned up
…           → storing       the file's place is known
storing     → completed     the file is ours                           active − 1
any live    → failed        the step that knows                        refund by rule, active − 1
some live   → cancelled     user or admin                              refund by rule, active − 1

Edits, which are made by hand of a finished video, go no way that a provider hears of. They have a table of their own:

queued              → processing  a worker took its lease
processing          → storing     made; being given its place and checked
processing, storing → completed   the file is ours                     active − 1
queued … storing    → queued      its worker died or met trouble that passes: it begins again, in its slot
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from enum import StrEnum


class JobState(StrEnum):
    FOLLOWING = "following"  # charged; the video whose last frame it begins with is not there yet
    SCHEDULED = "scheduled"  # charged; the time that it is to start at has not come
    WAITING = "waiting"  # charged, has no slot yet
    QUEUED = "queued"  # charged, waiting for its start task
    SUBMITTING = "submitting"  # the provider may be hearing from us right now
    UNCONFIRMED = "unconfirmed"  # it may have heard us; we never ask twice
    PROCESSING = "processing"  # the provider works on it, its operation is known
    STORING = "storing"  # made; being brought home and checked
    COMPLETED = "completed"  # the file is the user's
    FAILED = "failed"  # ended without a video; the outcome says why and who pays
    CANCELLED = "cancelled"  # ended by a wish


START_WITHIN = timedelta(days=30)  # how far ahead a video may be asked for
AT_ONCE = timedelta(minutes=1)  # a time so near means now, and one so long past too: clocks differ
LOST_START = timedelta(minutes=2)  # a start task that was lost is sent again by the sweep after this
LEASE = timedelta(minutes=3)  # longer than a submit can take, so an expired one has no living owner
CHAIN = timedelta(minutes=4)  # what one chain of looks takes, from the model's usual time on
STORE_DEADLINE = timedelta(hours=24)
STORE_LOST = timedelta(minutes=15)  # a store task that was lost is sent again by the sweep after this
FOLLOWS_LOOK = timedelta(minutes=5)  # how often the sweep looks whether what a job follows has ended unheard

EDIT_WITHIN = timedelta(hours=1)  # from when it has a slot
EDIT_LEASE = timedelta(minutes=2)  # without a sign of life for so long its worker counts as dead
MOST_CRASHES = 3  # an edit that kills its worker so often is given up

ENDED = frozenset({JobState.COMPLETED, JobState.FAILED, JobState.CANCELLED})
LIVE = frozenset(JobState) - ENDED
WITHOUT_SLOT = frozenset({JobState.FOLLOWING, JobState.SCHEDULED, JobState.WAITING})
HOLDS_SLOT = LIVE - WITHOUT_SLOT
BEFORE_SENDING = WITHOUT_SLOT | {JobState.QUEUED}

_ENDS = frozenset({JobState.FAILED, JobState.CANCELLED})
STEPS: Mapping[JobState, frozenset[JobState]] = {
    JobState.FOLLOWING: _ENDS | {JobState.SCHEDULED, JobState.WAITING},
    JobState.SCHEDULED: _ENDS | {JobState.WAITING},
    JobState.WAITING: _ENDS | {JobState.QUEUED},
    JobState.QUEUED: _ENDS | {JobState.SUBMITTING},
    JobState.SUBMITTING: frozenset(
        {JobState.QUEUED, JobState.PROCESSING, JobState.UNCONFIRMED, JobState.STORING, JobState.FAILED}
    ),
    JobState.UNCONFIRMED: _ENDS | {JobState.PROCESSING, JobState.STORING},
    JobState.PROCESSING: _ENDS | {JobState.STORING},
    JobState.STORING: frozenset({JobState.COMPLETED, JobState.FAILED}),
}
_BEGINS_AGAIN = _ENDS | {JobState.QUEUED}
EDIT_STEPS: Mapping[JobState, frozenset[JobState]] = {
    JobState.WAITING: _BEGINS_AGAIN,
    JobState.QUEUED: _BEGINS_AGAIN | {JobState.PROCESSING},
    JobState.PROCESSING: _BEGINS_AGAIN | {JobState.STORING, JobState.COMPLETED},
    JobState.STORING: _BEGINS_AGAIN | {JobState.COMPLETED},
}
