"""Firestore's client as we make it."""

from __future__ import annotations

from typing import Any

import pytest
from google.auth.credentials import AnonymousCredentials

from shared.platform.firestore.client import InOurThread


@pytest.mark.parametrize("emulator", ["", "127.0.0.1:1"], ids=["Google's", "an emulator"])
def test_a_read_starts_no_thread(emulator: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Q1: the channel is one whose reads happen where they are asked for; gRPC has another kind of call for these."""
    monkeypatch.delenv("FIRESTORE_EMULATOR_HOST", raising=False)
    if emulator:
        monkeypatch.setenv("FIRESTORE_EMULATOR_HOST", emulator)
    client: Any = InOurThread(project="demo-unit", credentials=AnonymousCredentials())
    channel = client._firestore_api.transport.grpc_channel
    read = channel.unary_stream("/google.firestore.v1.Firestore/BatchGetDocuments")
    assert type(read).__name__ == "_SingleThreadedUnaryStreamMultiCallable"
    channel.close()
