"""What a simulator on this machine is shown: never a real credential."""

from __future__ import annotations

from google.oauth2.credentials import Credentials


def simulated_credentials() -> Credentials:
    return Credentials("simulated")
