"""A queue message is a command, or it is not valid: nothing else can come of reading one."""

import json
import math
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from giftledger.ledger.commands import CardCommand, parse_command
from giftledger.ledger.fields import MAX_AMOUNT_MINOR
from tests.property.wild.commands import COMMANDS

NOT_AN_AMOUNT = st.sampled_from(
    (
        *(0.0, 1.0, 1.5, -0.5, math.nan, math.inf, True, False, "5", "", "1e3", [], {}, [5]),
        *(MAX_AMOUNT_MINOR + 1, -MAX_AMOUNT_MINOR - 1, 10**400, -(10**400)),
    )
)
NOT_A_DAY = st.sampled_from(
    (
        "2026-02-31",
        "2026-2-3",
        "2026-W01-1",
        "9999-12-31",
        "\u0662\u0660\u0662\u0666-11-24",
        "2026-11-24\n",
        "",
        20261124,
    )
)
TOO_LONG = "é" * 10_000
HALF_A_PAIR = "\ud800"
ANYTHING: st.SearchStrategy[Any] = st.recursive(
    NOT_AN_AMOUNT
    | NOT_A_DAY
    | st.none()
    | st.integers()
    | st.text()
    | st.sampled_from((TOO_LONG, HALF_A_PAIR)),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=5,
)
Place = tuple[dict[str, Any], str]
"""Where something stands in a body, to be replaced there."""


def body_of(command: CardCommand) -> dict[str, Any]:
    body: dict[str, Any] = json.loads(command.model_dump_json())
    return body


def places(body: Any) -> Iterator[Place]:
    if isinstance(body, dict):
        for name, inner in body.items():
            yield body, name
            yield from places(inner)
    elif isinstance(body, list):
        for inner in body:
            yield from places(inner)


def refused(body: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        parse_command(json.dumps(body))


@given(command=COMMANDS, bad=NOT_AN_AMOUNT, which=st.integers(0, 50))
def test_no_number_but_a_whole_one_within_bounds_is_an_amount(
    command: CardCommand, bad: Any, which: int
) -> None:
    body = body_of(command)
    amounts = [(part, name) for part, name in places(body) if name.endswith("_minor")]
    if amounts:
        part, name = amounts[which % len(amounts)]
        part[name] = bad
        refused(body)


@pytest.mark.parametrize("amount", [0, -1])
@given(command=COMMANDS)
def test_neither_zero_nor_less_is_ever_moved(amount: int, command: CardCommand) -> None:
    body = body_of(command)
    if "amount_minor" in body and (amount == 0 or command.verb != "adjust"):
        refused(body | {"amount_minor": amount})


@given(command=COMMANDS, bad=NOT_A_DAY)
def test_no_day_is_taken_that_the_calendar_does_not_have(command: CardCommand, bad: Any) -> None:
    body = body_of(command)
    if "expires_on" in body:
        refused(body | {"expires_on": bad})


@given(command=COMMANDS, name=st.sampled_from(("order_reference", "actor", "command_id", "source")))
def test_no_text_is_taken_that_an_entry_has_no_room_for(command: CardCommand, name: str) -> None:
    refused(body_of(command) | {name: TOO_LONG})


@given(command=COMMANDS, bad=st.sampled_from((TOO_LONG, "a|b", "shopify#", "code#k1#" + "A" * 64)))
def test_no_alias_is_taken_that_is_not_a_key(command: CardCommand, bad: str) -> None:
    body = body_of(command)
    if "aliases" in body:
        refused(body | {"aliases": [bad]})
    if "code" in body:
        refused(body | {"code": body["code"] | {"key_id": bad}})


@settings(max_examples=300)
@given(command=COMMANDS, which=st.integers(0, 50), bad=ANYTHING, name=st.text(max_size=5))
def test_a_body_that_was_tampered_with_is_a_command_or_not_valid(
    command: CardCommand, which: int, bad: Any, name: str
) -> None:
    body = body_of(command)
    known = list(places(body))
    part, field = known[which % len(known)]
    part[field] = bad
    read(json.dumps(body))
    del part[field]
    read(json.dumps(body))
    part[name] = bad
    read(json.dumps(body))


@given(body=st.binary() | st.text() | ANYTHING.map(json.dumps))
def test_whatever_else_is_in_a_queue_is_not_valid(body: str | bytes) -> None:
    with pytest.raises(ValidationError):
        parse_command(body)


@pytest.mark.parametrize(
    "body",
    [
        *('{"verb": "redeem"', "[" * 100_000, '{"verb":' * 100_000, "9" * 10_000),
        *(b"\xff\xfe", '"\\ud800"', '{"verb": "redeem", "verb": "issue"}'),
    ],
    ids=["cut", "deep list", "deep object", "long number", "bytes", "half a pair", "twice"],
)
def test_what_breaks_other_readers_is_not_valid(body: str | bytes) -> None:
    with pytest.raises(ValidationError):
        parse_command(body)


def read(body: str) -> None:
    """Read it; only one thing may be raised."""
    try:
        parse_command(body)
    except ValidationError:
        return
