"""The story of a checkout: its cards are quoted, paid with, refunded, held, captured and let go."""

from typing import Any

from sandbox.client import settled
from sandbox.demo_story import Story, check, expect
from sandbox.mailbox import gift_mail
from tests.events import shopify
from tests.events.shopify import fresh_id

RECIPIENT = "bob.{0}@example.com"
ORDER = {"goods_minor": 6000, "tax_minor": 1500}


def checkout(story: Story) -> None:
    """Two cards of 50.00 and 20.00 pay an order of 75.00; the rest is paid by bank card."""
    order_id = fresh_id()
    codes = _two_codes(story, order_id)
    wish = {"codes": codes, "currency": "USD", "order": ORDER}
    quote = _post(story, "/v1/quotes", wish, status=200)
    check((quote["tenders_minor"], quote["due_minor"]) == (7000, 500), "the quote")
    story.say("an order of 75.00 is quoted", "70.00 by two cards, 5.00 due", _both(story, codes))

    wish["order_reference"] = f"demo-{order_id}"
    paid = _post(story, "/v1/payments", wish, key=f"pay-{order_id}")
    check(paid["amount_minor"] == 7000, "the payment")
    again = _post(story, "/v1/payments", wish, key=f"pay-{order_id}")
    check(again == paid, "the payment's replay")
    story.say(
        "the order is paid, twice with one key", "paid once: all or none", _both(story, codes)
    )

    back = {"payment_id": paid["payment_id"], "amount_minor": 3000, "currency": "USD"}
    back |= {"policy": "pro_rata", "other_tenders": [{"tender_id": "bank", "captured_minor": 500}]}
    refund = _post(story, "/v1/refunds", back, key=f"return-{order_id}")
    check(refund["other_tenders"] == [{"tender_id": "bank", "amount_minor": 200}], "the refund")
    did = "28.00 to the cards, 2.00 by bank card"
    story.say("30.00 of it are refunded pro rata", did, _both(story, codes))
    _hold_and_capture(story, codes, order_id)


def _hold_and_capture(story: Story, codes: list[str], order_id: int) -> None:
    wish = {"code": codes[0], "currency": "USD", "order_reference": f"demo-{order_id}-2"}
    much = wish | {"amount_minor": 2001}
    _post(story, "/v1/holds", much, key=f"much-{order_id}", status=409)
    held = _post(story, "/v1/holds", wish | {"amount_minor": 1200}, key=f"hold-{order_id}")
    check(held["available_minor"] == 800, "the hold")
    story.say("the next order holds 12.00", "reserved for 15 minutes", _both(story, codes))

    hold = f"/v1/holds/{held['hold_id']}"
    part = {"amount_minor": 700, "currency": "USD", "remainder": "keep"}
    captured = _post(story, f"{hold}/capture", part, key=f"parcel-{order_id}")
    check(captured["hold_remaining_minor"] == 500, "the capture")
    story.say("the first parcel leaves: capture 7.00", "5.00 stay on hold", _both(story, codes))

    released = _post(story, f"{hold}/void", None, key=f"rest-{order_id}")
    check(released["released_minor"] == 500, "the void")
    story.say("the rest is cancelled", "the hold lets go of 5.00", _both(story, codes))


def _two_codes(story: Story, order_id: int) -> list[str]:
    """Buy a card of 50.00 and one of 20.00, and read their codes in the mails."""
    to = RECIPIENT.format(order_id)
    gift = shopify.recipient(to)
    lines = [shopify.line(fresh_id(), price, properties=gift) for price in ("50.00", "20.00")]
    expect(story.stack.shopify("orders/paid", shopify.order(order_id, lines)), 200)
    settled(lambda: len(story.stack.mails(to)) == len(lines), what="two gift mails")
    codes = [gift_mail(message).code for message in story.stack.mails(to)]
    codes.sort(key=lambda code: -_balance(story, code))
    story.say("orders/paid", "two cards issued and mailed", _both(story, codes))
    return codes


def _balance(story: Story, code: str) -> int:
    answer = _post(story, "/v1/balance-inquiries", {"code": code}, status=200)
    return int(answer["balance_minor"])


def _both(story: Story, codes: list[str]) -> str:
    """What the cards are worth together."""
    return f"{sum(_balance(story, code) for code in codes) / 100:.2f} USD"


def _post(
    story: Story, path: str, body: object, *, key: str | None = None, status: int = 201
) -> Any:  # noqa: ANN401  whatever JSON the call answers
    return expect(story.stack.checkout(path, body, key=key), status)
