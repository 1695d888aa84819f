"""Small files that break a rule on purpose: a guard that was never seen failing guards nothing."""

from collections.abc import Mapping

from tests.architecture.sources import PACKAGE

PURPOSE = '"""What this module is for."""\n'
REQUIREMENTS = {"layers/dependencies/requirements.txt": "pydantic==2.0.0\n"}
TOML = {"functions/noun/function.toml": ""}


def _ledger(text: str) -> dict[str, str]:
    return {f"{PACKAGE}/ledger/verb.py": text}


def _handler(text: str) -> dict[str, str]:
    return {"functions/noun/handler.py": text, **TOML}


VIOLATIONS: dict[str, list[Mapping[str, str]]] = {
    "parts_without_a_place": [{f"{PACKAGE}/novelty.py": PURPOSE}, {f"{PACKAGE}/new/part.py": ""}],
    "arrows_that_point_up": [
        {f"{PACKAGE}/store/dynamo.py": "from giftledger.service import execute\n"},
        {f"{PACKAGE}/service.py": "def late() -> None:\n    import giftledger.pages.render\n"},
        {f"{PACKAGE}/outbox.py": "from giftledger import checkout\n"},
    ],
    "impure_ledger": [
        _ledger("import time\n"),
        _ledger("from os import environ\n"),
        _ledger("import jinja2\n"),
        _ledger("from giftledger.store import protocol\n"),
        _ledger("from datetime import datetime\nMADE_AT = datetime.now()\n"),
        _ledger("print('sold')\n"),
    ],
    "database_elsewhere": [
        {f"{PACKAGE}/outbox.py": "from pynamodb.models import Model\n"},
        {f"{PACKAGE}/queues.py": "import botocore.session\n"},
        {f"{PACKAGE}/aws.py": "import pynamodb\n"},
        _handler("from botocore.exceptions import ClientError\n"),
    ],
    "boto3_at_run_time": [
        {f"{PACKAGE}/aws.py": "import boto3\n"},
        _handler("from boto3.session import Session\n"),
    ],
    "functions_that_meet": [
        _handler("from functions.other.handler import handler\n"),
        _handler("from . import other\n"),
        {**_handler("import other\n"), "functions/other/handler.py": PURPOSE},
    ],
    "platforms_that_meet": [
        {
            f"{PACKAGE}/platforms/shopify/translate.py": PURPOSE,
            f"{PACKAGE}/platforms/netsuite/translate.py": (
                "from giftledger.platforms.shopify import translate\n"
            ),
        },
    ],
    "infra_that_knows_too_much": [
        {"infra/stage.py": "from giftledger.store import items\n"},
        {"app.py": "import giftledger\n"},
    ],
    "relative_imports": [{f"{PACKAGE}/service.py": "from . import store\n"}],
    "functions_of_another_shape": [
        {"functions/noun/handler.py": PURPOSE},
        {**_handler(PURPOSE), "functions/noun/logic.py": PURPOSE},
        {**_handler(PURPOSE), "functions/__init__.py": PURPOSE},
        _handler(PURPOSE + "A = 1\n" * 60),
    ],
    "long_files": [{"sandbox/story.py": "A = 1\n" * 201}, {"infra/stack.py": "A = 1\n" * 201}],
    "long_functions": [_handler("def handler():\n" + "    a = 1\n" * 70)],
    "vague_names": [
        {f"{PACKAGE}/utils.py": PURPOSE},
        {"infra/common/stack.py": PURPOSE},
        {"tests/unit/helpers.py": PURPOSE},
    ],
    "modules_without_a_purpose": [
        {f"{PACKAGE}/service.py": "A = 1\n"},
        {f"{PACKAGE}/service.py": '"""Service"""\n'},
    ],
    "imports_outside_the_layer": [{**_handler("import pytest\n"), **REQUIREMENTS}],
    "names_that_say_little": [{"tests/unit/test_cards.py": "def test_cards():\n    pass\n"}],
    "words_from_elsewhere": [
        {"docs/notes.md": "See iss" + "ue #7.\n"},
        {"requirements.txt": "--index" + "-url somewhere\n"},
        {"package-lock.json": "https://registry.np" + "mjs.org/thing\n"},
        {"sandbox/story.py": "PLACE = '/wo" + "rk/main'\n"},
    ],
}
