"""A real engine for the tests that race or inject faults, and every store for the contract."""

from collections.abc import Iterator

import pytest
from moto import mock_aws

from giftledger.store.protocol import Store
from tests.fakes.engine import EVERY_ENGINE, Engine, running_engine
from tests.fakes.memory_store import MemoryStore


@pytest.fixture(scope="module")
def running(request: pytest.FixtureRequest) -> Iterator[Engine]:
    """The quicker engine, unless a module runs on every one."""
    with running_engine("store", getattr(request, "param", "dynoxide")) as engine:
        yield engine


@pytest.fixture
def engine(running: Engine) -> Engine:
    """It, without what the test before has left."""
    running.wipe()
    return running


@pytest.fixture(scope="module", params=["memory", "moto", *EVERY_ENGINE])
def backend(request: pytest.FixtureRequest) -> Iterator[Engine | None]:
    """What a store of the contract stands on. moto is none for races, but knows DynamoDB well."""
    match request.param:
        case "memory":
            yield None
        case "moto":
            with mock_aws():
                yield Engine(None, "giftledger-contract-moto")
        case kind:
            with running_engine("contract", kind) as engine:
                yield engine


@pytest.fixture
def store(backend: Engine | None) -> Store:
    """An empty store."""
    if backend is None:
        return MemoryStore()
    backend.wipe()
    return backend.store
