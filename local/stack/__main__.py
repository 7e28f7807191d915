"""Run the stack by itself: `python -m local.stack [--folder F] [--parts firestore,auth] [--forget]`."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from local.stack import PARTS, Stack, StackError, given_ports, run


def _announce(stack: Stack) -> None:
    print(f"Ready: {stack.url('control')}", flush=True)


def main() -> int:
    options = argparse.ArgumentParser(prog="python -m local.stack", description=__doc__)
    options.add_argument("--folder", type=Path, default=Path(".local/data"), help="where data, logs and ports are kept")
    options.add_argument("--parts", default=",".join(PARTS), help="which parts, by comma")
    options.add_argument("--forget", action="store_true", help="begin empty and leave no data")
    options.add_argument("--until-stdin-closes", action="store_true", help="end with the process that started this one")
    told = options.parse_args()
    try:
        ports = given_ports(os.environ)
    except StackError as error:
        print(error, file=sys.stderr)
        return error.exit_code
    stack = Stack(told.folder, keep=not told.forget, parts=told.parts.split(","), ports=ports)
    return run(stack, _announce, until_stdin_closes=told.until_stdin_closes)


if __name__ == "__main__":
    raise SystemExit(main())
