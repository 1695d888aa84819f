"""The signed item-fulfilment contract: its vector, its rows, its refusals."""

import hashlib
from typing import Any

import pytest

from giftledger.ledger.commands import Activate
from giftledger.ledger.parts import SealedCode
from giftledger.platforms.netsuite.signature import is_authentic, is_timely, secrets_for
from giftledger.platforms.netsuite.translate import translate
from giftledger.platforms.translation import Translation
from tests.events import netsuite as told

SECRET = "whsec_test_4f1c0b7a9d2e"
TIMESTAMP = "1795194843"
RAW = (
    b'{"id":"evt_if_884213_1","type":"netsuite.item_fulfillment.shipped","version":1,'
    b'"account":"1234567_SB1","occurred_at":"2026-11-20T17:14:03Z","fulfillment":'
    b'{"internal_id":"884213","tran_id":"IF10234","last_modified":"2026-11-20T17:14:03Z"},'
    b'"order":{"internal_id":"10522780","external_id":"SHOP-5222608863485",'
    b'"shopify_order_id":"5222608863485"},"customer":{"internal_id":"5313849",'
    b'"shopify_customer_id":"7112233445566"},"currency":"USD","gift_cards":'
    b'[{"fulfillment_line":1,"order_line":1,"serial":"6034110000000017","value_minor":5000}]}'
)
SIGNATURE = "v1=23d44a39259a190b76b5725c47640da583cf34b54ad2d47a1e8dca233eefaa1d"


def seal(code: str) -> SealedCode:
    """Stands in for the vault: a hash without its key, no ciphertext."""
    digest = hashlib.sha256(code.encode()).hexdigest()
    return SealedCode(
        key_id="k1", hash=digest, ciphertext="", fingerprint=digest[:16], last_four=code[-4:]
    )


def read(body: object, account: str = "7654321_SB1") -> Translation:
    return translate(body, account=account, seal=seal)


def test_the_vector_of_the_contract_is_authentic() -> None:
    assert is_authentic(RAW, timestamp=TIMESTAMP, signature=SIGNATURE, secrets=["other", SECRET])


@pytest.mark.parametrize(
    ("raw", "timestamp", "signature", "secret"),
    [
        (RAW + b" ", TIMESTAMP, SIGNATURE, SECRET),
        (RAW, "1795194844", SIGNATURE, SECRET),
        (RAW, TIMESTAMP, SIGNATURE.removeprefix("v1="), SECRET),
        (RAW, TIMESTAMP, SIGNATURE, "other"),
        (RAW, TIMESTAMP, SIGNATURE, ""),
        (RAW, TIMESTAMP, "", SECRET),
        (RAW, TIMESTAMP, "v1=é\ud800", SECRET),
    ],
)
def test_any_change_is_not_authentic(
    raw: bytes, timestamp: str, signature: str, secret: str
) -> None:
    assert not is_authentic(raw, timestamp=timestamp, signature=signature, secrets=[secret])


@pytest.mark.parametrize(
    ("timestamp", "timely"),
    [
        ("1000", True),
        ("700", True),
        ("1300", True),
        ("699", False),
        ("1301", False),
        ("", False),
        ("1e3", False),
        ("-1000", False),
        ("1000.0", False),
        ("9" * 30, False),
    ],
)
def test_a_timestamp_is_timely_within_five_minutes(timestamp: str, timely: bool) -> None:  # noqa: FBT001
    assert is_timely(timestamp, now_seconds=1000.0) is timely


def test_the_key_id_chooses_the_secret_and_an_unknown_one_has_none() -> None:
    kept = {"key_id": "a", "current": "new", "previous_key_id": "b", "previous": "old"}
    assert secrets_for("a", kept) == ("new",)
    assert secrets_for("b", kept) == ("old",)
    assert secrets_for("z", kept) == ()
    assert secrets_for("", kept) == ("new", "old")
    assert secrets_for("", {"key_id": "", "current": "new", "previous": ""}) == ("new",)


def test_a_row_activates_a_card_of_the_shopify_order() -> None:
    body = told.item_fulfillment("884300", 1001, [told.row("6034-1100 0000 0025", 5000)])
    (command,) = read(body).commands
    assert isinstance(command, Activate)
    digest = hashlib.sha256(b"6034110000000025").hexdigest()
    assert command.command_id == f"netsuite.7654321_SB1.884300.1.{digest[:16]}"
    assert (command.order_id, command.order_reference) == ("shopify:1001", "shopify:1001")
    assert (command.amount_minor, command.currency) == (5000, "USD")
    assert (command.source, command.code.last_four) == ("netsuite", "0025")
    assert "6034110000000025" not in command.model_dump_json()


@pytest.mark.parametrize(
    "change",
    [
        {"serial": ""},
        {"serial": "!"},
        {"serial": 6034110000000025},
        {"serial": None},
        {"value_minor": 0},
        {"value_minor": -5},
        {"value_minor": "5000"},
        {"value_minor": 50.0},
        {"value_minor": True},
        {"value_minor": 10**15},
        {"fulfillment_line": None},
        {"fulfillment_line": "a#b"},
    ],
)
def test_a_bad_row_is_a_problem_and_the_others_go_on(change: dict[str, Any]) -> None:
    rows = [{**told.row("6034110000000025", 5000), **change}, told.row("6034110000000033", 2500)]
    found = read(told.item_fulfillment("1", 1001, rows))
    assert len(found.commands) == 1
    assert len(found.problems) == 1
    assert found.problems[0].startswith("gift card 1")
    assert "6034110000000025" not in found.problems[0]


@pytest.mark.parametrize(
    "change",
    [
        {"account": "other"},
        {"version": 2},
        {"currency": "XXX"},
        {"currency": None},
        {"occurred_at": "yesterday"},
        {"occurred_at": "2026-11-20T17:14:03"},
        {"order": {}},
        {"order": {"shopify_order_id": "#1001"}},
        {"fulfillment": None},
        {"gift_cards": None},
        {"type": None},
    ],
)
def test_a_body_that_is_not_the_contract_gives_no_command(change: dict[str, Any]) -> None:
    body = told.item_fulfillment("1", 1001, [told.row("6034110000000025", 5000)])
    found = read({**body, **change})
    assert found.commands == ()
    assert len(found.problems) == 1


def test_another_type_is_kept() -> None:
    assert read({"type": "netsuite.ping"}).kept is not None


@pytest.mark.parametrize("body", [None, [], "text", 5])
def test_what_is_no_object_is_a_problem(body: object) -> None:
    assert read(body).problems


def test_any_account_is_accepted_where_none_is_set() -> None:
    body = told.item_fulfillment("1", 1001, [told.row("6034110000000025", 5000)], account="x")
    assert len(read(body, account="").commands) == 1
