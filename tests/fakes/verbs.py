"""Builders of commands on a named card, or on several; what a test does not name is plain."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from itertools import cycle
from typing import Any, TypeVar

from giftledger.ledger.commands import (
    Adjust,
    Authorize,
    BaseCommand,
    Block,
    Capture,
    CashOut,
    Consolidate,
    Correct,
    Deactivate,
    Expire,
    Extend,
    ImportCard,
    Link,
    Pay,
    Redeem,
    RefundPayment,
    Release,
    Reload,
    Replace,
    Split,
    SplitPart,
    Unblock,
    Void,
)
from giftledger.ledger.parts import Mode, Reason, Recipient, SealedCode
from giftledger.ledger.programme import CodeProfile, CountedFrom, ExpiryRule, Programme
from tests.fakes.commands import GIFT_CARD, NOW, ORDER, native_issue, redemption, sealed

CARD = native_issue().gift_card_id
"""The card that commands are about unless they say otherwise."""

LASTING = "lasting"
"""A programme whose cards are valid for two years."""

LAST_DAY = "2028-11-20"
"""Of a card of that programme."""

AFTER_LAST_DAY = NOW + timedelta(days=3 * 365)

_Command = TypeVar("_Command", bound=BaseCommand)


def programme_of(name: str) -> Programme:
    """Every programme pays small balances out; only one has an expiry."""
    expiry = ExpiryRule(months=24, counted_from=CountedFrom.ISSUE) if name == LASTING else None
    return Programme(name=name, expiry=expiry, cash_out_up_to_minor={"USD": 10**9})


def minting(codes: int) -> Callable[[CodeProfile], SealedCode]:
    """Mints so many codes in turn: whoever takes all of them each time gets the same ones."""
    turn = cycle([sealed(hash=f"{number:064x}", last_four="M1NT") for number in range(codes)])
    return lambda _: next(turn)


def requested(number: int, amount_minor: int, shopify_gift_card: object = GIFT_CARD) -> Redeem:
    """A redemption that is refused unless it is covered."""
    alias = f"shopify#{shopify_gift_card}"
    return redemption(number, amount_minor, mode=Mode.REQUESTED, aliases=(alias,))


def authorization(number: int = 1, amount_minor: int | None = 1000, **facts: Any) -> Authorize:
    plain = {"aliases": (f"shopify#{GIFT_CARD}",), "amount_minor": amount_minor}
    return _built(Authorize, number, facts, **plain, currency="USD")


def capture(number: int, of: Authorize | Redeem, **facts: Any) -> Capture:
    return _built(Capture, number, facts, target=CARD, hold_id=of.hold_id, currency="USD")


def void(number: int, of: Authorize | Redeem, **facts: Any) -> Void:
    return _built(Void, number, facts, target=CARD, hold_id=of.hold_id)


def reload(number: int = 1, amount_minor: int = 1000, **facts: Any) -> Reload:
    plain = {"amount_minor": amount_minor, "paid_minor": amount_minor, "currency": "USD"}
    return _built(Reload, number, facts, target=CARD, **plain)


def adjustment(number: int = 1, amount_minor: int = -500, **facts: Any) -> Adjust:
    plain = {"amount_minor": amount_minor, "currency": "USD", "reason": "goodwill"}
    return _built(Adjust, number, facts, target=CARD, **plain)


def correction(number: int, of: BaseCommand, **facts: Any) -> Correct:
    plain = {"corrects": of.command_id, "reason": "wrong_amount"}
    return _built(Correct, number, facts, target=CARD, **plain)


def blocking(number: int = 1, **facts: Any) -> Block:
    return _built(Block, number, facts, target=CARD, reason="stolen")


def unblocking(number: int = 1, **facts: Any) -> Unblock:
    return _built(Unblock, number, facts, target=CARD, reason="found_again")


def extension(number: int = 1, expires_on: str = "2029-11-20", **facts: Any) -> Extend:
    return _built(Extend, number, facts, target=CARD, expires_on=expires_on, reason="goodwill")


def linking(number: int = 1, alias: str = f"shopify#{GIFT_CARD}", **facts: Any) -> Link:
    return _built(Link, number, facts, target=CARD, alias=alias)


def releasing(number: int = 1, **facts: Any) -> Release:
    return _built(Release, number, facts, target=CARD, reason="looks_good")


def closing(number: int = 1, reason: Reason = Reason.WRITTEN_OFF, **facts: Any) -> Deactivate:
    return _built(Deactivate, number, facts, target=CARD, reason=reason)


def expiring(number: int = 1, **facts: Any) -> Expire:
    return _built(Expire, number, facts, target=CARD)


def cashing_out(number: int = 1, **facts: Any) -> CashOut:
    return _built(CashOut, number, facts, target=CARD, currency="USD", reason="on_demand")


def importing(number: int = 1, balance_minor: int = 5000, **facts: Any) -> ImportCard:
    plain = {"amount_minor": 5000, "paid_minor": 5000, "currency": "USD", "issued_at": NOW}
    code = sealed(hash=f"{number:x}".rjust(64, "e"), last_four="0L1D")
    return _built(ImportCard, number, facts, balance_minor=balance_minor, code=code, **plain)


def payment(
    number: int, targets: Sequence[str], amount_minor: int | None = 1000, **facts: Any
) -> Pay:
    plain = {"targets": tuple(targets), "amount_minor": amount_minor, "currency": "USD"}
    return _built(Pay, number, facts, **plain)


def payment_refund(
    number: int, of: BaseCommand, amount_minor: int | None = None, **facts: Any
) -> RefundPayment:
    plain = {"redemption_id": of.command_id, "amount_minor": amount_minor, "currency": "USD"}
    return _built(RefundPayment, number, facts, **plain)


def consolidation(number: int, sources: Sequence[str], **facts: Any) -> Consolidate:
    return _built(Consolidate, number, facts, target=CARD, sources=tuple(sources))


def replacement(number: int = 1, **facts: Any) -> Replace:
    plain = {"reason": "lost", "recipient": Recipient(email="ada@example.com", name="Ada")}
    return _built(Replace, number, facts, target=CARD, **plain)


def splitting(number: int, *amounts_minor: int, **facts: Any) -> Split:
    parts = tuple(SplitPart(amount_minor=amount_minor) for amount_minor in amounts_minor)
    return _built(Split, number, facts, target=CARD, parts=parts, currency="USD")


def _built(model: type[_Command], number: int, facts: dict[str, Any], **plain: Any) -> _Command:
    common = {
        "command_id": f"till.{model.model_fields['verb'].default}.{number}",
        "occurred_at": NOW,
        "source": "till",
        "order_reference": ORDER,
    }
    return model.model_validate(common | plain | facts)
