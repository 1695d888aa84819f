"""What the ledger decides, verb by verb, through `execute` on the in-memory store."""

from collections.abc import Callable

import pytest

from giftledger.ledger.card import Card, Status
from giftledger.ledger.commands import CancelOrder, CardCommand, Issue, parse_command
from giftledger.ledger.parts import Mode, SealedCode
from giftledger.ledger.programme import CodeProfile
from giftledger.ledger.rejections import Rejection
from giftledger.outcomes import Outcome, Parked, Posted, Rejected
from giftledger.service import execute
from giftledger.store.protocol import Snapshot
from tests.fakes.commands import (
    GIFT_CARD,
    NOW,
    ORDER,
    activation,
    digital_issue,
    mint,
    native_issue,
    physical_issue,
    redemption,
    refund,
    sale_refund,
    sealed,
)
from tests.fakes.memory_store import MemoryStore, awaited_keys


class Ledger:
    """A store with the outbox's part played at once: what a commit wakes is told again."""

    def __init__(self) -> None:
        self.store = MemoryStore()

    def tell(self, *commands: CardCommand) -> Outcome:
        for command in commands:
            outcome = self._execute(command)
            self._wake()
        return outcome

    def card(self, command: Issue | None = None) -> Card:
        issue = command or native_issue()
        return self.store.card_by_id[issue.gift_card_id]

    def history(self) -> list[tuple[str, int, int]]:
        posted = [entry for entry in self.store.entries.values() if entry.seq is not None]
        ordered = sorted(posted, key=lambda entry: entry.seq or 0)
        return [(entry.kind, entry.amount_minor, entry.shortfall_minor) for entry in ordered]

    def _execute(self, command: CardCommand) -> Outcome:
        return execute(command, self.store, now=NOW, mint=mint, pause=lambda _: None)

    def _wake(self) -> None:
        while self.store.commits:
            for key in awaited_keys(self.store.commits.pop(0)):
                waiting = [fact for fact in self.store.parked.values() if fact.key == key]
                for fact in waiting:
                    outcome = self._execute(parse(fact.body))
                    if not (isinstance(outcome, Parked) and outcome.key == key):
                        self.store.unpark(fact.key, fact.command_id)


def parse(body: str) -> CardCommand:
    command = parse_command(body)
    assert not isinstance(command, CancelOrder)
    return command


@pytest.fixture
def ledger() -> Ledger:
    return Ledger()


def test_a_native_card_is_worth_its_face_at_once(ledger: Ledger) -> None:
    outcome = ledger.tell(native_issue())

    assert isinstance(outcome, Posted)
    assert (ledger.card().status, ledger.card().balance_minor) == (Status.ACTIVE, 5000)
    assert ledger.store.aliases[f"shopify#{GIFT_CARD}"] == ledger.card().gift_card_id


def test_a_discounted_card_keeps_its_face_and_books_the_discount_apart(ledger: Ledger) -> None:
    outcome = ledger.tell(native_issue(amount_minor=10000, paid_minor=8000))

    assert isinstance(outcome, Posted)
    legs = {leg.account.value: leg.amount_minor for leg in outcome.entry.legs}
    assert legs == {
        "sales_clearing": 8000,
        "deferred_discount": 2000,
        "gift_card_liability": -10000,
    }


def test_a_physical_card_carries_no_liability_until_its_serial_is_bound(ledger: Ledger) -> None:
    ledger.tell(physical_issue())
    assert ledger.card(physical_issue()).balance_minor == 0

    ledger.tell(activation())
    card = ledger.card(physical_issue())
    assert (card.status, card.balance_minor, card.last_four) == (Status.ACTIVE, 5000, "0017")


def test_serials_go_to_the_lowest_pending_unit_of_their_value(ledger: Ledger) -> None:
    ledger.tell(physical_issue(2), physical_issue(1))
    ledger.tell(activation(7))

    assert ledger.card(physical_issue(1)).status is Status.ACTIVE
    assert ledger.card(physical_issue(2)).status is Status.PENDING


def test_a_serial_never_binds_twice_whoever_tells_it(ledger: Ledger) -> None:
    ledger.tell(physical_issue(1), physical_issue(2), activation(1))
    again = ledger.tell(activation(1))
    by_file = ledger.tell(activation(1, command_id="hotwax.10522780.abcd"))

    assert isinstance(again, Posted) and again.replayed
    assert isinstance(by_file, Rejected) and by_file.rejection is Rejection.CODE_TAKEN
    assert ledger.card(physical_issue(2)).status is Status.PENDING


def test_a_serial_before_its_sale_waits_and_is_bound_when_the_sale_arrives(ledger: Ledger) -> None:
    early = ledger.tell(activation(1), activation(2))
    assert isinstance(early, Parked)

    ledger.tell(physical_issue(1), physical_issue(2))
    assert ledger.card(physical_issue(1)).status is Status.ACTIVE
    assert ledger.card(physical_issue(2)).status is Status.ACTIVE
    assert not ledger.store.parked


def test_a_requested_redemption_that_is_not_covered_is_refused(ledger: Ledger) -> None:
    ledger.tell(native_issue())
    outcome = ledger.tell(redemption(amount_minor=5001, mode=Mode.REQUESTED))

    assert isinstance(outcome, Rejected)
    assert outcome.rejection is Rejection.INSUFFICIENT_BALANCE
    assert ledger.card().balance_minor == 5000


def test_a_refused_key_stays_refused_after_the_card_could_pay(ledger: Ledger) -> None:
    ledger.tell(native_issue(), redemption(1, 3000))
    refused = redemption(2, 4000, mode=Mode.REQUESTED)
    ledger.tell(refused, refund(of=1, amount_minor=3000))
    again = ledger.tell(refused)

    assert isinstance(again, Rejected) and again.replayed
    assert ledger.card().balance_minor == 5000


def test_an_unknown_card_stores_nothing_for_a_request(ledger: Ledger) -> None:
    outcome = ledger.tell(redemption(mode=Mode.REQUESTED))

    assert outcome == Rejected(Rejection.UNKNOWN_CARD)
    assert not ledger.store.entries and not ledger.store.parked


def test_a_reported_redemption_posts_what_is_there_and_carries_the_rest(ledger: Ledger) -> None:
    ledger.tell(native_issue(), redemption(1, 4000), redemption(2, 3000))

    assert ledger.card().balance_minor == 0
    assert ledger.history()[1:] == [("redeem", -4000, 0), ("redeem", -1000, 2000)]


def test_a_redelivered_full_redemption_is_answered_from_its_receipt(ledger: Ledger) -> None:
    ledger.tell(native_issue())
    full = redemption(amount_minor=5000, mode=Mode.REQUESTED)
    ledger.tell(full)
    again = ledger.tell(full)

    assert isinstance(again, Posted) and again.replayed
    assert ledger.card().balance_minor == 0


def test_one_id_with_another_amount_is_a_reused_key(ledger: Ledger) -> None:
    ledger.tell(native_issue(), redemption(1, 1000))
    outcome = ledger.tell(redemption(1, 2000))

    assert isinstance(outcome, Rejected) and outcome.rejection is Rejection.KEY_REUSED
    assert ledger.card().balance_minor == 4000


@pytest.mark.parametrize(
    ("facts", "rejection"),
    [
        ({"currency": "CAD"}, Rejection.CURRENCY_MISMATCH),
        ({"test": True}, Rejection.TEST_MISMATCH),
    ],
)
def test_other_currencies_and_test_money_never_meet_a_card(
    ledger: Ledger, facts: dict[str, object], rejection: Rejection
) -> None:
    ledger.tell(native_issue())
    outcome = ledger.tell(redemption(1, 1000, **facts))

    assert isinstance(outcome, Rejected) and outcome.rejection is rejection
    assert ledger.card().balance_minor == 5000


def test_a_refund_credits_the_card_that_paid(ledger: Ledger) -> None:
    ledger.tell(native_issue(), redemption(1, 3000), refund(amount_minor=1000))
    assert ledger.card().balance_minor == 3000


def test_refunds_never_exceed_their_redemption(ledger: Ledger) -> None:
    ledger.tell(native_issue(), redemption(1, 3000), refund(101, amount_minor=2500))
    outcome = ledger.tell(refund(102, amount_minor=501))

    assert isinstance(outcome, Rejected) and outcome.rejection is Rejection.EXCEEDS_REDEMPTION
    assert ledger.card().balance_minor == 4500


def test_a_refund_settles_the_shortfall_of_its_redemption_first(ledger: Ledger) -> None:
    ledger.tell(native_issue(), redemption(1, 6000))
    ledger.tell(refund(101, amount_minor=600), refund(102, amount_minor=900))

    assert ledger.history()[1:] == [
        ("redeem", -5000, 1000),
        ("refund", 0, -600),
        ("refund", 500, -400),
    ]


def test_redemption_ids_that_begin_alike_do_not_share_refunds(ledger: Ledger) -> None:
    ledger.tell(native_issue(), redemption(1, 1000), redemption(12, 1000))
    ledger.tell(refund(101, of=12, amount_minor=1000))
    outcome = ledger.tell(refund(102, of=1, amount_minor=1000))

    assert isinstance(outcome, Posted)
    assert ledger.card().balance_minor == 5000


def test_a_refund_before_its_redemption_and_its_sale_is_applied_in_the_end(ledger: Ledger) -> None:
    ledger.tell(refund(amount_minor=1000), redemption(1, 3000), native_issue())

    assert ledger.card().balance_minor == 3000
    assert not ledger.store.parked


def test_refunding_a_sale_takes_the_unspent_part_of_one_card_only(ledger: Ledger) -> None:
    ledger.tell(native_issue("1"), native_issue("2"))
    ledger.tell(redemption(1, 2000, aliases=("shopify#1",)), sale_refund())

    assert ledger.card(native_issue("1")).balance_minor == 3000
    assert ledger.card(native_issue("2")).status is Status.CLOSED


def test_the_second_refund_of_a_line_takes_out_the_other_card(ledger: Ledger) -> None:
    ledger.tell(native_issue("1"), native_issue("2"), sale_refund(1), sale_refund(1))
    open_cards = [c for c in ledger.store.card_by_id.values() if c.status is Status.ACTIVE]
    assert len(open_cards) == 1

    ledger.tell(sale_refund(2))
    assert {c.status for c in ledger.store.card_by_id.values()} == {Status.CLOSED}


def test_a_cancellation_before_the_sale_issues_and_closes_without_a_mail(ledger: Ledger) -> None:
    ledger.store.cancel_order(ORDER, "shopify.order.5001.cancelled", NOW)
    ledger.tell(digital_issue())

    assert ledger.card(digital_issue()).status is Status.CLOSED
    assert ledger.history() == [("issue", 5000, 0), ("deactivate", -5000, 0)]
    assert not any(entry.mail for entry in ledger.store.entries.values())


def test_a_refund_to_a_closed_card_settles_what_its_closing_could_not_take_back(
    ledger: Ledger,
) -> None:
    ledger.tell(native_issue(), redemption(1, 3000), sale_refund(), refund(amount_minor=1000))

    assert (ledger.card().status, ledger.card().balance_minor) == (Status.CLOSED, 0)
    assert ledger.history()[2:] == [("deactivate", -2000, 3000), ("refund", 0, -1000)]


def test_a_code_is_minted_only_when_a_card_is_really_issued(ledger: Ledger) -> None:
    minted: list[SealedCode] = []

    def mint(_: CodeProfile) -> SealedCode:
        minted.append(sealed())
        return minted[-1]

    run: Callable[[], Outcome] = lambda: execute(  # noqa: E731
        digital_issue(), ledger.store, now=NOW, mint=mint
    )
    run()
    run()
    assert len(minted) == 1


def test_a_serial_told_before_and_after_a_rotation_of_the_pepper_binds_once(
    ledger: Ledger,
) -> None:
    ledger.tell(physical_issue(1), physical_issue(2))
    before = activation(1, command_id="netsuite.1.2.3.old")
    rotated = sealed("f", key_id="k2", previous_key_id="k1", previous_hash=before.code.hash)
    ledger.tell(activation(1, command_id="netsuite.1.2.3.new", code=rotated))
    outcome = ledger.tell(before)

    assert isinstance(outcome, Rejected)
    assert outcome.rejection is Rejection.CODE_TAKEN
    assert ledger.card(physical_issue(2)).status is Status.PENDING


class RefundsInBetween(MemoryStore):
    """Closes the lowest unit between the choice of a command and its reading of the card."""

    raced = False

    def read(self, gift_card_id: str, entry: str) -> Snapshot:
        if not self.raced and entry.startswith("ENTRY#netsuite"):
            self.raced = True
            execute(sale_refund(1), self, now=NOW)
        return super().read(gift_card_id, entry)


def test_an_activation_that_loses_its_unit_to_a_refund_takes_the_next_one(ledger: Ledger) -> None:
    ledger.store = RefundsInBetween()
    ledger.tell(physical_issue(1), physical_issue(2))
    outcome = ledger.tell(activation(1))

    assert isinstance(outcome, Posted)
    assert ledger.card(physical_issue(1)).status is Status.CLOSED
    assert ledger.card(physical_issue(2)).status is Status.ACTIVE
