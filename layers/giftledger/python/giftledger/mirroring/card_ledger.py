"""What the mirror books in the ledger: ends of held redemptions, and Shopify's id of the card."""

from collections.abc import Iterable
from dataclasses import replace

from giftledger import programmes
from giftledger.ledger.card import Card
from giftledger.ledger.commands import Capture, Link, OnCard, Void
from giftledger.ledger.hold import capture_id_for, hold_id_for, void_id_for
from giftledger.ledger.keys import shopify_alias
from giftledger.mirroring.card_refusals import KNOWN_ELSEWHERE
from giftledger.mirroring.card_standing import PLATFORM, Waiting
from giftledger.mirroring.card_visit import Visit
from giftledger.observing import record_outcome
from giftledger.outcomes import CardOutcome, Rejected
from giftledger.service import execute
from giftledger.store.opening import store
from giftledger.store.reading import entries_of


def capture(visit: Visit, waiting: Iterable[Waiting], currency: str) -> None:
    """Finish redemptions that are paid there."""
    for one in waiting:
        command = Capture(
            command_id=capture_id_for(one.command_id),
            occurred_at=visit.now,
            source=PLATFORM,
            actor=one.actor,
            order_reference=one.order_reference,
            target=visit.gift_card_id,
            hold_id=hold_id_for(one.command_id),
            currency=currency,
        )
        _carry_out(command, visit)


def void(visit: Visit, one: Waiting) -> None:
    """Let go of a redemption that Shopify has refused to pay."""
    command = Void(
        command_id=void_id_for(one.command_id),
        occurred_at=visit.now,
        source=PLATFORM,
        actor=one.actor,
        order_reference=one.order_reference,
        target=visit.gift_card_id,
        hold_id=hold_id_for(one.command_id),
    )
    _carry_out(command, visit)


def capture_confirmed(visit: Visit, card: Card) -> None:
    """Finish what was confirmed as paid before; it is forgotten with the next write."""
    paid = visit.mirror.captures
    if not paid:
        return
    entries = entries_of(visit.gift_card_id, *paid)
    waiting = [Waiting.of(entries[command_id]) for command_id in paid]
    capture(visit, waiting, card.currency)
    visit.mirror = replace(visit.mirror, captures=())


def link(visit: Visit, seq: int) -> None:
    """Let Shopify's id lead to the card, so that what it pays there is found."""
    command = Link(
        command_id=f"shopify.mirror.{visit.there}",
        occurred_at=visit.now,
        source=PLATFORM,
        target=visit.gift_card_id,
        alias=shopify_alias(visit.there),
    )
    outcome = _carry_out(command, visit)
    if isinstance(outcome, Rejected):
        visit.note(
            KNOWN_ELSEWHERE, replace(visit.mirror, state="refused", since=visit.now, seq=seq)
        )


def _carry_out(command: OnCard, visit: Visit) -> CardOutcome:
    outcome = execute(command, store(), now=visit.now, programme_of=programmes.programme_of)
    record_outcome(command, outcome)
    return outcome
