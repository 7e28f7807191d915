"""The components of the studio by themselves: their own tests, and how much of its code these reach."""

from __future__ import annotations

import pytest

from local.studio import WEB
from tests.clients.packages import run


@pytest.mark.timeout(700)  # a slow machine has two hundred of them to look at
def test_the_components_do_what_their_tests_say_which_reach_four_lines_of_five() -> None:
    """U1 Q1: by Vitest, whose gate web/vitest.config.ts sets."""
    done = run(WEB, "npm", "run", "test", "--silent", told={"NO_COLOR": "1"})
    assert done.returncode == 0, done.stdout + done.stderr
