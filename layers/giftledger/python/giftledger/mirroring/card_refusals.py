"""Why a card is not in Shopify, or does not come along there: our codes, and words for a person."""

from dataclasses import dataclass

from giftledger.platforms.shopify.admin.document import decimal_text
from giftledger.platforms.shopify.admin.faults import Refused

ABOVE_LIMIT = "above_the_shops_limit"
SPENT_THERE = "spent_there"
NO_VALUE = "no_value"

_BY_CODE = {
    "GIFT_CARD_LIMIT_EXCEEDED": ABOVE_LIMIT,
    "MISMATCHING_CURRENCY": "other_currency",
    "TOO_SHORT": "code_unfit",
    "TOO_LONG": "code_unfit",
}


@dataclass(frozen=True, slots=True)
class Refusal:
    """A reason; with `asks_a_person` nothing but a person can go on with it."""

    code: str
    words: str
    asks_a_person: bool = False


NO_CODE = Refusal("no_code", "The ledger has no code of this card that Shopify could be given.")
CODE_UNFIT = Refusal(
    "code_unfit",
    "Shopify takes codes of 8 to 20 letters or digits only. Replace the card by one with such a "
    "code if it is to pay in the shop's checkout.",
)
WORTH_NOTHING = Refusal(NO_VALUE, "Nothing is available on the card, and Shopify makes no such.")
NOT_ACTIVE = Refusal("not_active", "The card can't be spent now.")
PAST_LAST_DAY = Refusal("past_its_last_day", "The card's last day has passed.")
CODE_TAKEN = Refusal(
    "code_taken",
    "Another gift card of the shop has this code already, and it is not one that the ledger made. "
    "Look at it in the shop: link it to this card, or replace this card.",
    asks_a_person=True,
)
CODE_AMBIGUOUS = Refusal(
    "code_ambiguous",
    "Several gift cards of the shop answer to this code. Look for the one with the note "
    "'Giftledger' and this card's id.",
    asks_a_person=True,
)
KNOWN_ELSEWHERE = Refusal(
    "known_as_another_card",
    "The gift card in Shopify belongs to another card of the ledger already.",
    asks_a_person=True,
)
GONE_THERE = Refusal(
    "unknown_there", "Shopify does not know the card any more.", asks_a_person=True
)
DEACTIVATED_THERE = Refusal(
    "deactivated_there",
    "Somebody has deactivated the card in Shopify, which is for good: it pays in other channels "
    "only. Replace it if it is to pay in the shop's checkout again.",
)
EXPIRED_THERE = Refusal("expired_there", "The card has expired in Shopify.")
QUIET = frozenset({WORTH_NOTHING.code, NOT_ACTIVE.code, PAST_LAST_DAY.code})
"""Nothing that anybody could do something about."""

SHORT = Refusal(
    SPENT_THERE,
    "For fifteen minutes less has been on the card in Shopify than is to be taken off: it was "
    "spent or lowered there, and the ledger has not heard of it. Compare the two histories.",
    asks_a_person=True,
)


def above_limit(limit_minor: int, currency: str) -> Refusal:
    """More than the shop may have on one card."""
    limit = f"{decimal_text(limit_minor, currency)} {currency}"
    return Refusal(
        ABOVE_LIMIT, f"Shopify allows this shop at most {limit} on one card. Split the value."
    )


def other_currency(currency: str, of_the_shop: str) -> Refusal:
    """Shopify has cards in the currency of the shop only."""
    return Refusal(
        "other_currency",
        f"The card is in {currency}, the shop's gift cards are in {of_the_shop}: "
        "it pays in other channels only.",
    )


def told_by_shopify(refused: Refused, doing: str) -> Refusal:
    """What Shopify said no to, by its code alone: its words may quote what was sent."""
    code = refused.code or "no_code"
    known = _BY_CODE.get(code)
    if known is None and code == "INVALID" and _is_about_the_code(refused):
        known = CODE_UNFIT.code
    if known is not None:
        return Refusal(known, f"Shopify refuses to {doing} the card ({code}).")
    return Refusal(
        "refused_there", f"Shopify refuses to {doing} the card ({code}).", asks_a_person=True
    )


def _is_about_the_code(refused: Refused) -> bool:
    return any(error.field[-1:] == ("code",) for error in refused.errors)
