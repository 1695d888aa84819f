"""A code that Shopify minted and nobody knows here is looked for there, without a word about it."""

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import pytest

from functions.balance.handler import handler
from giftledger.checkout.door import serve
from giftledger.fetching.messages import parse_message
from giftledger.fetching.receiving import act
from giftledger.presented import ALL_PER_MINUTE, ORIGIN_PER_MINUTE, search_later
from giftledger.settings import settings
from tests.fakes.verbs import closing
from tests.functions.shopify_world import Town, native, town

UNKNOWN = "NOBODYHASTHISONE"


@pytest.fixture(name="place")
def _place(monkeypatch: pytest.MonkeyPatch) -> Iterator[Town]:
    with town(monkeypatch) as made:
        yield made


def _asked_at_the_page(code: str, address: str = "203.0.113.7") -> dict[str, Any]:
    answer = handler(
        {
            "routeKey": "POST /balance",
            "headers": {"accept": "application/json"},
            "requestContext": {"http": {"sourceIp": address}},
            "body": urlencode({"code": code}),
        },
        object(),
    )
    return {"status": answer["statusCode"], "body": answer["body"]}


def _asked_at_the_till(place: Town, route: str, **body: Any) -> int:
    jwt = {"jwt": {"claims": {"client_id": "till"}}}
    event = {
        "routeKey": f"POST /v1/{route}",
        "headers": {"idempotency-key": "k1"},
        "requestContext": {"authorizer": jwt},
        "body": json.dumps(body),
    }
    return int(serve(event, now=place.at[0])["statusCode"])


def _minted(place: Town) -> tuple[str, str]:
    place.buys(native("50.00"))
    place.deliver_webhooks()
    place.settle()
    (card,) = place.control("/cards", "GET")
    return str(card["id"]), card["code"]


def test_a_minted_code_leads_to_its_card_soon_after_it_was_presented(place: Town) -> None:
    card_id, code = _minted(place)
    before = _asked_at_the_page(code)
    assert before == _asked_at_the_page(UNKNOWN)
    place.settle()
    ours = place.card(card_id)
    assert ours is not None
    assert place.card_of_code(code.upper()) == ours
    assert ours.mirrored
    assert _asked_at_the_page(code)["status"] == 200


@pytest.mark.parametrize(
    ("route", "body"),
    [
        ("balance-inquiries", {"code": UNKNOWN}),
        (
            "redemptions",
            {"code": UNKNOWN, "amount_minor": 100, "currency": "USD", "order_reference": "1"},
        ),
        (
            "holds",
            {"code": UNKNOWN, "amount_minor": 100, "currency": "USD", "order_reference": "1"},
        ),
        (
            "payments",
            {"codes": [UNKNOWN], "amount_minor": 100, "currency": "USD", "order_reference": "1"},
        ),
    ],
)
def test_a_code_that_a_till_presents_is_looked_for_as_well(
    place: Town, route: str, body: dict[str, Any]
) -> None:
    status = _asked_at_the_till(place, route, **body)
    assert status >= 400
    assert [asked["kind"] for asked in place.questions()] == ["code"]


def test_the_question_holds_no_code_in_clear(place: Town) -> None:
    _asked_at_the_page(UNKNOWN)
    (asked,) = place.questions()
    assert UNKNOWN not in json.dumps(asked)
    assert asked["code"]["ciphertext"]


def test_a_code_is_asked_about_once_an_hour(place: Town) -> None:
    for _ in range(3):
        _asked_at_the_page(UNKNOWN)
    assert len(place.questions()) == 1


def test_what_cannot_be_a_minted_code_is_not_asked_about(place: Town) -> None:
    for typed in ("SHORT", "NOBODYHASTHISONE0", "6034110000000025123", "?"):
        _asked_at_the_page(typed)
    assert place.questions() == []


def test_who_guesses_has_only_so_many_codes_looked_for(place: Town) -> None:
    codes = [f"GUESSEDCODE{number:05d}" for number in range(ALL_PER_MINUTE + 20)]
    search_later(codes[:20], origin="one network", now=place.at[0])
    assert len(place.questions()) == ORIGIN_PER_MINUTE
    for number, code in enumerate(codes[20:]):
        search_later([code], origin=f"network {number}", now=place.at[0])
    assert len(place.questions()) == ALL_PER_MINUTE - ORIGIN_PER_MINUTE


def test_nothing_is_asked_where_there_is_no_shop_to_ask(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with town(monkeypatch, SHOPIFY_CLIENT_ID="") as place:
        _asked_at_the_page(UNKNOWN)
        assert place.questions() == []


def test_a_code_that_the_shop_does_not_have_stays_unknown(place: Town) -> None:
    _minted(place)
    _asked_at_the_page(UNKNOWN)
    place.settle()
    assert place.outcomes("code") == ["not_yet", "none"]
    assert place.card_of_code(UNKNOWN) is None


def test_half_of_a_code_opens_no_card(place: Town) -> None:
    _, code = _minted(place)
    _asked_at_the_page(code[-8:])
    _asked_at_the_page("AAAAAAAA" + code[-8:])
    place.settle()
    assert set(place.outcomes("code")) <= {"not_yet", "none"}


def test_the_code_of_a_card_that_was_made_by_hand_brings_the_card(place: Town) -> None:
    made = place.control("/cards", value="30.00")
    place.passes(minutes=20)
    _asked_at_the_page(made["code"])
    place.settle()
    card = place.card_of_code(made["code"].upper())
    assert card is not None
    assert card.balance_minor == 3000


def test_a_queue_that_is_away_changes_nothing_about_the_answer(
    place: Town, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    before = _asked_at_the_page(UNKNOWN)
    monkeypatch.setenv("GIFTLEDGER_SHOPIFY_FETCH_QUEUE_URL", "https://sqs.example.com/1/none")
    settings.cache_clear()
    assert _asked_at_the_page("ANOTHERUNKNOWN01") == before
    printed = capsys.readouterr().out
    assert "ShopifyCodeSearchesLost" in printed
    assert "ANOTHERUNKNOWN01" not in printed
    assert len(place.questions()) == 1


def test_a_card_that_is_refused_takes_the_same_way_as_an_unknown_one(place: Town) -> None:
    card_id, code = _minted(place)
    _asked_at_the_page(code)
    place.settle()
    card = place.card(card_id)
    assert card is not None
    place.aws.tell(closing(target=card.gift_card_id))
    place.passes(hours=24)
    search_later([code], origin="one network", now=place.at[0])
    assert len(place.questions()) == 1
    assert _asked_at_the_page(code) == _asked_at_the_page(UNKNOWN)


def test_a_card_that_the_search_does_not_see_yet_is_found_a_little_later(place: Town) -> None:
    place.control("/settings", search_delay_seconds=30.0)
    card_id, code = _minted(place)
    search_later([code], origin="one network", now=place.at[0])
    (asked,) = place.questions()
    assert act(parse_message(json.dumps(asked)), place.at[0]) == "not_yet"
    place.passes(minutes=1)
    place.settle()
    assert place.card_of_code(code.upper()) == place.card(card_id)
