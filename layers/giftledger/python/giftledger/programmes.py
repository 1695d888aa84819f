"""The programme of a card as it is set now, asked for anew at most twice a minute per process."""

import time

from giftledger.ledger.programme import Programme
from giftledger.settings import settings
from giftledger.store.items import bind
from giftledger.store.programmes import read_programme

KEPT_SECONDS = 30
"""A switch that is turned stops what it stops everywhere within this time."""

_kept: dict[str, tuple[float, Programme]] = {}


def programme_of(name: str) -> Programme:
    """The programme of this name; one that nobody has set allows everything.

    Raises UnavailableError where it has to be asked for and the table does not answer.
    """
    until, programme = _kept.get(name, (0.0, None))
    now = time.monotonic()
    if programme is None or now >= until:
        bind(settings())
        programme = read_programme(name) or Programme(name=name)
        _kept[name] = (now + KEPT_SECONDS, programme)
    return programme


def forget_programmes() -> None:
    """Begin as a new process does."""
    _kept.clear()
