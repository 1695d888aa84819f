"""Paying with several cards, as a child would: one after the other, until it is enough."""

from collections.abc import Sequence
from typing import Any

from giftledger.ledger.commands import Pay
from giftledger.ledger.parts import Funding
from giftledger.ledger.programme import Portion
from giftledger.ledger.quote import OrderAmounts
from giftledger.ledger.rejections import Rejection
from giftledger.outcomes import PostedTogether
from tests.property.plain.book import Book, Objections, Verb
from tests.property.plain.card import PlainCard, PlainPayment


def payable(purses: Sequence[tuple[frozenset[Portion], int]], order: OrderAmounts) -> int:
    """What cards can pay together.

    Of two of them one covers all that the other one does, or nothing of it: so nothing is wasted
    where the narrow ones pay first.
    """
    unpaid = {portion: order.of(portion) for portion in Portion}
    paid = 0
    for covers, purse in sorted(purses, key=lambda one: len(one[0])):
        left = purse
        for portion in covers:
            taken = min(left, unpaid[portion])
            unpaid[portion] -= taken
            left -= taken
        paid += purse - left
    return paid


def _paying_cards(book: Book, command: Pay) -> list[PlainCard] | None:
    named = [book.cards.get(name) for name in command.targets]
    cards = [book.spends(card) for card in named if card is not None]
    return cards if len(cards) == len(named) else None


def _draws(book: Book, command: Pay, cards: list[PlainCard]) -> dict[str, int]:
    """What each card adds to that which those before it can pay."""
    if command.draw == "standard":
        cards = sorted(
            cards,
            key=lambda card: (
                (card.last_day is None, card.last_day and card.last_day.isoformat()),
                card.funding is not Funding.PROMOTIONAL,
                card.free(book.now),
                card.name,
            ),
        )
    order = command.order or OrderAmounts(goods_minor=command.amount_minor or 0)
    purses = [(book.terms(card).covers, card.free(book.now)) for card in cards]
    most = order.gross_minor if command.amount_minor is None else command.amount_minor
    reached = [min(most, payable(purses[:some], order)) for some in range(len(cards) + 1)]
    drawn = {card.name: reached[n + 1] - reached[n] for n, card in enumerate(cards)}
    return {name: amount for name, amount in drawn.items() if amount}


def _no_pay(book: Book, command: Pay) -> Objections:
    cards = _paying_cards(book, command)
    if cards is None:
        return {Rejection.UNKNOWN_CARD}
    if len({card.name for card in cards}) < len(cards):
        return {Rejection.CARD_REPEATED}
    wrong: Objections = set()
    for card in cards:
        wrong |= book.hears(command, card)
        if len(cards) > book.terms(card).cards_per_payment:
            wrong.add(Rejection.TOO_MANY_CARDS)
    drawn = sum(_draws(book, command, cards).values())
    order = command.order
    due = command.amount_minor or (order and order.gross_minor)
    if drawn < (command.amount_minor or (1 if due else 0)):
        wrong.add(Rejection.INSUFFICIENT_BALANCE)
    return wrong


def _pay(book: Book, command: Pay, outcome: PostedTogether) -> None:
    cards = _paying_cards(book, command)
    assert cards is not None
    draws = _draws(book, command, cards)
    assert [(share.of, share.amount_minor) for share in outcome.choice.cards] == list(draws.items())
    for name, amount in draws.items():
        book.cards[name].balance -= amount
        book.cards[name].payments[command.command_id] = PlainPayment(amount)
        assert outcome.entries[name].amount_minor == -amount
    book.paid_by[command.command_id] = list(draws)


PAYING: dict[type[Any], Verb] = {Pay: Verb(_no_pay, _pay)}
