"""Where a command works: the local stack, or a stage on AWS by what its stacks put out."""

import os
import tomllib
from contextlib import suppress
from pathlib import Path

from botocore.exceptions import BotoCoreError, ClientError

from giftledger.aws import client
from giftledger.settings import PREFIX, settings
from giftledger.store.items import bind
from sandbox.local_aws import STACK_FILE, use_local_stack

LOCAL = "local"
CONFIG = Path(__file__).resolve().parent.parent / "config"

OUTPUTS = {
    "LedgerTable": "LEDGER_TABLE",
    "WorkTable": "WORK_TABLE",
    "PeopleTable": "PEOPLE_TABLE",
    "CodesSecret": "CODES_SECRET",
    "CodeKeyArn": "CODE_KEY",
}
"""What the stateful stack puts out, and the setting that it is."""


SHOP_OUTPUTS = {"ShopifySecret": "SHOPIFY_SECRET", "ShopifyAdminSecret": "SHOPIFY_ADMIN_SECRET"}
"""The same, for commands about the shop; an older deployment does not have them."""

QUEUE_OUTPUTS = {
    "ShopifySyncQueueUrl": "SHOPIFY_SYNC_QUEUE_URL",
    "ShopifyFetchQueueUrl": "SHOPIFY_FETCH_QUEUE_URL",
    "ActivationQueueUrl": "ACTIVATION_QUEUE_URL",
    "DeactivationQueueUrl": "DEACTIVATION_QUEUE_URL",
}
"""What the stateless stack puts out: where decisions of a person go."""

CONFIGURED = ("shop_domain", "shopify_url", "shopify_api_version", "shopify_client_id")
"""What a stage's configuration says about the shop, under the names of the settings."""


class UnknownStageError(Exception):
    """There is no such stage, or it can't be asked; the text says which."""


def use_stage(name: str | None) -> str:
    """Point this process at a stage, the local one by default; returns its name.

    Raises UnknownStageError.
    """
    if name is None and not STACK_FILE.exists():
        raise UnknownStageError("name a stage (--stage prod), or bring the local stack up: make up")
    chosen = name or LOCAL
    if chosen == LOCAL:
        _use_local()
    else:
        _use_aws(chosen)
    settings.cache_clear()
    bind(settings())
    return chosen


def _use_local() -> None:
    try:
        use_local_stack()
    except FileNotFoundError as error:
        raise UnknownStageError("no local stack is up: make up") from error


def _use_aws(stage: str) -> None:
    known = sorted(path.stem for path in CONFIG.glob("*.toml"))
    if stage not in known:
        raise UnknownStageError(f"there is no stage {stage}; config/ has {', '.join(known)}")
    stack = f"giftledger-{stage}-stateful"
    try:
        outputs = _outputs(stack)
    except (BotoCoreError, ClientError) as error:
        raise UnknownStageError(f"the stack {stack} can't be read: {error}") from error
    missing = sorted(set(OUTPUTS) - set(outputs))
    if missing:
        raise UnknownStageError(f"the stack {stack} does not put out {', '.join(missing)}")
    os.environ[f"{PREFIX}STAGE"] = stage
    with suppress(BotoCoreError, ClientError):  # what needs a queue says that it is missing
        outputs |= _outputs(f"giftledger-{stage}-stateless")
    for key, name in (OUTPUTS | SHOP_OUTPUTS | QUEUE_OUTPUTS).items():
        if key in outputs:
            os.environ[f"{PREFIX}{name}"] = outputs[key]
    configured = tomllib.loads((CONFIG / f"{stage}.toml").read_text("utf-8"))
    for name in CONFIGURED:
        if name in configured:
            os.environ[f"{PREFIX}{name.upper()}"] = str(configured[name])


def _outputs(stack: str) -> dict[str, str]:
    found = client("cloudformation").describe_stacks(StackName=stack)["Stacks"][0]
    return {each["OutputKey"]: each["OutputValue"] for each in found.get("Outputs", ())}
