"""Gift cards of the stand-in shop behave as Shopify's."""

from typing import Any

import pytest

from tests.sandbox.conftest import CREATE, Town

CREDIT = """mutation($id: ID!, $told: GiftCardCreditInput!) {
  giftCardCredit(id: $id, creditInput: $told) {
    giftCardCreditTransaction { id note amount { amount } giftCard { balance { amount } } }
    userErrors { field code message } } }"""
DEBIT = CREDIT.replace("Credit", "Debit").replace("creditInput", "debitInput")
UPDATE = """mutation($id: ID!, $input: GiftCardUpdateInput!) {
  giftCardUpdate(id: $id, input: $input) {
    giftCard { note expiresOn } userErrors { field message } } }"""
DEACTIVATE = """mutation($id: ID!) { giftCardDeactivate(id: $id) {
  giftCard { enabled balance { amount } } userErrors { field code message } } }"""
SEARCH = "query($q: String!) { giftCards(first: 5, query: $q) { nodes { id lastCharacters } } }"
BOOK = """query($id: ID!) { giftCard(id: $id) { initialValue { amount } balance { amount }
  transactions(first: 10) { nodes { note amount { amount } } } } }"""


def usd(amount: str, currency: str = "USD") -> dict[str, str]:
    return {"amount": amount, "currencyCode": currency}


def credit(town: Town, card: str, amount: str, currency: str = "USD") -> Any:
    return town.field(CREDIT, id=card, told={"creditAmount": usd(amount, currency)})


def debit(town: Town, card: str, amount: str, note: str | None = None) -> Any:
    return town.field(DEBIT, id=card, told={"debitAmount": usd(amount), "note": note})


def error(payload: Any) -> tuple[Any, Any, Any]:
    (one,) = payload["userErrors"]
    return one["field"], one.get("code"), one["message"]


def test_a_created_card_shows_its_code_once_in_lower_case(town: Town) -> None:
    payload = town.field(CREATE, input={"initialAmount": usd("50"), "code": "LEDGERCODE000001"})
    assert payload["giftCardCode"] == "ledgercode000001"
    assert payload["giftCard"]["lastCharacters"] == "0001"
    assert payload["giftCard"]["balance"] == {"amount": "50.0", "currencyCode": "USD"}


def test_a_debit_is_negative_and_the_balance_follows_the_book(town: Town) -> None:
    card = town.card("50.00")
    made = debit(town, card, "12.50", "Giftledger ABCDEFGHIJ")["giftCardDebitTransaction"]
    assert made["amount"]["amount"] == "-12.5"
    assert made["giftCard"]["balance"]["amount"] == "37.5"
    assert credit(town, card, "2")["giftCardCreditTransaction"]["amount"]["amount"] == "2.0"
    book = town.field(BOOK, id=card)
    assert [one["amount"]["amount"] for one in book["transactions"]["nodes"]] == ["-12.5", "2.0"]
    assert (book["initialValue"]["amount"], book["balance"]["amount"]) == ("50.0", "39.5")


@pytest.mark.parametrize(
    ("wish", "expected"),
    [
        ({"code": "SHORT12"}, (["input", "code"], "TOO_SHORT")),
        ({"code": "X" * 21}, (["input", "code"], "TOO_LONG")),
        ({"code": "NOT_ALLOWED"}, (["input", "code"], "INVALID")),
        ({"initialValue": "0"}, (["input", "initialValue"], "GREATER_THAN")),
        ({"initialValue": "2000.01"}, (["input", "initialValue"], "GIFT_CARD_LIMIT_EXCEEDED")),
        (
            {"customerId": "gid://shopify/Customer/9", "code": "X"},
            (["input", "customerId"], "CUSTOMER_NOT_FOUND"),
        ),
    ],
)
def test_a_card_that_shopify_refuses_is_refused(town: Town, wish: Any, expected: Any) -> None:
    payload = town.field(CREATE, input={"initialValue": "5", **wish})
    assert error(payload)[:2] == expected
    assert payload["giftCard"] is None
    assert town.get("/cards") == []


def test_a_taken_code_has_no_error_code_whatever_its_case_and_dashes(town: Town) -> None:
    town.card(code="LEDGERCODE000001")
    again = town.field(CREATE, input={"initialValue": "5", "code": "ledger-code-0000 01"})
    assert error(again) == (["input", "code"], None, "Code has already been taken")


def test_nothing_below_zero_and_nothing_above_the_limit(town: Town) -> None:
    card = town.card("10")
    assert error(debit(town, card, "10.01"))[1] == "INSUFFICIENT_FUNDS"
    assert error(credit(town, card, "1990.01"))[1] == "GIFT_CARD_LIMIT_EXCEEDED"
    assert error(credit(town, card, "-1"))[1] == "NEGATIVE_OR_ZERO_AMOUNT"
    assert error(credit(town, card, "1", "EUR"))[1] == "MISMATCHING_CURRENCY"
    assert town.balance(card) == "10.0"


def test_a_deactivated_card_stays_so_and_keeps_its_balance(town: Town) -> None:
    card = town.card("10")
    for _ in range(2):
        payload = town.field(DEACTIVATE, id=card)
        assert payload["giftCard"] == {"enabled": False, "balance": {"amount": "10.0"}}
    assert error(debit(town, card, "1")) == (["id"], "INVALID", "The gift card is deactivated.")
    refused = town.field(UPDATE, id=card, input={"expiresOn": "2099-12-31", "note": "x"})
    assert error(refused) == (["input", "expiresOn"], None, "The gift card is deactivated.")


def test_an_expired_card_pays_nothing_from_the_day_after(town: Town) -> None:
    card = town.card("10", expiresOn="2027-01-15")
    assert debit(town, card, "1")["userErrors"] == []
    town.now[0] += 86_400
    assert error(debit(town, card, "1")) == (["id"], "INVALID", "The gift card has expired.")


def test_an_update_of_nothing_is_refused_and_null_clears(town: Town) -> None:
    card = town.card("10", expiresOn="2027-12-31", note="here")
    message = "At least one argument is required in the input."
    assert error(town.field(UPDATE, id=card, input={})) == (["input"], None, message)
    cleared = town.field(UPDATE, id=card, input={"expiresOn": None})
    assert cleared["giftCard"] == {"note": "here", "expiresOn": None}


def test_a_new_card_is_read_at_once_and_found_later(town: Town) -> None:
    town.post("/settings", search_delay_seconds=5)
    card = town.card(code="LEDGERCODE000001")
    assert town.balance(card) == "50.0"
    assert town.field(SEARCH, q="LEDGERCODE000001")["nodes"] == []
    town.now[0] += 5
    assert [one["id"] for one in town.field(SEARCH, q="LEDGERCODE000001")["nodes"]] == [card]
    assert [one["id"] for one in town.field(SEARCH, q="code0000")["nodes"]] == [card]


def test_cards_are_paged_from_the_last_changed(town: Town) -> None:
    ids = []
    for number in range(3):
        town.now[0] += 60
        ids.append(town.card(code=f"LEDGERCODE00000{number}"))
    query = """query($after: String) {
      giftCards(first: 2, after: $after, sortKey: UPDATED_AT, reverse: true) {
        nodes { id } pageInfo { hasNextPage endCursor } } }"""
    first = town.field(query, after=None)
    assert [one["id"] for one in first["nodes"]] == [ids[2], ids[1]]
    second = town.field(query, after=first["pageInfo"]["endCursor"])
    assert [one["id"] for one in second["nodes"]] == [ids[0]]
    assert second["pageInfo"]["hasNextPage"] is False


def test_a_mail_needs_somebody_with_an_address(town: Town) -> None:
    mail = """mutation($id: ID!) { giftCardSendNotificationToCustomer(id: $id) {
      giftCard { id } userErrors { field code message } } }"""
    lone = town.card(code="LEDGERCODE000001")
    assert error(town.field(mail, id=lone)) == (None, "INVALID", "The gift card has no customer.")
    new = "mutation($c: CustomerInput!) { customerCreate(input: $c) { customer { id } } }"
    customer = town.field(new, c={"email": "ann@example.com"})["customer"]["id"]
    owned = town.card(code="LEDGERCODE000002", customerId=customer)
    assert town.field(mail, id=owned)["userErrors"] == []
    assert town.get(f"/cards/{owned.rpartition('/')[2]}")["notified"] == ["customer"]
