"""`python -m rushes.cli`, where the command is not on PATH."""

from rushes.cli import main

main()
