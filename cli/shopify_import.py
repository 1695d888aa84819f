"""`giftledger shopify import`: take the shop's existing cards over, and prove the sums."""

import sys
from argparse import Namespace
from collections.abc import Iterator
from contextlib import redirect_stdout
from datetime import UTC, datetime

from cli.asking import agreed
from cli.failing import FOUND, OK, RefusedError
from cli.layout import table
from cli.migrating.importing import Summary, look, take_over
from cli.migrating.pages import card_pages
from cli.migrating.proving import Proof, prove
from cli.migrating.sorting import Fate
from cli.money import grouped
from cli.progress import Progress
from giftledger.platforms.shopify.admin import cards
from giftledger.store.migrations import read_import
from giftledger.store.shops import read_shop_settings

NAMED = 20
"""Cards that are named one by one, unless all are asked for."""


def run(asked: Namespace) -> int:
    """Say what would be done, do it if that is agreed to, and compare both sides to the end."""
    if not read_shop_settings().download_cards:
        raise RefusedError("download_cards is off: giftledger shopify settings --set ...=on")
    plan = look(card_pages(), now=_now(), told=Progress("looked at"))
    print("\n".join(_told(plan, everything=asked.all)))
    wanted = plan.fates[Fate.TAKEN] + plan.fates[Fate.EMPTY]
    if asked.dry_run:
        print(f"\ndry run: nothing was changed; {wanted} cards would be taken over")
        return OK
    if wanted and not agreed(asked, f"take {wanted} cards over?"):
        print("nothing was changed")
        return OK
    before = read_import()
    if before is not None:
        print(f"going on after {before.cards} cards", file=sys.stderr)
    pages = card_pages(before.cursor if before else None)
    with redirect_stdout(sys.stderr):  # what a function would log
        done = take_over(
            pages,
            seen_before=before.cards if before else 0,
            clock=_now,
            told=Progress("taken care of"),
        )
    for card, why in done.refused:
        print(f"refused: {card.shopify_gift_card_id} ending {card.last_characters}: {why}")
    print(f"\ntaken over: {done.fates[Fate.TAKEN] + done.fates[Fate.EMPTY] - len(done.refused)}")
    proof = prove(card_pages(), cards.card, clock=_now, told=Progress("compared"))
    print("\n".join(_proved(proof)))
    return OK if proof.holds and not done.refused else FOUND


def _told(plan: Summary, *, everything: bool) -> Iterator[str]:
    currencies = sorted({currency for _, currency in plan.worth})
    lines: list[tuple[str, ...]] = [("cards", *currencies, "what becomes of them")]
    for what in Fate:
        if plan.fates[what]:
            sums = (grouped(plan.worth[what, each], each) for each in currencies)
            lines.append((str(plan.fates[what]), *sums, what.value))
    yield f"{plan.seen} gift cards in Shopify"
    yield from table(lines)
    named = plan.left_out if everything else plan.left_out[:NAMED]
    for what, card in named:
        worth = grouped(card.balance_minor, card.currency)
        name = f"{card.shopify_gift_card_id} ending {card.last_characters}"
        yield f"  {name}: {worth} {card.currency}, {what.value}"
    if len(named) < len(plan.left_out):
        yield f"  and {len(plan.left_out) - len(named)} more: --all names them"


def _proved(proof: Proof) -> Iterator[str]:
    lines: list[tuple[str, ...]] = [("currency", "cards", "Shopify", "ledger", "difference")]
    for currency in sorted(proof.cards):
        theirs, ours = proof.theirs[currency], proof.ours[currency]
        sums = (grouped(minor, currency) for minor in (theirs, ours, ours - theirs))
        lines.append((currency, str(proof.cards[currency]), *sums))
    yield from table(lines, right=4)
    for one in proof.differences:
        there = grouped(one.theirs_minor, one.currency)
        here = grouped(one.ours_minor, one.currency)
        names = f"{one.gift_card_id} (Shopify {one.shopify_gift_card_id})"
        yield f"differs: {names}: Shopify {there}, ledger {here} {one.currency}"
    yield (
        "equal to the minor unit, card by card"
        if proof.holds
        else (f"{len(proof.differences)} cards differ: giftledger shopify reconcile explains them")
    )


def _now() -> datetime:
    return datetime.now(UTC)
