"""The audit: a clean ledger gives no finding, and each planted error is found and named."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from cli.auditing.audit import Audit, audit
from cli.auditing.findings import Kind
from giftledger.ledger.card import Card, Status
from giftledger.ledger.commands import Replace
from giftledger.ledger.entry import Entry
from giftledger.service import execute
from tests.cli.conftest import Ledger
from tests.fakes.books import Books
from tests.fakes.commands import NOW, native_issue, redemption, refund, sealed

ALL_WISHES = 400


def look() -> Audit:
    """Without waiting: nothing is on its way here."""
    return audit(settle_seconds=0)


def lines() -> str:
    return "\n".join(finding.line for finding in look().findings)


def some_card(books: Books, fits: Callable[[Card], bool], entries: int = 2) -> Card:
    """One that fits and has at least so many entries."""
    return next(card for card, _ in books.values() if fits(card) and card.last_seq >= entries)


def spent(books: Books) -> tuple[Card, Entry]:
    """A payment that moved something, on an open card."""
    return next(
        (card, entry)
        for card, entries in books.values()
        for entry in entries
        if entry.kind == "redeem" and entry.amount_minor and card.status is Status.ACTIVE
    )


def card_key(card: Card) -> tuple[str, str]:
    return f"CARD#{card.gift_card_id}", "CARD"


def entry_key(card: Card, entry: Entry) -> tuple[str, str]:
    return f"CARD#{card.gift_card_id}", entry.key


@pytest.mark.parametrize("seed", range(3))
def test_a_ledger_of_every_verb_is_clean_and_its_sums_are_told(ledger: Ledger, seed: int) -> None:
    books = ledger.play(wishes=ALL_WISHES, seed=seed)
    ledger.book()
    found = look()
    assert found.findings == []
    assert found.moving == []
    assert found.cards == len(books)
    assert found.entries == sum(len(entries) for _, entries in books.values())
    worth = sum(card.balance_minor for card, _ in books.values())
    assert sum(found.balances.values()) == worth


@pytest.mark.usefixtures("ledger")
def test_an_empty_ledger_is_clean() -> None:
    assert look().findings == []


def test_a_wrong_balance_is_named_with_its_card(ledger: Ledger, books: Books) -> None:
    card = some_card(books, lambda card: card.status is Status.ACTIVE)
    ledger.change(*card_key(card), balance_minor=card.balance_minor + 7)
    found = lines()
    right, wrong = card.balance_minor, card.balance_minor + 7
    assert f"{card.gift_card_id}: balance of the card: expected {right}, found {wrong}" in found
    assert "sum of the cards" in found


def test_a_negative_balance_is_named(ledger: Ledger, books: Books) -> None:
    card = some_card(books, lambda card: card.status is Status.ACTIVE)
    ledger.change(*card_key(card), balance_minor=-1)
    assert f"{card.gift_card_id}: balance of the card: expected 0 or more, found -1" in lines()


def test_a_gap_in_the_numbers_is_named(ledger: Ledger, books: Books) -> None:
    card, entry = spent(books)
    ledger.remove(*entry_key(card, entry))
    found = lines()
    named = f"{card.gift_card_id} seq {entry.seq}: entries of this number: expected 1, found 0"
    assert f"wrong: {named}" in found
    # The books had counted it.
    assert "wrong: books of" in found


def test_an_entry_beyond_the_last_and_a_wrong_version_are_named(
    ledger: Ledger, books: Books
) -> None:
    card = some_card(books, lambda card: card.last_seq > 2)
    ledger.change(*card_key(card), last_seq=card.last_seq - 1)
    found = lines()
    end = card.last_seq
    assert f"{card.gift_card_id} seq {end}: number of an entry: expected 1 to {end - 1}" in found
    assert f"version of the card: expected {end - 1}, found {end}" in found


def test_a_leg_of_a_wrong_amount_is_named(ledger: Ledger, books: Books) -> None:
    card, entry = spent(books)
    amount = -entry.amount_minor
    legs = ["gift_card_liability", amount, "redemption_clearing", -amount + 5]
    ledger.change(*entry_key(card, entry), legs=legs)
    found = lines()
    assert f"{card.gift_card_id} seq {entry.seq}: sum of the legs: expected 0, found 5" in found
    assert "redemption_clearing: expected" in found


@pytest.mark.parametrize("account", ["breakage_income", "petty_cash"])
def test_a_leg_of_an_account_of_others_is_named(ledger: Ledger, books: Books, account: str) -> None:
    card, entry = spent(books)
    amount = -entry.amount_minor
    legs = ["gift_card_liability", amount, account, -amount]
    ledger.change(*entry_key(card, entry), legs=legs)
    found = lines()
    assert f"{card.gift_card_id} seq {entry.seq}: account of a leg of redeem: expected" in found
    assert f"found {account}" in found


def test_a_leg_that_is_not_the_amount_is_named(ledger: Ledger, books: Books) -> None:
    card, entry = spent(books)
    ledger.change(*entry_key(card, entry), legs=[])
    amount = -entry.amount_minor
    named = f"seq {entry.seq}: leg of the liability: expected {amount}, found 0"
    assert f"{card.gift_card_id} {named}" in lines()


def test_a_broken_chain_is_named_where_it_breaks(ledger: Ledger, books: Books) -> None:
    card, entry = spent(books)
    right, wrong = entry.balance_after_minor, entry.balance_after_minor + 3
    ledger.change(*entry_key(card, entry), balance_after_minor=wrong)
    named = f"seq {entry.seq}: balance after the entry: expected {right}, found {wrong}"
    assert f"{card.gift_card_id} {named}" in lines()


def test_a_currency_of_its_own_is_named(ledger: Ledger, books: Books) -> None:
    card, entry = spent(books)
    ledger.change(*entry_key(card, entry), currency="EUR")
    named = f"seq {entry.seq}: currency of the entry: expected USD, found EUR"
    assert f"{card.gift_card_id} {named}" in lines()


def test_a_status_that_no_entry_gave_and_one_that_came_from_nowhere_are_named(
    ledger: Ledger, books: Books
) -> None:
    card, entry = spent(books)
    ledger.change(*card_key(card), status="blocked")
    ledger.change(*entry_key(card, entry), status="pending")
    found = lines()
    assert f"{card.gift_card_id}: status of the card: expected" in found
    assert f"{card.gift_card_id} seq {entry.seq}: status after active: expected active or" in found


def test_holds_of_more_than_there_is_and_of_nothing_are_named(ledger: Ledger, books: Books) -> None:
    card = some_card(books, lambda card: card.status is Status.ACTIVE)
    too_much = card.balance_minor + 1
    ledger.change(*card_key(card), holds=["a" * 20, too_much, 0, "", "b" * 20, 0, 0, ""])
    found = lines()
    assert f"{card.gift_card_id}: sum of the holds: expected 0 to {card.balance_minor}" in found
    assert f"{card.gift_card_id}: hold {'b' * 20}: expected more than 0, found 0" in found
    assert f"{card.gift_card_id}: holds by the entries" in found


def test_refunds_beyond_their_payment_are_named(ledger: Ledger) -> None:
    for command in (native_issue(), redemption(1, 3000), refund(amount_minor=1000)):
        execute(command, ledger.engine.store, now=NOW)
    ledger.book()
    card_id = native_issue().gift_card_id
    ledger.change(f"CARD#{card_id}", refund().entry_key, asked_minor=3001)
    named = f"refunds of {redemption(1).command_id}: expected 3000 at most, found 3001"
    assert f"{card_id}: {named}" in lines()


@pytest.mark.parametrize(
    ("name", "value"),
    [("loaded_minor", 12), ("owed_minor", 12), ("expires_on", "2031-01-31")],
)
def test_whatever_of_a_card_its_entries_do_not_tell_is_named(
    ledger: Ledger, books: Books, name: str, value: Any
) -> None:
    card = some_card(books, lambda card: card.status is Status.ACTIVE)
    ledger.change(*card_key(card), **{name: value})
    assert f"{card.gift_card_id}: {name} by the entries: expected" in lines()


def test_value_that_got_lost_between_two_cards_is_named(ledger: Ledger, books: Books) -> None:
    card, entry = next(
        (card, entry)
        for card, entries in books.values()
        for entry in entries
        if entry.kind == "transfer" and entry.amount_minor > 0
    )
    amount = entry.amount_minor
    legs = ["gift_card_liability", -amount, "balance_adjustments", amount]
    ledger.change(*entry_key(card, entry), legs=legs)
    named = f"wrong: {entry.command_id}: USD left between the cards: expected 0, found {-amount}"
    assert named in lines()


def test_an_alias_to_nowhere_and_a_second_one_are_named(ledger: Ledger, books: Books) -> None:
    nobody, card = "gc_" + "b" * 26, next(iter(books))
    ledger.change("ALIAS#shopify#77", "ALIAS", type="alias", gift_card_id=nobody)
    ledger.change("ALIAS#shopify#1", "OTHER", type="alias", gift_card_id=card)
    found = lines()
    assert f"ALIAS#shopify#77: card that it leads to: expected a card, found no {nobody}" in found
    assert "ALIAS#shopify#1: item OTHER" in found


def test_entries_without_a_card_and_a_lost_successor_are_named(
    ledger: Ledger, books: Books
) -> None:
    merged = some_card(books, lambda card: card.successor_id is not None)
    successor = books[merged.successor_id or ""][0]
    ledger.remove(*card_key(successor))
    found = lines()
    assert f"{successor.gift_card_id}: card of the entries: expected a card, found" in found


def test_an_item_that_cannot_be_read_is_named(ledger: Ledger, books: Books) -> None:
    card, entry = spent(books)
    ledger.change(*entry_key(card, entry), recorded_at="yesterday")
    assert f"{card.gift_card_id}: item {entry.key}: expected one that can be read" in lines()


@pytest.mark.parametrize("name", ["sales_clearing", "balances_minor", "entries"])
def test_a_wrong_bucket_is_named_with_its_day_and_account(
    ledger: Ledger, books: Books, name: str
) -> None:
    assert books
    bucket = "2026-11-20#USD#default#sold#live"
    key = ("work", "BOOKS", bucket)
    right = int(ledger.engine.items()[key].get(name, {"N": "0"})["N"])
    ledger.change("BOOKS", bucket, table="work", **{name: right + 9})
    (finding,) = look().findings
    where = "wrong: books of 2026-11-20 USD default sold"
    assert finding.line == f"{where}: {name}: expected {right}, found {right + 9}"


def test_a_bucket_that_nobody_knows_is_named(ledger: Ledger, books: Books) -> None:
    assert books
    bucket = "2020-01-01#EUR#default#sold#test"
    ledger.change("BOOKS", bucket, table="work", type="books", entries=1)
    (finding,) = look().findings
    assert "books of 2020-01-01 EUR default sold test: entries: expected 0" in finding.line


def test_a_card_that_is_booked_past_its_end_is_named(ledger: Ledger, books: Books) -> None:
    card = some_card(books, lambda card: card.status is Status.ACTIVE)
    mark = card.last_seq + 2
    ledger.change(f"BOOKED#{card.gift_card_id}", "BOOKED", table="work", seq=mark)
    named = f"last booked entry: expected {card.last_seq} at most, found {mark}"
    assert f"{card.gift_card_id}: {named}" in lines()


def test_what_is_not_booked_yet_is_late_and_not_wrong(ledger: Ledger, books: Books) -> None:
    execute(native_issue("9999"), ledger.engine.store, now=NOW)
    assert books
    (finding,) = look().findings
    assert finding.kind is Kind.NOT_BOOKED_YET
    assert finding.line == (
        f"not booked yet: {native_issue('9999').gift_card_id}: "
        "last booked entry: expected 1, found 0"
    )


def test_a_ledger_that_moves_while_it_is_read_gives_no_finding(
    ledger: Ledger, books: Books
) -> None:
    before = len(books)

    def trade() -> None:
        now = datetime.now(UTC)
        for number in range(5000, 5025):
            told = native_issue(
                str(number), sale=native_issue().sale.model_copy(update={"unit": number})
            )
            for command in (
                told,
                redemption(number, 1000, aliases=(f"shopify#{number}",)),
                Replace(
                    command_id=f"test.replace.{number}",
                    occurred_at=now,
                    source="console",
                    target=told.gift_card_id,
                    reason="lost",
                ),
            ):
                code = sealed(hash=f"{1000 + number:064x}")
                execute(command, ledger.engine.store, now=now, mint=lambda _, code=code: code)
            if number % 3 == 0:
                ledger.book()

    with ThreadPoolExecutor(1) as pool:
        trading = pool.submit(trade)
        while not trading.done():
            assert look_late().findings == []
        trading.result()
    ledger.book()
    found = look()
    assert (found.findings, found.moving, found.cards) == ([], [], before + 50)


def look_late() -> Audit:
    """What is not booked yet is no concern here."""
    found = look()
    wrong = [finding for finding in found.findings if finding.kind is Kind.WRONG]
    return replace(found, findings=wrong)
