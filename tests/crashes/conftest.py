"""One AWS for all runs of a module: what lies in it is put back for each of them."""

import io
import logging
from collections.abc import Callable, Iterator
from contextlib import redirect_stdout

import pytest

from tests.crashes.cloud import Cloud, Saved, open_cloud
from tests.crashes.lambdas import SPECS, handler_of
from tests.crashes.playing import Case, Stage, set_up


class Silence(io.TextIOBase):
    """Takes what is printed."""

    def write(self, text: str) -> int:
        return len(text)


SetUp = Callable[[Case], Stage]


@pytest.fixture(name="cloud", scope="module")
def _cloud() -> Iterator[tuple[Cloud, Saved]]:
    for function in SPECS:
        handler_of(function)  # loaded before the time is stopped in all that is
    with pytest.MonkeyPatch.context() as monkeypatch, open_cloud(monkeypatch) as cloud:
        yield cloud, cloud.saved()


@pytest.fixture(name="set_up_case")
def _set_up_case(cloud: tuple[Cloud, Saved]) -> Iterator[SetUp]:
    """Without the log of some hundred thousand lines, which takes as long as all the rest."""
    logging.disable(logging.CRITICAL)
    with redirect_stdout(Silence()):
        yield lambda case: set_up(case, *cloud)
    logging.disable(logging.NOTSET)
