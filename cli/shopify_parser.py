"""`giftledger shopify ...`: every command about the shop, with its options."""

import getpass
from argparse import ArgumentParser
from collections.abc import Callable
from typing import Any

from cli import (
    shopify_check,
    shopify_doubts,
    shopify_drift,
    shopify_import,
    shopify_orders,
    shopify_review,
    shopify_settings,
    shopify_upload,
)


def add_shopify(commands: Any, stage: ArgumentParser) -> None:  # noqa: ANN401  private to argparse
    """Add them all."""
    shopify = commands.add_parser("shopify", help="the shop that the ledger is connected to")
    works = shopify.add_subparsers(required=True, metavar="WORK")
    yes = ArgumentParser(add_help=False)
    yes.add_argument("--yes", action="store_true", help="ask nothing")

    settings = _add(works, "settings", stage, shopify_settings.run, "the switches, shown or turned")
    settings.add_argument(
        "--set", nargs="+", metavar="NAME=on|off", help="e.g. create_cards=on; others stay"
    )
    _add(works, "check", stage, shopify_check.run, "what is wrong with the connection, in words")
    _add_migrations(works, stage, yes)
    _add(works, "orders", stage, shopify_orders.run, "work on orders that is not finished")
    _add(works, "reconcile", stage, shopify_drift.run_reconcile, "compare every mirrored card")
    _add_drift(works, stage, yes)
    _add_doubts(works, stage, yes)
    _add_review(works, stage, yes)


def _add_migrations(works: Any, stage: ArgumentParser, yes: ArgumentParser) -> None:  # noqa: ANN401
    dry = ArgumentParser(add_help=False)
    dry.add_argument("--dry-run", action="store_true", help="say what would be done, and stop")
    brought = _add(
        works, "import", stage, shopify_import.run, "take the shop's existing cards over", yes, dry
    )
    brought.add_argument("--all", action="store_true", help="name every card that is left out")
    _add(works, "upload", stage, shopify_upload.run, "make existing cards in the shop", yes, dry)


def _add_drift(works: Any, stage: ArgumentParser, yes: ArgumentParser) -> None:  # noqa: ANN401
    drift = works.add_parser("drift", help="what differs from the shop")
    kinds = drift.add_subparsers(required=True, metavar="WORK")
    _add(kinds, "list", stage, shopify_drift.run_list, "what nobody has decided")
    show = _add(kinds, "show", stage, shopify_drift.run_show, "one of them, in words")
    show.add_argument("id", metavar="ID")
    approve = _add(kinds, "approve", stage, shopify_drift.run_approve, "do what is proposed", yes)
    approve.add_argument(
        "--restore",
        action="store_true",
        help="instead of what is proposed: put the balance in Shopify right",
    )
    reject = _add(kinds, "reject", stage, shopify_drift.run_reject, "leave both sides as they are")
    for deciding in (approve, reject):
        deciding.add_argument("id", metavar="ID")
        deciding.add_argument("--reason", required=True, help="why, for whoever reads it later")
        _add_actor(deciding)


def _add_doubts(works: Any, stage: ArgumentParser, yes: ArgumentParser) -> None:  # noqa: ANN401
    doubts = works.add_parser(
        "doubts", help="calls of which nobody knows whether they were applied"
    )
    kinds = doubts.add_subparsers(required=True, metavar="WORK")
    _add(kinds, "list", stage, shopify_doubts.run_list, "what waits for a person")
    resolve = _add(kinds, "resolve", stage, shopify_doubts.run_resolve, "say what is the case", yes)
    resolve.add_argument("card", metavar="GIFT_CARD_ID")
    resolve.add_argument("outcome", choices=("applied", "not_applied"))


def _add_review(works: Any, stage: ArgumentParser, yes: ArgumentParser) -> None:  # noqa: ANN401
    review = works.add_parser("review", help="orders that wait because of their risk")
    kinds = review.add_subparsers(required=True, metavar="WORK")
    _add(kinds, "list", stage, shopify_review.run_list, "what waits for a person")
    release = _add(
        kinds, "release", stage, shopify_review.run_release, "let the cards be used", yes
    )
    reject = _add(kinds, "reject", stage, shopify_review.run_reject, "close the cards", yes)
    for deciding in (release, reject):
        deciding.add_argument("order", metavar="ORDER_ID", help="digits")
        _add_actor(deciding)


def _add_actor(parser: ArgumentParser) -> None:
    parser.add_argument("--actor", default=getpass.getuser(), help="who decides; default: you")


def _add(
    works: Any,  # noqa: ANN401  private to argparse
    name: str,
    stage: ArgumentParser,
    run: Callable[..., int],
    words: str,
    *parents: ArgumentParser,
) -> ArgumentParser:
    added: ArgumentParser = works.add_parser(name, parents=[stage, *parents], help=words)
    added.set_defaults(run=run)
    return added
