"""The care that videos take: at the door, on their way to the provider and back, and at their end."""

from __future__ import annotations

from tests.prove.mutants.edits import Mutant, drop, swap
from tests.prove.mutants.lifecycle import ANY_STATE

_ADMISSION = (
    Mutant(
        "no record of a wish's key",
        swap("shared.videos.admission:_terms", '{"ids": A, "place": B}', "None"),
        ("video, Veo",),
        at="POST /videos",
    ),
    Mutant(
        "no look at free slots",
        swap(
            "shared.videos.admission:with_slots",
            "A[0].state is shared.videos.states.JobState.QUEUED and not shared.videos.slots.free(B)",
            "not A",
        ),
        ("two wishes, one slot",),
    ),
    Mutant(
        "what may wait takes a slot",
        drop("shared.videos.admission:_terms", "A.queues and B"),
        ("video, in line",),
        at="POST /videos",
    ),
    Mutant(
        "a turn without a free slot",
        swap("shared.videos.steps:_Carry.__call__", "not shared.videos.slots.free(A)", "A is None"),
        ("a turn that another takes",),
    ),
    Mutant(
        "a turn is taken from any state",
        swap(
            "shared.videos.waiting:_takes_slot",
            "A.state is not shared.videos.states.JobState.WAITING",
            "A.ended",
        ),
        second_wall="the table knows one more way to queued, from submitting, and a job comes there through queued",
    ),
    Mutant(
        "a video does not hold its pictures",
        drop("shared.videos.admission:_terms", "*shared.videos.admission.holding_images(...)"),
        ("picture, deleted as a video is asked of it",),
        at="POST /videos",
    ),
)

_STEPS = (
    Mutant(
        "a job is sent from any state",
        (
            *ANY_STATE,
            *drop("shared.videos.provider_worker:start", "A.state is not shared.videos.states.JobState.QUEUED"),
        ),
        ("video, Veo",),
        at="POST /video-tasks/start",
    ),
    Mutant(
        "a job is sent again when its answer is lost or its lease is over",
        swap(
            "shared.videos.lost_orders:lost",
            "step = A(shared.videos.states.JobState.UNCONFIRMED, due_in=B)",
            "step = A(shared.videos.states.JobState.QUEUED, due_in=B)",
        ),
        ("video, Veo", "video, OpenAI wire"),
        at="POST /video-tasks/start",
    ),
    Mutant(
        "an order is given up at the first look",
        swap("shared.videos.lost_orders:look", "now >= until", "until"),
        ("video, sought",),
        at="POST /video-tasks/seek",
    ),
    Mutant(
        "an order is given up whatever became of it",
        swap(
            "shared.videos.lost_orders:give_up",
            "shared.videos.steps.if_still(A, B, shared.videos.states.JobState.UNCONFIRMED)",
            "shared.videos.steps.if_still(A, B, *shared.videos.states.JobState)",
        ),
        ("found as it is given up",),
        at="POST /sweep",
    ),
    Mutant(
        "an ended job ends again",
        ANY_STATE,
        ("an operator, twice", "ended by an operator"),
    ),
    Mutant(
        "an ended job ends again, and is refunded again",
        (*ANY_STATE, *swap("shared.videos.steps:_settled", 'f"{A.id}.refund"', 'f"{A.id}.{now.timestamp()}"')),
        ("an operator, twice", "ended by an operator"),
    ),
    Mutant(
        "evidence moves a job from any state",
        (*ANY_STATE, *drop("shared.videos.evidence:if_attempt", "A.state in B")),
        ("video, Veo",),
        at="POST /output-events",
    ),
    Mutant(
        "a file completes a job in any state",
        (
            *ANY_STATE,
            *swap(
                "shared.videos.storage_worker:_complete",
                "shared.videos.steps.if_still(A, B, shared.videos.states.JobState.STORING)",
                "shared.videos.steps.if_still(A, B, *shared.videos.states.JobState)",
            ),
        ),
        ("video, Veo", "ended by an operator"),
        at="POST /storage-tasks",
    ),
    Mutant(
        "an operation is written down in any state",
        (*ANY_STATE, *drop("shared.videos.provider_worker:record_operation", "A.state not in B")),
        ("video, Veo",),
        at="POST /video-tasks/start",
    ),
    Mutant(
        "a job that was sent is cancelled",
        swap(
            "shared.videos.commands:cancel",
            "A.state not in shared.videos.states.BEFORE_SENDING",
            "A.state is shared.videos.states.JobState.STORING",
        ),
        ("cancelled on its way",),
        at="POST /video-tasks/start",
    ),
    Mutant(
        "an attempt is not compared",
        drop("shared.videos.evidence:if_attempt", "A.attempt == B"),
        second_wall="a job has a second attempt only after its first was refused for certain, of which no evidence comes",
    ),
    Mutant(
        "two sweeps arm a job twice",
        drop("shared.videos.transitions:re_arm", "(A.state, A.attempt, A.due_at) != B"),
        second_wall="all that an armed job gets is another task, and every task may come twice",
    ),
    Mutant(
        "a sweep ends a job that went on",
        swap("shared.videos.sweep:_end", "shared.videos.steps.if_still(A, ...)", "lambda _job, _ops: A"),
        ("a turn at the end of waiting",),
        at="POST /sweep",
    ),
)

_ENDINGS = (
    Mutant(
        "a store task looks at no state",
        swap(
            "shared.videos.storage_worker:store_video",
            "A.state is not shared.videos.states.JobState.STORING",
            "not uri",
        ),
        second_wall="the step that completes a job asks for the state again, and takes back a file that nobody awaits",
    ),
    Mutant(
        "the file of a job that ended meanwhile is kept",
        swap(
            "shared.videos.storage_worker:_tidy",
            "A.state is not shared.videos.states.JobState.COMPLETED",
            "not uri",
        ),
        ("ended by an operator",),
        at="POST /storage-tasks",
    ),
    Mutant(
        "the provider's copy of a completed job is kept",
        swap("shared.videos.storage_worker:_tidy", 'A.startswith("gs://")', "not A"),
        ("video, Veo",),
        at="POST /storage-tasks",
    ),
    Mutant(
        "a store task that comes again tidies nothing",
        swap("shared.videos.storage_worker:store_video", "if A.ended: ...", "if not A.ended: ..."),
        ("video, Veo",),
        at="POST /storage-tasks",
    ),
    Mutant(
        "a late result is put aside twice",
        swap("shared.videos.evidence:_put_aside", "A if B.fields is not None else C", "C"),
        second_wall="its id follows from job and attempt: the second create fails, and the event is told again in vain",
    ),
    Mutant(
        "a video that has ended holds its pictures",
        drop("shared.videos.steps:_after", "held_images = ()"),
        ("cascade under a video",),
        at="POST /upload-events/erase-collection",
    ),
    Mutant(
        "bytes of a video that are not counted",
        swap("shared.videos.steps:_kept", "stored_bytes = A + B", "stored_bytes = A"),
        ("video, Veo",),
        at="POST /storage-tasks",
    ),
    Mutant(
        "a batch that never ends",
        swap(
            "shared.videos.steps:_settled",
            "shared.videos.slots.batch_moved(A, B, -1)",
            "shared.videos.slots.batch_moved(A, B, 0)",
        ),
        ("storyboard",),
    ),
)

_NEWS = (
    Mutant(
        "news of another attempt's work is followed",
        swap("shared.videos.provider_worker:_look_after", "A.name == B", "B"),
        second_wall="news only has the provider asked, about the work that is under way",
    ),
    Mutant(
        "looks without a name",
        drop("shared.videos.tasks:ask_again", "name = name"),
        second_wall="a look that is doubled asks the provider once more, and writes nothing",
    ),
    Mutant(
        "news without a name",
        drop("shared.webhooks.checks:take", "name = A"),
        ("news told twice",),
    ),
)

_BEGIN = "shared.videos.schedule:begin"
_REQUESTS = ("tests/unit/videos/test_requests.py",)
_LATER = (
    Mutant(
        "a video for later is begun at once",
        drop("shared.videos.admission:job_of", "if start_at: ..."),
        ("video for later",),
        at="POST /videos",
    ),
    Mutant(
        "a task that comes early begins a video",
        drop(_BEGIN, "if A.wish.start_at and now < A.wish.start_at: ..."),
        ("video for later",),
        at="POST /video-tasks/begin",
    ),
    Mutant(
        "a task that came early is not sent again",
        drop(_BEGIN, "for A in B: ..."),
        second_wall="the sweep begins it when its time has come",
    ),
    Mutant(
        "a video is begun in any state",
        (*ANY_STATE, *drop(_BEGIN, "A.state is not shared.videos.states.JobState.SCHEDULED")),
        ("video for later, cancelled as it begins",),
        at="POST /video-tasks/begin",
    ),
    Mutant(
        "nobody looks after a video for later",
        swap("shared.videos.admission:job_of", "due_at = A", "due_at = None if start_at else A"),
        ("video for later, by the sweep",),
    ),
    Mutant(
        "any time to start is taken",
        drop("shared.videos.requests:start_of", "if not A < B <= C: ..."),
        tests=_REQUESTS,
    ),
    Mutant(
        "a video for later has the price of today",
        swap("shared.videos.requests:resolve", "day = A", "day = now.date()"),
        tests=_REQUESTS,
    ),
    Mutant(
        "a batch is cancelled as far as one call goes",
        drop("shared.videos.batches:cancel", "if len(A) > B and C: ..."),
        ("batch for later, cancelled by fifties",),
    ),
)

MUTANTS = (*_ADMISSION, *_STEPS, *_ENDINGS, *_NEWS, *_LATER)
