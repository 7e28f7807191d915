"""A storage stand-in of its own, because these tests order faults and move its clock; buckets of their own for each test."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Generator

import pytest
from google.auth.credentials import AnonymousCredentials
from google.auth.transport.requests import AuthorizedSession
from google.cloud import storage
from requests.adapters import HTTPAdapter

from shared.platform.clock import MovableClock
from shared.platform.storage.files import Files
from standins.storage.tests.stand import Stand


@pytest.fixture(scope="package")
def _stand(tmp_path_factory: pytest.TempPathFactory) -> Generator[Stand]:
    stand = Stand(tmp_path_factory.mktemp("storage"))
    yield stand
    stand.stop()


@pytest.fixture
def stand(_stand: Stand) -> Generator[Stand]:
    yield _stand
    _stand.clear_faults()


@pytest.fixture
def clock(stand: Stand) -> Generator[MovableClock]:
    """Time may be moved; afterwards it is as it was."""
    clock = MovableClock(stand.folder / "clock")
    before = clock.offset
    yield clock
    clock.move((before - clock.offset).total_seconds())


@pytest.fixture(scope="package")
def client(_stand: Stand) -> storage.Client:
    return _stand.client()


def _made(client: storage.Client) -> str:
    name = f"files-{secrets.token_hex(6)}"
    client.create_bucket(name)
    return name


@pytest.fixture
def bucket(client: storage.Client) -> str:
    return _made(client)


@pytest.fixture
def other(client: storage.Client) -> str:
    return _made(client)


@pytest.fixture
def files(client: storage.Client, clock: MovableClock) -> Files:
    return Files(client, clock, patience_s=1.5)


@pytest.fixture
def hasty(client: storage.Client, clock: MovableClock) -> Files:
    return Files(client, clock, patience_s=0.1)


@pytest.fixture
def files_through(stand: Stand, clock: MovableClock) -> Callable[[HTTPAdapter], Files]:
    """The same over a network that does something to requests."""

    def through(network: HTTPAdapter) -> Files:
        nobody, endpoint = AnonymousCredentials(), {"api_endpoint": stand.url}
        session = AuthorizedSession(nobody)
        session.mount("http://", network)
        return Files(storage.Client(project="demo-rushes", credentials=nobody, _http=session, client_options=endpoint), clock)

    return through
