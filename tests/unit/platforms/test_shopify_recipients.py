"""Whom a digital card goes to, and what hostile line properties come to."""

from datetime import UTC, datetime
from typing import Any

import pytest

from giftledger.ledger.commands import Issue
from giftledger.ledger.parts import Recipient
from giftledger.platforms.shopify.translate import translate
from tests.events import shopify as told


def recipient(properties: list[Any], **order: Any) -> Recipient | None:
    body = told.order(1, [told.line(501, "10.00", properties=properties)], **order)
    now = datetime(2026, 11, 22, tzinfo=UTC)
    found = translate("orders/paid", body, sku_prefix="GIFT-", received_at=now)
    (issue,) = found.commands
    assert isinstance(issue, Issue)
    assert len(found.problems) == (0 if issue.recipient else 1)
    return issue.recipient


def test_a_card_goes_to_the_recipient_that_the_line_names() -> None:
    told_to = told.recipient("ann@example.com", name="Ann", message="Happy day")
    assert recipient(told_to, locale="pt-BR") == Recipient(
        email="ann@example.com",
        name="Ann",
        giver="Bea Buyer",
        message="Happy day",
        locale="pt-BR",
    )


@pytest.mark.parametrize("email", [None, "", "nobody", "a@b@c.com", "a b@example.com", "@x.com"])
def test_without_a_usable_address_it_goes_to_the_buyer(email: str | None) -> None:
    found = recipient(told.recipient(email, name="Ann"))
    assert found is not None
    assert (found.email, found.name) == ("buyer@example.com", "Ann")


def test_without_any_address_the_card_has_no_recipient() -> None:
    assert recipient(told.recipient(name="Ann"), email=None) is None
    assert recipient([], email="") is None


@pytest.mark.parametrize(
    ("offset", "at"),
    [
        (None, datetime(2026, 12, 24, 0, 0, tzinfo=UTC)),
        (300, datetime(2026, 12, 24, 5, 0, tzinfo=UTC)),
        (-60, datetime(2026, 12, 23, 23, 0, tzinfo=UTC)),
        (99_999, datetime(2026, 12, 24, 0, 0, tzinfo=UTC)),
    ],
)
def test_send_on_is_midnight_where_the_buyer_sits(offset: int | None, at: datetime) -> None:
    found = recipient(told.recipient("a@example.com", send_on="2026-12-24", offset_minutes=offset))
    assert found is not None
    assert found.send_at == at


@pytest.mark.parametrize("day", ["tomorrow", "24.12.2026", "2026-13-01", "", "20261224"])
def test_an_unreadable_day_means_at_once(day: str) -> None:
    found = recipient(told.recipient("a@example.com", send_on=day))
    assert found is not None
    assert found.send_at is None


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("<b>Hi</b> <script>alert(1)</script>you", "Hi you"),
        ("&lt;img src=x onerror=alert(1)&gt;hi", "hi"),
        ("I <3 you 🎂👩‍👩‍👧", "I <3 you 🎂👩‍👩‍👧"),
        ("\u202eevil\u202c שלום", "evil שלום"),
        ("nul\x00l\x07", "null"),
        ("   ", None),
        ("x" * 10_000, "x" * 200),
        ("\ud800half", "half"),
    ],
)
def test_a_message_is_plain_text_of_bounded_length(typed: str, kept: str | None) -> None:
    found = recipient(told.recipient("a@example.com", message=typed))
    assert found is not None
    assert found.message == kept


def test_a_name_stays_on_one_line() -> None:
    found = recipient(told.recipient("a@example.com", name="Ann\r\nBcc: all@example.com"))
    assert found is not None
    assert found.name == "Ann Bcc: all@example.com"


@pytest.mark.parametrize("value", [None, 5, 5.5, True, [], {}, {"a": "b"}])
def test_property_values_that_are_not_text_do_not_count(value: object) -> None:
    names = ["Recipient email", "Recipient name", "Message", "Send on", "__shopify_offset"]
    found = recipient([{"name": name, "value": value} for name in names])
    assert found == Recipient(email="buyer@example.com", giver="Bea Buyer", locale="en")


@pytest.mark.parametrize("properties", [[None], ["text"], [{}], [{"name": 5, "value": "x"}]])
def test_odd_properties_are_passed_over(properties: list[Any]) -> None:
    found = recipient(properties)
    assert found is not None
    assert found.email == "buyer@example.com"
