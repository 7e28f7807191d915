"""What can go wrong. Each code of the API is a class: `except errors.InsufficientCredits as error: error.details["deficit"]`."""

from __future__ import annotations

from rushes._codes import *  # noqa: F403 - every code's class
from rushes._refusals import ApiError as ApiError
from rushes._refusals import ConnectionFailed as ConnectionFailed
from rushes._refusals import NoToken as NoToken
from rushes._refusals import RushesError as RushesError
from rushes._refusals import StillWorking as StillWorking
from rushes._refusals import UnexpectedAnswer as UnexpectedAnswer
from rushes._refusals import UploadInterrupted as UploadInterrupted
from rushes._refusals import WorkFailed as WorkFailed
from rushes._refusals import of as of
