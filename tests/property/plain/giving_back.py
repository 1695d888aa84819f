"""Giving back what was paid, as a child would: first what is owed, then onto a card that lives."""

from itertools import pairwise
from typing import Any

from giftledger.ledger.commands import OtherTender, Refund, RefundPayment
from giftledger.ledger.programme import Switch
from giftledger.ledger.refund_plan import Policy
from giftledger.ledger.rejections import Rejection
from giftledger.outcomes import Posted, PostedTogether
from tests.property.plain.book import Book, Objections, Verb, expect
from tests.property.plain.card import PlainCard, PlainPayment

Paid = tuple[PlainCard, PlainPayment]


def _paid_with(book: Book, card: PlainCard, payment_id: str) -> Paid | None:
    """The card that knows of a payment, along the line of its heirs."""
    for one in book.line(card):
        if payment_id in one.said:
            return one, one.payments.get(payment_id, PlainPayment(0))
    return None


def give_back(book: Book, paid: Paid, amount: int) -> tuple[int, int]:
    """What is credited, and what of that is credited to the card that paid itself."""
    card, payment = paid
    short = min(amount, max(0, payment.short - payment.back))
    payment.back += amount
    owed = min(amount - short, card.owed)
    card.owed -= owed
    credit = amount - short - owed
    if credit == 0:
        return 0, 0
    for end in book.line(card):
        _expire_if_due(book, end)
        if _lives(book, end):
            break
    else:
        another = _another(book, card, name=book.born.pop(0))
        end.heir = another.name
        book.cards[another.name] = end = another
    if end is card:
        card.balance += credit
        return credit, credit
    end.load(credit)
    return credit, 0


def _expire_if_due(book: Book, card: PlainCard) -> None:
    if not card.is_closed and not _lives(book, card) and not card.waits_for_no_clock():
        card.close()


def _lives(book: Book, card: PlainCard) -> bool:
    return not card.is_closed and not card.is_over(book.now)


def _another(book: Book, card: PlainCard, *, name: str) -> PlainCard:
    """A new card like the one that paid takes what that one can't take back."""
    return PlainCard(
        name=name,
        currency=card.currency,
        funding=card.funding,
        test=card.test,
        programme=card.programme,
        face=0,
        paid=0,
        last_day=book.terms(card).last_day(book.now.date()),
    )


def _refund_waits(book: Book, command: Refund) -> bool:
    card = book.found(command.aliases)
    return card is None or _paid_with(book, card, command.redemption_id) is None


def _no_refund(book: Book, command: Refund) -> Objections:
    card = book.found(command.aliases)
    assert card is not None
    paid = _paid_with(book, card, command.redemption_id)
    assert paid is not None
    wrong = book.crossing(paid[0], command)
    too_much = command.amount_minor > paid[1].left
    return wrong | ({Rejection.EXCEEDS_REDEMPTION} if too_much else set())


def _refund(book: Book, command: Refund, outcome: Posted) -> None:
    card = book.found(command.aliases)
    assert card is not None
    paid = _paid_with(book, card, command.redemption_id)
    assert paid is not None and outcome.gift_card_id == paid[0].name
    credit, here = give_back(book, paid, command.amount_minor)
    expect(outcome, here, short=credit - command.amount_minor)


def _payments(book: Book, command: RefundPayment) -> list[Paid]:
    first = book.claimed.get(command.redemption_id.removesuffix(".capture"))
    names = book.paid_by.get(command.redemption_id, [first] if first else [])
    found = [_paid_with(book, book.cards[name], command.redemption_id) for name in names]
    return [paid for paid in found if paid is not None]


def _other_left(tender: OtherTender) -> int:
    return max(0, tender.captured_minor - tender.refunded_minor)


def _total_left(book: Book, command: RefundPayment) -> int:
    cards = sum(payment.left for _, payment in _payments(book, command))
    return cards + sum(_other_left(tender) for tender in command.tenders)


def _no_refund_payment(book: Book, command: RefundPayment) -> Objections:
    if not _payments(book, command):
        return {Rejection.UNKNOWN_PAYMENT}
    left = _total_left(book, command)
    too_much = left == 0 or (command.amount_minor or 0) > left
    return {Rejection.EXCEEDS_REDEMPTION} if too_much else set()


def _against(book: Book, command: RefundPayment, card: PlainCard) -> Objections:
    return book.crossing(card, command) | book.stopped(card, Switch.REFUND_TO)


def _maybe_refund_payment(book: Book, command: RefundPayment) -> Objections:
    """What speaks against giving anything back to one of the cards."""
    wrong = (_against(book, command, card) for card, _ in _payments(book, command))
    return set().union(*wrong)


def _refund_payment(book: Book, command: RefundPayment, outcome: PostedTogether) -> None:
    paid = _payments(book, command)
    shares = {share.of: share.amount_minor for share in outcome.choice.cards}
    cards = [(shares.get(card.name, 0), payment.left) for card, payment in paid]
    others = [
        (share.amount_minor, _other_left(tender))
        for share, tender in zip(outcome.choice.others, command.tenders, strict=True)
    ]
    amount = command.amount_minor or _total_left(book, command)
    assert sum(share for share, _ in (*cards, *others)) == amount
    assert all(0 <= share <= left for share, left in (*cards, *others))
    _assert_policy(command.policy, cards, others)
    for (card, payment), (share, _) in zip(paid, cards, strict=True):
        if share:
            assert not _against(book, command, card)
            entry = outcome.entries[card.name]
            credit, here = give_back(book, (card, payment), share)
            assert (entry.amount_minor, entry.shortfall_minor) == (here, credit - share)


Shares = list[tuple[int, int]]
"""What a tender gets, and what it could get."""


def _assert_policy(policy: Policy, cards: Shares, others: Shares) -> None:
    """Nobody gets anything before those have all that come first."""
    match policy:
        case Policy.CARD_FIRST:
            turns = [cards, others]
        case Policy.OTHER_FIRST:
            turns = [others, cards]
        case Policy.LAST_IN_FIRST_OUT:
            turns = [[one] for one in reversed((*cards, *others))]
        case Policy.PRO_RATA:
            turns = [[*cards, *others]]
    for earlier, later in pairwise(turns):
        if any(share for share, _ in later):
            assert all(share == left for share, left in earlier)


GIVING_BACK: dict[type[Any], Verb] = {
    Refund: Verb(_no_refund, _refund, waits=_refund_waits),
    RefundPayment: Verb(_no_refund_payment, _refund_payment, _maybe_refund_payment),
}
