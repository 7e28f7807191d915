"""The local stack: every part of the system as a process of this machine, started, watched and ended together."""

from local.stack.errors import PartDied, StackError
from local.stack.parts import PARTS
from local.stack.ports import given_ports
from local.stack.program import run
from local.stack.stack import Stack

__all__ = ["PARTS", "PartDied", "Stack", "StackError", "given_ports", "run"]
