"""`make up` and `make down`: the local stack as a whole."""

import fcntl
import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from sandbox import local_seed, local_server, local_shopify
from sandbox.local_deploy import DeployError, aws_environment, deploy

Result = TypeVar("Result")


def up() -> None:
    """Start, deploy and describe the stack; cheap when it is already up and unchanged."""
    found = local_server.running()
    if found is None:
        local_server.stop()
        port = _told("starting the local AWS", local_server.start)
    else:
        port = found[1]
    shop = _told("starting the stand-in shop", local_shopify.start)
    os.environ.update(aws_environment(port))
    shopify_url = local_shopify.url(shop)
    changed = _told("deploying", lambda: deploy(port, shopify_url=shopify_url))
    if not changed:
        print("  nothing has changed", flush=True)
    _told("seeding", lambda: local_seed.seed(port, shopify_url=shopify_url))
    described = json.loads(local_seed.STACK_FILE.read_text())
    local_shopify.connect(
        shop,
        webhooks=f"{described['api_url']}/webhooks/shopify",
        secret=described["shopify"]["webhook_secret"],
        client_id=described["shopify"]["client_id"],
        shop=described["shopify"]["shop_domain"],
    )
    print(f"up: {described['api_url']}", flush=True)


def down() -> None:
    """End every process and remove every file of the stack."""
    local_shopify.stop()
    local_server.stop()
    print("down", flush=True)


def _told(what: str, step: Callable[[], Result]) -> Result:
    started = time.monotonic()
    print(f"{what} ...", flush=True)
    result = step()
    print(f"  {time.monotonic() - started:.1f} s", flush=True)
    return result


def main(arguments: list[str]) -> int:
    """`up` or `down`; 1 where it failed, 2 where it was not understood."""
    with Path(__file__).open() as alone:
        # One at a time: two deployments into one local AWS destroy each other's stacks.
        fcntl.flock(alone, fcntl.LOCK_EX)
        return _run(arguments)


def _run(arguments: list[str]) -> int:
    match arguments:
        case ["up"]:
            try:
                up()
            except (local_server.ServerError, DeployError, local_seed.TokenError) as error:
                print(error, file=sys.stderr)
                return 1
        case ["down"]:
            down()
        case _:
            print(__doc__, file=sys.stderr)
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
