"""Strategies for every command that the models take, whatever sense it makes."""

from typing import Any

from hypothesis import strategies as st

from giftledger.ledger.commands import (
    Activate,
    Adjust,
    Authorize,
    Block,
    Capture,
    CardCommand,
    CashOut,
    Consolidate,
    Correct,
    Deactivate,
    Expire,
    Extend,
    ImportCard,
    Issue,
    Link,
    OtherTender,
    Pay,
    Redeem,
    Refund,
    RefundPayment,
    Release,
    Reload,
    Replace,
    SoldUnit,
    Split,
    SplitPart,
    Unblock,
    Void,
)
from giftledger.ledger.parts import Reason, Remainder, Sale
from giftledger.ledger.refund_plan import Policy
from tests.fakes.commands import sealed
from tests.property.wild import parts

UNITS = st.builds(SoldUnit, order_id=parts.ORDERS, line_item_id=parts.LINES)
SPLIT_PARTS = st.builds(SplitPart, amount_minor=parts.AMOUNTS, recipient=parts.RECIPIENTS)
TENDERS = st.builds(
    OtherTender,
    tender_id=st.sampled_from(("visa", "t" * 40)),
    captured_minor=parts.AMOUNTS,
    refunded_minor=parts.FROM_ZERO,
)

MONEY: dict[str, Any] = {"amount_minor": parts.AMOUNTS, "currency": parts.CURRENCIES}
TARGET: dict[str, Any] = {"target": parts.CARDS}
WHY: dict[str, Any] = {"target": parts.CARDS, "reason": parts.REASONS}
SOLD: dict[str, Any] = {
    **MONEY,
    "paid_minor": parts.FROM_ZERO,
    "form": parts.FORMS,
    "programme": parts.PROGRAMMES,
    "shopify_gift_card_id": parts.PLATFORM_IDS,
    "funding": parts.FUNDINGS,
}

FIELDS: dict[type[Any], dict[str, Any]] = {
    Issue: {**SOLD, "sale": parts.SALES, "recipient": parts.RECIPIENTS, "mode": parts.MODES},
    ImportCard: {
        **SOLD,
        "balance_minor": parts.FROM_ZERO,
        "code": parts.CODES,
        "issued_at": parts.TIMES,
        "expires_on": st.none() | parts.DAYS,
    },
    Activate: {**MONEY, "order_id": parts.ORDERS, "code": parts.CODES, "mode": parts.MODES},
    Reload: {**MONEY, **TARGET, "paid_minor": parts.FROM_ZERO, "funding": parts.FUNDINGS},
    Redeem: {**MONEY, "aliases": parts.ALIASES, "mode": parts.MODES},
    Authorize: {
        "aliases": parts.ALIASES,
        "amount_minor": parts.SOME_OR_NONE,
        "currency": parts.CURRENCIES,
        "timeout_seconds": st.sampled_from((None, 1, 900, 604_800)),
    },
    Capture: {
        **TARGET,
        "hold_id": parts.HOLDS,
        "amount_minor": parts.SOME_OR_NONE,
        "currency": parts.CURRENCIES,
        "remainder": st.sampled_from(Remainder),
    },
    Void: {**TARGET, "hold_id": parts.HOLDS},
    Pay: {
        "targets": st.lists(parts.CARDS, min_size=1, max_size=6).map(tuple),
        "amount_minor": parts.SOME_OR_NONE,
        "order": parts.ORDER_AMOUNTS,
        "currency": parts.CURRENCIES,
        "draw": st.sampled_from(("standard", "as_named")),
    },
    Refund: {**MONEY, "aliases": parts.ALIASES, "redemption_id": parts.IDS},
    RefundPayment: {
        "redemption_id": parts.IDS,
        "amount_minor": parts.SOME_OR_NONE,
        "currency": parts.CURRENCIES,
        "policy": st.sampled_from(Policy),
        "tenders": st.lists(TENDERS, max_size=3).map(tuple),
    },
    CashOut: {**WHY, "currency": parts.CURRENCIES},
    Adjust: {**WHY, "amount_minor": parts.SIGNED, "currency": parts.CURRENCIES},
    Correct: {**WHY, "corrects": parts.IDS},
    Block: WHY,
    Unblock: WHY,
    Release: WHY,
    Link: {**TARGET, "alias": parts.ALIASES.map(lambda several: several[0])},
    Extend: {**WHY, "expires_on": parts.DAYS},
    Expire: TARGET,
    Deactivate: {
        "target": parts.CARDS | UNITS,
        "reason": st.sampled_from(Reason),
        "mode": parts.MODES,
    },
    Consolidate: {**TARGET, "sources": st.lists(parts.CARDS, min_size=1, max_size=3).map(tuple)},
    Replace: {**WHY, "recipient": parts.RECIPIENTS},
    Split: {
        **TARGET,
        "parts": st.lists(SPLIT_PARTS, min_size=1, max_size=3).map(tuple),
        "currency": parts.CURRENCIES,
    },
}

BUILT = {kind: st.builds(kind, **parts.EVERY_COMMAND, **own) for kind, own in FIELDS.items()}

COMMANDS: st.SearchStrategy[CardCommand] = st.one_of(*BUILT.values())


def _first(command_id: str, number: int) -> st.SearchStrategy[CardCommand]:
    """A sale, or an import, that does not collide with the other first ones."""
    own: dict[str, Any] = {
        **parts.EVERY_COMMAND,
        "command_id": st.just(command_id),
        "currency": st.sampled_from((*("USD",) * 9, "JPY")),
        "shopify_gift_card_id": st.just(str(number)),
    }
    sale = st.builds(Sale, order_id=parts.ORDERS, line_item_id=st.just("1"), unit=st.just(number))
    code = st.builds(sealed, hash=st.just("abcd"[number - 1] * 64))
    return st.builds(Issue, **{**FIELDS[Issue], **own, "sale": sale}) | st.builds(
        ImportCard, **{**FIELDS[ImportCard], **own, "code": code}
    )


BEGINNINGS = st.tuples(*(_first(name, number) for number, name in enumerate(parts.FIRST_IDS, 1)))
"""Cards that are there make the others worth telling."""
