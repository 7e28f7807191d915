"""Rushes from Python: videos from words and pictures.

    from rushes import Rushes

    client = Rushes("https://…", token="rk_…")
    job = client.videos.create(prompt="A red fox runs through fresh snow.", seconds=8)
    video = job.wait(on_progress=lambda seen: print(f"{seen.fraction:.0%} {seen.state}"))
    job.download("fox.mp4")

`AsyncRushes` is the same, to be awaited. `rushes.errors` has a class for each refusal, `rushes.types` what is answered.
"""

from __future__ import annotations

from rushes import errors as errors
from rushes import types as types
from rushes._client import AsyncRushes as AsyncRushes
from rushes._client import Rushes as Rushes
from rushes._flows import Page as Page
from rushes._flows import Pages as Pages
from rushes._jobs import FilmJob as FilmJob
from rushes._jobs import PromptJob as PromptJob
from rushes._jobs import Seen as Seen
from rushes._jobs import ShootJob as ShootJob
from rushes._jobs import VideoJob as VideoJob
from rushes._requests import OMIT as OMIT
from rushes._tokens import FirebaseSession as FirebaseSession
from rushes._version import __version__ as __version__
