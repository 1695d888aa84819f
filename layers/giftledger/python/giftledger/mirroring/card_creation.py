"""Making a card of ours in Shopify, under its own code: so a second one can't come into being."""

from dataclasses import replace
from datetime import date

from giftledger import vault
from giftledger.codes import fits_shopify
from giftledger.ledger.card import Status
from giftledger.mirroring import card_refusals as reasons
from giftledger.mirroring.card_decisions import creation
from giftledger.mirroring.card_doubts import asked_again, doubtful
from giftledger.mirroring.card_holders import customer_of
from giftledger.mirroring.card_refusals import Refusal
from giftledger.mirroring.card_standing import Standing, note_of
from giftledger.mirroring.card_visit import BusyError, Outcome, Visit
from giftledger.mirroring.shop_limits import shop_limits
from giftledger.observability import count
from giftledger.platforms.shopify.admin.faults import (
    AmbiguousCodeError,
    NotAppliedError,
    Refused,
    SetupError,
    UnknownOutcomeError,
)
from giftledger.store import people
from giftledger.store.mirrors import Intent

CREATE_ATTEMPTS = 2
"""A reply that is lost once is found by asking again: the code can't be taken twice."""


def create(visit: Visit, seen: Standing) -> Outcome | None:
    """Make the card there with what is available on it, or say why not.

    Raises what the calls may raise; then the message comes again.
    """
    refusal = _unspendable(visit, seen)
    code = None if refusal else code_of(visit.gift_card_id)
    refusal = refusal or _unfit(code, seen, visit)
    if refusal is not None or code is None:
        return _refuse(visit, refusal or reasons.NO_CODE, seen.last_seq)
    if visit.mirror.customer_id is None:
        visit.mirror = replace(visit.mirror, customer_id=customer_of(visit, seen.card))
    intent = creation(visit.mirror, seen, visit.now)
    visit.write_ahead(intent)
    return _make(visit, intent, code, seen.card.currency, since=seen)


def create_again(visit: Visit, intent: Intent, currency: str) -> Outcome | None:
    """Find out by the same code whether the card was made, and make it where it was not."""
    code = code_of(visit.gift_card_id)
    assert code is not None, "a code that was there is never taken away"
    return _make(visit, intent, code, currency, since=None)


def code_of(gift_card_id: str) -> str | None:
    """The code of a card; None where the ledger has none. Raises botocore errors of KMS."""
    sealed = people.code(gift_card_id)
    return None if sealed is None else vault.unseal(sealed.ciphertext, code_hash=sealed.code_hash)


def _unspendable(visit: Visit, seen: Standing) -> Refusal | None:
    if seen.card.status is not Status.ACTIVE:
        return reasons.NOT_ACTIVE
    if seen.card.is_past_its_last_day(visit.now):
        return reasons.PAST_LAST_DAY
    return None if seen.desired_minor else reasons.WORTH_NOTHING


def _unfit(code: str | None, seen: Standing, visit: Visit) -> Refusal | None:
    if code is None:
        return reasons.NO_CODE
    if not fits_shopify(code):
        return reasons.CODE_UNFIT
    limits = shop_limits(visit.desk)
    if seen.card.currency != limits.currency:
        return reasons.other_currency(seen.card.currency, limits.currency)
    if seen.desired_minor > limits.issue_minor:
        return reasons.above_limit(limits.issue_minor, limits.currency)
    return None


def _make(
    visit: Visit, intent: Intent, code: str, currency: str, *, since: Standing | None
) -> Outcome | None:
    for attempt in range(CREATE_ATTEMPTS):
        try:
            made = visit.desk.create_card(
                code=code,
                amount_minor=intent.amount_minor,
                currency=currency,
                expires_on=date.fromisoformat(intent.expires_on) if intent.expires_on else None,
                note=note_of(visit.gift_card_id),
                customer_id=visit.mirror.customer_id,
            )
        except UnknownOutcomeError:
            if attempt + 1 == CREATE_ATTEMPTS:
                visit.keep(asked_again(visit.mirror, intent, visit.now))
                raise
        except (NotAppliedError, SetupError):
            if attempt == 0 and since is not None:
                visit.forget_intent()
            else:
                # An earlier attempt may have been applied: its card is found by the same intent.
                visit.keep(asked_again(visit.mirror, intent, visit.now))
            raise
        except Refused as refused:
            return _refused(visit, intent, code, refused, since)
        else:
            return _live(visit, made.shopify_gift_card_id, intent, since)
    raise AssertionError("the last attempt returns or raises")


def _refused(
    visit: Visit, intent: Intent, code: str, refused: Refused, since: Standing | None
) -> Outcome | None:
    if not refused.is_code_taken:
        count("ShopifyRefused", code=refused.code or "no_code")
        return _refuse(visit, reasons.told_by_shopify(refused, "make"), intent.seq)
    try:
        found = visit.desk.find_by_code(code, length=len(code))
    except AmbiguousCodeError:
        return _refuse(visit, reasons.CODE_AMBIGUOUS, intent.seq)
    if found is None:
        # Shopify's search learns of a new card some seconds later than its uniqueness does.
        visit.keep(doubtful(visit.mirror, intent, visit.now))
        raise BusyError("Shopify's search does not know the card yet")
    is_ours = visit.gift_card_id in (found.note or "")
    if not is_ours or found.initial_minor != intent.amount_minor:
        return _refuse(visit, reasons.CODE_TAKEN, intent.seq)
    count("ShopifyAdopted")
    return _live(visit, found.shopify_gift_card_id, intent, since)


def _live(
    visit: Visit, shopify_gift_card_id: str, intent: Intent, since: Standing | None
) -> Outcome | None:
    visit.keep(
        replace(
            visit.mirror,
            state="live",
            since=visit.now,
            shopify_gift_card_id=shopify_gift_card_id,
            believed_minor=intent.believed_after_minor,
            seq=intent.seq,
            expires_on=intent.expires_on,
            captures=(*visit.mirror.captures, *intent.holds),
            intent=None,
            refusal="",
            words="",
        )
    )
    visit.synced(since.oldest if since else intent.asked_at)
    return None


def _refuse(visit: Visit, refusal: Refusal, seq: int) -> Outcome | None:
    """Not there for now: it is judged anew when the card changes."""
    refused = replace(visit.mirror, state="refused", since=visit.now, intent=None, seq=seq)
    visit.note(refusal, refused)
    return None
