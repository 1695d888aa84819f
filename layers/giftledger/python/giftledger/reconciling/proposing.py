"""What would end a difference: a proposal, made from it and from nothing else. Pure."""

import base64
import hashlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from giftledger.ledger.commands import Adjust
from giftledger.reconciling.compare import ADJUSTMENT
from giftledger.reconciling.facts import Drift, DriftClass, Ours, Theirs
from giftledger.store.proposals import Proposal

REASON = "adjusted_in_shopify"
"""Of the entries by which the ledger follows what was changed there."""

REMEDIES = {
    "follow": "the ledger follows Shopify: it is adjusted by the same amount",
    "restore": "Shopify follows the ledger: the balance there is put right",
    "fetch": "the order is read again, and what it did to the card is posted",
    "extend": "the card gets its last day of the ledger again in Shopify",
    "let_go": "the card is no longer mirrored; it goes on everywhere but in Shopify",
    "look": "nothing: a person has to look at both sides",
}
"""What approving a proposal does, in words."""

ID_CHARACTERS = 12


def proposal(ours: Ours, theirs: Theirs | None, drift: Drift, *, now: datetime) -> Proposal | None:
    """What a person is asked; None while something is on its way."""
    if drift.kind is DriftClass.IN_FLIGHT:
        return None
    remedy = _remedy(ours, theirs, drift)
    there_minor = theirs.balance_minor if theirs else 0
    commands = _followed(ours, drift) if remedy == "follow" else iter(())
    return Proposal(
        proposal_id=_name(ours, drift, remedy, there_minor),
        gift_card_id=ours.gift_card_id,
        shopify_gift_card_id=theirs.shopify_gift_card_id if theirs else "",
        kind=drift.kind.value,
        explanation=drift.explanation,
        remedy=remedy,
        commands=tuple(command.model_dump_json() for command in commands),
        orders=tuple(dict.fromkeys(one.order_id for one in drift.orders)),
        currency=ours.currency,
        believed_minor=ours.believed_minor,
        there_minor=there_minor,
        found_at=now,
    )


def still_there(wanted: Proposal, approved: Proposal) -> Proposal:
    """What was approved did not end the difference: asked again, saying so."""
    again = f"{wanted.explanation} Approved before ({approved.outcome}), and still there."
    if wanted.remedy != "follow":
        return replace(wanted, explanation=again)
    return replace(wanted, explanation=again, remedy="restore", commands=())


def _remedy(ours: Ours, theirs: Theirs | None, drift: Drift) -> str:
    if theirs is None or theirs.currency != ours.currency:
        return "look"
    match drift.kind:
        case DriftClass.MISSED_EVENT:
            return "fetch"
        case DriftClass.MANUAL_ADJUSTMENT:
            return "follow"
        case DriftClass.EXPIRED_THERE:
            return "extend" if theirs.enabled else "let_go"
        case DriftClass.UNKNOWN | DriftClass.IN_FLIGHT:
            return "restore"


def _followed(ours: Ours, drift: Drift) -> Iterator[Adjust]:
    """One per movement, named after it: however often it is proposed, it is booked once."""
    for movement in drift.movements:
        yield Adjust(
            command_id=f"{ADJUSTMENT}{movement.id}",
            occurred_at=movement.processed_at,
            source="shopify",
            target=ours.gift_card_id,
            amount_minor=movement.amount_minor,
            currency=ours.currency,
            reason=REASON,
        )


def _name(ours: Ours, drift: Drift, remedy: str, there_minor: int) -> str:
    facts = (
        *(ours.gift_card_id, drift.kind.value, remedy),
        *(str(ours.believed_minor), str(there_minor)),
        *(movement.id for movement in drift.movements),
        *(order.transaction_id for order in drift.orders),
    )
    digest = hashlib.sha256("|".join(facts).encode()).digest()
    return base64.b32encode(digest).decode().lower()[:ID_CHARACTERS]
