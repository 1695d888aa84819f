"""The commands as people type them: what they print, and how they end."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import boto3
import pytest

from cli.__main__ import main
from functions.books.handler import handler as books_handler
from giftledger.ledger.commands import Authorize
from giftledger.settings import settings
from tests.cli.described import describe_stack
from tests.fakes.commands import digital_issue, native_issue, redemption, refund
from tests.functions.queue_world import CODE, OTHER_CODE, World, world

STAGE = ("--stage", "dev")
NOW = datetime.now(UTC).replace(hour=12, minute=0, second=0, microsecond=0)
FIRST, SECOND, THIRD = (NOW - timedelta(days=days) for days in (3, 2, 1))
SOLD, SPENT, GIVEN_BACK = (f"{at:%Y-%m-%d}" for at in (FIRST, SECOND, THIRD))
CARD = native_issue().gift_card_id


@dataclass(frozen=True)
class Shell:
    """Types commands at a stage that holds two cards."""

    aws: World
    capsys: pytest.CaptureFixture[str]

    def run(self, *words: str) -> tuple[int, str, str]:
        self.capsys.readouterr()
        status = main([*words, *STAGE])
        said = self.capsys.readouterr()
        return status, said.out, said.err

    def lines(self, *words: str) -> list[str]:
        status, out, _ = self.run(*words)
        assert status == 0
        return out.splitlines()

    def book(self) -> None:
        assert books_handler(self.aws.stream(), None) == {"batchItemFailures": []}


@pytest.fixture(name="shell")
def _shell(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Iterator[Shell]:
    with world(monkeypatch) as aws:
        describe_stack()
        aws.tell(native_issue(), digital_issue(2, currency="JPY", paid_minor=4000), at=FIRST)
        aws.tell(redemption(1, 3000), at=SECOND)
        aws.tell(refund(amount_minor=1000), at=THIRD)
        aws.tell(digital_issue(7, test=True, amount_minor=900), code=OTHER_CODE, at=THIRD)
        shell = Shell(aws, capsys)
        shell.book()
        yield shell


def test_a_clean_audit_says_what_it_looked_at(shell: Shell) -> None:
    status, out, _ = shell.run("audit")
    assert status == 0
    assert out.startswith("clean: 3 cards, 5 entries in ")


def test_an_audit_names_what_is_wrong_and_ends_with_1(shell: Shell) -> None:
    boto3.client("dynamodb").update_item(
        TableName=settings().ledger_table,
        Key={"pk": {"S": f"CARD#{CARD}"}, "sk": {"S": "CARD"}},
        UpdateExpression="SET balance_minor = :wrong",
        ExpressionAttributeValues={":wrong": {"N": "1"}},
    )
    status, out, _ = shell.run("audit")
    assert status == 1
    assert f"wrong: {CARD}: balance of the card: expected 3000, found 1" in out
    assert "2 findings: 3 cards" in out.splitlines()[-1]

    status, out, _ = shell.run("audit", "--json")
    told = json.loads(out)
    assert (status, told["clean"], told["cards"], told["entries"]) == (1, False, 3, 5)
    assert told["findings"][0] == {
        "kind": "wrong",
        "subject": CARD,
        "seq": None,
        "what": "balance of the card",
        "expected": 3000,
        "found": 1,
    }
    assert {"currency": "JPY", "balance_minor": 5000}.items() <= told["balances"][0].items()


def test_a_card_that_is_not_booked_is_late_until_it_is_caught_up(shell: Shell) -> None:
    shell.aws.tell(redemption(2, 500))
    status, out, _ = shell.run("audit", "--settle", "0")
    assert status == 1
    assert f"not booked yet: {CARD}: last booked entry: expected 4, found 3" in out

    assert shell.lines("books", "catch-up") == ["booked 1 entries of 1 cards"]
    assert shell.lines("books", "catch-up") == ["booked 0 entries of 0 cards"]
    assert shell.run("audit", "--settle", "0")[0] == 0


def test_the_liability_of_a_past_day_is_told_in_the_words_of_finance(shell: Shell) -> None:
    asked = ("report", "liability", "--as-of", GIVEN_BACK)
    expected = [
        f"Gift card liability at the end of {GIVEN_BACK} (UTC)",
        "",
        "currency   programme  funding  Gift card liability",
        "JPY        default    sold                   5,000",
        "USD        default    sold                   30.00",
        "",
        "total JPY                                    5,000",
        "total USD                                    30.00",
    ]
    assert shell.lines(*asked) == expected
    # Whatever happens later changes nothing about it.
    shell.aws.tell(redemption(2, 500))
    shell.book()
    assert shell.lines(*asked) == expected
    assert shell.lines(*asked, "--recount") == expected


def test_the_keys_of_a_liability_are_columns_in_their_order(shell: Shell) -> None:
    asked = ("report", "liability", "--csv", "--as-of", SPENT)
    assert shell.lines(*asked, "--by", "funding,currency") == [
        "as_of,funding,currency,liability_minor,liability",
        f"{SPENT},sold,JPY,5000,5000",
        f"{SPENT},sold,USD,2000,20.00",
    ]
    # Amounts of two currencies are never added up.
    assert shell.lines(*asked, "--by", "programme")[:2] == [
        "as_of,currency,programme,liability_minor,liability",
        f"{SPENT},JPY,default,5000,5000",
    ]


def test_the_test_cards_are_told_by_themselves(shell: Shell) -> None:
    asked = ("report", "liability", "--as-of", GIVEN_BACK, "--by", "currency", "--test")
    assert shell.lines(*asked) == [
        f"Gift card liability of test cards at the end of {GIVEN_BACK} (UTC)",
        "",
        "currency  Gift card liability",
        "USD                      9.00",
    ]


def test_a_trial_balance_has_equal_sides(shell: Shell) -> None:
    assert shell.lines("report", "trial-balance", "--as-of", GIVEN_BACK) == [
        f"Trial balance at the end of {GIVEN_BACK} (UTC)",
        "",
        "JPY                  Debit  Credit",
        "Gift card liability          5,000",
        "Sales clearing       4,000",
        "Deferred discount    1,000",
        "Total                5,000   5,000",
        "",
        "USD                  Debit  Credit",
        "Gift card liability          30.00",
        "Sales clearing       50.00",
        "Redemption clearing          20.00",
        "Total                50.00   50.00",
    ]


def test_a_trial_balance_of_some_days_has_what_they_moved(shell: Shell) -> None:
    asked = ("report", "trial-balance", "--csv", "--from", GIVEN_BACK, "--as-of", GIVEN_BACK)
    assert shell.lines(*asked) == [
        "from,as_of,currency,account,name,debit_minor,credit_minor,debit,credit",
        f"{GIVEN_BACK},{GIVEN_BACK},USD,gift_card_liability,Gift card liability,0,1000,0.00,10.00",
        f"{GIVEN_BACK},{GIVEN_BACK},USD,redemption_clearing,Redemption clearing,1000,0,10.00,0.00",
    ]
    assert shell.lines(*asked, "--recount") == shell.lines(*asked)


def test_books_that_differ_from_a_recount_or_do_not_balance_end_with_1(shell: Shell) -> None:
    boto3.client("dynamodb").update_item(
        TableName=settings().work_table,
        Key={"pk": {"S": "BOOKS"}, "sk": {"S": f"{SOLD}#USD#default#sold#live"}},
        UpdateExpression="ADD sales_clearing :more",
        ExpressionAttributeValues={":more": {"N": "1"}},
    )
    status, out, err = shell.run("report", "trial-balance", "--as-of", SOLD)
    assert (status, "do not balance in USD" in err) == (1, True)
    assert "Total                50.01   50.00" in out
    status, out, err = shell.run("report", "liability", "--as-of", SOLD, "--recount")
    assert (status, "something else than this recount" in err) == (1, True)


def test_a_day_that_is_not_over_is_marked_as_such(shell: Shell) -> None:
    status, _, err = shell.run("report", "liability", "--as-of", f"{NOW:%Y-%m-%d}")
    assert (status, "is not over yet" in err) == (0, True)


REFUSED: tuple[tuple[list[str], str], ...] = (
    (["report", "liability", "--as-of", "24.11.2026"], "takes a day such as"),
    (["report", "liability", "--as-of", "2999-01-01"], "has not begun yet"),
    (["report", "liability", "--as-of", SOLD, "--by", "colour"], "'colour'"),
    (["report", "liability", "--as-of", SOLD, "--by", "funding,funding"], "once at most"),
    (["report", "trial-balance", "--as-of", SOLD, "--from", SPENT], f"{SPENT} is after --as-of"),
    (["card", "nobody"], "a card is named by"),
    (["card", CARD, "--at", "yesterday"], "takes a day or an instant"),
)


def test_what_cannot_be_understood_ends_with_2_and_a_sentence(shell: Shell) -> None:
    for words, expected in REFUSED:
        status, out, err = shell.run(*words)
        assert (status, out) == (2, "")
        assert err.startswith("giftledger: ")
        assert expected in err


@pytest.mark.parametrize(
    ("stage", "said"),
    [("nowhere", "there is no stage nowhere"), ("prod", "giftledger-prod-stateful can't be read")],
)
@pytest.mark.usefixtures("shell")
def test_a_stage_that_is_not_there_ends_with_2_and_a_sentence(
    capsys: pytest.CaptureFixture[str], stage: str, said: str
) -> None:
    assert main(["audit", "--stage", stage]) == 2
    assert said in capsys.readouterr().err


def test_tables_that_are_not_there_end_with_2_and_a_sentence(shell: Shell) -> None:
    boto3.client("dynamodb").delete_table(TableName=settings().ledger_table)
    status, _, err = shell.run("audit")
    assert (status, "giftledger: the stage can't be read" in err) == (2, True)


def test_a_card_is_told_as_it_is_and_as_it_was(shell: Shell) -> None:
    reference = "shopify:544934756566"
    assert shell.lines("card", reference) == shell.lines("card", CARD)
    (card,) = told(shell.lines("card", reference))
    assert (card["gift_card_id"], card["balance_minor"], card["last_seq"]) == (CARD, 3000, 3)
    assert [entry["kind"] for entry in card["entries"]] == ["issue", "redeem", "refund"]

    (card,) = told(shell.lines("card", reference, "--at", SPENT))
    assert (card["balance_minor"], len(card["entries"])) == (2000, 2)
    at = (SECOND - timedelta(seconds=1)).isoformat()
    (card,) = told(shell.lines("card", reference, "--at", at))
    assert (card["status"], card["balance_minor"], len(card["entries"])) == ("active", 5000, 1)
    (card,) = told(shell.lines("card", reference, "--at", "2020-01-01"))
    assert (card["status"], card["balance_minor"], card["entries"]) == (None, 0, [])


def test_cards_are_found_by_code_and_by_order(shell: Shell) -> None:
    (card,) = told(shell.lines("card", f"code:{CODE}"))
    assert card["currency"] == "JPY"
    cards = told(shell.lines("card", "order:shopify:5001"))
    assert [card["currency"] for card in cards] == ["USD", "JPY", "USD"]


def test_a_card_that_is_not_there_is_an_empty_answer(shell: Shell) -> None:
    for reference in ("gc_" + "b" * 26, "shopify:1", "code:ABCDEFGHJKMNPQRS"):
        status, out, _ = shell.run("card", reference)
        assert (status, out) == (1, "[]\n")


def test_a_card_is_explained_in_words(shell: Shell) -> None:
    hold = Authorize(
        command_id="till.7",
        occurred_at=THIRD,
        source="api",
        actor="till",
        order_reference="till-7",
        aliases=("shopify#544934756566",),
        amount_minor=1200,
        currency="USD",
    )
    shell.aws.tell(hold, at=THIRD + timedelta(minutes=5))
    until = (THIRD + timedelta(minutes=20)).strftime("%Y-%m-%d %H:%M UTC")
    asked = ("card", CARD, "--explain", "--at", (THIRD + timedelta(minutes=6)).isoformat())
    order = "(order shopify:6001)"
    sold = "paid 50.00 (order shopify:5001); 50.00 left"
    held = "(order till-7, by till); 30.00 left, 18.00 of it available"
    lines = shell.lines(*asked)
    assert lines == [
        f"Gift card {CARD} ending 22bf (USD, sold, programme default)",
        f"{SOLD} 12:00 UTC: Shopify issued it with a face of 50.00, {sold}",
        f"{SPENT} 12:00 UTC: Shopify spent 30.00 {order}; 20.00 left",
        f"{GIVEN_BACK} 12:00 UTC: Shopify gave back 10.00 {order}; 30.00 left",
        f"{GIVEN_BACK} 12:05 UTC: a till reserved 12.00 until {until} {held}",
        "The card is active with a balance of 30.00.",
        f"Reserved: 12.00 until {until} (hold {hold.hold_id}).",
        "Available: 18.00.",
    ]
    later = shell.lines("card", CARD, "--explain", "--at", f"{NOW:%Y-%m-%d}")
    assert f"{until}: a hold of 12.00 lapsed" in later


def told(lines: list[str]) -> list[dict[str, Any]]:
    cards: list[dict[str, Any]] = json.loads("\n".join(lines))
    return cards
