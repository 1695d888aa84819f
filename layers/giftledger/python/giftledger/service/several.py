"""Commands on several cards at once: paying with them, and giving such a payment back.

Their receipt is the choice that they make: which card pays or gets how much, or the no.
"""

from giftledger.ledger.card import Card
from giftledger.ledger.commands import Pay, RefundPayment, intent_of
from giftledger.ledger.conditions import is_switched_off
from giftledger.ledger.entry import Entry
from giftledger.ledger.hold import redemption_id_of
from giftledger.ledger.operations import pay
from giftledger.ledger.operations.refund import Drawn
from giftledger.ledger.refund_plan import Tender, TenderKind, plan
from giftledger.ledger.rejections import Rejection
from giftledger.ledger.successor import leads_on
from giftledger.outcomes import GroupOutcome, PostedTogether, Rejected
from giftledger.service.drafting import Draft, Terms
from giftledger.service.refunding import put_refund
from giftledger.store.protocol import Choice, Commit, Share, Store

Paid = tuple[Card, tuple[Entry, ...]]
"""A card that paid, with its payment and what refers to it."""


def attempt_pay(command: Pay, store: Store, terms: Terms) -> GroupOutcome:
    """Draw one amount from several cards, or from none. Raises Conflict where a card moved on."""
    intent = intent_of(command, target="#".join(command.targets))
    choice = store.choice(command.command_id)
    if choice is not None:
        return _first_answer(command, choice, intent, store)
    draft = Draft(store, terms)
    cards = _paying_cards(command, draft)
    if isinstance(cards, Rejection):
        return Rejected(cards)
    decided = pay.decide(
        cards, command, programme_of=terms.programme_of, intent=intent, now=terms.now
    )
    if isinstance(decided, Rejection):
        return _refused(command, decided, intent, draft)
    for posting in decided:
        draft.post(posting)
    shares = tuple(
        Share(posting.card.gift_card_id, -posting.entry.amount_minor) for posting in decided
    )
    chosen = Choice(command_id=command.command_id, cards=shares, intent=intent)
    return _recorded(command, chosen, draft)


def attempt_refund(command: RefundPayment, store: Store, terms: Terms) -> GroupOutcome:
    """Give a payment back onto all cards that paid it. Raises Conflict where a card moved on."""
    intent = intent_of(command, target=command.redemption_id)
    choice = store.choice(command.command_id)
    if choice is not None:
        return _first_answer(command, choice, intent, store)
    draft = Draft(store, terms)
    paid = _cards_that_paid(command, draft)
    if not paid:
        return Rejected(Rejection.UNKNOWN_PAYMENT)
    tenders = [_tender(card, history) for card, history in paid]
    tenders += [
        Tender(
            tender_id=other.tender_id,
            kind=TenderKind.OTHER,
            captured_minor=other.captured_minor,
            refunded_minor=min(other.refunded_minor, other.captured_minor),
        )
        for other in command.tenders
    ]
    asked_minor = command.amount_minor or sum(tender.refundable_minor for tender in tenders)
    amounts = plan(asked_minor, tenders, command.policy) if asked_minor else _NOTHING_LEFT
    if isinstance(amounts, Rejection):
        return _refused(command, amounts, intent, draft)
    for (card, history), amount_minor in zip(paid, amounts, strict=False):
        wrong = _put_part(command, card, history, amount_minor, draft, intent)
        if wrong is not None:
            return _refused(command, wrong, intent, draft)
    if not draft.fits:
        return _refused(command, Rejection.TOO_MANY_CARDS, intent, draft)
    shares = [
        Share(tender.tender_id, amount) for tender, amount in zip(tenders, amounts, strict=True)
    ]
    chosen = Choice(
        command_id=command.command_id,
        cards=tuple(share for share in shares[: len(paid)] if share.amount_minor),
        others=tuple(shares[len(paid) :]),
        intent=intent,
    )
    return _recorded(command, chosen, draft)


_NOTHING_LEFT = Rejection.EXCEEDS_REDEMPTION


def _put_part(
    command: RefundPayment,
    card: Card,
    history: tuple[Entry, ...],
    amount_minor: int,
    draft: Draft,
    intent: str,
) -> Rejection | None:
    if amount_minor == 0:
        return None
    if is_switched_off(command, draft.terms.programme_of(card.programme)):
        return Rejection.SWITCHED_OFF
    now_card = draft.card(card.gift_card_id)
    assert now_card is not None
    return put_refund(command, now_card, amount_minor, history, draft, intent=intent)


def _paying_cards(command: Pay, draft: Draft) -> list[Card] | Rejection:
    """The cards that have the value now; a merged card's code leads on to its survivor."""
    draft.read(*command.targets)
    cards = []
    for gift_card_id in command.targets:
        card = draft.card(gift_card_id)
        if card is None:
            return Rejection.UNKNOWN_CARD
        while leads_on(card, draft.terms.programme_of(card.programme)):
            card = draft.card(card.successor_id or "")
            assert card is not None
        cards.append(card)
    return cards


def _cards_that_paid(command: RefundPayment, draft: Draft) -> list[Paid]:
    """In the order in which they were drawn; empty where nothing is known of such a payment."""
    payment = draft.store.choice(command.redemption_id)
    if payment is not None:
        ids = [share.of for share in payment.cards]
    else:
        use = draft.store.key_use(redemption_id_of(command.redemption_id))
        ids = [use.partition("#")[0]] if use else []
    draft.read(*ids)
    paid = []
    for gift_card_id in ids:
        card = draft.card(gift_card_id)
        history: tuple[Entry, ...] = ()
        while card is not None and not history:
            history = draft.store.history(card.gift_card_id, command.redemption_id)
            if history:
                paid.append((card, history))
            card = draft.card(card.successor_id) if card.successor_id else None
    return paid


def _tender(card: Card, history: tuple[Entry, ...]) -> Tender:
    drawn = Drawn.of(history)
    return Tender(
        tender_id=card.gift_card_id,
        kind=TenderKind.CARD,
        captured_minor=drawn.captured_minor,
        refunded_minor=drawn.refunded_minor,
    )


def _first_answer(
    command: Pay | RefundPayment, choice: Choice, intent: str, store: Store
) -> GroupOutcome:
    if choice.intent != intent:
        return Rejected(Rejection.KEY_REUSED)
    if choice.rejection is not None:
        return Rejected(choice.rejection, replayed=True)
    ids = [share.of for share in choice.cards]
    entries = store.receipts(ids, command.entry_key) if ids else {}
    return PostedTogether(choice, entries, replayed=True)


def _refused(
    command: Pay | RefundPayment, rejection: Rejection, intent: str, draft: Draft
) -> Rejected:
    """The no is kept under the key that a yes would have taken, if it is still true."""
    choice = Choice(command_id=command.command_id, intent=intent, rejection=rejection)
    draft.store.commit(Commit(choice=choice), *draft.as_read())
    return Rejected(rejection)


def _recorded(command: Pay | RefundPayment, chosen: Choice, draft: Draft) -> GroupOutcome:
    if not draft.commit(command.command_id, Commit(choice=chosen), if_unchanged=True):
        return Rejected(Rejection.KEY_REUSED)
    key = command.entry_key
    entries = {share.of: draft.entry(share.of, key) for share in chosen.cards}
    return PostedTogether(chosen, entries)
