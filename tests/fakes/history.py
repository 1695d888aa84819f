"""Random histories of several cards, drawn by Hypothesis and played through `execute`."""

import itertools
import random
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from giftledger.ledger.card import Status
from giftledger.ledger.commands import (
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
    Pay,
    RefundPayment,
    Reload,
    Replace,
    Split,
    SplitPart,
    Unblock,
    Void,
)
from giftledger.ledger.parts import Mode, Reason, Remainder, SealedCode
from giftledger.ledger.programme import CodeProfile, CountedFrom, ExpiryRule, Programme
from giftledger.ledger.replay import State
from giftledger.service import execute
from tests.fakes.commands import (
    NOW,
    activation,
    native_issue,
    physical_issue,
    redemption,
    refund,
    sealed,
)
from tests.fakes.memory_store import MemoryStore

VERBS = (
    *("issue", "issue", "plastic", "activate", "import", "redeem", "redeem", "authorize"),
    *("authorize", "capture", "capture", "void", "pay", "refund", "refund", "refund_payment"),
    *("reload", "adjust", "correct", "block", "unblock", "extend", "deactivate", "expire"),
    *("cash_out", "consolidate", "replace", "split"),
)
AMOUNTS = (1, 700, 2500, 5000, 6000)
PAUSES = (0, 0, 0, 1, 1, 60, 60, 600, 3600, 86_400 * 35)
"""Seconds before a command: holds lapse, and now and then a card expires."""
PROGRAMMES = {
    "default": Programme(
        name="default",
        expiry=ExpiryRule(months=3, counted_from=CountedFrom.LAST_LOAD),
        cash_out_up_to_minor={"USD": 5000},
    ),
    "endless": Programme(name="endless", cash_out_up_to_minor={"USD": 5000}),
}
REASONS = (
    *(Reason.CANCELLED, Reason.REFUNDED, Reason.FRAUD),
    *(Reason.WRITTEN_OFF, Reason.ESCHEATED),
)
NOBODY = "gc_" + "a" * 26
NO_HOLD = "a" * 20


@dataclass(frozen=True)
class Wish:
    """A command in the rough: which cards it means depends on those that are there."""

    verb: str
    first: int
    second: int
    amount: int
    pause: int

    @property
    def is_odd(self) -> bool:
        return self.second % 2 == 1


WISHES = st.lists(
    st.builds(
        Wish,
        verb=st.sampled_from(VERBS),
        first=st.integers(0, 5),
        second=st.integers(0, 7),
        amount=st.sampled_from(AMOUNTS),
        pause=st.sampled_from(PAUSES),
    ),
    min_size=25,
    max_size=50,
)
BEGINNING = (
    Wish("issue", 1, 0, 5000, 0),
    Wish("issue", 0, 1, 6000, 1),
    Wish("plastic", 0, 0, 5000, 0),
)
"""A card that expires, one that never does, and one that is pending."""


class History:
    """Plays wishes against a store in memory, and keeps what every card was at each instant."""

    def __init__(self) -> None:
        self.store = MemoryStore()
        self.now = NOW
        self.seen: dict[datetime, dict[str, State]] = {}
        self._numbers = itertools.count(1)
        self._sold: list[str] = []
        """Platform ids."""

    def play(self, *wishes: Wish) -> None:
        for wish in wishes:
            self.now += timedelta(seconds=wish.pause)
            command = getattr(self, f"_{wish.verb}")(wish)
            if command is not None:
                self._tell(command)
            cards = self.store.card_by_id.values()
            states = {card.gift_card_id: State.of(card).at(self.now) for card in cards}
            self.seen[self.now] = states

    def _tell(self, command: CardCommand) -> None:
        execute(
            command,
            self.store,
            now=self.now,
            mint=self._mint,
            programme_of=PROGRAMMES.__getitem__,
            pause=lambda _: None,
        )

    def _mint(self, _: CodeProfile = CodeProfile.ALNUM16) -> SealedCode:
        return sealed(hash=f"{next(self._numbers):064x}")

    def _facts(self, **facts: Any) -> Any:
        command_id = f"test.{next(self._numbers)}"
        return {"command_id": command_id, "occurred_at": self.now, "source": "console", **facts}

    def _card(self, choice: int, status: Status | None = None) -> str:
        cards = self.store.card_by_id.values()
        fit = [card.gift_card_id for card in cards if status in {None, card.status}]
        return fit[choice % len(fit)] if fit else NOBODY

    def _entry(self, choice: int, *kinds: str) -> tuple[str, str]:
        """A card and the command that left such an entry on it."""
        found = [
            (card, entry.command_id)
            for (card, _), entry in self.store.entries.items()
            if entry.kind in kinds and entry.seq
        ]
        return found[choice % len(found)] if found else (NOBODY, "unknown")

    def _unit(self, number: int) -> Any:
        self._sold.append(str(number))
        return native_issue().sale.model_copy(update={"unit": number})

    def _issue(self, wish: Wish) -> CardCommand:
        number = next(self._numbers)
        return native_issue(
            str(number),
            amount_minor=wish.amount,
            paid_minor=wish.amount if wish.first % 2 else wish.amount // 2,
            programme="endless" if wish.is_odd else "default",
            sale=self._unit(number),
        )

    def _plastic(self, wish: Wish) -> CardCommand:
        number = next(self._numbers)
        sale = self._unit(number).model_copy(update={"slot": number})
        return physical_issue(
            command_id=f"test.{number}",
            sale=sale,
            shopify_gift_card_id=str(number),
            paid_minor=wish.amount % 5001,
        )

    def _activate(self, wish: Wish) -> CardCommand:
        code = self._mint().model_copy(update={"last_four": f"{wish.amount:04d}"})
        return activation(1, command_id=f"test.{next(self._numbers)}", code=code)

    def _import(self, wish: Wish) -> CardCommand:
        return ImportCard(
            **self._facts(),
            balance_minor=wish.amount - 1,
            amount_minor=5000,
            paid_minor=5000,
            currency="USD",
            code=self._mint(),
            issued_at=NOW,
            expires_on="2027-01-31" if wish.is_odd else None,
        )

    def _aliases(self, choice: int) -> tuple[str, ...]:
        return (f"shopify#{self._sold[choice % len(self._sold)] if self._sold else 0}",)

    def _redeem(self, wish: Wish) -> CardCommand:
        return redemption(
            next(self._numbers),
            wish.amount,
            aliases=self._aliases(wish.first),
            mode=Mode.REPORTED if wish.is_odd else Mode.REQUESTED,
        )

    def _authorize(self, wish: Wish) -> CardCommand:
        return Authorize(
            **self._facts(),
            aliases=self._aliases(wish.first),
            amount_minor=wish.amount,
            currency="USD",
            timeout_seconds=3600 * wish.second or None,
        )

    def _hold(self, choice: int) -> Any:
        held = [
            (card.gift_card_id, hold.hold_id)
            for card in self.store.card_by_id.values()
            for hold in card.holds
        ]
        card, hold = held[choice % len(held)] if held else (self._card(0), NO_HOLD)
        return self._facts(target=card, hold_id=hold)

    def _capture(self, wish: Wish) -> CardCommand:
        return Capture(
            **self._hold(wish.first),
            amount_minor=wish.amount if wish.is_odd else None,
            currency="USD",
            remainder=Remainder.KEEP if wish.second % 3 else Remainder.RELEASE,
        )

    def _void(self, wish: Wish) -> CardCommand:
        return Void(**self._hold(wish.first))

    def _pay(self, wish: Wish) -> CardCommand:
        targets = tuple({self._card(wish.first): None, self._card(wish.second): None})
        return Pay(**self._facts(), targets=targets, amount_minor=wish.amount, currency="USD")

    def _refund(self, wish: Wish) -> CardCommand:
        card, of = self._entry(wish.second, "redeem", "capture")
        aliases = [alias for alias, its in self.store.aliases.items() if its == card]
        return refund(
            next(self._numbers),
            amount_minor=min(wish.amount, 50 * (wish.first + 1)),
            aliases=tuple(aliases[:1]) or ("shopify#0",),
            redemption_id=of,
        )

    def _refund_payment(self, wish: Wish) -> CardCommand:
        return RefundPayment(
            **self._facts(),
            redemption_id=self._entry(wish.second, "redeem")[1],
            amount_minor=None if wish.first % 2 else min(wish.amount, 100),
            currency="USD",
        )

    def _reload(self, wish: Wish) -> CardCommand:
        amount = {"amount_minor": wish.amount, "paid_minor": wish.amount, "currency": "USD"}
        return Reload(**self._facts(target=self._card(wish.first), **amount))

    def _adjust(self, wish: Wish) -> CardCommand:
        amount = wish.amount if wish.is_odd else -wish.amount
        facts = self._facts(target=self._card(wish.first), reason="goodwill")
        return Adjust(**facts, amount_minor=amount, currency="USD")

    def _correct(self, wish: Wish) -> CardCommand:
        card, wrong = self._entry(wish.second, "reload", "adjust", "import", "cash_out")
        return Correct(**self._facts(target=card), corrects=wrong, reason="mistake")

    def _block(self, wish: Wish) -> CardCommand:
        return Block(**self._facts(target=self._card(wish.first, Status.ACTIVE)), reason="stolen")

    def _unblock(self, wish: Wish) -> CardCommand:
        return Unblock(**self._facts(target=self._card(wish.first, Status.BLOCKED)), reason="found")

    def _extend(self, wish: Wish) -> CardCommand:
        facts = self._facts(target=self._card(wish.first), reason="goodwill")
        return Extend(**facts, expires_on=f"2027-0{wish.second + 2}-28")

    def _deactivate(self, wish: Wish) -> CardCommand:
        reason = REASONS[wish.second % len(REASONS)]
        return Deactivate(**self._facts(target=self._card(wish.first)), reason=reason)

    def _expire(self, wish: Wish) -> CardCommand:
        return Expire(**self._facts(target=self._card(wish.first)))

    def _cash_out(self, wish: Wish) -> CardCommand:
        facts = self._facts(target=self._card(wish.first), reason="small_rest")
        return CashOut(**facts, currency="USD")

    def _consolidate(self, wish: Wish) -> CardCommand:
        target = self._card(wish.first, Status.ACTIVE)
        source = self._card(wish.second, Status.ACTIVE)
        return Consolidate(**self._facts(target=target), sources=(source,))

    def _replace(self, wish: Wish) -> CardCommand:
        return Replace(**self._facts(target=self._card(wish.first)), reason="lost")

    def _split(self, wish: Wish) -> CardCommand:
        parts = (SplitPart(amount_minor=wish.amount // 3 + 1), SplitPart(amount_minor=1))
        return Split(**self._facts(target=self._card(wish.first)), parts=parts, currency="USD")


def some_wishes(seed: int, count: int) -> list[Wish]:
    """Always the same wishes for a seed."""
    chance = random.Random(seed)
    return [
        Wish(
            chance.choice(VERBS),
            chance.randrange(6),
            chance.randrange(8),
            chance.choice(AMOUNTS),
            chance.choice(PAUSES),
        )
        for _ in range(count)
    ]
