"""A real engine for the tests that race or inject faults, and every store for the contract."""

from collections.abc import Iterator

import pytest
from moto import mock_aws

from giftledger.store.dynamo import DynamoStore
from giftledger.store.protocol import Store
from tests.fakes.engine import EVERY_ENGINE, Engine, running_engine
from tests.fakes.memory_store import MemoryStore
from tests.fakes.tables import make_tables


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
def backend(request: pytest.FixtureRequest) -> Iterator[Engine | str]:
    """What a store of the contract stands on."""
    if request.param in {"memory", "moto"}:
        yield request.param
        return
    with running_engine("contract", request.param) as engine:
        yield engine


@pytest.fixture
def store(backend: Engine | str) -> Iterator[Store]:
    """An empty store; moto is no engine for races, but follows DynamoDB in most else."""
    if isinstance(backend, Engine):
        backend.wipe()
        yield backend.store
    elif backend == "memory":
        yield MemoryStore()
    else:
        with mock_aws():
            yield DynamoStore(make_tables())
