"""The public balance of cards that were merged, replaced, held, or whose programme says no."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import pytest

from functions.balance.handler import handler
from giftledger import vault
from giftledger.ledger.programme import MergedCodes, Programme, Switch
from giftledger.store.programmes import write_programme
from tests.fakes.commands import sale_refund
from tests.fakes.verbs import authorization, consolidation, importing, replacement
from tests.functions.queue_world import CODE, OTHER_CODE, World, world


@pytest.fixture(name="aws")
def _aws(monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    with world(monkeypatch) as seen:
        for number, code in ((1, CODE), (2, OTHER_CODE)):
            seen.tell(importing(number, code=vault.seal(code)))
        yield seen


def ask(code: str) -> tuple[int, dict[str, Any]]:
    event = {
        "routeKey": "POST /balance",
        "headers": {"accept": "application/json"},
        "requestContext": {"http": {"sourceIp": "203.0.113.7"}},
        "body": urlencode({"code": code}),
    }
    answer = handler(event, object())
    return answer["statusCode"], json.loads(answer["body"])


def balance(code: str) -> int:
    status, body = ask(code)
    assert status == 200, body
    amount: int = body["balance"]["amount_minor"]
    return amount


def merge(aws: World) -> None:
    first, second = importing(1).gift_card_id, importing(2).gift_card_id
    aws.tell(consolidation(1, [second], target=first))


def test_the_code_of_a_merged_card_shows_its_survivor(aws: World) -> None:
    merge(aws)
    assert balance(OTHER_CODE) == balance(CODE) == 10_000
    kinds = [line["kind"] for line in ask(CODE)[1]["history"]]
    assert kinds == ["import", "transfer"]


def test_a_programme_whose_merged_codes_are_refused_shows_nothing_of_them(aws: World) -> None:
    merge(aws)
    write_programme(Programme(name="default", merged_codes=MergedCodes.REFUSE))
    assert ask(OTHER_CODE)[0] == 404
    assert balance(CODE) == 10_000


def test_the_code_of_a_lost_card_is_unknown(aws: World) -> None:
    aws.tell(replacement(1, target=importing(1).gift_card_id), code="NEWCODE23456789A")
    assert ask(CODE)[0] == 404
    assert balance("NEWCODE23456789A") == 5000


def test_a_switched_off_enquiry_answers_like_an_unknown_code(aws: World) -> None:
    unknown = ask("AAAABBBBCCCCDDDD")
    write_programme(Programme(name="default", off=frozenset({Switch.ENQUIRY})))
    assert ask(CODE) == unknown
    assert aws.balance(importing(1)) == 5000


@pytest.mark.parametrize("off", [switch for switch in Switch if switch is not Switch.ENQUIRY])
def test_no_other_switch_stops_the_enquiry(aws: World, off: Switch) -> None:
    write_programme(Programme(name="default", off=frozenset({off})))
    assert balance(CODE) == aws.balance(importing(1))


def test_a_card_past_its_last_day_is_unknown_before_its_expiry_is_booked(aws: World) -> None:
    past = (datetime.now(UTC) - timedelta(days=3)).date().isoformat()
    aws.tell(importing(3, code=vault.seal("PAST23456789ABCD"), expires_on=past))
    assert ask("PAST23456789ABCD")[0] == 404


def test_a_hold_is_no_line_of_the_holders_history(aws: World) -> None:
    aws.tell(authorization(1, 1000, aliases=vault.look_up(CODE).aliases()))
    status, body = ask(CODE)
    assert (status, [line["kind"] for line in body["history"]]) == (200, ["import"])


def test_a_closed_card_without_a_successor_stays_unknown(aws: World) -> None:
    aws.tell(sale_refund(target=importing(1).gift_card_id))
    assert ask(CODE)[0] == 404
