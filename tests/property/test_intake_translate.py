"""No body, however odd, makes a translation raise; and what comes out is one fact per id."""

import copy
import hashlib
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from giftledger.ledger.commands import parse_command
from giftledger.ledger.parts import SealedCode
from giftledger.platforms.netsuite.translate import translate as from_netsuite
from giftledger.platforms.shopify.translate import translate
from giftledger.platforms.translation import Translation
from tests.events import netsuite, shopify

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
TOPICS = (
    "orders/paid",
    "orders/cancelled",
    "order_transactions/create",
    "refunds/create",
    "fulfillments/create",
)
ODD = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.decimals()
    | st.text(st.characters(), max_size=20)
    | st.sampled_from(
        ["10.005", "-1", "1e3", "XXX", "\ud800", "2026-99-99", "[" * 5000, "gift_card"]
    ),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["id", "amount", "gift_cards", "shop_money", "name", "value"]),
            inner,
            max_size=3,
        )
    ),
    max_leaves=6,
)


def whole_order() -> dict[str, Any]:
    lines = [
        shopify.line(501, "50.00", quantity=2, properties=shopify.recipient("a@example.com")),
        shopify.line(502, "25.00", kind="physical", discount="1.00"),
        shopify.line(503, "10.00", kind="native"),
    ]
    shipped = shopify.fulfillment(9, 1, lines, cards=[(77, 503, "22bf")])
    back = shopify.transaction(32, 1, "5.00", gift_card_id=77, kind="refund", parent_id=31)
    refunded = shopify.refund(5, 1, lines=[(6, lines[0], 1)], transactions=[back])
    return shopify.cancelled(shopify.order(1, lines, fulfillments=[shipped], refunds=[refunded]))


def bodies() -> list[dict[str, Any]]:
    order = whole_order()
    payment = shopify.transaction(31, 1, "5.00", gift_card_id=77)
    return [order, order["refunds"][0], order["fulfillments"][0], payment]


def places(value: object, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every path into a body."""
    inner: list[tuple[Any, Any]] = []
    if isinstance(value, dict):
        inner = list(value.items())
    elif isinstance(value, list):
        inner = list(enumerate(value))
    found = [path] if path else []
    for key, part in inner:
        found += places(part, (*path, key))
    return found


@st.composite
def mutated(draw: st.DrawFn, originals: list[dict[str, Any]]) -> dict[str, Any]:
    body: dict[str, Any] = copy.deepcopy(draw(st.sampled_from(originals)))
    for _ in range(draw(st.integers(min_value=1, max_value=3))):
        path = draw(st.sampled_from(places(body)))
        target: Any = body
        for key in path[:-1]:
            target = target[key]
        target[path[-1]] = draw(ODD)
    return body


def check(found: Translation) -> None:
    ids = [command.command_id for command in found.commands]
    assert len(ids) == len(set(ids))
    for command in found.commands:
        assert parse_command(command.model_dump_json()) == command


def seal(code: str) -> SealedCode:
    digest = hashlib.sha256(code.encode()).hexdigest()
    return SealedCode(
        key_id="k1", hash=digest, ciphertext="", fingerprint=digest[:16], last_four=code[-4:]
    )


@pytest.mark.parametrize("topic", TOPICS)
@settings(max_examples=40, deadline=None)
@given(body=ODD)
def test_no_json_makes_the_shopify_translation_raise(topic: str, body: object) -> None:
    check(translate(topic, body, sku_prefix="GIFT-", received_at=NOW))


@settings(max_examples=400, deadline=None)
@given(body=mutated(bodies()), topic=st.sampled_from(TOPICS))
def test_no_odd_part_of_a_real_body_makes_it_raise(body: dict[str, Any], topic: str) -> None:
    check(translate(topic, body, sku_prefix="GIFT-", received_at=NOW))


@settings(max_examples=200, deadline=None)
@given(
    body=mutated([netsuite.item_fulfillment("1", 1, [netsuite.row("6034110000000025", 5000)])])
    | ODD
)
def test_no_body_makes_the_netsuite_translation_raise(body: object) -> None:
    check(from_netsuite(body, account="7654321_SB1", seal=seal))
