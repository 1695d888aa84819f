"""Payloads recorded at real shops and in the platforms' own documentation, read as they are.

Needs the folder of reference data: GIFTLEDGER_REFERENCE_DATA.
"""

import hashlib
import json
import os
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from giftledger.ledger.commands import Activate, Issue, Redeem, Refund
from giftledger.ledger.parts import SealedCode
from giftledger.platforms.netsuite.signature import is_authentic
from giftledger.platforms.netsuite.translate import translate as from_netsuite
from giftledger.platforms.shopify.translate import translate
from giftledger.platforms.translation import Translation

DATA = os.environ.get("GIFTLEDGER_REFERENCE_DATA", "")

pytestmark = [
    pytest.mark.reference,
    pytest.mark.skipif(not DATA, reason="GIFTLEDGER_REFERENCE_DATA is not set"),
]


def read(name: str, part: str | None = None) -> Any:
    text = (Path(DATA) / name).read_text(encoding="utf-8")
    body = json.loads(text, parse_float=Decimal)
    return body if part is None else body[part]


def shopify(topic: str, body: object) -> Translation:
    now = datetime(2026, 11, 22, tzinfo=UTC)
    return translate(topic, body, sku_prefix="GIFT-", received_at=now)


@pytest.mark.parametrize(
    ("topic", "name", "part"),
    [
        ("orders/paid", "order-paid-webhook.json", None),
        ("orders/paid", "rest-order-450789469-partially-refunded.json", None),
        ("orders/cancelled", "rest-order-cancelled-450789469.json", None),
        ("orders/cancelled", "order-cancelled-refunded-to-gift_card.json", "order"),
        ("orders/cancelled", "docs-sample-orders-topics.json", None),
        ("fulfillments/create", "docs-sample-fulfillments-create.json", None),
        ("refunds/create", "docs-sample-refunds-create.json", None),
        ("refunds/create", "rest-refund-create-929361466.json", "refund"),
        ("order_transactions/create", "docs-sample-order_transactions-create.json", None),
    ],
)
def test_a_recorded_body_is_understood(topic: str, name: str, part: str | None) -> None:
    found = shopify(topic, read(f"shopify/payloads/{name}", part))
    assert found.problems == ()
    assert found.kept is None


@pytest.mark.parametrize(
    ("topic", "name", "part"),
    [
        ("fulfillments/create", "rest-fulfillments-list.json", "fulfillments"),
        ("order_transactions/create", "rest-transactions-list.json", "transactions"),
    ],
)
def test_every_body_of_a_recorded_list_is_understood(topic: str, name: str, part: str) -> None:
    for body in read(f"shopify/payloads/{name}", part):
        assert shopify(topic, body).problems == ()


def test_the_fulfilment_of_a_native_card_issues_it() -> None:
    found = shopify(
        "fulfillments/create", read("shopify/payloads/fulfillment-gift_card-service.json")
    )
    (command,) = found.commands
    assert isinstance(command, Issue)
    assert command.command_id == "shopify.gift_card.544934756566"
    assert (command.amount_minor, command.currency, command.paid_minor) == (1000, "INR", 1000)
    assert command.sale.order_id == "shopify:5361240244438"
    assert command.sale.line_item_id == "13340254503126"
    assert (command.shopify_gift_card_id, command.last_four) == ("544934756566", "ghg2")


def test_two_cards_that_paid_one_order_are_two_redemptions() -> None:
    bodies = read("shopify/payloads/order-transactions-2-gift-cards.json")
    commands = [shopify("order_transactions/create", body).commands[0] for body in bodies]
    assert all(isinstance(command, Redeem) for command in commands)
    assert [command.command_id for command in commands] == [
        "shopify.transaction.7128676925696",
        "shopify.transaction.7128676958464",
    ]
    redeems = [command for command in commands if isinstance(command, Redeem)]
    assert [command.aliases for command in redeems] == [
        ("shopify#539685323008",),
        ("shopify#539687321856",),
    ]
    assert {(command.amount_minor, command.currency) for command in redeems} == {(15000, "AUD")}


def test_a_cancelled_order_gives_its_gift_card_part_back() -> None:
    body = read("shopify/payloads/order-cancelled-refunded-to-gift_card.json", "order")
    (command,) = shopify("orders/cancelled", body).commands
    assert isinstance(command, Refund)
    assert command.command_id == "shopify.transaction.1068278488"
    assert command.redemption_id == "shopify.transaction.1068278486"
    assert command.aliases == ("shopify#1035197676",)
    assert (command.amount_minor, command.currency) == (10000, "USD")


def test_the_contract_vector_activates_its_card() -> None:
    vector = read("netsuite/webhook_contract.json", "test_vector")
    raw = vector["body"].encode()
    assert is_authentic(
        raw,
        timestamp=vector["timestamp"],
        signature=vector["X-GC-Signature"],
        secrets=[vector["secret"]],
    )
    digest = hashlib.sha256(b"6034110000000017").hexdigest()
    sealed = SealedCode(
        key_id="k1", hash=digest, ciphertext="", fingerprint=digest[:16], last_four="0017"
    )
    found = from_netsuite(json.loads(raw), account="1234567_SB1", seal=lambda _: sealed)
    (command,) = found.commands
    assert isinstance(command, Activate)
    assert command.command_id == f"netsuite.1234567_SB1.884213.1.{digest[:16]}"
    assert (command.order_id, command.amount_minor) == ("shopify:5222608863485", 5000)
