"""Our own care, taken away one piece at a time: what each edit removes, and the workflows whose cases must notice.

An edit's old text occurs exactly once in its file (`test_mutation.py` holds that), so that the list never goes stale.
Where two walls stand behind each other, the mutant tears down both; one that stays harmless alone says why in `second_wall`.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Edit:
    file: str
    old: str
    new: str


@dataclass(frozen=True)
class Mutant:
    name: str
    edits: tuple[Edit, ...]
    workflows: tuple[str, ...] = ()
    at: str = ""  # the handler whose cases are tried first
    second_wall: str = ""  # why nothing can go wrong without it; such a mutant is not run


def once(file: str, old: str, new: str) -> tuple[Edit, ...]:
    return (Edit(file, old, new),)


_DOCUMENTS, _FILES = "shared/platform/firestore/documents.py", "shared/platform/storage/files.py"
_FIRESTORE = "shared/platform/firestore/client.py"
_LIFE, _WORK, _HOME = "shared/videos/transitions.py", "shared/videos/provider_worker.py", "shared/videos/storage_worker.py"
_ADMISSION, _VIDEOS, _TURNS = "shared/videos/admission.py", "shared/videos/commands.py", "shared/videos/waiting.py"
_SWEEP, _HINTS, _SEEKING = "shared/videos/sweep.py", "shared/videos/webhook_hints.py", "shared/videos/lost_orders.py"

_ANY_STEP = Edit(
    _LIFE,
    "if job is None or step is None or (job.state, step.to) not in ALLOWED:",
    "if job is None or step is None:",
)
_ENDED_TOO = Edit(_LIFE, "if job is not None and not job.ended else None", "if job else None")
_ANY_STATE = (_ANY_STEP, _ENDED_TOO)

PLATFORM = (
    Mutant(
        "updates without precondition",
        once(_FIRESTORE, "dict(write.fields), option=self._unchanged(write.seen))", "dict(write.fields))"),
        ("video, Veo", "two wishes, one slot"),
        at="POST /video-tasks/start",
    ),
    Mutant(
        "a create that replaces",
        once(_FIRESTORE, "batch.create(reference, dict", "batch.set(reference, dict"),
        ("two wishes, a new account",),
    ),
    Mutant(
        "deletes without precondition",
        once(_FIRESTORE, "batch.delete(reference, option=self._unchanged(write.seen))", "batch.delete(reference)"),
        ("storyboard, deleted",),
    ),
    Mutant(
        "a lost answer is not looked for",
        once(
            _DOCUMENTS,
            "if (token := sent.applied(seen)) is not None:",
            "if (token := sent.applied(seen)) is not None and not token:",
        ),
        ("video, Veo",),
        at="POST /video-tasks/start",
    ),
    Mutant(
        "a copy that replaces",
        once(
            _FILES,
            "origin, token=token, if_generation_match=0, timeout=REWRITE_TIMEOUT_S, retry=self._retry",
            "origin, token=token, timeout=REWRITE_TIMEOUT_S, retry=self._retry",
        ),
        ("video, Veo", "film"),
        at="POST /storage-tasks",
    ),
    Mutant(
        "an upload that replaces",
        once(_FILES, "if_generation: int | None = 0,", "if_generation: int | None = None,"),
        ("picture",),
    ),
    Mutant(
        "a composition that replaces",
        once(_FILES, "target.compose(sources, if_generation_match=0, timeout", "target.compose(sources, timeout"),
        second_wall="each turn composes under a name of its own",
    ),
    Mutant(
        "whatever stands there is adopted as the same",
        once(_FILES, "return Kept(found, same=found.holds_the_same_as(sent))", "return Kept(found, same=True)"),
        second_wall="who adopts looks at what stands there: a film is examined again, a video before anything is copied",
    ),
    Mutant(
        "a delete of whatever generation is there",
        once(_FILES, "blob.delete(if_generation_match=generation, timeout", "blob.delete(timeout"),
        second_wall="staging names serve once, and what comes again under an upload's name is awaited by nobody",
    ),
)

VIDEOS = (
    Mutant(
        "a job's step without precondition",
        once(_LIFE, "Update(seen[where], _changed(job, after))", "Patch(where, _changed(job, after))"),
        ("video, Veo",),
        at="POST /video-tasks/start",
    ),
    Mutant(
        "an account without precondition",
        once(
            "shared/accounts/model.py",
            "return Update(document, account.fields()) if",
            "return Patch(account.path, account.fields()) if",
        )
        + once(
            "shared/accounts/model.py",
            "import Create, Document, Update, Write",
            "import Create, Document, Patch, Update, Write",
        ),
        ("two wishes, one slot", "a grant, twice"),
    ),
    Mutant(
        "a job is sent from any state",
        (
            *_ANY_STATE,
            *once(_WORK, "job.state is not JobState.QUEUED or (waits and", "(waits and"),
        ),
        ("video, Veo",),
        at="POST /video-tasks/start",
    ),
    Mutant(
        "a job is sent again when its answer is lost or its lease is over",
        once(_SEEKING, "step = Step(JobState.UNCONFIRMED, due_in", "step = Step(JobState.QUEUED, due_in"),
        ("video, Veo", "video, OpenAI wire"),
        at="POST /video-tasks/start",
    ),
    Mutant(
        "an order is given up at the first look",
        once(_SEEKING, "if now >= until:", "if until:"),
        ("video, sought",),
        at="POST /video-tasks/seek",
    ),
    Mutant(
        "an order is given up whatever became of it",
        once(
            _SEEKING,
            "step if (found.attempt, found.state) == (attempt, JobState.UNCONFIRMED) else None",
            "step if found.attempt == attempt else None",
        ),
        ("found as it is given up",),
        at="POST /sweep",
    ),
    Mutant(
        "an ended job ends again",
        _ANY_STATE,
        ("an operator, twice", "ended by an operator"),
    ),
    Mutant(
        "an ended job ends again, and is refunded again",
        (*_ANY_STATE, *once(_LIFE, 'account.post(f"{job.id}.refund",', 'account.post(f"{job.id}.{now.timestamp()}",')),
        ("an operator, twice", "ended by an operator"),
    ),
    Mutant(
        "the table of steps is not asked",
        (_ANY_STEP,),
        second_wall="whoever takes a step names the states that it goes from, and an ended job is asked about no step",
    ),
    Mutant(
        "evidence moves a job from any state",
        (
            *_ANY_STATE,
            *once(
                _WORK,
                "step if job.attempt == attempt and job.state in _ASKED_AFTER else None",
                "step if job.attempt == attempt else None",
            ),
        ),
        ("video, Veo",),
        at="POST /output-events",
    ),
    Mutant(
        "a file completes a job in any state",
        (
            *_ANY_STATE,
            *once(
                _HOME,
                "step if job.attempt == attempt and job.state is JobState.STORING else None",
                "step if job.attempt == attempt else None",
            ),
        ),
        ("video, Veo", "ended by an operator"),
        at="POST /storage-tasks",
    ),
    Mutant(
        "an operation is written down in any state",
        (
            *_ANY_STATE,
            *once(
                _WORK,
                "if now.attempt != job.attempt or now.state not in (JobState.SUBMITTING, JobState.UNCONFIRMED):",
                "if now.attempt != job.attempt:",
            ),
        ),
        ("video, Veo",),
        at="POST /video-tasks/start",
    ),
    Mutant(
        "a job that was sent is cancelled",
        once(_VIDEOS, "if job.state not in BEFORE_SENDING and (", "if job.state is JobState.STORING and ("),
        ("cancelled on its way",),
        at="POST /video-tasks/start",
    ),
    Mutant(
        "an attempt is not compared",
        once(
            _WORK,
            "step if job.attempt == attempt and job.state in _ASKED_AFTER else None",
            "step if job.state in _ASKED_AFTER else None",
        ),
        second_wall="a job has a second attempt only after its first was refused for certain, of which no evidence comes",
    ),
    Mutant(
        "a store task looks at no state",
        once(_HOME, "    if job.state is not JobState.STORING:", "    if not uri:"),
        second_wall="the step that completes a job asks for the state again, and takes back a file that nobody awaits",
    ),
    Mutant(
        "the file of a job that ended meanwhile is kept",
        once(_HOME, "if job.state is not JobState.COMPLETED:", "if not uri:"),
        ("ended by an operator",),
        at="POST /storage-tasks",
    ),
    Mutant(
        "the provider's copy of a completed job is kept",
        once(_HOME, """    elif uri.startswith("gs://"):""", "    elif not uri:"),
        ("video, Veo",),
        at="POST /storage-tasks",
    ),
    Mutant(
        "a store task that comes again tidies nothing",
        once(_HOME, "        if job.ended:  # this task has come before, and left something", "        if not job.ended:"),
        ("video, Veo",),
        at="POST /storage-tasks",
    ),
    Mutant(
        "two sweeps arm a job twice",
        once(
            "shared/videos/transitions.py",
            "if now is None or (now.state, now.attempt, now.due_at) != (job.state, job.attempt, job.due_at):",
            "if now is None:",
        ),
        second_wall="all that an armed job gets is another task, and every task may come twice",
    ),
    Mutant(
        "a sweep ends a job that went on",
        once(_SWEEP, "step if (now.state, now.attempt) == (job.state, job.attempt) else None", "step"),
        ("found as it is given up",),
        at="POST /sweep",
    ),
    Mutant(
        "news of another attempt's work is followed",
        once(_HINTS, "if operation.name == name:", "if name:"),
        second_wall="news only has the provider asked, about the work that is under way",
    ),
    Mutant(
        "looks without a name",
        once("shared/videos/tasks.py", "payload, at=look.at, name=name, deadline_s=120)", "payload, at=look.at, deadline_s=120)"),
        second_wall="a look that is doubled asks the provider once more, and writes nothing",
    ),
    Mutant(
        "news without a name",
        once("shared/webhooks/verification.py", "name=task_name(sender, event), ", ""),
        ("news told twice",),
    ),
    Mutant(
        "no record of a wish's key",
        once(
            _ADMISSION,
            '            idempotency.remember(seen[key_where], user.uid, asked.digest, {"ids": ids, "place": place}, now),\n',
            "",
        ),
        ("video, Veo",),
        at="POST /videos",
    ),
    Mutant(
        "the record of a key is not looked at",
        once(
            "shared/platform/firestore/idempotency.py",
            'if record is None or record["expires_at"] <= now:',
            'if record is None or record["expires_at"]:',
        ),
        ("video, Veo",),
        at="POST /videos",
    ),
    Mutant(
        "another wish gets the first one's answer",
        once("shared/platform/firestore/idempotency.py", 'if record["digest"] != digest:', "if not digest:"),
        ("one key, two wishes",),
    ),
    Mutant(
        "no look at free slots",
        once(_ADMISSION, "if jobs[0].state is JobState.QUEUED and not slots.free(account):", "if not jobs:"),
        ("two wishes, one slot",),
    ),
    Mutant(
        "what may wait takes a slot",
        once(
            _ADMISSION,
            "asked.waits or (asked.queues and (account.waiting_jobs > 0 or not slots.free(account)))",
            "asked.waits",
        ),
        ("video, in line",),
        at="POST /videos",
    ),
    Mutant(
        "a grant that waits for another call",
        once(
            "shared/accounts/signup.py",
            "if account is None or _grant_is_due(account, user):\n        raise NotOpened",
            "if account is None:\n        raise NotOpened",
        ),
        ("video, just verified",),
        at="POST /videos",
    ),
    Mutant(
        "a turn without a free slot",
        once(
            _LIFE,
            "if step.to is JobState.QUEUED and not slots.free(account):",
            "if step.to is JobState.QUEUED and account is None:",
        ),
        ("a turn that another takes",),
    ),
    Mutant(
        "a turn is taken from any state",
        once(_TURNS, "if job.state is not JobState.WAITING:", "if job.ended:"),
        second_wall="the table knows one more way to queued, from submitting, and a job comes there through queued",
    ),
    Mutant(
        "credits below nothing",
        (
            *once("shared/accounts/ledger.py", "if after < 0 and amount < 0 and kind", "if not after and kind"),
            *once("shared/accounts/ledger.py", "if amount > 0 and amount > account.balance:", "if amount < 0:"),
        ),
        ("two wishes, credits for one",),
    ),
    Mutant(
        "a grant to whoever asks again",
        once(
            "shared/accounts/signup.py",
            "unused = bool(records) and all(seen[record].fields is None for record in (*records, *as_before))",
            "unused = True",
        ),
        ("a second grant",),
    ),
    Mutant(
        "an operator's grant counts again",
        (
            *once("shared/admin/credits.py", "if before is not None:", "if before is not None and not amount:"),
            *once(
                "shared/admin/credits.py",
                'account.post(f"grant.{grant_id}", kind',
                'account.post(f"grant.{grant_id}.{account.seq}", kind',
            ),
        ),
        ("a grant, twice",),
    ),
    Mutant(
        "a late result is put aside twice",
        once(
            _WORK,
            "return Plan(False) if seen[where].fields is not None else Plan(True, [Create(where, fields)])",
            "return Plan(True, [Create(where, fields)])",
        ),
        second_wall="its id follows from job and attempt: the second create fails, and the event is told again in vain",
    ),
)
