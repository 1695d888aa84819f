"""Where a refund goes when the card that paid is merged, closed, blocked or past its last day."""

from collections.abc import Iterator
from typing import Any

import pytest

from giftledger.ledger.commands import Authorize, Block, Consolidate, Deactivate
from giftledger.ledger.parts import Reason
from giftledger.ledger.programme import ExpiryRule, Programme
from giftledger.vault import look_up
from tests.functions.checkout_refunds import paid, refund
from tests.functions.checkout_world import Shop, open_shop

RULE = ExpiryRule.model_validate({"months": 1, "counted_from": "issue"}, strict=False)
MONTH = Programme(name="month", expiry=RULE)


@pytest.fixture(name="shop")
def _shop(monkeypatch: pytest.MonkeyPatch) -> Iterator[Shop]:
    with open_shop(monkeypatch, MONTH) as shop:
        yield shop


def common(shop: Shop, name: str) -> dict[str, Any]:
    return {"command_id": f"ops.{name}", "occurred_at": shop.now, "source": "console"}


def test_the_refund_of_a_merged_card_goes_to_its_survivor(shop: Shop) -> None:
    merged, survivor = shop.issue(2000), shop.issue(500)
    payment_id = paid(shop, merged, amount_minor=1500)
    target, sources = shop.cards[survivor], (shop.cards[merged],)
    merge = Consolidate(**common(shop, "merge"), target=target, sources=sources)
    shop.aws.tell(merge, at=shop.now)
    assert shop.balance(survivor) == 1000
    heard = refund(shop, payment_id)
    assert heard.body["cards"] == [
        {
            "last_four": merged[-4:],
            "amount_minor": 1500,
            "credited_minor": 1500,
            "balance_minor": 2500,
            "to_successor": survivor[-4:],
        }
    ]
    again = refund(shop, payment_id)
    assert (again.body, again.is_replay) == (heard.body, True)
    assert shop.balance(survivor) == 2500


def test_a_refund_follows_a_chain_of_successors_to_a_new_card(shop: Shop) -> None:
    merged, survivor = shop.issue(2000), shop.issue(500)
    payment_id = paid(shop, merged, amount_minor=1500)
    target, sources = shop.cards[survivor], (shop.cards[merged],)
    merge = Consolidate(**common(shop, "merge"), target=target, sources=sources)
    written_off = Deactivate(**common(shop, "write_off"), target=target, reason=Reason.WRITTEN_OFF)
    shop.aws.tell(merge, written_off, at=shop.now)
    (first,) = refund(shop, payment_id, amount_minor=400).body["cards"]
    assert first["to_successor"] not in {None, survivor[-4:], merged[-4:]}
    (second,) = refund(shop, payment_id, "refund-2").body["cards"]
    assert (second["to_successor"], second["balance_minor"]) == (first["to_successor"], 1500)
    assert refund(shop, payment_id, amount_minor=400).body["cards"] == [first]


def test_the_refund_of_a_written_off_card_makes_a_new_one(shop: Shop) -> None:
    code = shop.issue(2000)
    payment_id = paid(shop, code, amount_minor=1500)
    target = shop.cards[code]
    written_off = Deactivate(**common(shop, "write_off"), target=target, reason=Reason.WRITTEN_OFF)
    shop.aws.tell(written_off, at=shop.now)
    heard = refund(shop, payment_id, amount_minor=400)
    (card,) = heard.body["cards"]
    assert (card["credited_minor"], card["balance_minor"]) == (400, 400)
    assert card["to_successor"] not in {None, code[-4:]}
    again = refund(shop, payment_id, "refund-2", amount_minor=100)
    assert again.body["cards"][0]["to_successor"] == card["to_successor"]
    assert again.body["cards"][0]["balance_minor"] == 500
    assert refund(shop, payment_id, amount_minor=400).body == heard.body


def test_a_blocked_card_is_credited_and_stays_blocked(shop: Shop) -> None:
    code = shop.issue(2000)
    payment_id = paid(shop, code, amount_minor=1500)
    block = Block(**common(shop, "block"), target=shop.cards[code], reason="stolen")
    shop.aws.tell(block, at=shop.now)
    assert refund(shop, payment_id).body["cards"][0]["credited_minor"] == 1500
    assert shop.balance(code) == 2000
    wish = {"codes": [code], "currency": "USD", "amount_minor": 1, "order_reference": "o"}
    assert shop.call("/v1/payments", wish).no == (409, "not_active")


def test_the_refund_of_an_expired_card_makes_a_new_one(shop: Shop) -> None:
    code = shop.issue(2000, programme="month")
    payment_id = paid(shop, code, amount_minor=1500)
    shop.later(days=60)
    (card,) = refund(shop, payment_id).body["cards"]
    assert (card["amount_minor"], card["credited_minor"], card["balance_minor"]) == (1500,) * 3
    assert card["to_successor"] not in {None, code[-4:]}
    assert refund(shop, payment_id).body["cards"] == [card]


def test_an_expired_card_that_a_hold_keeps_open_is_not_credited(shop: Shop) -> None:
    code = shop.issue(2000, programme="month")
    payment_id = paid(shop, code, amount_minor=1500)
    hold = Authorize(
        **common(shop, "hold"),
        aliases=look_up(code).aliases(),
        currency="USD",
        timeout_seconds=None,
    )
    shop.aws.tell(hold, at=shop.now)
    shop.later(days=60)
    (card,) = refund(shop, payment_id).body["cards"]
    assert (card["credited_minor"], card["balance_minor"]) == (1500, 1500)
    assert card["to_successor"] not in {None, code[-4:]}
    assert refund(shop, payment_id).body["cards"] == [card]
    assert shop.balance(code) == 500
