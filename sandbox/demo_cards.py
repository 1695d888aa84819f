"""Three stories of a card: sold by us and mailed, minted by Shopify, made of plastic."""

from sandbox.client import settled
from sandbox.demo_story import Story, amount, check, expect
from sandbox.mailbox import GiftMail, gift_mail
from tests.events import netsuite, shopify
from tests.events.shopify import fresh_id

RECIPIENT = "ann.{0}@example.com"


def digital_card(story: Story) -> tuple[GiftMail, str]:
    """Sold with a discount, mailed to somebody else, looked at and spent by its code."""
    stack, order_id, line_id = story.stack, fresh_id(), fresh_id()
    to = RECIPIENT.format(order_id)
    gift = shopify.recipient(to, name="Ann", message="Happy birthday! 🎂")
    item = shopify.line(line_id, "50.00", discount="10.00", properties=gift)
    paid = shopify.order(order_id, [item])
    for _ in range(3):
        expect(stack.shopify("orders/paid", paid), 200)
    reference = f"order:shopify:{order_id}"
    card = story.card(reference, lambda card: card.status == "active", what="issue")
    story.say(
        "orders/paid, delivered three times", "issued once: face 50.00, paid 40.00", amount(card)
    )

    (message,) = settled(lambda: stack.mails(to), what="gift mail")
    mail = gift_mail(message)
    story.say(
        "the recipient's mailbox", f"one mail with the code ending {mail.code[-4:]}", amount(card)
    )

    image = stack.call("GET", mail.open_image)
    check(image.status == 200 and len(image.data) == 43, "the open image")
    story.say("the mail is opened", "43-byte image, the open is noted", amount(card))

    page = stack.call("GET", mail.claim_link, headers={"Accept": "text/html"})
    check(page.status == 200 and b"50.00" in page.data, "the card page")
    story.say("the claim link is followed", "the page shows the card", amount(card))

    answer = expect(stack.balance(mail.code.lower()), 200)
    check(answer["balance"]["amount_minor"] == 5000, "the balance page")
    story.say(
        "the balance is asked for by code",
        f"answer: {answer['balance']['formatted']}",
        amount(card),
    )

    wish = {"code": mail.code, "amount_minor": 2000, "currency": "USD", "order_reference": "till-7"}
    key = f"demo-{order_id}"
    expect(stack.redeem(wish, key=key), 201)
    again = stack.redeem(wish, key=key)
    check(again.headers.get("Idempotency-Hit") == "true", "the replay")
    card = story.card(reference, lambda card: card.balance_minor == 3000, what="redemption")
    story.say(
        "a till spends 20.00, twice with one key", "redeemed once, then replayed", amount(card)
    )

    much = stack.redeem(wish | {"amount_minor": 3001}, key=f"{key}-much")
    check(much.status == 409, "the refusal")
    story.say("a till asks for 30.01", "refused: insufficient_balance", amount(card))
    return mail, mail.code


def native_card(story: Story) -> None:
    """Shopify's own card: facts out of order, a redemption, its refund, the sale taken back."""
    stack, order_id, line_id, card_id = story.stack, fresh_id(), fresh_id(), fresh_id()
    payment, spent_by = fresh_id(), fresh_id()
    item = shopify.line(line_id, "25.00", kind="native")
    debit = shopify.transaction(payment, spent_by, "10.00", gift_card_id=card_id)
    expect(stack.shopify("order_transactions/create", debit), 200)
    story.say("order_transactions/create, too early", "parked: the card is not known yet", "-")

    expect(stack.shopify("orders/paid", shopify.order(order_id, [item])), 200)
    shipped = shopify.fulfillment(fresh_id(), order_id, [item], cards=[(card_id, line_id, "22bf")])
    expect(stack.shopify("fulfillments/create", shipped), 200)
    reference = f"shopify:{card_id}"
    card = story.card(reference, lambda card: card.balance_minor == 1500, what="redeem")
    story.say(
        "fulfillments/create shows the card",
        "issued 25.00, the parked 10.00 redeemed",
        amount(card),
    )

    credit = shopify.transaction(
        fresh_id(), spent_by, "4.00", gift_card_id=card_id, kind="refund", parent_id=payment
    )
    refund = shopify.refund(fresh_id(), spent_by, transactions=[credit])
    for _ in range(2):
        expect(stack.shopify("refunds/create", refund), 200)
    card = story.card(reference, lambda card: card.balance_minor == 1900, what="refund")
    story.say("refunds/create, delivered twice", "4.00 credited once", amount(card))

    returned = shopify.refund(fresh_id(), order_id, lines=[(fresh_id(), item, 1)])
    expect(stack.shopify("refunds/create", returned), 200)
    card = story.card(reference, lambda card: card.status == "closed", what="deactivation")
    story.say(
        "the sale itself is refunded", "closed as refunded; 6.00 had been spent", amount(card)
    )


def plastic_card(story: Story) -> None:
    """A physical card: its serial arrives signed by NetSuite, before the shop's own webhook."""
    stack, order_id, line_id = story.stack, fresh_id(), fresh_id()
    serial = str(6_034_000_000_000_000 + order_id % 10**9)
    account = stack.described["netsuite"]["account"]
    row = netsuite.row(serial, 10_000)
    shipped = netsuite.item_fulfillment(str(fresh_id()), order_id, [row], account=account)
    expect(stack.netsuite(shipped), 200)
    story.say("NetSuite ships a serial, too early", "parked: the order is not known yet", "-")

    item = shopify.line(line_id, "100.00", kind="physical")
    expect(stack.shopify("orders/paid", shopify.order(order_id, [item])), 200)
    reference = f"serial:{serial}"
    card = story.card(reference, lambda card: card.status == "active", what="activation")
    story.say("orders/paid", f"pending, then active with serial …{serial[-4:]}", amount(card))

    wish = {"code": serial, "amount_minor": 10_000, "currency": "USD", "order_reference": "till-8"}
    expect(stack.redeem(wish, key=f"demo-{serial}"), 201)
    card = story.card(reference, lambda card: card.balance_minor == 0, what="redemption")
    story.say("a till spends 100.00 by serial", "redeemed; the card stays active", amount(card))
