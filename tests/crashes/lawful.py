"""Where the end may be another one than without the fault, and in what: all that there is.

Nothing here is money or a code. Everywhere else the two ends are equal to the last attribute.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from tests.crashes.network import (
    ALL_LOST,
    ALL_REPLIES_LOST,
    ENDINGS,
    KILLED_AFTER,
    KILLED_BEFORE,
    LOST,
    REPLY_LOST,
    Ending,
)
from tests.crashes.picture import Picture, differences, without

Point = tuple[str, Ending]
"""A call of a function's first process, by its name and number, and what became of it."""


@dataclass(frozen=True, slots=True)
class Allowance:
    """What may differ in the end of a case, and after which faults exactly it does."""

    names: frozenset[str] = frozenset()
    points: frozenset[Point] = frozenset()
    may_doubt: bool = False
    """Or nobody knows whether the shop did it: then a person is asked, and it is never repeated."""


def _points(**endings: Iterable[Ending]) -> frozenset[Point]:
    return frozenset(
        (call.replace("_", "#"), ending) for call, chosen in endings.items() for ending in chosen
    )


NOWHERE = Allowance()
_ALLOWANCES: dict[str, Allowance] = {
    # The mail service has no key that makes a mail one (docs of giftledger.delivery.deliver): when
    # nobody knows whether it took a mail, or that is not written down, the same mail leaves again.
    "delivery: now": Allowance(
        frozenset({"copies"}),
        _points(
            SendEmail_1=(REPLY_LOST, KILLED_AFTER, ALL_REPLIES_LOST),
            UpdateItem_2=(KILLED_BEFORE, ALL_LOST),
        ),
    ),
    # The image is answered whatever storage does: an opening may be missed, or counted twice.
    "email_open: the image of a mail": Allowance(
        frozenset({"opens", "state"}),
        _points(
            UpdateItem_1=(LOST, REPLY_LOST, KILLED_AFTER, ALL_LOST, ALL_REPLIES_LOST),
            UpdateItem_2=(LOST, KILLED_BEFORE, KILLED_AFTER, ALL_LOST),
        ),
    ),
    # A guess whose counting was not confirmed is asked again, and counts as two.
    "balance: an unknown code": Allowance(
        frozenset({"misses"}),
        _points(UpdateItem_1=(REPLY_LOST, KILLED_AFTER, ALL_REPLIES_LOST)),
    ),
    # Each run says how many letters it sent itself; letters that a lost reply hid come later.
    "dead_letter: sent back": Allowance(
        frozenset({"redriven"}),
        _points(
            ReceiveMessage_1=(REPLY_LOST,),
            DeleteMessage_1=(KILLED_AFTER, ALL_REPLIES_LOST),
            PutObject_2=(KILLED_BEFORE, KILLED_AFTER, ALL_LOST, ALL_REPLIES_LOST),
            SendMessage_2=(KILLED_BEFORE, KILLED_AFTER, ALL_LOST, ALL_REPLIES_LOST),
            DeleteMessage_2=(KILLED_BEFORE, KILLED_AFTER, ALL_LOST, ALL_REPLIES_LOST),
        ),
    ),
}


def _doubt(call: str) -> Allowance:
    """A credit or debit has no key that makes it one, so a person decides what is not to be seen.

    What is not in the shop's history may still be on its way: it is never asked for again.
    """
    return Allowance(
        points=frozenset(
            {("PutItem#1", KILLED_AFTER), ("PutItem#1", ALL_REPLIES_LOST)}
            | {(call, ending) for ending in (LOST, KILLED_BEFORE, ALL_LOST)}
        ),
        may_doubt=True,
    )


_ALLOWANCES |= {
    "shopify_sync: a redemption": _doubt("Shopify:giftCardDebit#1"),
    "shopify_sync: a reload": _doubt("Shopify:giftCardCredit#1"),
    "shopify_sync: a hold": _doubt("Shopify:giftCardDebit#1"),
    # A no whose reply is lost leaves as little in the history as what never came.
    "shopify_sync: two redemptions, one too many": Allowance(
        points=_doubt("Shopify:giftCardDebit#2").points
        | {("PutItem#3", ending) for ending in (KILLED_AFTER, ALL_REPLIES_LOST)}
        | {("PutItem#2", ending) for ending in (KILLED_BEFORE, ALL_LOST)}
        | {("Shopify:giftCardDebit#1", ending) for ending in ENDINGS},
        may_doubt=True,
    ),
    # Ended it is in any case: what was left on it there pays nothing any more.
    "shopify_sync: a card that was closed": Allowance(
        frozenset({"balance", "movements", "believed_minor", "short_since"}),
        _doubt("Shopify:giftCardDebit#1").points,
    ),
}


def allowance_of(case: object) -> Allowance:
    """What this case may do; nearly always nothing."""
    return _ALLOWANCES.get(str(case), NOWHERE)


def cases_with_an_allowance() -> set[str]:
    """Their names."""
    return set(_ALLOWANCES)


def unlawful(expected: Picture, found: Picture, allowed: Allowance, *, faults: int) -> list[str]:
    """What differs and may not; of a mail there may be one more for every fault."""
    if allowed.may_doubt and _waits_for_a_person(found):
        return _moved_twice(found)
    left = differences(without(expected, allowed.names), without(found, allowed.names))
    copies = [mail["copies"] for mail in found["mails"].values()]
    return left + [f"{count} copies of a mail" for count in copies if count > 1 + faults]


def _waits_for_a_person(found: Picture) -> bool:
    return any(item.get("todo") == {"S": "shopify_operator"} for item in found["items"].values())


def _moved_twice(found: Picture) -> list[str]:
    """Every movement in the shop bears a reference of its own."""
    refs = [note for card in found["shop"].values() for _, note in card["movements"] if note]
    return [f"{ref} was moved twice" for ref in sorted(set(refs)) if refs.count(ref) > 1]
