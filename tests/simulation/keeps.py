"""What those who keep the cards tell of them."""

from typing import Any

from giftledger.ledger.commands import (
    Adjust,
    Block,
    CancelOrder,
    CashOut,
    Consolidate,
    Correct,
    Deactivate,
    Expire,
    Extend,
    Replace,
    SoldUnit,
    Split,
    SplitPart,
    Unblock,
)
from giftledger.ledger.parts import Mode, Reason
from tests.fakes.commands import NOW
from tests.simulation.script import ORDERS, Known, Script


def adjust(script: Script) -> None:
    card = script.card()
    amount = script.dice.choice((-2500, -700, 1, 2500))
    command = script.build(Adjust, target=card.name, amount_minor=amount, reason="goodwill")
    script.bookings.append((card, command))


def correct(script: Script) -> None:
    if script.bookings:
        card, booking = script.dice.choice(script.bookings)
        script.build(Correct, target=card.name, corrects=booking.command_id, reason="wrong")


def stop(script: Script) -> None:
    model: Any = script.dice.choice((Block, Unblock))
    script.build(model, target=script.card().name, reason="stolen")


def extend(script: Script) -> None:
    day = script.dice.choice(("2027-06-01", "2028-01-01"))
    script.build(Extend, target=script.card().name, expires_on=day, reason="goodwill")


def expire(script: Script) -> None:
    script.build(Expire, target=script.card().name)


def cash_out(script: Script) -> None:
    card = script.card()
    script.bookings.append((card, script.build(CashOut, target=card.name, reason="asked")))


def deactivate(script: Script) -> None:
    card = script.card()
    unit = card.sale and SoldUnit(order_id=card.sale.order_id, line_item_id=card.sale.line_item_id)
    reason = script.dice.choice((Reason.REFUNDED, Reason.REFUNDED, Reason.WRITTEN_OFF))
    target = unit if unit and reason is Reason.REFUNDED else card.name
    mode = script.dice.choice((Mode.REPORTED, Mode.REQUESTED))
    script.build(Deactivate, target=target, reason=reason, mode=mode)


def cancel_order(script: Script) -> None:
    order_id = script.dice.choice(ORDERS)
    command = CancelOrder(
        command_id=f"{order_id}.cancelled",
        occurred_at=NOW,
        source="shopify",
        order_id=order_id,
    )
    if command not in script.commands:
        script.say(command)


def consolidate(script: Script) -> None:
    survivor = script.card()
    sources = {script.card().name for _ in range(script.dice.randint(1, 2))} - {survivor.name}
    if sources:
        script.build(Consolidate, target=survivor.name, sources=tuple(sorted(sources)))


def replace(script: Script) -> None:
    command = script.build(Replace, target=script.card().name, reason="lost")
    script.know(Known(command.gift_card_id, None))


def split(script: Script) -> None:
    parts = [SplitPart(amount_minor=amount) for amount in script.dice.choice(((700,), (1, 2500)))]
    command = script.build(Split, target=script.card().name, parts=tuple(parts))
    for number in range(len(parts)):
        script.know(Known(command.gift_card_id(number), None))
