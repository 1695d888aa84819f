"""Where the end may be another one than without the fault, and in what: all that there is.

Nothing here is money or a code. Everywhere else the two ends are equal to the last attribute.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from tests.crashes.network import (
    ALL_LOST,
    ALL_REPLIES_LOST,
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


def allowance_of(case: object) -> Allowance:
    """What this case may do; nearly always nothing."""
    return _ALLOWANCES.get(str(case), NOWHERE)


def cases_with_an_allowance() -> set[str]:
    """Their names."""
    return set(_ALLOWANCES)


def unlawful(expected: Picture, found: Picture, allowed: Allowance, *, faults: int) -> list[str]:
    """What differs and may not; of a mail there may be one more for every fault."""
    left = differences(without(expected, allowed.names), without(found, allowed.names))
    copies = [mail["copies"] for mail in found["mails"].values()]
    return left + [f"{count} copies of a mail" for count in copies if count > 1 + faults]
