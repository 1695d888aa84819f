"""No function, route, queue or platform is left out of the crash points: found on disk."""

from pathlib import Path

import pytest

from giftledger.settings import QUEUES
from tests.architecture.sources import ROOT
from tests.crashes.cases import (
    CASES,
    called_routes,
    doors_without_a_case,
    functions_without_a_case,
    routes_without_a_case,
)
from tests.crashes.lambdas import SPECS


def test_every_function_on_disk_has_a_case() -> None:
    assert functions_without_a_case(ROOT, CASES) == []
    assert {case.function for case in CASES} == set(SPECS)


@pytest.mark.usefixtures("cloud")
def test_every_route_and_every_platform_has_a_case() -> None:
    called = called_routes(CASES)
    assert routes_without_a_case(ROOT, called) == []
    assert doors_without_a_case(route for _, route in called) == []


def test_every_queue_is_worked_by_a_function_with_a_case() -> None:
    told = {case.function for case in CASES}
    assert {spec.queue for spec in SPECS.values() if spec.name in told} >= set(QUEUES)


def test_a_function_or_a_route_without_a_case_is_reported(tmp_path: Path) -> None:
    noun = tmp_path / "functions" / "noun"
    noun.mkdir(parents=True)
    (noun / "function.toml").write_text('http = ["GET /noun", "POST /noun"]', encoding="utf-8")
    assert functions_without_a_case(tmp_path, CASES) == ["noun"]
    assert routes_without_a_case(tmp_path, [("noun", "GET /noun")]) == ["noun: POST /noun"]


@pytest.mark.usefixtures("cloud")
def test_a_case_that_is_taken_away_is_missed() -> None:
    kept = [case for case in CASES if "quote" not in case.name and "serials" not in case.name]
    without_netsuite = [case for case in kept if "shipment" not in case.name]
    routes = [route for _, route in called_routes(without_netsuite)]
    assert doors_without_a_case(routes) == ["POST /v1/quotes", "POST /webhooks/netsuite"]
