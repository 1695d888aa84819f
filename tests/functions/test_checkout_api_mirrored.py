"""POST /v1/redemptions of a card that Shopify has as well: 202 until its end is known."""

from collections.abc import Iterator
from typing import Any

import pytest

from giftledger.checkout.visit import Caller
from giftledger.ledger.commands import Capture, Deactivate, Link, Void
from giftledger.ledger.hold import capture_id_for, hold_id_for, void_id_for
from giftledger.ledger.parts import Reason
from tests.functions.checkout_world import Heard, Shop, open_shop
from tests.functions.queue_world import CODE

PATH = "/v1/redemptions"
BODY = {"code": CODE, "amount_minor": 1000, "currency": "USD", "order_reference": "till-1"}
ASKED = Caller("till", "key-1").command_id()


@pytest.fixture(name="shop")
def _shop(monkeypatch: pytest.MonkeyPatch) -> Iterator[Shop]:
    with open_shop(monkeypatch) as shop:
        shop.issue(code=CODE)
        tell(shop, Link, alias="shopify#77", command_id="link.1")
        yield shop


def tell(shop: Shop, model: type[Capture | Void | Link | Deactivate], **facts: Any) -> None:
    """What the mirror has to say."""
    common = {"occurred_at": shop.now, "source": "shopify", "target": shop.cards[CODE]}
    shop.aws.tell(model.model_validate(common | facts))


def debited(shop: Shop) -> None:
    facts = {"hold_id": hold_id_for(ASKED), "actor": "till", "currency": "USD"}
    tell(shop, Capture, command_id=capture_id_for(ASKED), **facts)


def refused(shop: Shop) -> None:
    facts = {"hold_id": hold_id_for(ASKED), "actor": "till"}
    tell(shop, Void, command_id=void_id_for(ASKED), **facts)


def ask(shop: Shop, **change: Any) -> Heard:
    return shop.call(PATH, BODY | change, key="key-1")


def test_the_amount_is_held_and_the_caller_asked_to_come_again(shop: Shop) -> None:
    for times in range(3):
        heard = ask(shop)
        assert heard.status == 202
        assert heard.body == {"redemption_id": ASKED, "status": "pending"}
        assert heard.headers["retry-after"] == "1"
        assert heard.is_replay is bool(times)
    assert shop.balance(CODE) == 5000
    inquiry = {"code": CODE}
    assert shop.call("/v1/balance-inquiries", inquiry).body["available_minor"] == 4000


def test_once_shopify_has_debited_it_the_caller_hears_the_receipt_for_ever(shop: Shop) -> None:
    ask(shop)
    debited(shop)
    for _ in range(2):
        heard = ask(shop)
        assert (heard.status, heard.is_replay) == (201, True)
        assert heard.body == {
            "redemption_id": capture_id_for(ASKED),
            "amount_minor": 1000,
            "balance_minor": 4000,
        }
        assert "retry-after" not in heard.headers


def test_its_receipt_is_refunded_by_its_id_and_the_attempt_is_not(shop: Shop) -> None:
    ask(shop)
    debited(shop)
    body = {"payment_id": ask(shop).body["redemption_id"], "currency": "USD", "amount_minor": 300}
    assert shop.call("/v1/refunds", body).status == 201
    assert shop.balance(CODE) == 4300
    attempt = body | {"payment_id": ASKED}
    assert shop.call("/v1/refunds", attempt).no == (409, "exceeds_redemption")


def test_what_shopify_refuses_is_refused_for_ever(shop: Shop) -> None:
    ask(shop)
    refused(shop)
    for _ in range(2):
        heard = ask(shop)
        assert heard.no == (409, "insufficient_balance")
        assert heard.is_replay
    assert shop.balance(CODE) == 5000


def test_a_card_that_is_closed_over_it_pays_nothing(shop: Shop) -> None:
    ask(shop)
    tell(shop, Deactivate, command_id="closed", reason=Reason.REFUNDED)
    assert ask(shop).status == 202
    debited(shop)
    assert ask(shop).no == (409, "insufficient_balance")


def test_no_caller_captures_or_voids_what_waits_for_shopify(shop: Shop) -> None:
    ask(shop)
    hold = f"/v1/holds/{shop.cards[CODE]}.{hold_id_for(ASKED)}"
    assert shop.call(f"{hold}/capture", {"currency": "USD"}).no == (404, "unknown_hold")
    assert shop.call(f"{hold}/void").no == (404, "unknown_hold")
    assert ask(shop).status == 202


def test_another_request_under_the_key_is_refused_while_it_waits(shop: Shop) -> None:
    ask(shop)
    assert ask(shop, amount_minor=999).no == (422, "key_reused")


def test_more_than_is_there_is_refused_at_once(shop: Shop) -> None:
    assert ask(shop, amount_minor=5001).no == (409, "insufficient_balance")
