"""What the reaper takes for gone is gone, with its ports."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator

import psutil
import pytest

from local.stack import reaper
from local.stack.ports import is_free
from standins.testing import eventually

# a JVM that is ending: its first thread is over, another one still holds what they share
_HALF_GONE = """
import ctypes, socket, threading, time
holder = socket.create_server(("127.0.0.1", 0))
threading.Thread(target=time.sleep, args=(60,)).start()
print(holder.getsockname()[1], flush=True)
ctypes.CDLL(None).pthread_exit(None)
"""


@pytest.fixture
def half_gone() -> Iterator[tuple[int, int]]:
    """Its process id and its port."""
    command = [sys.executable, "-c", _HALF_GONE]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, start_new_session=True) as program:
        assert program.stdout is not None
        yield program.pid, int(program.stdout.readline())
        program.kill()


@pytest.mark.skipif(sys.platform != "linux", reason="only there a process is seen to end thread by thread")
def test_a_process_is_not_gone_while_one_of_its_threads_holds_its_port(half_gone: tuple[int, int]) -> None:
    """Q1: the next start asks for the same port at once."""
    pid, port = half_gone
    eventually(lambda: psutil.Process(pid).status() == psutil.STATUS_ZOMBIE)
    assert reaper.alive(pid)
    assert not is_free(port)
    reaper.end({pid})
    assert not reaper.alive(pid)
    assert is_free(port)
