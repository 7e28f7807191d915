"""What an owner may write to Firestore directly, and what they may not: one commit each, all from the same stage."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from tests.rules.client import NOW, Write, change, create, delete, put
from tests.rules.stage import LONG_AGO, Stage, new_id

Case = Callable[[Stage], Sequence[Write]]
EMOJI = "\N{FOX FACE}"

OURS: Mapping[str, Any] = {  # fields of a prompt that no client changes
    "user_id": "another",
    "image_id": "another",
    "status": "completed",
    "language": "de",
    "model_name": "mine",
    "created_at": LONG_AGO.replace(year=2025),
    "batch_id": "b",
    "metadata": {"a": 1},
    "attempt": 2,
    "error_code": "X",
    "camera_style": "pov",
    "film_effects": ["noir"],
    "due_at": LONG_AGO,
    "anything": 1,
}


def _changed(stage: Stage, name: str) -> Write:
    return change(f"video_prompts/{stage.mine.primary}", {"updated_at": NOW, name: OURS[name]})


HONEST: Mapping[str, Case] = {
    "a draft and its count": lambda s: s.pair(s.mine),
    "the first draft, which becomes the primary": lambda s: s.pair(s.empty),
    "the last one under the limit": lambda s: s.pair(s.almost),
    "all fields that a draft may have": lambda s: s.pair(
        s.mine, rating=5, favourite=True, language="en", camera_style="static_shot", film_effects=[]
    ),
    "a rating of none": lambda s: s.pair(s.mine, rating=None),
    "a text of the greatest length": lambda s: s.pair(s.mine, prompt_text=EMOJI * 2000),
    "a text with line ends, tabs and emoji": lambda s: s.pair(s.mine, prompt_text=f"Ein Fuchs,\n\tein {EMOJI}\r\n"),
    "one of several deleted": lambda s: s.taken_away(s.mine, "completed"),
    "the primary deleted, another in its place": lambda s: s.taken_away(s.mine, "draft"),
    "the only one deleted": lambda s: s.taken_away(s.single, "draft"),
    "one that failed deleted": lambda s: s.taken_away(s.mine, "failed"),
    "one that is being written deleted": lambda s: s.taken_away(s.mine, "pending"),
    "one that a batch waits for deleted": lambda s: s.taken_away(s.mine, "batched"),
    "one that is written with a key deleted": lambda s: s.taken_away(s.mine, "keyed"),
    "one that a batch has written deleted": lambda s: s.taken_away(s.second, "completed"),
    "one deleted last and written again, counted": lambda s: s.pair(s.emptied, str(s.emptied.gone)),
    "another primary": lambda s: [s.chosen(s.mine, s.mine.prompts["completed"])],
    "the same primary again": lambda s: [s.chosen(s.mine, s.mine.primary)],
    "one that is being written as primary": lambda s: [s.chosen(s.mine, s.mine.prompts["pending"])],
    "the text of a draft": lambda s: [s.marked(s.mine, "draft", prompt_text="Ein Wolf läuft.")],
    "the text of a written one": lambda s: [s.marked(s.mine, "completed", prompt_text="Ein Wolf läuft.")],
    "favourite, order and rating of one being written": lambda s: [
        s.marked(s.mine, "pending", favourite=True, variant_order=3, rating=1)
    ],
    "a mark on one that failed": lambda s: [s.marked(s.mine, "failed", favourite=True)],
    "a rating taken away": lambda s: [s.marked(s.mine, "draft", without=["rating"])],
    "a new order of two": lambda s: [
        s.marked(s.mine, "draft", variant_order=1),
        s.marked(s.mine, "completed", variant_order=0),
    ],
    "drafts for two images": lambda s: [*s.pair(s.mine), *s.pair(s.second)],
}

REFUSED: Mapping[str, Case] = {
    # the count
    "a draft alone": lambda s: [s.written(s.mine, new_id())],
    "a count alone": lambda s: [s.one_more(s.mine, new_id())],
    "a count for a prompt that was there": lambda s: [s.one_more(s.mine, s.mine.prompts["draft"])],
    "two drafts on one count": lambda s: [*s.pair(s.mine), s.written(s.mine, new_id())],
    "two drafts, counted two": lambda s: [
        s.written(s.mine, (first := new_id())),
        s.written(s.mine, (second := new_id())),
        s.one_more(s.mine, first, prompt_count=s.mine.count + 2),
        s.one_more(s.mine, second, prompt_count=s.mine.count + 2),
    ],
    "two drafts, counted one after the other": lambda s: [
        *s.pair(s.mine),
        s.written(s.mine, (second := new_id())),
        s.one_more(s.mine, second, prompt_count=s.mine.count + 2),
    ],
    "two drafts that both are counted two": lambda s: [
        s.written(s.mine, (first := new_id())),
        s.written(s.mine, new_id()),
        s.one_more(s.mine, first, prompt_count=s.mine.count + 2),
    ],
    "a draft that is not counted up": lambda s: [s.written(s.mine, (x := new_id())), s.one_more(s.mine, x, prompt_count=6)],
    "a draft that is counted down": lambda s: [s.written(s.mine, (x := new_id())), s.one_more(s.mine, x, prompt_count=5)],
    "a draft counted under another's name": lambda s: [s.written(s.mine, new_id()), s.one_more(s.mine, new_id())],
    "one more than the limit": lambda s: s.pair(s.full),
    "a count that is no whole number": lambda s: [s.written(s.mine, (x := new_id())), s.one_more(s.mine, x, prompt_count=7.0)],
    "a count that is text": lambda s: [s.written(s.mine, (x := new_id())), s.one_more(s.mine, x, prompt_count="7")],
    "the time of the count forged": lambda s: [s.written(s.mine, (x := new_id())), s.one_more(s.mine, x, updated_at=LONG_AGO)],
    "a name of the counted that is a number": lambda s: [
        s.written(s.mine, (x := new_id())),
        s.one_more(s.mine, x, last_prompt_id=7),
    ],
    "a draft written over one that was there": lambda s: [
        put(f"video_prompts/{s.mine.prompts['draft']}", s.written(s.mine, "x").fields),
        s.one_more(s.mine, s.mine.prompts["draft"]),
    ],
    "one deleted and put back in the same commit": lambda s: [
        delete(f"video_prompts/{s.mine.prompts['completed']}"),
        s.written(s.mine, s.mine.prompts["completed"]),
        s.one_less(s.mine, s.mine.prompts["completed"]),
    ],
    "one deleted and another written on the same count": lambda s: [
        s.trashed(s.mine.prompts["completed"]),
        s.written(s.mine, (x := new_id())),
        change(s.mine.path, {"last_prompt_id": x, "updated_at": NOW}),
    ],
    "a draft of one image counted on two": lambda s: [*s.pair(s.mine, (x := new_id())), s.one_more(s.second, x)],
    "a draft of one image counted on another": lambda s: [s.written(s.mine, (x := new_id())), s.one_more(s.second, x)],
    "one deleted from one image, counted down on two": lambda s: [
        *s.taken_away(s.second, "completed"),
        change(
            s.full.path, {"prompt_count": s.full.count - 1, "last_prompt_id": s.second.prompts["completed"], "updated_at": NOW}
        ),
    ],
    "a count lowered beside the same primary": lambda s: [s.chosen(s.full, s.full.primary, prompt_count=1)],
    "a count raised beside the same primary": lambda s: [s.chosen(s.mine, s.mine.primary, prompt_count=s.mine.count + 1)],
    "one deleted last and written again, not counted": lambda s: [s.written(s.emptied, str(s.emptied.gone))],
    "one deleted last and written again, the primary chosen beside": lambda s: [
        s.written(s.emptied, str(s.emptied.gone)),
        s.chosen(s.emptied, s.emptied.gone),
    ],
    # whose, and which image
    "a draft for another's image": lambda s: s.pair(s.foreign),
    "a draft for another's image alone": lambda s: [s.written(s.foreign, new_id())],
    "a draft in another's name": lambda s: s.pair(s.mine, user_id=s.other),
    "a draft in another's name for their image": lambda s: s.pair(s.foreign, user_id=s.other),
    "a draft for an image that still comes": lambda s: s.pair(s.uploading),
    "a draft for an image that was rejected": lambda s: s.pair(s.rejected),
    "a draft for an image that is being erased": lambda s: s.pair(s.deleting),
    "a draft for no image": lambda s: [s.written(s.mine, new_id(), image_id=new_id())],
    "a draft for something deeper": lambda s: s.pair(s.mine, image_id=f"{s.mine.id}/private/x"),
    # the draft's fields
    "a draft that says it is written": lambda s: s.pair(s.mine, status="completed"),
    "a draft that is to be written": lambda s: s.pair(s.mine, status="pending"),
    "a draft that failed": lambda s: s.pair(s.mine, status="failed"),
    "a draft with a model": lambda s: s.pair(s.mine, model_name="gemini"),
    "a draft with metadata": lambda s: s.pair(s.mine, metadata={"tokens": 1}),
    "a draft with a deadline": lambda s: s.pair(s.mine, due_at=LONG_AGO),
    "a draft of a batch": lambda s: s.pair(s.mine, batch_id="b"),
    "a draft with a field of its own": lambda s: s.pair(s.mine, anything=1),
    "a draft made long ago": lambda s: s.pair(s.mine, created_at=LONG_AGO),
    "a draft changed long ago": lambda s: s.pair(s.mine, updated_at=LONG_AGO),
    "a draft in a third language": lambda s: s.pair(s.mine, language="fr"),
    "a draft with a camera": lambda s: s.pair(s.mine, camera_style="pov"),
    "a draft with effects": lambda s: s.pair(s.mine, film_effects=["noir"]),
    "a draft without text": lambda s: s.pair(s.mine, prompt_text=""),
    "a draft of blanks": lambda s: s.pair(s.mine, prompt_text=" \n\t "),
    "a draft that is too long": lambda s: s.pair(s.mine, prompt_text="ä" * 2001),
    "a draft whose text is a number": lambda s: s.pair(s.mine, prompt_text=7),
    "a draft with a control character": lambda s: s.pair(s.mine, prompt_text="A fox\x07 runs."),
    "a draft with a row of what cannot be seen": lambda s: s.pair(s.mine, prompt_text="A fox\u200b\u200c\u200d runs."),
    "a draft that turns the direction": lambda s: s.pair(s.mine, prompt_text="A fox \u202e.snur"),
    "a draft rated 0": lambda s: s.pair(s.mine, rating=0),
    "a draft rated 6": lambda s: s.pair(s.mine, rating=6),
    "a draft rated in words": lambda s: s.pair(s.mine, rating="5"),
    "a draft rated 4.5": lambda s: s.pair(s.mine, rating=4.5),
    "a draft whose favourite is a number": lambda s: s.pair(s.mine, favourite=1),
    "a draft whose order is negative": lambda s: s.pair(s.mine, variant_order=-1),
    "a draft whose order is huge": lambda s: s.pair(s.mine, variant_order=1001),
    "a draft whose order is no whole number": lambda s: s.pair(s.mine, variant_order=1.0),
    **{
        f"a draft without {name}": lambda s, name=name: s.pair(s.mine, without=[name])
        for name in (
            "user_id",
            "image_id",
            "language",
            "status",
            "variant_order",
            "favourite",
            "created_at",
            "updated_at",
            "deleted_at",
        )
    },
    "a name that can be guessed": lambda s: s.pair(s.mine, "1"),
    "a name in capitals": lambda s: s.pair(s.mine, "ABCDEF" * 4),
    "a name that is too long": lambda s: s.pair(s.mine, f"{new_id()}0"),
    "a name with a line end": lambda s: s.pair(s.mine, f"{new_id()}\n"),
    "a document below a prompt": lambda s: [
        create(f"video_prompts/{s.mine.prompts['draft']}/video_prompts/{(x := new_id())}", s.written(s.mine, x).fields),
        s.one_more(s.mine, x),
    ],
    # deleting
    "one deleted alone": lambda s: [s.trashed(s.mine.prompts["completed"])],
    "the one that was written last deleted alone": lambda s: [s.trashed(s.second.last)],
    "the one that was written last deleted, the primary chosen beside": lambda s: [
        s.trashed(s.second.last),
        s.chosen(s.second, s.second.primary),
    ],
    "counted down alone": lambda s: [s.one_less(s.mine, s.mine.prompts["completed"])],
    "counted down for one that never was": lambda s: [s.one_less(s.mine, new_id())],
    "two deleted on one count": lambda s: [
        *s.taken_away(s.mine, "completed"),
        s.trashed(s.mine.prompts["failed"]),
    ],
    "one deleted, counted two": lambda s: s.taken_away(s.mine, "completed", prompt_count=s.mine.count - 2),
    "one deleted, counted up": lambda s: s.taken_away(s.mine, "completed", prompt_count=s.mine.count + 1),
    "the primary deleted, the mark left on it": lambda s: s.taken_away(s.mine, "draft", primary_prompt_id=s.mine.primary),
    "the primary deleted, none in its place": lambda s: s.taken_away(s.mine, "draft", primary_prompt_id=None),
    "the primary deleted, one of another image in its place": lambda s: s.taken_away(
        s.mine, "draft", primary_prompt_id=s.second.primary
    ),
    "the primary deleted, one that never was in its place": lambda s: s.taken_away(s.mine, "draft", primary_prompt_id=new_id()),
    "one deleted, the primary moved beside": lambda s: s.taken_away(
        s.mine, "completed", primary_prompt_id=s.mine.prompts["failed"]
    ),
    "one deleted, the primary dropped beside": lambda s: s.taken_away(s.mine, "completed", primary_prompt_id=None),
    "one in the trash deleted once more": lambda s: s.taken_away(s.second, "trashed"),
    "one in the trash counted down once more": lambda s: [s.one_less(s.second, s.second.prompts["trashed"])],
    "one in the trash as primary": lambda s: [s.chosen(s.second, s.second.prompts["trashed"])],
    "one deleted for good": lambda s: [
        delete(f"video_prompts/{s.mine.prompts['completed']}"),
        s.one_less(s.mine, s.mine.prompts["completed"]),
    ],
    "one deleted long ago": lambda s: [
        s.trashed(s.mine.prompts["completed"], deleted_at=LONG_AGO),
        s.one_less(s.mine, s.mine.prompts["completed"]),
    ],
    "one deleted long ago, not counted": lambda s: [s.trashed(s.mine.prompts["failed"], deleted_at=LONG_AGO)],
    "one deleted until long ago": lambda s: [
        s.trashed(s.mine.prompts["completed"], purge_at=LONG_AGO),
        s.one_less(s.mine, s.mine.prompts["completed"]),
    ],
    "one deleted and changed": lambda s: [
        s.trashed(s.mine.prompts["completed"], favourite=True),
        s.one_less(s.mine, s.mine.prompts["completed"]),
    ],
    "a mark that it is deleted, and no count": lambda s: [s.marked(s.mine, "completed", deleted_at=NOW)],
    "a draft in the trash": lambda s: s.pair(s.mine, deleted_at=NOW),
    "a draft in the trash, not counted": lambda s: [s.written(s.mine, new_id(), deleted_at=NOW)],
    "a draft for an image in the trash": lambda s: s.pair(s.trashed_picture),
    "one of an image in the trash deleted": lambda s: s.taken_away(s.trashed_picture, "draft"),
    "another's deleted": lambda s: s.taken_away(s.foreign, "completed"),
    "one of an image that is being erased deleted": lambda s: s.taken_away(s.deleting, "draft"),
    # the primary
    "a primary of another image": lambda s: [s.chosen(s.mine, s.second.primary)],
    "a primary of another user": lambda s: [s.chosen(s.mine, s.foreign.primary)],
    "a primary that never was": lambda s: [s.chosen(s.mine, new_id())],
    "no primary": lambda s: [s.chosen(s.mine, None)],
    "a primary that is a number": lambda s: [s.chosen(s.mine, 7)],
    "another primary, and who was last": lambda s: [
        s.chosen(s.mine, s.mine.prompts["completed"], last_prompt_id=s.mine.prompts["draft"])
    ],
    "another primary with a draft": lambda s: [
        s.written(s.mine, (x := new_id())),
        s.one_more(s.mine, x, primary_prompt_id=s.mine.prompts["completed"]),
    ],
    "the first draft, but no primary": lambda s: [
        s.written(s.empty, (x := new_id())),
        s.one_more(s.empty, x, primary_prompt_id=None),
    ],
    "a primary of another's image": lambda s: [s.chosen(s.foreign, s.foreign.prompts["completed"])],
    # the image beside
    "an image's title beside": lambda s: [s.chosen(s.mine, s.mine.primary, title="Mine")],
    "an image's state beside": lambda s: [s.chosen(s.mine, s.mine.primary, status="deleting")],
    "an image's owner beside": lambda s: [s.chosen(s.mine, s.mine.primary, user_id=s.other)],
    "an image made ready": lambda s: [change(s.rejected.path, {"status": "ready", "updated_at": NOW})],
    "an image deleted": lambda s: [delete(s.empty.path)],
    "an image made": lambda s: [create(f"images/{new_id()}", {"user_id": s.owner, "status": "ready", "prompt_count": 0})],
    "another primary at a time of one's own": lambda s: [s.chosen(s.mine, s.mine.prompts["completed"], updated_at=LONG_AGO)],
    # a prompt that is there
    "the text of one being written": lambda s: [s.marked(s.mine, "pending", prompt_text="Mine.")],
    "the text of one written anew": lambda s: [s.marked(s.mine, "regenerated", prompt_text="Mine.")],
    "the text of one that failed": lambda s: [s.marked(s.mine, "failed", prompt_text="Mine.")],
    "a text that is too long": lambda s: [s.marked(s.mine, "draft", prompt_text="x" * 2001)],
    "a text that is empty": lambda s: [s.marked(s.mine, "draft", prompt_text="")],
    "a text of blanks": lambda s: [s.marked(s.mine, "draft", prompt_text="  ")],
    "a text taken away": lambda s: [s.marked(s.mine, "draft", without=["prompt_text"])],
    "favourite taken away": lambda s: [s.marked(s.mine, "draft", without=["favourite"])],
    "order taken away": lambda s: [s.marked(s.mine, "draft", without=["variant_order"])],
    "a rating of 6": lambda s: [s.marked(s.mine, "draft", rating=6)],
    "a rating of 0": lambda s: [s.marked(s.mine, "draft", rating=0)],
    "a mark at a time of one's own": lambda s: [s.marked(s.mine, "draft", favourite=True, updated_at=LONG_AGO)],
    "a mark on another's": lambda s: [s.marked(s.foreign, "draft", favourite=True)],
    **{f"{name} of one's own prompt": lambda s, name=name: [_changed(s, name)] for name in OURS},
    "a mark with a field of one's own": lambda s: [s.marked(s.mine, "draft", favourite=True, anything=1)],
    "moved to another image": lambda s: [
        s.marked(s.mine, "completed", image_id=s.second.id),
        s.one_less(s.mine, s.mine.prompts["completed"]),
        s.one_more(s.second, s.mine.prompts["completed"]),
    ],
    "written over as a whole": lambda s: [
        put(f"video_prompts/{s.mine.prompts['completed']}", s.written(s.mine, "x", prompt_text="Mine.").fields)
    ],
}
