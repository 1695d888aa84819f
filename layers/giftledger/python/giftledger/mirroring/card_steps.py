"""Doing one step there. The intent is written before the call, and its end after it.

A lost reply is looked up, never asked again blindly, where asking twice would count twice.
"""

from dataclasses import replace
from typing import assert_never

from giftledger.ledger.card import Status
from giftledger.mirroring import card_ledger
from giftledger.mirroring import card_refusals as reasons
from giftledger.mirroring.card_creation import create
from giftledger.mirroring.card_decisions import (
    Capture,
    Create,
    Deactivate,
    Link,
    Move,
    Notify,
    Rest,
    SetLastDay,
    Step,
)
from giftledger.mirroring.card_doubts import asked_again, doubtful, short
from giftledger.mirroring.card_history import is_in_history
from giftledger.mirroring.card_holders import notify
from giftledger.mirroring.card_standing import Standing, confirmed, note_of
from giftledger.mirroring.card_visit import Outcome, Visit
from giftledger.observability import count
from giftledger.platforms.shopify.admin.faults import (
    NotAppliedError,
    Refused,
    SetupError,
    UnknownOutcomeError,
)
from giftledger.store.mirrors import OPERATOR_TODO, Intent, Mirror

TOO_LITTLE = "INSUFFICIENT_FUNDS"


def perform(step: Step, seen: Standing, visit: Visit) -> Outcome | None:
    """Do a step; None: look again, an outcome: that is all for now.

    Raises what the calls may raise; then the message comes again.
    """
    match step:
        case Rest(mirror=mirror):
            visit.keep(mirror)
            return Outcome.REFUSED if mirror.state == "refused" else Outcome.IN_STEP
        case Create():
            return create(visit, seen)
        case Link():
            card_ledger.link(visit, seen.last_seq)
        case Capture(waiting=waiting):
            card_ledger.capture(visit, waiting, seen.card.currency)
        case Notify():
            notify(visit)
        case Move(intent=intent):
            return _move(visit, seen, intent)
        case SetLastDay() | Deactivate():
            return _change(visit, seen, step)
        case _:
            assert_never(step)
    return None


def settle(visit: Visit, intent: Intent, status: Status) -> Outcome | None:
    """Find out what became of a credit or debit whose answer nobody has heard."""
    if not is_in_history(visit.mirror, intent, visit.desk):
        if status is Status.CLOSED:
            # It is not repeated, and ending the card is what matters now.
            visit.mirror = replace(visit.mirror, intent=None, short_since=visit.now)
            return None
        visit.keep(doubtful(visit.mirror, intent, visit.now))
        if visit.mirror.todo == OPERATOR_TODO:
            count("ShopifyIntentsInDoubt")
        return Outcome.IN_DOUBT
    visit.keep(confirmed(visit.mirror, intent))
    visit.synced(intent.asked_at)
    return None


def _move(visit: Visit, seen: Standing, intent: Intent) -> Outcome | None:
    desk = visit.desk
    ask = desk.credit if intent.amount_minor > 0 else desk.debit
    visit.write_ahead(intent)
    try:
        ask(visit.there, abs(intent.amount_minor), seen.card.currency, note_of(intent.ref))
    except UnknownOutcomeError:
        # Kept first: reading the history may fail as well.
        visit.keep(doubtful(visit.mirror, intent, visit.now))
        return settle(visit, intent, seen.card.status)
    except (NotAppliedError, SetupError):
        visit.forget_intent()
        raise
    except Refused as refused:
        count("ShopifyRefused", code=refused.code or "no_code")
        visit.forget_intent()
        return _not_moved(visit, seen, intent, refused)
    visit.keep(confirmed(visit.mirror, intent))
    visit.synced(seen.oldest)
    return None


def _not_moved(visit: Visit, seen: Standing, intent: Intent, refused: Refused) -> Outcome | None:
    if intent.amount_minor > 0 or refused.code != TOO_LITTLE:
        return _explain(visit, seen, refused, "credit" if intent.amount_minor > 0 else "debit")
    if seen.waiting:
        # The last one that asked gets the no: the others may still be covered.
        card_ledger.void(visit, seen.waiting[-1])
        return None
    left = short(visit.mirror, visit.now)
    if seen.card.status is Status.CLOSED:
        visit.mirror = left
        return None
    if left.todo != OPERATOR_TODO:
        visit.keep(left)
    else:
        if left.refusal != reasons.SPENT_THERE:
            count("ShopifyDrift")
            count("ShopifyDriftFound", class_=reasons.SPENT_THERE)
        visit.note(reasons.SHORT, left)
    return Outcome.SHORT


def _change(visit: Visit, seen: Standing, step: SetLastDay | Deactivate) -> Outcome | None:
    """What may be asked twice: its end is the same."""
    desk = visit.desk
    visit.write_ahead(step.intent)
    try:
        if isinstance(step, SetLastDay):
            desk.update_card(visit.there, expires_on=step.day)
        else:
            desk.deactivate(visit.there)
    except UnknownOutcomeError:
        visit.keep(asked_again(visit.mirror, step.intent, visit.now))
        raise
    except (NotAppliedError, SetupError):
        visit.forget_intent()
        raise
    except Refused as refused:
        count("ShopifyRefused", code=refused.code or "no_code")
        visit.forget_intent()
        return _not_changed(visit, seen, step, refused)
    visit.keep(confirmed(visit.mirror, step.intent))
    visit.synced(seen.oldest)
    return None


def _not_changed(
    visit: Visit, seen: Standing, step: SetLastDay | Deactivate, refused: Refused
) -> Outcome | None:
    if isinstance(step, SetLastDay):
        # A person hears of it; debits and credits must not wait for that.
        told = replace(visit.mirror, expires_on=step.intent.expires_on)
        return _explain(visit, seen, refused, "set the last day of", else_as=told)
    there = visit.desk.card(visit.there)
    if there is None or not there.enabled:
        # It is over there already, whoever did it.
        visit.keep(confirmed(visit.mirror, step.intent))
        return None
    return _explain(visit, seen, refused, "deactivate")


def _explain(
    visit: Visit, seen: Standing, refused: Refused, doing: str, *, else_as: Mirror | None = None
) -> Outcome | None:
    """Why Shopify says no: the card itself may have ended there.

    `else_as`: the mirror to go on with where it has not.
    """
    there = visit.desk.card(visit.there)
    ended = replace(visit.mirror, state="ended", since=visit.now)
    if there is None:
        visit.note(reasons.GONE_THERE, ended)
        return None
    if not there.enabled:
        visit.note(reasons.DEACTIVATED_THERE, ended)
        return None
    if there.expires_on is not None and there.expires_on < visit.now.date():
        # Nobody can spend it there, so that what waits is safe; a later day would wake it again.
        card_ledger.capture(visit, seen.waiting, seen.card.currency)
        visit.note(reasons.EXPIRED_THERE, visit.mirror)
        return Outcome.REFUSED
    visit.note(reasons.told_by_shopify(refused, doing), else_as or visit.mirror)
    return Outcome.REFUSED if else_as is None else None
