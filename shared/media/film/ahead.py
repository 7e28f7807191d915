"""Pictures are prepared on a thread of their own while the encoder works; libav releases the interpreter in both."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import closing
from queue import Empty, Full, Queue
from threading import Event, Thread
from typing import Any

_ROOM = 4  # pictures that wait
_LOOK_UP_S = 0.1


class _End:
    """Nothing follows; `error` says why, if something went wrong."""

    def __init__(self, error: BaseException | None = None) -> None:
        self.error = error


def ahead(pictures: Generator[Any]) -> Generator[Any]:
    """The same pictures and the same error; who closes this has ended the thread."""
    waiting: Queue[Any] = Queue(_ROOM)
    unwanted = Event()

    def hand_over(what: Any) -> None:
        while not unwanted.is_set():
            try:
                waiting.put(what, timeout=_LOOK_UP_S)
            except Full:
                continue
            return

    def prepare() -> None:
        try:
            with closing(pictures):
                for picture in pictures:
                    hand_over(picture)
                    if unwanted.is_set():
                        return
        except BaseException as error:  # noqa: BLE001 it is raised where the pictures are wanted
            hand_over(_End(error))
        else:
            hand_over(_End())

    thread = Thread(target=prepare, name="pictures", daemon=True)
    thread.start()
    try:
        while not isinstance(picture := waiting.get(), _End):
            yield picture
        if picture.error is not None:
            raise picture.error
    finally:
        unwanted.set()
        while not waiting.empty():
            try:
                waiting.get_nowait()
            except Empty:
                break
        thread.join()
