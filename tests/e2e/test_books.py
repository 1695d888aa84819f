"""The books follow the running stack, and the audit finds what is planted in its ledger."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import boto3
import pytest

from giftledger.settings import settings
from giftledger.store.books import marks
from giftledger.store.reading import CardView
from sandbox.client import Stack, settled
from tests.e2e.typed import audited, giftledger
from tests.events import shopify
from tests.events.shopify import fresh_id

Item = dict[str, Any]


def spent_card(stack: Stack) -> CardView:
    """A card of our own that was sold at 40.00 and has paid 15.00."""
    sold, line_id, card_id = fresh_id(), fresh_id(), fresh_id()
    item = shopify.line(line_id, "40.00", kind="native")
    shipped = shopify.fulfillment(fresh_id(), sold, [item], cards=[(card_id, line_id, "0d0d")])
    debit = shopify.transaction(fresh_id(), fresh_id(), "15.00", gift_card_id=card_id)
    assert stack.shopify("fulfillments/create", shipped).status == 200
    assert stack.shopify("order_transactions/create", debit).status == 200

    def spent() -> CardView | None:
        found = stack.cards(f"shopify:{card_id}")
        return next((card for card in found if card.balance_minor == 2500), None)

    card = settled(spent, what="a card that has paid", seconds=90)
    assert card is not None
    # What is planted before it is booked would be booked.
    settled(lambda: _is_booked(card), what="the books", seconds=90)
    return card


def _is_booked(card: CardView) -> bool:
    mark = marks([card.gift_card_id]).get(card.gift_card_id)
    return mark is not None and mark.seq == len(card.entries)


@contextmanager
def planted(key: Item, **values: Any) -> Iterator[None]:
    """An item of the ledger changed, or taken out where no value is given; put back at the end."""
    dynamodb = boto3.client("dynamodb")
    table = settings().ledger_table
    stored = dynamodb.get_item(TableName=table, Key=key, ConsistentRead=True)["Item"]
    if values:
        dynamodb.put_item(TableName=table, Item={**stored, **values})
    else:
        dynamodb.delete_item(TableName=table, Key=key)
    try:
        yield
    finally:
        dynamodb.put_item(TableName=table, Item=stored)


def card_key(card: CardView) -> Item:
    return {"pk": {"S": f"CARD#{card.gift_card_id}"}, "sk": {"S": "CARD"}}


def payment_key(card: CardView) -> Item:
    payment = next(entry for entry in card.entries if entry.kind == "redeem")
    return {**card_key(card), "sk": {"S": f"ENTRY#{payment.command_id}"}}


def about(card: CardView) -> list[tuple[str, int | None, object, object]]:
    """What the audit says of a card: what, which entry, what should be, what is."""
    status, findings = audited()
    assert status == 1
    return [
        (finding["what"], finding["seq"], finding["expected"], finding["found"])
        for finding in findings
        if finding["subject"] == card.gift_card_id
    ]


def test_the_audit_is_clean_after_traffic_and_the_reports_agree_with_every_entry(
    stack: Stack,
) -> None:
    card = spent_card(stack)
    status, findings = audited()
    assert (status, findings) == (0, [])
    today = datetime.now(UTC).date().isoformat()
    for report in ("liability", "trial-balance"):
        counted = giftledger("report", report, "--as-of", today, "--recount")
        assert counted.returncode == 0, counted.stderr
        assert "Gift card liability" in counted.stdout
    explained = giftledger("card", card.gift_card_id, "--explain")
    assert "Shopify spent 15.00" in explained.stdout
    assert "a balance of 25.00" in explained.stdout


def test_a_wrong_balance_is_named_with_what_it_should_be(stack: Stack) -> None:
    card = spent_card(stack)
    with planted(card_key(card), balance_minor={"N": "2600"}):
        assert ("balance of the card", None, 2500, 2600) in about(card)


def test_a_lost_entry_is_named_with_its_number(stack: Stack) -> None:
    card = spent_card(stack)
    with planted(payment_key(card)):
        assert ("entries of this number", 2, 1, 0) in about(card)


@pytest.mark.parametrize(
    ("account", "amount", "expected"),
    [
        ("redemption_clearing", "-1400", ("sum of the legs", 2, 0, 100)),
        (
            "cash_paid",
            "-1500",
            (
                "account of a leg of redeem",
                2,
                "gift_card_liability or redemption_clearing",
                "cash_paid",
            ),
        ),
    ],
)
def test_a_wrong_leg_is_named_with_its_entry(
    stack: Stack, account: str, amount: str, expected: tuple[object, ...]
) -> None:
    card = spent_card(stack)
    legs = [{"S": "gift_card_liability"}, {"N": "1500"}, {"S": account}, {"N": amount}]
    with planted(payment_key(card), legs={"L": legs}):
        assert expected in about(card)
