"""docs/ledger.md: states, verbs, legs, limits and budgets."""

from pathlib import Path
from typing import get_args

from giftledger.ledger import accounts
from giftledger.ledger.accounts import FINANCE_WORDS, LEGS, Account
from giftledger.ledger.card import ALLOWED, Status
from giftledger.ledger.commands import BaseCommand, CancelOrder, CardCommand, Refund
from giftledger.ledger.commands.moving import MAX_PARTS
from giftledger.ledger.conditions import SWITCH_OF
from giftledger.ledger.fields import MAX_AMOUNT_MINOR, MAX_CARDS, MAX_REFERENCE_CHARACTERS
from giftledger.ledger.hold import DEFAULT_SECONDS, LONGEST_SECONDS, MAX_HOLDS
from giftledger.ledger.operations.adjust import CORRECTABLE
from giftledger.ledger.parts import SALE_UNDONE, Funding, Reason
from giftledger.ledger.programme import Programme, Switch
from handbook.budgets import BUDGETS
from handbook.tables import table

REPORTED_ONLY = (Refund, CancelOrder)
"""Facts that nobody but a platform tells."""

_TEXT = Path(__file__).with_name("ledger.txt")


def ledger_page() -> str:
    """The whole page."""
    return _TEXT.read_text(encoding="utf-8").format(
        states=_states(),
        reasons=_named(Reason),
        undone=_named(sorted(SALE_UNDONE)),
        verbs=_verbs(),
        correctable=_named(sorted(CORRECTABLE)),
        holds=MAX_HOLDS,
        default_seconds=DEFAULT_SECONDS,
        longest_seconds=LONGEST_SECONDS,
        legs=_legs(),
        accounts=_accounts(),
        unpaid=_unpaid(),
        cards=MAX_CARDS,
        limits=_limits(),
        budgets=table(("what", "budget"), BUDGETS),
    )


def _states() -> str:
    head = ("from", *(f"to {status.value}" for status in Status))
    return table(
        head,
        (
            (
                f"**{status.value}**",
                *("yes" if other in ALLOWED[status] else "" for other in Status),
            )
            for status in Status
        ),
    )


def _verbs() -> str:
    commands = [*get_args(CardCommand), CancelOrder]
    return table(
        ("verb", "what it does", "entry", "obeys the switch", "reported too"),
        ((_verb(one), _first_line(one), f"`{one.entry_kind}`", *_obeys(one)) for one in commands),
    )


def _verb(command: type[BaseCommand]) -> str:
    return f"`{command.model_fields['verb'].default}`"


def _first_line(command: type[BaseCommand]) -> str:
    return (command.__doc__ or "").strip().split("\n")[0]


def _obeys(command: type[BaseCommand]) -> tuple[str, str]:
    switch = next((value for each, value in SWITCH_OF.items() if each is command), None)
    reported = "yes" if "mode" in command.model_fields or command in REPORTED_ONLY else ""
    return (f"`{switch.value}`" if switch else "", reported)


def _legs() -> str:
    return table(
        ("entry", "accounts"),
        ((f"`{kind}`", _named(sorted(moved))) for kind, moved in sorted(LEGS.items())),
    )


def _accounts() -> str:
    return table(
        ("account", "in the books"),
        ((f"`{account.value}`", FINANCE_WORDS[account]) for account in Account),
    )


def _unpaid() -> str:
    return table(
        ("funding", "account"),
        ((f"`{funding}`", f"`{accounts.unpaid(funding)}`") for funding in Funding),
    )


def _limits() -> str:
    cards = Programme.model_fields["cards_per_payment"].default
    return table(
        ("limit", "value"),
        (
            ("one amount", f"{MAX_AMOUNT_MINOR:,} minor units"),
            ("order reference", f"{MAX_REFERENCE_CHARACTERS} characters"),
            ("cards in one payment or consolidation", f"{cards}"),
            ("cards of one split", f"{MAX_PARTS}"),
            ("open holds on a card", f"{MAX_HOLDS}"),
            ("switches of a programme", _named(Switch)),
        ),
    )


def _named(values: object) -> str:
    return ", ".join(f"`{value}`" for value in values)  # type: ignore[attr-defined]
