"""Pay: one amount is drawn from several cards, exactly, or from none."""

from collections.abc import Callable, Sequence
from datetime import datetime

from giftledger.ledger import accounts
from giftledger.ledger.card import Card
from giftledger.ledger.commands import Pay
from giftledger.ledger.conditions import mismatch, unusable
from giftledger.ledger.entry import Posting, posting
from giftledger.ledger.programme import Programme, Switch
from giftledger.ledger.quote import Fund, OrderAmounts, allocate, draw_order
from giftledger.ledger.rejections import Rejection


def fund(card: Card, programme: Programme) -> Fund:
    """A card as a source of money."""
    return Fund(
        gift_card_id=card.gift_card_id,
        available_minor=card.available_minor,
        coverage=programme.coverage,
        expires_on=card.expires_on,
        funding=card.funding,
    )


def refuses(card: Card, programme: Programme, command: Pay, now: datetime) -> Rejection | None:
    """Why this card can't take part; None: it can."""
    wrong = mismatch(card, currency=command.currency, test=command.test) or unusable(card, now)
    if wrong is not None:
        return wrong
    if not programme.allows(Switch.REDEEM):
        return Rejection.SWITCHED_OFF
    too_many = len(command.targets) > programme.cards_per_payment
    return Rejection.TOO_MANY_CARDS if too_many else None


def decide(
    cards: Sequence[Card],
    command: Pay,
    *,
    programme_of: Callable[[str], Programme],
    intent: str,
    now: datetime,
) -> list[Posting] | Rejection:
    """The draws, each a redemption on its card; an order with nothing due has none."""
    if len({card.gift_card_id for card in cards}) < len(cards):
        return Rejection.CARD_REPEATED
    for card in cards:
        wrong = refuses(card, programme_of(card.programme), command, now)
        if wrong is not None:
            return wrong
    funds = [fund(card, programme_of(card.programme)) for card in cards]
    if command.draw == "standard":
        funds = list(draw_order(funds))
    order = command.order or OrderAmounts(goods_minor=command.amount_minor or 0)
    allocation = allocate(order, funds, limit_minor=command.amount_minor)
    nothing = order.gross_minor > 0 and allocation.drawn_minor == 0
    if nothing or allocation.drawn_minor < (command.amount_minor or 0):
        return Rejection.INSUFFICIENT_BALANCE
    by_id = {card.gift_card_id: card for card in cards}
    return [
        _drawn(by_id[draw.gift_card_id], draw.amount_minor, command, intent, now)
        for draw in allocation.draws
    ]


def _drawn(card: Card, amount_minor: int, command: Pay, intent: str, now: datetime) -> Posting:
    return posting(
        card.moved(-amount_minor),
        command,
        intent=intent,
        now=now,
        amount_minor=-amount_minor,
        asked_minor=amount_minor,
        legs=accounts.redeemed(amount_minor),
    )
