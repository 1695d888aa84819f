"""Keeping what a person has to decide: each difference once, until it is decided or gone."""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta

from giftledger.reconciling.facts import Drift, Ours, Theirs
from giftledger.reconciling.proposing import proposal, still_there
from giftledger.store.proposals import Proposal, open_proposals, read_proposal, save_proposal
from giftledger.store.protocol import Conflict

ASKED_AGAIN_AFTER = timedelta(hours=1)
"""What was approved, and has not ended the difference by then, is proposed again."""


def kept(mine: Ours, theirs: Theirs | None, drift: Drift, now: datetime) -> Proposal | None:
    """The proposal as it is stored: the first finding of a difference counts."""
    wanted = proposal(mine, theirs, drift, now=now)
    if wanted is None:
        return None
    with suppress(Conflict):
        return save_proposal(wanted)
    there = read_proposal(wanted.proposal_id)
    if there is None:
        return None
    if there.decision == "settled":
        return save_proposal(replace(wanted, version=there.version))
    if there.decision == "approved" and _is_long_ago(there.decided_at, now):
        return save_proposal(replace(still_there(wanted, there), version=there.version))
    return there


def _is_long_ago(decided_at: datetime | None, now: datetime) -> bool:
    return decided_at is None or decided_at < now - ASKED_AGAIN_AFTER


def settle(proposals: Iterable[Proposal]) -> int:
    """End what is open besides these: the difference is gone, or is another one. How many."""
    still, settled = {each.proposal_id for each in proposals}, 0
    for each in list(open_proposals()):
        if each.proposal_id not in still:
            with suppress(Conflict):  # somebody decides on it at this moment
                save_proposal(replace(each, decision="settled", outcome="the difference is gone"))
                settled += 1
    return settled
