"""`giftledger shopify upload`: make the ledger's existing cards in the shop."""

import sys
from argparse import Namespace
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import redirect_stdout
from datetime import UTC, datetime
from functools import cache

from cli.asking import agreed
from cli.failing import FOUND, OK
from cli.layout import table
from cli.migrating.candidates import Candidate, Left, candidate
from cli.migrating.intending import Uploaded
from cli.migrating.uploading import finish_open, upload_cards
from cli.money import grouped
from cli.progress import Progress
from giftledger.store import people
from giftledger.store.mirrors import mirrors
from giftledger.store.walking import SeenCard, walk
from giftledger.vault import unseal


def run(asked: Namespace) -> int:
    """Say what would be done, do it if that is agreed to, and name every card that failed."""
    code_of = codes()
    finished = Uploaded()
    if not asked.dry_run:
        with redirect_stdout(sys.stderr):
            finished = finish_open(code_of, clock=_now)
        if finished.mirrored or finished.failures:
            print(f"an earlier upload is finished: {finished.mirrored} cards are there")
    found, left = plan(_now())
    print("\n".join(_planned(found, left)))
    if asked.dry_run:
        print("\ndry run: nothing was changed")
        return OK
    if not found:
        return FOUND if finished.failures else OK
    if not agreed(asked, f"make {len(found)} cards in Shopify? Nobody is mailed by this."):
        print("nothing was changed")
        return OK
    with redirect_stdout(sys.stderr):  # what a function would log
        done = upload_cards(found, code_of, clock=_now, told=Progress("given to Shopify"))
    print("\n".join(_done(done)))
    return FOUND if done.failures else OK


def plan(now: datetime) -> tuple[list[Candidate], Counter[Left]]:
    """The cards to upload, and how many are left out for which reason."""
    known = {mirror.gift_card_id: mirror for mirror in mirrors()}
    found: list[Candidate] = []
    left: Counter[Left] = Counter()
    for page in walk():
        for seen in page:
            if not isinstance(seen, SeenCard):
                continue
            what = candidate(seen.card, known.get(seen.card.gift_card_id), now=now)
            if isinstance(what, Left):
                left[what] += 1
            else:
                found.append(what)
    return found, left


def codes() -> Callable[[str], str | None]:
    """Tells a card's code, decrypted once; it is never printed or stored."""

    @cache
    def code_of(gift_card_id: str) -> str | None:
        sealed = people.code(gift_card_id)
        if sealed is None or not sealed.ciphertext:
            return None
        return unseal(sealed.ciphertext, code_hash=sealed.code_hash)

    return code_of


def _planned(found: list[Candidate], left: Counter[Left]) -> Iterator[str]:
    worth: Counter[str] = Counter()
    for one in found:
        worth[one.card.currency] += one.card.available_minor
    sums = ", ".join(f"{grouped(minor, currency)} {currency}" for currency, minor in worth.items())
    lines = [(str(len(found)), "to make in Shopify" + (f", worth {sums}" if sums else ""))]
    lines += [(str(left[why]), why.value) for why in Left if left[why]]
    yield from table(lines)


def _done(done: Uploaded) -> Iterator[str]:
    adopted = f", {done.adopted} of them from an earlier attempt" if done.adopted else ""
    yield f"{done.mirrored} cards are in Shopify{adopted}; {len(done.failures)} failed"
    for gift_card_id, why in done.failures:
        yield f"failed: {gift_card_id}: {why}"


def _now() -> datetime:
    return datetime.now(UTC)
