"""Every way a call can end, told apart by whether Shopify may have applied it."""

import httpx
import pytest

from giftledger.platforms.shopify.admin import cards
from giftledger.platforms.shopify.admin.faults import (
    NotAppliedError,
    Refused,
    SetupError,
    ShopifyError,
    UnknownOutcomeError,
)
from tests.unit.platforms.shopify_admin.conftest import Open
from tests.unit.platforms.shopify_admin.shop import BARE, answer, failure, refusal

CARD = "663920574770"
FOUND = {"giftCard": BARE}
DEBITED = {
    "giftCardDebit": {
        "giftCardDebitTransaction": {
            "id": "gid://shopify/GiftCardDebitTransaction/247048044850",
            "amount": {"amount": "-3.0", "currencyCode": "CAD"},
            "giftCard": {"balance": {"amount": "2.0", "currencyCode": "CAD"}},
        },
        "userErrors": [],
    }
}


def debit() -> int:
    return cards.debit(CARD, 300, "CAD", "Giftledger REF")


@pytest.mark.parametrize("fault", [httpx.ConnectError("x"), httpx.ConnectTimeout("x")])
def test_what_was_never_sent_is_certainly_not_applied(open_shop: Open, fault: Exception) -> None:
    shop = open_shop(fault)
    with pytest.raises(NotAppliedError):
        debit()
    assert len(shop.asked) == 1


@pytest.mark.parametrize(
    "lost",
    [
        httpx.ReadTimeout("x"),
        httpx.WriteTimeout("x"),
        httpx.ReadError("x"),
        httpx.RemoteProtocolError("x"),
        httpx.Response(500),
        httpx.Response(502, text="<html>Bad gateway</html>"),
        httpx.Response(503),
        httpx.Response(200, text="<html>We are sorry</html>"),
        httpx.Response(200, text='{"data": '),
        httpx.Response(200, json=[]),
        httpx.Response(200, json={}),
        httpx.Response(200, json={"errors": "odd"}),
        failure("INTERNAL_SERVER_ERROR"),
        failure(None),
        answer({"giftCardDebit": {"giftCardDebitTransaction": None, "userErrors": []}}),
        answer({"giftCardDebit": None}),
    ],
)
def test_a_lost_reply_of_a_mutation_is_unknown_and_never_repeated(
    open_shop: Open, lost: httpx.Response | Exception
) -> None:
    shop = open_shop(lost, answer(DEBITED))
    with pytest.raises(UnknownOutcomeError):
        debit()
    assert len(shop.asked) == 1


def test_a_query_is_repeated_after_a_lost_reply(open_shop: Open) -> None:
    shop = open_shop(httpx.ReadTimeout("x"), httpx.Response(500), answer(FOUND))
    assert cards.card(CARD) is not None
    assert len(shop.asked) == 3
    assert shop.pauses == [0.5, 0.5]


def test_a_query_is_repeated_twice_and_no_more(open_shop: Open) -> None:
    shop = open_shop(*[httpx.ReadTimeout("x")] * 4)
    with pytest.raises(UnknownOutcomeError):
        cards.card(CARD)
    assert len(shop.asked) == 3


@pytest.mark.parametrize(
    ("reply", "word"),
    [
        (failure("ACCESS_DENIED", "Access denied for giftCardDebit field."), "scopes"),
        (httpx.Response(403), "scopes"),
        (httpx.Response(404, json={"errors": "Not Found"}), "shopify_api_version"),
        (httpx.Response(404, text="<html>"), "domain"),
        (httpx.Response(400, json={"errors": "Invalid API version"}), "shopify_api_version"),
        (httpx.Response(301, headers={"Location": "https://x.example"}), "domain"),
        (httpx.Response(402), "frozen"),
        (httpx.Response(423), "locked"),
        (failure("undefinedField", "Field 'x' doesn't exist on type 'Y'"), "scope"),
        (failure("INVALID_VARIABLE", "Field is not defined on GiftCardCreateInput"), "version"),
        (failure("SHOP_INACTIVE"), "owner"),
        (failure("X", "Gift cards are unavailable on your plan."), "plan"),
        (
            refusal(
                "giftCardDebit",
                {"field": None, "message": "Gift cards are unavailable on your plan."},
            ),
            "plan",
        ),
    ],
)
def test_what_a_person_must_set_right_says_how(
    open_shop: Open, reply: httpx.Response, word: str
) -> None:
    shop = open_shop(reply)
    with pytest.raises(SetupError) as error:
        debit()
    assert word in error.value.advice
    assert len(shop.asked) == 1


def test_a_missing_scope_is_named(open_shop: Open) -> None:
    words = "Access denied. Required access: `write_gift_card_transactions` access scope."
    open_shop(failure("ACCESS_DENIED", words))
    with pytest.raises(SetupError) as error:
        debit()
    assert "(write_gift_card_transactions)" in error.value.advice


def test_an_expired_token_is_renewed_once_and_the_call_sent_again(open_shop: Open) -> None:
    shop = open_shop(httpx.Response(401), answer(DEBITED))
    assert debit() == 200
    assert shop.refused == [None, "first"]
    headers = [request.headers["X-Shopify-Access-Token"] for request in shop.asked]
    assert headers == ["first", "second"]


def test_a_new_token_that_is_refused_too_is_for_a_person(open_shop: Open) -> None:
    shop = open_shop(httpx.Response(401), httpx.Response(401))
    with pytest.raises(SetupError) as error:
        debit()
    assert "installed" in error.value.advice
    assert len(shop.asked) == 2


def test_what_shopify_refuses_is_told_with_its_field_and_code(open_shop: Open) -> None:
    open_shop(
        refusal(
            "giftCardDebit",
            {"field": ["debitInput", "debitAmount"], "code": "INSUFFICIENT_FUNDS", "message": "m"},
        )
    )
    with pytest.raises(Refused) as refused:
        debit()
    assert refused.value.code == "INSUFFICIENT_FUNDS"
    assert refused.value.errors[0].field == ("debitInput", "debitAmount")
    assert not refused.value.is_code_taken


@pytest.mark.parametrize("code", [None, "TAKEN"])
def test_a_taken_code_is_known_by_its_field_and_words(open_shop: Open, code: str | None) -> None:
    taken = {"field": ["input", "code"], "code": code, "message": "Code has already been taken"}
    open_shop(refusal("giftCardCreate", taken))
    with pytest.raises(Refused) as refused:
        cards.create_card(
            code="abcd2345", amount_minor=500, currency="CAD", expires_on=None, note="n"
        )
    assert refused.value.is_code_taken


def test_a_taken_code_beside_another_refusal_is_not_taken_for_it(open_shop: Open) -> None:
    taken = {"field": ["input", "code"], "code": None, "message": "Code has already been taken"}
    other = {"field": ["input", "customerId"], "code": "CUSTOMER_NOT_FOUND", "message": "no"}
    open_shop(refusal("giftCardCreate", taken, other))
    with pytest.raises(Refused) as refused:
        cards.create_card(
            code="abcd2345", amount_minor=500, currency="CAD", expires_on=None, note="n"
        )
    assert not refused.value.is_code_taken


@pytest.mark.parametrize("code", ["INVALID_FIELD_ARGUMENTS", "INVALID_VARIABLE", "BAD_REQUEST"])
def test_a_value_that_the_schema_forbids_is_a_refusal(open_shop: Open, code: str) -> None:
    open_shop(failure(code, "preferredName is too long"))
    with pytest.raises(Refused) as refused:
        debit()
    assert refused.value.code == code


def test_a_mutation_that_ran_counts_although_a_part_of_its_answer_was_denied(
    open_shop: Open,
) -> None:
    denied = {"message": "Access denied", "extensions": {"code": "ACCESS_DENIED"}}
    open_shop(httpx.Response(200, json={"data": DEBITED, "errors": [denied]}))
    assert debit() == 200


def test_a_history_that_may_not_be_read_is_never_an_empty_one(open_shop: Open) -> None:
    denied = failure("ACCESS_DENIED", data={"giftCard": {"transactions": None}})
    open_shop(denied)
    with pytest.raises(SetupError):
        cards.transactions(CARD)
    open_shop(*[answer({"giftCard": {"transactions": None}})] * 3)
    with pytest.raises(UnknownOutcomeError):
        cards.transactions(CARD)


def test_an_answer_of_an_older_version_counts(open_shop: Open) -> None:
    found = answer(DEBITED)
    found.headers["X-Shopify-API-Version"] = "2026-10"
    open_shop(found)
    assert debit() == 200


def test_no_fault_repeats_what_was_sent(open_shop: Open) -> None:
    secret = "abcd2345efgh6789"
    for reply in (httpx.ReadTimeout(secret), httpx.Response(500, text=secret), failure("X", secret),
                  answer({"giftCardCreate": {"giftCard": {"id": secret}}})):  # fmt: skip
        open_shop(reply)
        with pytest.raises(ShopifyError) as error:
            cards.create_card(
                code=secret, amount_minor=500, currency="CAD", expires_on=None, note="n"
            )
        assert secret not in str(error.value)
        if not isinstance(reply, Exception):
            assert secret not in str(error.value.__cause__)
