"""A real engine for the tests that race or inject faults; each test finds it empty."""

from collections.abc import Iterator

import pytest

from tests.fakes.engine import Engine, running_engine


@pytest.fixture(scope="module")
def running() -> Iterator[Engine]:
    with running_engine("store") as engine:
        yield engine


@pytest.fixture
def engine(running: Engine) -> Engine:
    running.wipe()
    return running
