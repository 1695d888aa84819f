"""`giftledger`: reads what was asked, points itself at a stage, and does it."""

import sys
from argparse import ArgumentParser
from collections.abc import Sequence
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError
from pynamodb.exceptions import PynamoDBException

from cli import (
    audit_command,
    books_command,
    card_command,
    programme_command,
    report_command,
)
from cli.auditing.audit import SETTLE_SECONDS
from cli.failing import REFUSED, RefusedError
from cli.reporting import KEYS
from cli.shopify_parser import add_shopify
from cli.stages import UnknownStageError, use_stage
from giftledger.platforms.shopify.admin.faults import SetupError, ShopifyError
from giftledger.queues import NotQueuedError
from giftledger.store.protocol import Conflict, UnavailableError


def parser() -> ArgumentParser:
    """Every command with its options."""
    stage = ArgumentParser(add_help=False)
    stage.add_argument("--stage", help="where; the local stack if it is up and nothing is named")
    root = ArgumentParser(prog="giftledger", description="Keep and explain a gift-card ledger.")
    commands = root.add_subparsers(required=True, metavar="COMMAND")

    audit = commands.add_parser("audit", parents=[stage], help="check every card and the books")
    audit.add_argument("--json", action="store_true", help="findings and sums for programs")
    audit.add_argument(
        "--settle",
        type=float,
        default=SETTLE_SECONDS,
        metavar="SECONDS",
        help="how long the books may lag behind (default: %(default)s)",
    )
    audit.set_defaults(run=audit_command.run)

    report = commands.add_parser("report", help="what finance asks for")
    kinds = report.add_subparsers(required=True, metavar="REPORT")
    asked = ArgumentParser(add_help=False, parents=[stage])
    asked.add_argument("--as-of", required=True, metavar="DAY", help="its end counts (UTC)")
    asked.add_argument("--csv", action="store_true", help="for programs")
    asked.add_argument("--recount", action="store_true", help="from every entry, not the books")
    asked.add_argument("--test", action="store_true", help="the test cards instead")
    owed = kinds.add_parser("liability", parents=[asked], help="what is owed to holders")
    owed.add_argument("--by", default=",".join(KEYS), metavar="KEYS", help="default: %(default)s")
    owed.set_defaults(run=report_command.run_liability)
    trial = kinds.add_parser("trial-balance", parents=[asked], help="debit and credit by account")
    trial.add_argument("--from", dest="first", metavar="DAY", help="default: the beginning")
    trial.set_defaults(run=report_command.run_trial_balance)

    card = commands.add_parser("card", parents=[stage], help="a card and its history")
    card.add_argument("reference", metavar="REF", help=card_command.FORMS)
    card.add_argument("--at", metavar="INSTANT", help="as it was then")
    card.add_argument("--explain", action="store_true", help="in words instead of JSON")
    card.set_defaults(run=card_command.run)

    books = commands.add_parser("books", help="the books themselves")
    works = books.add_subparsers(required=True, metavar="WORK")
    catch_up = works.add_parser("catch-up", parents=[stage], help="book what the stream lost")
    catch_up.set_defaults(run=books_command.run)

    _add_programme(commands, stage)
    add_shopify(commands, stage)
    return root


def _add_programme(commands: Any, stage: ArgumentParser) -> None:  # noqa: ANN401  private to argparse
    programme = commands.add_parser("programme", help="the rules that a set of cards shares")
    works = programme.add_subparsers(required=True, metavar="WORK")
    show = works.add_parser("show", parents=[stage], help="as JSON")
    show.add_argument("name", metavar="NAME")
    show.set_defaults(run=programme_command.show)
    change = works.add_parser("set", parents=[stage], help="from a JSON file, whole")
    change.add_argument("name", metavar="NAME")
    change.add_argument("file", metavar="FILE", help="- reads from standard input")
    change.set_defaults(run=programme_command.set_)


def main(arguments: Sequence[str]) -> int:
    """The exit status: 0 done, 1 something was found, 2 not understood or not readable."""
    asked = parser().parse_args(arguments)
    try:
        use_stage(asked.stage)
        return int(asked.run(asked))
    except (RefusedError, UnknownStageError) as error:
        print(f"giftledger: {error}", file=sys.stderr)
    except SetupError as error:
        print(f"giftledger: {error}. {error.advice}", file=sys.stderr)
    except ShopifyError as error:
        print(f"giftledger: Shopify gives no answer ({error}): try again", file=sys.stderr)
    except Conflict:
        print("giftledger: somebody else changed this just now: try again", file=sys.stderr)
    except (
        UnavailableError,
        NotQueuedError,
        PynamoDBException,
        BotoCoreError,
        ClientError,
    ) as error:
        print(f"giftledger: the stage can't be read: {error}", file=sys.stderr)
    return REFUSED


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
