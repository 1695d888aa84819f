"""Shopify's money fields: decimal text in a `*_set`, or bare beside the order's currency."""

from decimal import Decimal

from giftledger.amounts import InvalidAmount, UnknownCurrency, parse_decimal
from giftledger.platforms.findings import NotUnderstood
from giftledger.platforms.shopify.inbound import LineItem, Transaction


class ForeignMoney(NotUnderstood):
    """Money in the customer's currency: the platform has to be asked for the shop's."""


def shop_money(money_set: object, bare: object, currency: str | None) -> tuple[int, str]:
    """Minor units and currency: the set's shop money, else the bare amount in `currency`.

    Raises InvalidAmount, UnknownCurrency, or NotUnderstood where no currency is told.
    """
    if isinstance(money_set, dict) and isinstance(shop := money_set.get("shop_money"), dict):
        code = shop.get("currency_code")
        if not isinstance(code, str):
            raise UnknownCurrency("currency is not text")
        return parse_decimal(_decimal_text(shop.get("amount")), code), code
    if currency is None:
        raise NotUnderstood("amount without a currency")
    return parse_decimal(_decimal_text(bare), currency), currency


def transaction_money(transaction: Transaction, shop_currency: str | None) -> tuple[int, str]:
    """What moved in the shop's currency, in which its gift cards are kept.

    A transaction tells the amount that the customer saw. Where that is of another currency only
    the set says what it was in the shop's. Raises ForeignMoney where it has none.
    """
    known = shop_currency or _shop_currency(transaction.total_unsettled_set)
    amount_minor, found = shop_money(
        transaction.amount_set, transaction.amount, transaction.currency or shop_currency
    )
    if known is not None and found != known:
        raise ForeignMoney("amount in another currency than the shop's")
    return amount_minor, found


def _shop_currency(money_set: object) -> str | None:
    shop = money_set.get("shop_money") if isinstance(money_set, dict) else None
    told = shop if isinstance(shop, dict) else {}
    # Transactions name it `currency`, everything else `currency_code`.
    code = told.get("currency_code") or told.get("currency")
    return code if isinstance(code, str) else None


def discount_minor(line: LineItem, currency: str) -> int:
    """The line's whole discount in minor units of the given currency, zero if it tells none."""
    shares = line.discount_allocations
    if isinstance(shares, list) and shares:
        return sum(_share_minor(share, currency) for share in shares)
    if line.total_discount is None and line.total_discount_set is None:
        return 0
    return _same(shop_money(line.total_discount_set, line.total_discount, currency), currency)


def _share_minor(share: object, currency: str) -> int:
    if not isinstance(share, dict):
        raise NotUnderstood("discount allocation is not an object")
    return _same(shop_money(share.get("amount_set"), share.get("amount"), currency), currency)


def _same(money: tuple[int, str], currency: str) -> int:
    if money[1] != currency:
        raise NotUnderstood("discount in another currency than the price")
    return money[0]


def _decimal_text(value: object) -> str:
    # Some REST fields are JSON numbers: read as Decimal, whose text is what was sent.
    if isinstance(value, str):
        return value
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        return str(value)
    raise InvalidAmount("amount is neither text nor a number")
