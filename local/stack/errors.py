"""What a person is told when the stack cannot start or cannot go on: one line, and the exit code of the program."""

from __future__ import annotations


class StackError(Exception):
    """Something on this machine is in the way; the message says what, and what to do."""

    exit_code = 2


class PartDied(StackError):
    """A part ended, or never became ready; the message carries the last lines of its log."""

    exit_code = 1
