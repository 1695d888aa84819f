"""The names under which facts are stored, and under which others wait for them.

A key here is `<pk>|<sk>`, without its table: the first word of `pk` tells which table it is in.
"""

UNIT = "UNIT#"
"""What the sort key of every unit of an order begins with."""

SHOPIFY = "shopify#"
"""What the alias of a card that Shopify knows begins with."""

SLOT = "SLOT#"
"""What the sort key of every unit that waits for a serial begins with."""


def card_partition(gift_card_id: str) -> str:
    """The partition of a card and its entries."""
    return f"CARD#{gift_card_id}"


def entry_key(gift_card_id: str, entry: str) -> str:
    """An entry of a card, e.g. `ENTRY#<command id>`."""
    return f"{card_partition(gift_card_id)}|{entry}"


def activated_key(gift_card_id: str) -> str:
    """Nothing is stored here: what waits for a pending card to become active waits under it."""
    return f"{card_partition(gift_card_id)}|ACTIVE"


def held_key(gift_card_id: str) -> str:
    """Nothing is stored here: what waits for the end of a held redemption waits under it."""
    return f"{card_partition(gift_card_id)}|HELD"


def alias_key(alias: str) -> str:
    """An alias, e.g. `shopify#544934756566`."""
    return f"ALIAS#{alias}|ALIAS"


def shopify_alias(shopify_gift_card_id: str) -> str:
    """The alias of a card that Shopify knows."""
    return f"{SHOPIFY}{shopify_gift_card_id}"


def is_of_shopify(alias: str) -> bool:
    """Whether an alias is Shopify's id of a card."""
    return alias.startswith(SHOPIFY)


def order_partition(order_id: str) -> str:
    """The partition of an order's units and slots."""
    return f"ORDER#{order_id}"


def unit_prefix(line_item_id: str) -> str:
    """What the units of an order line begin with; their number follows."""
    return f"{UNIT}{line_item_id}#"


def slot_prefix(currency: str, value_minor: int) -> str:
    """What an order's physical units of one value begin with; their number follows."""
    return f"{SLOT}{currency}#{value_minor}#"


def numbered(prefix: str, number: int) -> str:
    """A unit or slot: numbers have five digits, so that they sort as numbers do."""
    return f"{prefix}{number:05d}"


def order_key(order_id: str, item: str) -> str:
    """A unit or slot of an order."""
    return f"{order_partition(order_id)}|{item}"
