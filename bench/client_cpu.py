"""What a command costs our own process, beside the same calls through a bare botocore client.

The calls are recorded once; then each command is carried out and its calls are repeated in turn,
on two sets of tables that hold the same, so that both read, write and answer alike.
"""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from statistics import median
from typing import Any

import botocore.session
from botocore import xform_name

from giftledger.ledger.commands import CardCommand
from giftledger.service import execute
from tests.fakes.commands import NOW, native_issue, redemption, refund
from tests.fakes.engine import Engine
from tests.fakes.tables import make_tables
from tests.fakes.verbs import CARD, authorization, capture, payment, reload

RUNS = 150
WARM_UP = 10
"""The first runs of each verb, which do not count."""

MICROSECONDS = 1_000_000

Call = tuple[str, dict[str, Any]]
Told = list[tuple[str, CardCommand]]


@dataclass(frozen=True, slots=True)
class Cost:
    """Medians of process time, in microseconds."""

    verb: str
    requests: int
    ours: float
    bare: float

    @property
    def ratio(self) -> float:
        """How many times the bare client's cost."""
        return self.ours / self.bare


def costs(engine: Engine, *, runs: int = RUNS) -> Iterator[Cost]:
    """Every verb, the same number of times."""
    told = _told(runs + WARM_UP)
    _begin(engine, runs + WARM_UP)
    calls = [_recorded(engine, command) for _, command in told]
    engine.wipe()
    _begin(engine, runs + WARM_UP)
    copy = _Copy(engine)
    ours: dict[str, list[float]] = {}
    bare: dict[str, list[float]] = {}
    for (verb, command), made in zip(told, calls, strict=True):
        ours.setdefault(verb, []).append(_time_ours(engine, command))
        bare.setdefault(verb, []).append(copy.time(made))
    requests = {verb: len(made) for (verb, _), made in zip(told, calls, strict=True)}
    for verb, times in ours.items():
        own, other = median(times[WARM_UP:]), median(bare[verb][WARM_UP:])
        yield Cost(verb, requests[verb], own * MICROSECONDS, other * MICROSECONDS)


def _begin(engine: Engine, runs: int) -> None:
    """The card in use, and for each payment one more that has less than is paid."""
    sales = [native_issue(amount_minor=10**9)]
    sales += [native_issue(str(number), amount_minor=10) for number in range(runs)]
    for sale in sales:
        execute(sale, engine.store, now=NOW)


def _told(runs: int) -> Told:
    told: Told = []
    for number in range(runs):
        drawn, hold = redemption(number, 10), authorization(number, 10)
        pair = (native_issue(str(number)).gift_card_id, CARD)
        told += [
            ("redeem", drawn),
            ("replay", drawn),
            ("refund", refund(10_000 + number, of=number, amount_minor=5)),
            ("authorize", hold),
            ("capture", capture(number, hold)),
            ("reload", reload(number, 10)),
            ("pay with 2 cards", payment(number, pair, 20, draw="as_named")),
        ]
    return told


def _time_ours(engine: Engine, command: CardCommand) -> float:
    start = time.process_time()
    execute(command, engine.store, now=NOW)
    return time.process_time() - start


def _recorded(engine: Engine, command: CardCommand) -> list[Call]:
    with _recording(engine) as calls:
        execute(command, engine.store, now=NOW)
    return calls


@contextmanager
def _recording(engine: Engine) -> Iterator[list[Call]]:
    calls: list[Call] = []

    def note(params: dict[str, Any], model: Any, **_: object) -> None:  # noqa: ANN401
        calls.append((model.name, json.loads(json.dumps(params))))

    for client in engine.clients:
        client.meta.events.register("provide-client-params.dynamodb", note)
    try:
        yield calls
    finally:
        for client in engine.clients:
            client.meta.events.unregister("provide-client-params.dynamodb", note)


class _Copy:
    """Tables with names as long as the engine's, with the same items, and a bare client on them."""

    def __init__(self, engine: Engine) -> None:
        self._client = botocore.session.get_session().create_client(
            "dynamodb", endpoint_url=engine.client.meta.endpoint_url
        )
        self._prefix = engine.tables[0].removesuffix("-ledger")
        self._own_prefix = "0" * 3 + self._prefix[3:]
        make_tables(self._own_prefix, engine.client, stream=False)
        for table in engine.tables:
            for page in engine.client.get_paginator("scan").paginate(TableName=table):
                for item in page["Items"]:
                    engine.client.put_item(TableName=self._renamed(table), Item=item)

    def time(self, calls: list[Call]) -> float:
        """Repeat the calls of one command; parsing what was recorded does not count."""
        ready = [
            (getattr(self._client, xform_name(operation)), self._here(params))
            for operation, params in calls
        ]
        start = time.process_time()
        for method, params in ready:
            method(**params)
        return time.process_time() - start

    def _here(self, params: dict[str, Any]) -> dict[str, Any]:
        here: dict[str, Any] = json.loads(self._renamed(json.dumps(params)))
        return here

    def _renamed(self, text: str) -> str:
        return text.replace(self._prefix, self._own_prefix)
