"""What is sent about gift cards, and how the answers are read."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from giftledger.amounts import InvalidAmount
from giftledger.platforms.shopify.admin import cards
from giftledger.platforms.shopify.admin.document import Money, decimal_text, gid, id_digits
from giftledger.platforms.shopify.admin.faults import AmbiguousCodeError
from tests.unit.platforms.shopify_admin.conftest import Open
from tests.unit.platforms.shopify_admin.shop import BARE, NO_MORE, Shop, answer

CARD = "663920574770"
CREATED = {"giftCardCreate": {"giftCard": BARE, "userErrors": []}}


def page(*found: dict[str, Any], more: str | None = None) -> dict[str, Any]:
    info = NO_MORE if more is None else {"hasNextPage": True, "endCursor": more}
    return {"giftCards": {"nodes": list(found), "pageInfo": info}}


def like(number: int, ending: str = "7369", changed: str = "2026-07-14T16:22:47Z") -> Any:
    gift_card = f"gid://shopify/GiftCard/{number}"
    return {**BARE, "id": gift_card, "lastCharacters": ending, "updatedAt": changed}


def created(shop: Shop) -> dict[str, Any]:
    cards.create_card(
        code="abcd2345efgh7369",
        amount_minor=500,
        currency="CAD",
        expires_on=date(2027, 4, 26),
        note="Giftledger C",
        customer_id="77",
    )
    told: dict[str, Any] = shop.sent[0]["input"]
    return told


def test_a_card_is_made_with_the_input_of_2026_07(open_shop: Open) -> None:
    assert created(open_shop(answer(CREATED))) == {
        "initialAmount": {"amount": "5.00", "currencyCode": "CAD"},
        "code": "abcd2345efgh7369",
        "note": "Giftledger C",
        "expiresOn": "2027-04-26",
        "customerId": "gid://shopify/Customer/77",
    }


def test_a_card_is_made_with_the_input_of_2026_04(open_shop: Open) -> None:
    told = created(open_shop(answer(CREATED), version="2026-04"))
    assert told["initialValue"] == "5.00"
    assert "initialAmount" not in told


def test_a_recipient_is_told_with_what_is_known_of_it(open_shop: Open) -> None:
    shop = open_shop(answer(CREATED))
    at = datetime(2026, 12, 24, 8, tzinfo=UTC)
    cards.create_card(
        code="abcd2345",
        amount_minor=500,
        currency="CAD",
        expires_on=None,
        note="n",
        recipient=cards.RecipientThere("9", name="Ann", message="Hi", send_at=at),
    )
    told = shop.sent[0]["input"]
    assert "expiresOn" not in told
    assert told["recipientAttributes"] == {
        "id": "gid://shopify/Customer/9",
        "preferredName": "Ann",
        "message": "Hi",
        "sendNotificationAt": "2026-12-24T08:00:00+00:00",
    }


def test_a_card_is_read_with_minor_units_and_digits(open_shop: Open) -> None:
    whole = {
        **BARE,
        "customer": {"id": "gid://shopify/Customer/1"},
        "order": {"id": "gid://shopify/Order/2"},
        "lineItem": {"id": "gid://shopify/LineItem/3"},
    }
    open_shop(answer({"giftCard": whole}))
    found = cards.card(CARD)
    assert found is not None
    assert (found.shopify_gift_card_id, found.balance_minor, found.initial_minor) == (
        CARD,
        500,
        500,
    )
    assert (found.customer_id, found.order_id, found.line_item_id) == ("1", "2", "3")
    assert (found.expires_on, found.last_characters) == (date(2027, 4, 26), "7369")
    open_shop(answer({"giftCard": None}))
    assert cards.card(CARD) is None


def test_the_line_of_a_card_is_asked_for_only_where_the_version_has_it(open_shop: Open) -> None:
    for version, asked in (("2026-04", False), ("2026-07", True), ("2026-10", True)):
        shop = open_shop(answer({"giftCard": BARE}), version=version)
        cards.card(CARD)
        assert (b"lineItem" in shop.asked[0].content) == asked
        assert f"/admin/api/{version}/graphql.json" in str(shop.asked[0].url)


def test_a_code_is_found_whatever_its_writing(open_shop: Open) -> None:
    shop = open_shop(answer(page(like(1), like(2, "9999"))))
    found = cards.find_by_code("ABCD-2345 efgh-7369")
    assert found is not None
    assert found.shopify_gift_card_id == "1"
    assert shop.sent[0]["query"] == "abcd2345efgh7369"


@pytest.mark.parametrize(
    "code", ["7369", "efgh7369", "abcd2345efgh736", "abcd2345efgh73691", "", "id:1 OR status:e 1"]
)
def test_a_fragment_of_a_code_is_not_even_searched_for(open_shop: Open, code: str) -> None:
    shop = open_shop()
    assert cards.find_by_code(code) is None
    assert shop.asked == []


def test_a_code_of_a_known_other_length_is_found(open_shop: Open) -> None:
    open_shop(answer(page(like(1))))
    assert cards.find_by_code("abcd2347369", length=11) is not None


def test_no_card_that_ends_so_is_no_card(open_shop: Open) -> None:
    open_shop(answer(page(like(1, "0000"))))
    assert cards.find_by_code("abcd2345efgh7369") is None


@pytest.mark.parametrize("found", [page(like(1), like(2)), page(like(1), more="c")])
def test_several_cards_for_a_code_are_nobodys_to_guess(
    open_shop: Open, found: dict[str, Any]
) -> None:
    open_shop(answer(found))
    with pytest.raises(AmbiguousCodeError):
        cards.find_by_code("abcd2345efgh7369")


def test_a_history_is_read_to_its_last_page(open_shop: Open) -> None:
    def history(number: int, amount: str, info: dict[str, Any]) -> dict[str, Any]:
        node = {
            "id": f"gid://shopify/GiftCardDebitTransaction/{number}",
            "note": f"Giftledger {number}",
            "processedAt": "2026-07-14T16:22:47Z",
            "amount": {"amount": amount, "currencyCode": "CAD"},
        }
        return {"giftCard": {"transactions": {"nodes": [node], "pageInfo": info}}}

    more = {"hasNextPage": True, "endCursor": "c1"}
    shop = open_shop(answer(history(1, "2.0", more)), answer(history(2, "-3.0", NO_MORE)))
    found = cards.transactions(CARD)
    assert [(one.id, one.amount_minor, one.note) for one in found] == [
        ("1", 200, "Giftledger 1"),
        ("2", -300, "Giftledger 2"),
    ]
    assert [sent["after"] for sent in shop.sent] == [None, "c1"]


def test_a_credit_tells_the_balance_after_it(open_shop: Open) -> None:
    transaction = {
        "id": "gid://shopify/GiftCardCreditTransaction/1",
        "amount": {"amount": "2.0", "currencyCode": "CAD"},
        "giftCard": {"balance": {"amount": "7.0", "currencyCode": "CAD"}},
    }
    told = {"giftCardCredit": {"giftCardCreditTransaction": transaction, "userErrors": []}}
    shop = open_shop(answer(told))
    assert cards.credit(CARD, 200, "CAD", "Giftledger X") == 700
    assert shop.sent == [
        {
            "id": f"gid://shopify/GiftCard/{CARD}",
            "creditInput": {
                "creditAmount": {"amount": "2.00", "currencyCode": "CAD"},
                "note": "Giftledger X",
            },
        }
    ]


def test_an_update_sends_only_what_changes(open_shop: Open) -> None:
    updated = {"giftCardUpdate": {"giftCard": BARE, "userErrors": []}}
    shop = open_shop(answer(updated), answer(updated))
    cards.update_card(CARD, expires_on=None)
    cards.update_card(CARD, note="n", customer_id="5")
    assert [sent["input"] for sent in shop.sent] == [
        {"expiresOn": None},
        {"note": "n", "customerId": "gid://shopify/Customer/5"},
    ]


def test_a_card_is_ended_and_told_of(open_shop: Open) -> None:
    shop = open_shop(
        answer({"giftCardDeactivate": {"giftCard": {"id": "x"}, "userErrors": []}}),
        answer({"giftCardSendNotificationToCustomer": {"userErrors": []}}),
        answer({"giftCardSendNotificationToRecipient": {"userErrors": []}}),
    )
    cards.deactivate(CARD)
    cards.notify_customer(CARD)
    cards.notify_recipient(CARD)
    assert [sent["id"] for sent in shop.sent] == [f"gid://shopify/GiftCard/{CARD}"] * 3


def test_changed_cards_come_last_changed_first_until_the_time(open_shop: Open) -> None:
    shop = open_shop(
        answer(page(like(3, changed="2026-07-03T00:00:00Z"), more="c")),
        answer(
            page(
                like(2, changed="2026-07-02T00:00:00Z"),
                like(1, changed="2026-07-01T00:00:00Z"),
                more="d",
            )
        ),
    )
    since = datetime(2026, 7, 2, tzinfo=UTC)
    found = [card.shopify_gift_card_id for card in cards.cards_changed_since(since)]
    assert found == ["3", "2"]
    assert {(sent["sortKey"], sent["reverse"]) for sent in shop.sent} == {("UPDATED_AT", True)}


def test_all_cards_come_page_by_page(open_shop: Open) -> None:
    open_shop(answer(page(like(1), like(2), more="c")), answer(page(like(3))))
    assert [len(found) for found in cards.all_cards()] == [2, 1]


def test_the_limits_and_features_of_the_shop_are_read(open_shop: Open) -> None:
    limits = {
        "issueLimit": {"amount": "3000.0", "currencyCode": "CAD"},
        "purchaseLimit": {"amount": "14000.0", "currencyCode": "CAD"},
    }
    shop = {"name": "S", "currencyCode": "CAD", "features": {"giftCards": False}}
    open_shop(answer({"giftCardConfiguration": limits}), answer({"shop": shop}))
    assert cards.configuration() == cards.CardLimits(300_000, 1_400_000, "CAD")
    assert cards.shop_features() == cards.ShopFeatures("S", "CAD", gift_cards=False)


@pytest.mark.parametrize(
    ("amount", "currency", "minor"),
    [("5.0", "CAD", 500), ("-3.0", "CAD", -300), ("1000.0", "JPY", 1000), ("1.25", "KWD", 1250)],
)
def test_amounts_are_read_in_minor_units(amount: str, currency: str, minor: int) -> None:
    assert Money(amount=amount, currency_code=currency).minor == minor


@pytest.mark.parametrize("amount", ["5.001", "1e3", "", "--1", "NaN"])
def test_an_amount_that_the_currency_cannot_express_is_none(amount: str) -> None:
    with pytest.raises(InvalidAmount):
        Money(amount=amount, currency_code="CAD").minor  # noqa: B018


@pytest.mark.parametrize(
    ("minor", "currency", "text"),
    [(1050, "USD", "10.50"), (5, "USD", "0.05"), (1000, "JPY", "1000"), (1250, "KWD", "1.250")],
)
def test_amounts_are_written_as_shopify_reads_them(minor: int, currency: str, text: str) -> None:
    assert decimal_text(minor, currency) == text


def test_an_id_is_made_of_digits_both_ways() -> None:
    assert id_digits(gid("Order", "123")) == "123"
    for odd in ("", "1x", "1?a=b", "gid://shopify/Order/1", "1" * 21):
        with pytest.raises(ValueError, match="digits"):
            gid("Order", odd)
    with pytest.raises(ValueError, match="not an id"):
        id_digits("123")
