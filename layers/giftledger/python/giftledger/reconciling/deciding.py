"""A person's decision about a difference: carried out once, however often it is repeated."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from enum import StrEnum

from giftledger.ledger.commands import Adjust
from giftledger.outcomes import Posted, Rejected
from giftledger.platforms.shopify.admin import cards
from giftledger.programmes import programme_of
from giftledger.queues import send
from giftledger.service import execute
from giftledger.store.mirrors import MIRROR_TODO, Mirror, read_mirror, save_mirror
from giftledger.store.opening import store
from giftledger.store.proposals import Proposal, read_proposal, save_proposal


class Answer(StrEnum):
    """What became of a decision."""

    DONE = "done"
    BEFORE = "it was carried out before"
    UNKNOWN = "there is no such proposal"
    DECIDED = "it was decided otherwise"
    MOVED = "the card has moved since: reconcile again"
    NOTHING = "there is nothing to carry out: look at both sides, then reject it"


def approve(
    proposal_id: str, *, actor: str, reason: str, now: datetime, remedy: str = ""
) -> tuple[Answer, Proposal | None]:
    """Carry a proposal out; `remedy` chooses `restore` instead of what is proposed.

    The decision is stored first. Who dies in between repeats it: every step is idempotent.
    Raises Conflict where somebody decides at the same time, UnavailableError, NotQueuedError, and
    what reading the card in Shopify may raise.
    """
    found = read_proposal(proposal_id)
    if found is None:
        return Answer.UNKNOWN, None
    chosen = remedy or found.remedy
    if found.decision == "approved" and found.outcome is not None:
        return Answer.BEFORE, found
    if found.decision not in {"open", "approved"}:
        return Answer.DECIDED, found
    if chosen == "look":
        return Answer.NOTHING, found
    if found.decision == "open":
        if _has_moved(found):
            return Answer.MOVED, found
        mirror = _mirror(found)
        found = save_proposal(
            replace(
                found,
                decision="approved",
                actor=actor,
                reason=reason,
                remedy=chosen,
                decided_at=now,
                mirror_version=mirror.version if mirror else None,
            )
        )
    outcome = REMEDIES[found.remedy](found, now)
    return Answer.DONE, save_proposal(replace(found, outcome=outcome))


def reject(proposal_id: str, *, actor: str, reason: str) -> tuple[Answer, Proposal | None]:
    """Leave both sides as they are; the same difference is not proposed again."""
    found = read_proposal(proposal_id)
    if found is None:
        return Answer.UNKNOWN, None
    if found.decision == "rejected":
        return Answer.BEFORE, found
    if found.decision != "open":
        return Answer.DECIDED, found
    return Answer.DONE, save_proposal(
        replace(found, decision="rejected", actor=actor, reason=reason, outcome="left as it is")
    )


def _has_moved(proposal: Proposal) -> bool:
    """Whether what was looked at is not what is there now."""
    there = cards.card(proposal.shopify_gift_card_id)
    return there is None or there.balance_minor != proposal.there_minor


def _follow(proposal: Proposal, now: datetime) -> str:
    """Book what was changed there."""
    said = []
    for body in proposal.commands:
        command = Adjust.model_validate_json(body).model_copy(update={"actor": proposal.actor})
        outcome = execute(command, store(), now=now, programme_of=programme_of)
        match outcome:
            case Posted():
                said.append(f"adjusted by {command.amount_minor} {command.currency} minor units")
            case Rejected(rejection=rejection):
                said.append(f"refused: {rejection}")
            case _:
                said.append("it waits for another fact")
    return "; ".join(said)


def _restore(proposal: Proposal, now: datetime) -> str:
    """Believe what is there, so that the difference to what should be there is asked for."""
    mirror = _mirror(proposal)
    if mirror is None or mirror.version != proposal.mirror_version or mirror.intent is not None:
        # Done before, or something else was asked meanwhile: never twice on a guess.
        return "the mirror has moved since; the next comparison tells what is left"
    difference = proposal.there_minor - proposal.believed_minor
    believed = mirror.believed_minor + difference
    todo = mirror.todo or MIRROR_TODO
    save_mirror(replace(mirror, believed_minor=believed, todo=todo, due_at=now))
    return "Shopify is asked to put it right within a few minutes"


def _fetch(proposal: Proposal, _: datetime) -> str:
    """Read the orders again: what they did to the card is posted as a webhook's would be."""
    bodies = [json.dumps({"kind": "order", "order_id": order_id}) for order_id in proposal.orders]
    send("shopify_fetch", bodies)
    return f"{len(bodies)} orders are read again"


def _extend(proposal: Proposal, now: datetime) -> str:
    """Believe the day there, so that the ledger's is asked for."""
    mirror = _mirror(proposal)
    there = cards.card(proposal.shopify_gift_card_id)
    if mirror is None or there is None:
        return "the card is not there any more"
    day = there.expires_on.isoformat() if there.expires_on else None
    todo = mirror.todo or MIRROR_TODO
    save_mirror(replace(mirror, expires_on=day, todo=todo, due_at=now))
    return "Shopify is asked to extend it within a few minutes"


def _let_go(proposal: Proposal, now: datetime) -> str:
    """The card there is dead for ever."""
    mirror = _mirror(proposal)
    if mirror is not None and mirror.state != "ended":
        save_mirror(
            replace(mirror, state="ended", believed_minor=0, since=now, intent=None, todo=None)
        )
    return "the card is no longer mirrored"


def _mirror(proposal: Proposal) -> Mirror | None:
    return read_mirror(proposal.gift_card_id)


REMEDIES: dict[str, Callable[[Proposal, datetime], str]] = {
    "follow": _follow,
    "restore": _restore,
    "fetch": _fetch,
    "extend": _extend,
    "let_go": _let_go,
}
