"""The command `rushes`."""

from __future__ import annotations

import sys


def main() -> None:
    try:
        import click as click
    except ImportError:
        sys.stderr.write('The command line needs one package more: pip install "click>=8.1"\n')
        raise SystemExit(2) from None
    from rushes.cli.app import run

    raise SystemExit(run(sys.argv[1:]))
