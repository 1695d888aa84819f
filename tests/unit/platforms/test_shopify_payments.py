"""Payments with gift cards and their refunds, and the bodies that only have to be kept."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from giftledger.ledger.commands import Redeem, Refund
from giftledger.ledger.parts import Mode
from giftledger.platforms.shopify.translate import translate
from giftledger.platforms.translation import Translation
from tests.events import shopify as told

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
CREATED = "order_transactions/create"


def read(body: object, topic: str = CREATED) -> Translation:
    return translate(topic, body, sku_prefix="GIFT-", received_at=NOW)


@pytest.mark.parametrize("kind", ["sale", "capture"])
def test_a_payment_with_a_gift_card_is_a_reported_redemption(kind: str) -> None:
    body = told.transaction(31, 1, "150.00", gift_card_id=77, kind=kind, currency="AUD")
    (command,) = read(body).commands
    assert isinstance(command, Redeem)
    assert command.command_id == "shopify.transaction.31"
    assert command.aliases == ("shopify#77",)
    assert (command.amount_minor, command.currency) == (15000, "AUD")
    assert (command.mode, command.source, command.order_reference) == (
        Mode.REPORTED,
        "shopify",
        "shopify:1",
    )


def test_a_refund_points_at_the_payment_it_gives_back() -> None:
    body = told.transaction(32, 1, "20.00", gift_card_id=77, kind="refund", parent_id=31)
    (command,) = read(body).commands
    assert isinstance(command, Refund)
    assert command.command_id == "shopify.transaction.32"
    assert command.redemption_id == "shopify.transaction.31"


def test_a_refund_webhook_and_its_transaction_webhook_tell_one_fact() -> None:
    body = told.transaction(32, 1, "20.00", gift_card_id=77, kind="refund", parent_id=31)
    by_refund = read(told.refund(5, 1, transactions=[body, body]), "refunds/create")
    assert by_refund.commands == read(body).commands


def test_a_refund_without_its_payment_is_a_problem() -> None:
    found = read(told.transaction(32, 1, "20.00", gift_card_id=77, kind="refund"))
    assert found.commands == ()
    assert len(found.problems) == 1


@pytest.mark.parametrize("kind", ["authorization", "void", "change", "emv_authorization"])
def test_other_kinds_on_a_gift_card_are_problems(kind: str) -> None:
    found = read(told.transaction(31, 1, "20.00", gift_card_id=77, kind=kind))
    assert (found.commands, len(found.problems)) == ((), 1)


@pytest.mark.parametrize(
    "change", [{"gateway": "bogus"}, {"gateway": None}, {"status": "failure"}, {"status": "error"}]
)
def test_other_gateways_and_failures_are_nothing_to_do(change: dict[str, Any]) -> None:
    body = {**told.transaction(31, 1, "20.00", gift_card_id=77), **change}
    assert read(body) == Translation()


def test_the_receipt_may_be_json_text() -> None:
    body = told.transaction(31, 1, "20.00", gift_card_id=77)
    as_text = {**body, "receipt": told.encode(body["receipt"]).decode()}
    assert read(as_text) == read(body)


@pytest.mark.parametrize("card", [77.0, Decimal("77.0"), None, True, "abc", [], {}])
def test_a_gift_card_id_that_is_no_id_is_a_problem(card: object) -> None:
    body = {**told.transaction(31, 1, "20.00", gift_card_id=77), "receipt": {"gift_card_id": card}}
    assert (read(body).commands, len(read(body).problems)) == ((), 1)


def test_a_json_number_as_amount_is_read_exactly() -> None:
    body = {**told.transaction(31, 1, "0", gift_card_id=77), "amount": Decimal("586.45")}
    (command,) = read(body).commands
    assert isinstance(command, Redeem)
    assert command.amount_minor == 58645


@pytest.mark.parametrize("amount", [586.45, "586.455", "0.00", "-5.00", None, True, "1E+3"])
def test_amounts_that_are_no_amounts_are_problems(amount: object) -> None:
    body = {**told.transaction(31, 1, "0", gift_card_id=77), "amount": amount}
    assert (read(body).commands, len(read(body).problems)) == ((), 1)


def test_the_test_flag_of_a_transaction_is_kept() -> None:
    (command,) = read(told.transaction(31, 1, "20.00", gift_card_id=77, test=True)).commands
    assert command.test


@pytest.mark.parametrize(
    "topic",
    [
        "customers/data_request",
        "customers/redact",
        "shop/redact",
        "app/uninstalled",
        "orders/create",
        "",
    ],
)
def test_topics_that_are_nothing_to_the_ledger_are_kept(topic: str) -> None:
    found = read({"id": 1}, topic)
    assert found.kept is not None
    assert found.commands == ()


def bodies() -> dict[str, dict[str, Any]]:
    line = told.line(501, "10.00")
    return {
        "orders/paid": told.order(1, [line]),
        CREATED: told.transaction(31, 1, "20.00", gift_card_id=77),
        "refunds/create": told.refund(5, 1, lines=[(6, line, 1)]),
        "fulfillments/create": told.fulfillment(9, 1, [line]),
    }


@pytest.mark.parametrize("topic", list(bodies()))
@pytest.mark.parametrize("shape", list(bodies()))
def test_a_body_of_another_shape_than_its_topic_gives_no_command(topic: str, shape: str) -> None:
    found = read(bodies()[shape], topic)
    if topic == shape:
        assert found.problems == ()
    else:
        assert found == Translation(problems=("topic and body disagree",))


@pytest.mark.parametrize("body", [None, [], "text", 5, {}, {"id": None}])
def test_a_body_without_a_shape_gives_no_command(body: object) -> None:
    assert read(body, "orders/paid").problems == ("topic and body disagree",)
