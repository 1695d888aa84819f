"""`giftledger shopify settings`: the switches of the shop's connection, shown or turned."""

from argparse import Namespace

from cli.failing import OK, RefusedError
from cli.layout import table
from giftledger.settings import settings
from giftledger.store.shops import ShopSettings, read_shop_settings, write_shop_settings

WORDS = {"on": True, "off": False}

MEANINGS = {
    "create_cards": "create and update our cards in Shopify, so that they pay in its checkout",
    "download_cards": "take over cards that Shopify knows and the ledger does not",
    "send_notifications": "have Shopify mail the holder of a card that was sold elsewhere",
    "upload_customers": "create the holder as a customer there, where the holder has agreed",
    "fulfil_lines": "fulfil the order lines whose cards were issued",
    "mark_orders": "write tags, metafields and notes on orders",
}


def run(asked: Namespace) -> int:
    """Show the switches; with `--set name=on` turn some first, all or none."""
    chosen = read_shop_settings()
    if asked.set:
        chosen = chosen.model_copy(update=_turned(asked.set))
        write_shop_settings(chosen)
    lines = [("setting", "now", "what it does")]
    lines += [(name, _word(getattr(chosen, name)), MEANINGS[name]) for name in _names()]
    print("\n".join(table(lines)))
    if asked.set:
        print(f"\nset; it holds everywhere within {settings().settings_kept_seconds} seconds")
    return OK


def _turned(wishes: list[str]) -> dict[str, bool]:
    turned: dict[str, bool] = {}
    for wish in wishes:
        name, _, word = wish.partition("=")
        if name not in _names():
            raise RefusedError(f"there is no setting {name}; there are {', '.join(_names())}")
        if word not in WORDS:
            raise RefusedError(f"{name} is on or off, not {word or 'nothing'}: --set {name}=on")
        turned[name] = WORDS[word]
    return turned


def _names() -> tuple[str, ...]:
    return tuple(ShopSettings.model_fields)


def _word(is_on: bool) -> str:  # noqa: FBT001  what a switch is
    return "on" if is_on else "off"
