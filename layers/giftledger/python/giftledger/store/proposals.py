"""Differences between a card here and in Shopify that wait for a person's decision.

In the work table: what is proposed is no fact. What is approved becomes a command, and that one
an entry of the ledger.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal

from pynamodb.attributes import ListAttribute, NumberAttribute, UnicodeAttribute
from pynamodb.expressions.condition import Condition

from giftledger.store.faults import translated
from giftledger.store.items import WorkItem

DRIFT_TODO = "shopify_drift"
"""The todo under which a person finds what is not decided yet."""

Decision = Literal["open", "approved", "rejected", "settled"]

_SORT = "PROPOSAL"


class ProposalItem(WorkItem, discriminator="proposal"):
    """`DRIFT#<proposal id>` / `PROPOSAL`: no person but the one who decided, no code."""

    version = NumberAttribute()
    decision = UnicodeAttribute()
    gift_card_id = UnicodeAttribute()
    shopify_gift_card_id = UnicodeAttribute()
    kind = UnicodeAttribute()
    explanation = UnicodeAttribute()
    remedy = UnicodeAttribute()
    commands = ListAttribute[Any](default=list)
    orders = ListAttribute[Any](default=list)
    currency = UnicodeAttribute()
    believed_minor = NumberAttribute()
    there_minor = NumberAttribute()
    found_at = UnicodeAttribute()
    actor = UnicodeAttribute(null=True)
    reason = UnicodeAttribute(null=True)
    outcome = UnicodeAttribute(null=True)
    decided_at = UnicodeAttribute(null=True)
    mirror_version = NumberAttribute(null=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """One difference, explained, and what would end it."""

    proposal_id: str
    """Made from the difference, so that finding it again does not propose it again."""
    gift_card_id: str
    shopify_gift_card_id: str
    kind: str
    """The class of the difference."""
    explanation: str
    remedy: str
    """What approving does: `follow`, `restore`, `fetch`, `extend`, `let_go` or `look`."""
    commands: tuple[str, ...] = ()
    """The ledger commands that following means, as JSON."""
    orders: tuple[str, ...] = ()
    """Ids of the orders whose transactions are missing here."""
    currency: str
    believed_minor: int
    there_minor: int
    """Shopify's balance when the difference was found."""
    found_at: datetime
    version: int = 0
    """0: nothing is stored yet. Rises by one with every write."""
    decision: Decision = "open"
    """Settled: the difference went away, or became another one, before anybody decided."""
    actor: str | None = None
    reason: str | None = None
    outcome: str | None = None
    """What came of it, once it is done."""
    decided_at: datetime | None = None
    mirror_version: int | None = None
    """Of the mirror that was decided on: what changes its belief does so from there only."""


def read_proposal(proposal_id: str) -> Proposal | None:
    """A proposal as it stands, read consistently. Raises UnavailableError."""
    with translated():
        try:
            return _proposal(ProposalItem.get(_partition(proposal_id), _SORT, consistent_read=True))
        except ProposalItem.DoesNotExist:
            return None


def save_proposal(proposal: Proposal) -> Proposal:
    """Store it on condition that it is at its version; returns it at the next one.

    Raises Conflict where somebody else wrote it meanwhile, UnavailableError.
    """
    saved = replace(proposal, version=proposal.version + 1)
    with translated():
        _item(saved).save(condition=_unchanged(proposal.version))
    return saved


def open_proposals() -> Iterator[Proposal]:
    """What nobody has decided yet, the oldest first. The index may be a moment behind."""
    with translated():
        for item in ProposalItem.by_todo.query(DRIFT_TODO):
            if isinstance(item, ProposalItem):
                yield _proposal(item)


def _unchanged(version: int) -> Condition:
    if version == 0:
        return ProposalItem.pk.does_not_exist()
    return ProposalItem.version == version


def _partition(proposal_id: str) -> str:
    return f"DRIFT#{proposal_id}"


def _item(proposal: Proposal) -> ProposalItem:
    is_open = proposal.decision == "open"
    return ProposalItem(
        _partition(proposal.proposal_id),
        _SORT,
        version=proposal.version,
        decision=proposal.decision,
        gift_card_id=proposal.gift_card_id,
        shopify_gift_card_id=proposal.shopify_gift_card_id,
        kind=proposal.kind,
        explanation=proposal.explanation,
        remedy=proposal.remedy,
        commands=list(proposal.commands),
        orders=list(proposal.orders),
        currency=proposal.currency,
        believed_minor=proposal.believed_minor,
        there_minor=proposal.there_minor,
        found_at=proposal.found_at.isoformat(),
        actor=proposal.actor,
        reason=proposal.reason,
        outcome=proposal.outcome,
        decided_at=proposal.decided_at.isoformat() if proposal.decided_at else None,
        mirror_version=proposal.mirror_version,
        todo=DRIFT_TODO if is_open else None,
        due_at=proposal.found_at.isoformat() if is_open else None,
    )


def _proposal(item: ProposalItem) -> Proposal:
    decisions: dict[str, Decision] = {
        "approved": "approved",
        "rejected": "rejected",
        "settled": "settled",
    }
    return Proposal(
        proposal_id=item.pk.removeprefix("DRIFT#"),
        version=int(item.version),
        decision=decisions.get(item.decision, "open"),
        gift_card_id=item.gift_card_id,
        shopify_gift_card_id=item.shopify_gift_card_id,
        kind=item.kind,
        explanation=item.explanation,
        remedy=item.remedy,
        commands=tuple(str(each) for each in item.commands),
        orders=tuple(str(each) for each in item.orders),
        currency=item.currency,
        believed_minor=int(item.believed_minor),
        there_minor=int(item.there_minor),
        found_at=datetime.fromisoformat(item.found_at),
        actor=item.actor,
        reason=item.reason,
        outcome=item.outcome,
        decided_at=datetime.fromisoformat(item.decided_at) if item.decided_at else None,
        mirror_version=None if item.mirror_version is None else int(item.mirror_version),
    )
