"""`giftledger shopify reconcile` and `drift`: what differs from the shop, and what is decided."""

import sys
from argparse import Namespace
from contextlib import redirect_stdout
from datetime import UTC, datetime

from cli.asking import agreed
from cli.failing import FOUND, OK, RefusedError
from cli.layout import table
from cli.money import grouped
from cli.progress import Progress
from giftledger.reconciling.deciding import Answer, approve, reject
from giftledger.reconciling.facts import DriftClass
from giftledger.reconciling.proposing import REMEDIES
from giftledger.reconciling.reconcile import reconcile
from giftledger.store.proposals import Proposal, open_proposals, read_proposal

CLASSES = {
    DriftClass.IN_FLIGHT: "in flight: looked at again next time",
    DriftClass.MISSED_EVENT: "missed event: an order moved it, and the ledger lacks that",
    DriftClass.MANUAL_ADJUSTMENT: "adjusted by hand in Shopify",
    DriftClass.EXPIRED_THERE: "can't be spent in Shopify any more",
    DriftClass.UNKNOWN: "unknown",
}


def run_reconcile(_: Namespace) -> int:
    """Compare every mirrored card; 1 where a person has something to decide."""
    with redirect_stdout(sys.stderr):  # what a function would log
        run = reconcile(clock=_now, told=Progress("compared"))
    print(f"compared {run.compared} cards; {run.woken} are mirrored again; {run.settled} settled")
    lines = [(str(run.found[kind]), words) for kind, words in CLASSES.items() if run.found[kind]]
    if lines:
        print("\n".join(table(lines)))
    if run.proposals:
        print(f"{len(run.proposals)} wait for a decision: giftledger shopify drift list")
        return FOUND
    return OK


def run_list(_: Namespace) -> int:
    """What nobody has decided; 1 where there is something."""
    found = list(open_proposals())
    lines = [("id", "card", "class", "Shopify", "expected", "explained")]
    lines += [
        (
            each.proposal_id,
            each.gift_card_id,
            each.kind,
            f"{grouped(each.there_minor, each.currency)} {each.currency}",
            f"{grouped(each.believed_minor, each.currency)} {each.currency}",
            each.explanation,
        )
        for each in found
    ]
    print("\n".join(table(lines)) if found else "nothing waits for a decision")
    return FOUND if found else OK


def run_show(asked: Namespace) -> int:
    """One of them, in words."""
    print("\n".join(_shown(_known(asked.id))))
    return OK


def run_approve(asked: Namespace) -> int:
    """Carry out what is proposed, once."""
    found = _known(asked.id)
    remedy = "restore" if asked.restore else ""
    print("\n".join(_shown(found)))
    if not agreed(asked, f"approve: {REMEDIES[remedy or found.remedy]}?"):
        print("nothing was changed")
        return OK
    with redirect_stdout(sys.stderr):
        answer, decided = approve(
            asked.id, actor=asked.actor, reason=asked.reason, now=_now(), remedy=remedy
        )
    return _ended(answer, decided)


def run_reject(asked: Namespace) -> int:
    """Leave both sides as they are."""
    return _ended(*reject(asked.id, actor=asked.actor, reason=asked.reason))


def _known(proposal_id: str) -> Proposal:
    found = read_proposal(proposal_id)
    if found is None:
        raise RefusedError(f"there is no proposal {proposal_id}: giftledger shopify drift list")
    return found


def _ended(answer: Answer, decided: Proposal | None) -> int:
    outcome = decided.outcome if decided is not None else None
    print(f"{answer.value}: {outcome}" if outcome else answer.value)
    refused = outcome is not None and "refused" in outcome
    return OK if answer in {Answer.DONE, Answer.BEFORE} and not refused else FOUND


def _shown(found: Proposal) -> list[str]:
    there, known = (
        f"{grouped(minor, found.currency)} {found.currency}"
        for minor in (found.there_minor, found.believed_minor)
    )
    lines = [
        f"{found.proposal_id}, found {found.found_at:%Y-%m-%d %H:%M} UTC, {found.decision}",
        f"card {found.gift_card_id} (Shopify {found.shopify_gift_card_id or 'none'})",
        f"{CLASSES[DriftClass(found.kind)]}; Shopify has {there}, expected {known}",
        found.explanation,
        f"proposed: {REMEDIES[found.remedy]}",
    ]
    if found.actor:
        lines.append(f"{found.decision} by {found.actor}: {found.reason}")
    if found.outcome:
        lines.append(f"outcome: {found.outcome}")
    return lines


def _now() -> datetime:
    return datetime.now(UTC)
