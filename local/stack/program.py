"""The stack as a program: start, do something, hold until Ctrl-C, and say in one line what went wrong."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable
from types import FrameType

from local.stack.errors import StackError
from local.stack.stack import Stack


class _AskedToEnd(BaseException):
    """Ctrl-C, SIGTERM, a closed terminal, or a part that died: leave whatever the main thread is doing."""


class _Ears:
    """Hears one signal; while the stack is stopping, more of them would only leave it half stopped."""

    def __init__(self) -> None:
        self.deaf = False
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._hear)

    def _hear(self, _number: int, _frame: FrameType | None) -> None:
        if not self.deaf:
            self.deaf = True
            raise _AskedToEnd


def run(
    stack: Stack,
    work: Callable[[Stack], None] | None = None,
    *,
    hold: bool = True,
    until_stdin_closes: bool = False,
) -> int:
    """Start, call `work`, then hold until somebody ends it; the exit code. Call it from the main thread.

    With `until_stdin_closes` the stack ends with whoever holds the other end of standard input.
    """
    ears = _Ears()
    stack.on_failure = _interrupt
    if until_stdin_closes:
        threading.Thread(target=_interrupt_at_end_of_stdin, daemon=True).start()
    try:
        try:
            stack.start()
            if work:
                work(stack)
            if hold:
                stack.wait()
        except _AskedToEnd:
            pass
        finally:
            ears.deaf = True
            stack.stop()
        if stack.failure:
            raise stack.failure
    except StackError as error:
        print(error, file=sys.stderr, flush=True)
        return error.exit_code
    return 0


def _interrupt() -> None:
    os.kill(os.getpid(), signal.SIGTERM)


def _interrupt_at_end_of_stdin() -> None:
    while os.read(0, 65536):  # not through sys.stdin: its lock would still be held when the interpreter ends
        pass
    _interrupt()
