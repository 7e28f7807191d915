"""The care that films, pictures, texts, storyboards and keys take, removed one piece at a time; see `mutants`."""

from __future__ import annotations

from tests.prove.mutants import Edit, Mutant, once

_BEGIN, _TURN, _END = "shared/films/worker.py", "shared/films/lease.py", "shared/films/transitions.py"
_TURNS = "shared/films/waiting.py"
_ASKING, _WRITE, _SHELF = "shared/prompts/admission.py", "shared/prompts/worker.py", "shared/prompts/commands.py"
_GROUPS = "shared/prompts/batches.py"
_IMAGES, _ARRIVAL, _ERASING = "shared/images/commands.py", "shared/images/worker.py", "shared/erasure/images.py"
_COLLECTIONS, _KEYS, _KEY_CALLS = (
    "shared/images/collections.py",
    "shared/provider_keys/model.py",
    "shared/provider_keys/commands.py",
)
_FIRST_THE_DOCUMENT = (
    "    store().settle([where], lambda seen: Plan(None, [Delete(seen[where])] if seen[where].fields else []))\n"
)
_SHOOTING, _BOARDS = "shared/storyboards/admission.py", "shared/storyboards/commands.py"


_IMPORTS = {
    _BEGIN: "import Delete, Plan, Seen, Update",
    _TURN: "import Plan, Seen, Update",
    _END: "import Create, Plan, Seen, Update, Write",
    _ARRIVAL: "import Plan, Seen, Update",
    _COLLECTIONS: "import Create, Document, Plan, Seen, Update, Write",
    _IMAGES: "import AlsoNeeds, Document, Plan, Seen, Update, Write",
    _KEYS: "import Create, Delete, Document, Seen, Update, Write",
    _SHOOTING: "import Seen, Update, Write",
}


def _unguarded(file: str, update: str) -> tuple[Edit, ...]:
    """This update without its precondition."""
    seen, comma, rest = update.removeprefix("Update(").partition(",")
    return (
        Edit(file, update, f"Patch({seen}.path{comma}{rest}"),
        Edit(file, _IMPORTS[file], _IMPORTS[file].replace("Seen", "Patch, Seen")),
    )


FILMS = (
    Mutant(
        "a film begins without precondition",
        _unguarded(_BEGIN, 'Update(seen[where], {**marks, "status": begun.status.value})'),
        ("film, cancelled",),
        at="POST /film-tasks",
    ),
    Mutant(
        "a film begins in any state",
        once(_BEGIN, "(film.user_id, film.status, film.epoch) != (user_id, FilmStatus.QUEUED, epoch)", "film.epoch != epoch"),
        ("film, cancelled",),
        at="POST /film-tasks",
    ),
    Mutant(
        "an older task of a film begins it",
        once(
            _BEGIN,
            "(film.user_id, film.status, film.epoch) != (user_id, FilmStatus.QUEUED, epoch)",
            "film.status != FilmStatus.QUEUED",
        ),
        second_wall="it takes the turn, and the newer task then finds nothing that waits for it",
    ),
    Mutant(
        "a worker's turn without precondition",
        _unguarded(_TURN, "Update(seen[where], {**lease,"),
        ("film, cancelled",),
        at="POST /film-tasks",
    ),
    Mutant(
        "a worker goes on with what has ended",
        once(_TURN, "if film is None or not film.live or film.turn != self._film.turn:", "if film is None:"),
        ("film, cancelled", "film"),
        at="POST /film-tasks",
    ),
    Mutant(
        "a worker goes on in another's turn",
        once(_TURN, "or not film.live or film.turn != self._film.turn:", "or not film.live:"),
        second_wall="the copy replaces nothing, and only the turn that holds the film ends it",
    ),
    Mutant(
        "a film ends without precondition",
        _unguarded(_END, "Update(seen[where], after.fields())"),
        ("film, cancelled",),
        at="POST /film-tasks",
    ),
    Mutant(
        "a film ends again",
        once(_END, "or not film.live or not if_so(film):", "or not if_so(film):"),
        ("film, cancelled",),
        at="POST /film-tasks",
    ),
    Mutant(
        "whoever works on a film ends it",
        once(_BEGIN, "if_so=lambda now: now.turn == film.turn, facts", "facts"),
        second_wall="of two that finish the same film the second finds it ended; both made the same",
    ),
    Mutant(
        "the file of a film that ended meanwhile is kept",
        (
            *once(_BEGIN, "    if facts is not None and not ended:\n", "    if facts is None and ended:\n"),
            *once(_BEGIN, "    if film.status is not FilmStatus.COMPLETED:\n        _drop_files(film)\n", ""),
        ),
        ("film, cancelled",),
        at="POST /film-tasks",
    ),
    Mutant(
        "the sweep begins a film that went on",
        (
            *once(
                "shared/films/sweep.py",
                "or not current.live or (current.epoch, current.due_at) != (film.epoch, film.due_at):",
                "or not film.live:",
            ),
        ),
        ("film by the sweep, cancelled",),
        at="POST /sweep",
    ),
    Mutant(
        "a worker's turn without a lease",
        once("shared/films/model.py", "LEASE = timedelta(minutes=2)", "LEASE = timedelta(0)"),
        ("film, under the sweep",),
        at="POST /film-tasks",
    ),
    Mutant(
        "a film that ends keeps its slot",
        once(_END, "        account = slots.moved(account, film, after, now)\n", ""),
        ("film",),
        at="POST /film-tasks",
    ),
    Mutant(
        "a film that waits takes a slot in any state",
        once(_TURNS, "or not current.waiting or not slots.free(account):", "or not slots.free(account):"),
        ("film in line, cancelled",),
        at="POST /film-tasks",
    ),
    Mutant(
        "a film that waits takes a slot that is not free",
        once(_TURNS, "or not current.waiting or not slots.free(account):", "or not current.waiting:"),
        ("film, in line",),
        at="POST /film-tasks",
    ),
    Mutant(
        "no record of a film's key",
        once(
            "shared/films/admission.py",
            '            idempotency.remember(seen[key_where], user.uid, digest, {"ids": [film.id]}, now),\n',
            "",
        ),
        ("film",),
        at="POST /films",
    ),
)

TEXTS = (
    Mutant(
        "a prompt's id that does not follow from its key",
        once(
            _ASKING,
            'idempotency.digest("write", image_id, wish.fields()), _id(user.uid, key)',
            '"", _id(user.uid, str(clock().now()))',
        ),
        ("prompt",),
        at="POST /prompts",
    ),
    Mutant(
        "a prompt is not looked for before it is asked for",
        once(_ASKING, "if (before := read(seen[where])) is not None:", "if (before := None) is not None:"),
        ("prompt",),
        at="POST /prompts",
    ),
    Mutant(
        "a batch's id that does not follow from its key",
        once(_ASKING, "list(found.rows), _id(user.uid, key)", "list(found.rows), _id(user.uid, str(clock().now()))"),
        ("prompts of a collection",),
        at="POST /prompts/collection",
    ),
    Mutant(
        "the key of a text that is written anew is not known again",
        once(
            _ASKING,
            '                idempotency.remember(seen[key_where], user.uid, digest, {"ids": [prompt_id]}, now),\n',
            "",
        ),
        ("prompt, written anew",),
        at="POST /prompts",
    ),
    Mutant(
        "a text is written in any state",
        once(_WRITE, "(variant.status, variant.attempt, variant.epoch) != (PromptStatus.PENDING, attempt, epoch)", "not variant"),
        second_wall="only a variant that waits for it keeps a text: asking twice costs a call of the model",
    ),
    Mutant(
        "a text is kept in any state",
        once(_WRITE, "not current.pending or current.attempt", "current.attempt"),
        ("prompts of a collection",),
        at="POST /prompt-tasks",
    ),
    Mutant(
        "a text is kept without precondition",
        (
            *once(_WRITE, "[Update(seen[variant.path], {**changes", "[Patch(variant.path, {**changes"),
            *once(_WRITE, "import Plan, Seen, Update", "import Patch, Plan, Seen, Update"),
        ),
        second_wall="its batch and its key are guarded in the same commit; without them one of two good texts stands",
    ),
    Mutant(
        "a group's slots are not given back",
        once(_GROUPS, "active = max(0, active - batch.held)", "active = max(0, active)"),
        ("prompts in groups",),
        at="POST /prompt-tasks",
    ),
    Mutant(
        "a group ends without the next one",
        once(_GROUPS, "            if batch.in_line and batch.id not in line:\n                line.append(batch.id)\n", ""),
        ("prompts in groups",),
        at="POST /prompt-tasks",
    ),
    Mutant(
        "a batch without precondition",
        (
            *once(_GROUPS, "return Turn([Update(seen[where], batch.fields())", "return Turn([Patch(where, batch.fields())"),
            *once(_GROUPS, "import AlsoNeeds, Document, Plan,", "import AlsoNeeds, Document, Patch, Plan,"),
        ),
        second_wall="the sweep looks at a group that should be over, and counts what is over without a word",
    ),
    Mutant(
        "a key's jobs without precondition",
        _unguarded(_KEYS, 'Update(document, {"serves": left})'),
        ("two prompts on a key",),
        at="POST /prompt-tasks",
    ),
    Mutant(
        "a deletion does not see that others came",
        once(_SHELF, "if image.prompt_count > len(alive):", "if image.prompt_count < 0:"),
        ("drafts, deleted",),
    ),
    Mutant(
        "an image's texts without precondition",
        _unguarded(_IMAGES, 'Update(document, {**marks, "updated_at": clock().now()})'),
        ("two drafts",),
    ),
)

PICTURES = (
    Mutant(
        "a collection's count without precondition",
        _unguarded(_COLLECTIONS, 'Update(document, {"image_count"'),
        ("two places for pictures",),
    ),
    Mutant(
        "bytes are taken without precondition",
        _unguarded(_ARRIVAL, "Update(seen[image.path], {**found,"),
        ("picture, marked as deleted",),
        at="POST /upload-events",
    ),
    Mutant(
        "bytes are taken in any state",
        once(_ARRIVAL, "if before.status is not ImageStatus.UPLOADING:", "if not before.status:"),
        ("picture, marked as deleted",),
        at="POST /upload-events",
    ),
    Mutant(
        "copies of a deleted picture are kept",
        (
            *once(_ARRIVAL, "if not _settled(image, facts):", "if _settled(image, facts) is None:"),
            *once(_ARRIVAL, "if place and (image is None or image.status is ImageStatus.DELETING):", "if not name:"),
        ),
        ("picture, deleted",),
        at="POST /upload-events",
    ),
    Mutant(
        "a place that takes a second file",
        once("shared/images/admission.py", '        "x-goog-if-generation-match": "0",\n', ""),
        ("picture, deleted",),
    ),
    Mutant(
        "a picture is marked as deleted twice",
        (*once(_IMAGES, "if before is None or before.status is ImageStatus.DELETING:", "if before is None:"),),
        ("one picture of two, deleted",),
        at="DELETE /images/*",
    ),
    Mutant(
        "a picture's document goes before its files",
        once(_ERASING, "    if not image.kept_for_jobs:\n", f"{_FIRST_THE_DOCUMENT}    if not image.kept_for_jobs:\n"),
        ("cascade",),
        at="POST /upload-events/erase-collection",
    ),
    Mutant(
        "a collection goes before its pictures",
        once(_ERASING, "    while images := _images_of(", f"{_FIRST_THE_DOCUMENT}    while images := _images_of("),
        ("cascade",),
        at="POST /upload-events/erase-collection",
    ),
    Mutant(
        "a video does not hold its pictures",
        once("shared/videos/admission.py", "            *_holding_images(seen, jobs),\n", ""),
        ("picture, deleted as a video is asked of it",),
        at="POST /videos",
    ),
    Mutant(
        "a picture goes although a video needs it",
        once(_ERASING, "    if is_held(image):\n", "    if is_held(image) and image.due_at is None:\n"),
        ("cascade under a video",),
        at="POST /upload-events/erase-collection",
    ),
    Mutant(
        "a video that has ended holds its pictures",
        once("shared/videos/transitions.py", "        held_images=(),\n", ""),
        ("cascade under a video",),
        at="POST /upload-events/erase-collection",
    ),
    Mutant(
        "a picture is planned with unnoticed",
        once("shared/storyboards/commands.py", "_as_version(after), *there]", "_as_version(after)]"),
        ("picture, deleted as it is planned with",),
        at="PATCH /storyboards",
    ),
    Mutant(
        "a collection that is being deleted takes pictures",
        once(_COLLECTIONS, "collection.user_id != user_id or collection.deleting:", "collection.user_id != user_id:"),
        ("cascade with an upload",),
        at="POST /upload-events/erase-collection",
    ),
)

KEYS = (
    Mutant(
        "a key does not know whom it serves",
        once(_KEYS, "serves = list(dict.fromkeys([*key.serves, *job_ids]))", "serves = list(key.serves)"),
        ("video, own key",),
    ),
    Mutant(
        "a key is not let go of",
        once(_KEYS, "if found is None or not set(job_ids) & set(found[1].serves):", "if found is None or job_ids:"),
        ("video, own key",),
    ),
    Mutant(
        "a key that jobs live on is destroyed",
        once(_KEYS, "    if not key.serves:\n        return ()", "    if key:\n        return ()"),
        ("video, own key",),
    ),
    Mutant(
        "a second key is stored over the first",
        once(
            _KEY_CALLS,
            "if known is not None:\n            raise KeyExists",
            "if known and not make:\n            raise KeyExists",
        ),
        ("video, own key",),
        at="POST /account/keys",
    ),
)

STORYBOARDS = (
    Mutant(
        "a storyboard is saved over a newer one",
        (
            *once(_BOARDS, "[Update(seen[where], fields_of(after)), _as_version(after),", "[Patch(where, fields_of(after)),"),
            *once(_BOARDS, "Create, Delete, Drop, Plan,", "Create, Delete, Drop, Patch, Plan,"),
        ),
        ("two edits",),
    ),
    Mutant(
        "a change that was made on an older version",
        once(
            "shared/storyboards/editing.py", "expected_version is not None and expected_version != board.version", "board is None"
        ),
        ("two edits",),
    ),
    Mutant(
        "a storyboard's shots without precondition",
        _unguarded(_SHOOTING, 'Update(seen[where], {"scenes"'),
        ("storyboard, shot and edited",),
    ),
    Mutant(
        "scenes are shot while they are being shot",
        once(_SHOOTING, "        if live:\n", "        if live and not now:\n"),
        ("storyboard, shot twice",),
    ),
)

OPERATORS = (
    Mutant(
        "a dead letter is sent again without a name",
        (
            *once(
                "shared/dead_letters/commands.py",
                'dict(letter["payload"]), name=name, deadline_s',
                'dict(letter["payload"]), deadline_s',
            ),
        ),
        ("a dead letter, twice",),
    ),
    Mutant(
        "a dead letter is sent again after it was",
        once("shared/dead_letters/commands.py", 'if row.fields["sent_at"]:', 'if row.fields["sent_at"] and not now:'),
        second_wall="its task has a name, which the queue remembers for an hour",
    ),
)

COUNTS = (
    Mutant(
        "a storyboard that is not counted",
        once(_BOARDS, "[*new, *there, usage.write(seen[usage_where], counted)]", "[*new, *there]"),
        ("two edits",),
    ),
    Mutant(
        "one storyboard more than there is room for",
        once(_BOARDS, "if (after := counted.storyboards or 0) > most:", "if (after := counted.storyboards or 0) > most + 1:"),
        ("the last storyboard",),
    ),
    Mutant(
        "a deleted storyboard that counts on",
        once(
            _BOARDS,
            "[Delete(seen[where]), *versions, usage.write(seen[usage_path(user_id)], counted)]",
            "[Delete(seen[where]), *versions]",
        ),
        ("storyboard, deleted",),
    ),
    Mutant(
        "bytes of a video that are not counted",
        once("shared/videos/transitions.py", 'stored_bytes=known + int(step.job["video"]["bytes"])', "stored_bytes=known"),
        ("video, Veo",),
        at="POST /storage-tasks",
    ),
    Mutant(
        "a picture that is not counted",
        once(_ARRIVAL, "return Plan(True, [taken, usage.write(seen[usage_where], kept)])", "return Plan(True, [taken])"),
        ("picture",),
    ),
    Mutant(
        "a film that is not counted",
        once("shared/films/transitions.py", 'with_films(user_id, seen, int(facts["bytes"]))', "with_films(user_id, seen, 0)"),
        ("film",),
        at="POST /film-tasks",
    ),
    Mutant(
        "a batch that never ends",
        once(
            "shared/videos/transitions.py",
            "slots.batch_moved(account, job.batch_id, -1)",
            "slots.batch_moved(account, job.batch_id, 0)",
        ),
        ("storyboard",),
    ),
)
