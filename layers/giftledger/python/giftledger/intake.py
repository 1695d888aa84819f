"""The way of one webhook: verify, read, queue every command, keep what was not understood, answer.

2xx only after everything is durable. Whatever can't be queued or kept answers 503: the platform
sends it again, and what had been queued already does no harm twice.
"""

import json
from collections.abc import Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import NoReturn

from giftledger import quarantine
from giftledger.aws import client
from giftledger.observability import count, logger
from giftledger.platforms.door import Delivery, Door
from giftledger.platforms.netsuite.door import DOOR as NETSUITE
from giftledger.platforms.shopify.door import DOOR as SHOPIFY
from giftledger.platforms.translation import Translation
from giftledger.queues import NotQueuedError, send, send_commands
from giftledger.secret_values import secret_value
from giftledger.settings import settings

DOORS: Mapping[str, Door] = MappingProxyType({door.platform: door for door in (SHOPIFY, NETSUITE)})

MAX_BODY_BYTES = 1_000_000
MAX_TOPIC_CHARACTERS = 100
MAX_LOGGED_IDS = 100

ACCEPTED = 200
NOT_AUTHENTIC = 401
TOO_LARGE = 413
UNAVAILABLE = 503


def receive(platform: str, delivery: Delivery) -> int:
    """Take in one call and return the HTTP status to answer.

    200 accepted or kept, 401 not authentic, 413 over 1,000,000 bytes, 503 try again.
    Raises KeyError for a platform without a door. Where AWS can't even be reached, botocore's
    error goes through: Lambda answers 500, which the platforms retry as well.
    """
    door = DOORS[platform]
    if len(delivery.raw) > MAX_BODY_BYTES:
        return _refused(platform, "too_large", TOO_LARGE)
    try:
        if not _is_authentic(door, delivery):
            return _refused(platform, "not_authentic", NOT_AUTHENTIC)
        _take(door, delivery)
    except NotQueuedError:
        return _unavailable(platform, "NotQueued")
    except client("sqs").exceptions.ClientError as refusal:
        return _unavailable(platform, refusal.response["Error"]["Code"])
    count("WebhooksAccepted", platform=platform)
    return ACCEPTED


def _is_authentic(door: Door, delivery: Delivery) -> bool:
    name = door.secret_name(settings())
    if door.is_authentic(delivery, secret_value(name)):
        return True
    # The secret may have been rotated since it was last read.
    return door.is_authentic(delivery, secret_value(name, fresh=True))


def _take(door: Door, delivery: Delivery) -> None:
    body: object = None
    try:
        body = parse_json(delivery.raw)
    except (ValueError, RecursionError):
        found = Translation(problems=("body is not JSON",))
    else:
        found = door.translate(delivery, body, settings())
    topic = door.topic(delivery, body)[:MAX_TOPIC_CHARACTERS]
    reasons = found.problems if found.kept is None else (found.kept, *found.problems)
    send_commands(found.commands)
    _ask_shopify(found)
    if reasons:
        quarantine.keep(
            platform=door.platform,
            reasons=reasons,
            raw=delivery.raw,
            topic=topic,
            now=delivery.received_at,
            carries_codes=door.carries_codes,
        )
        name = "WebhooksQuarantined" if found.problems else "WebhooksKept"
        count(name, platform=door.platform)
    logger().info(
        "webhook",
        platform=door.platform,
        topic=topic,
        outcome=_outcome(found),
        commands=len(found.commands),
        fetches=len(found.fetches),
        problems=len(found.problems),
        reasons=list(reasons),
        command_ids=[command.command_id for command in found.commands[:MAX_LOGGED_IDS]],
    )


def _ask_shopify(found: Translation) -> None:
    """Queue what needs a call to the shop: never made here, where the platform waits."""
    asked = [json.dumps({"kind": "order", "order_id": order_id}) for order_id in found.fetches]
    denied = [
        json.dumps({"kind": "order", "order_id": order_id, "task": "deny"})
        for order_id in found.denials
    ]
    if asked:
        send("shopify_fetch", asked)
    if denied:
        send("shopify_sync", denied)


def _outcome(found: Translation) -> str:
    if found.kept is not None:
        return "kept"
    if found.problems:
        return "quarantined_in_part" if found.commands else "quarantined"
    is_queued = found.commands or found.fetches or found.denials
    return "queued" if is_queued else "nothing_to_do"


def _refused(platform: str, outcome: str, status: int) -> int:
    count("WebhooksRefused", platform=platform)
    logger().warning("webhook", platform=platform, outcome=outcome)
    return status


def _unavailable(platform: str, fault: str) -> int:
    # The code alone: a fault's text may quote what was sent.
    count("WebhooksUnavailable", platform=platform)
    logger().error("webhook", platform=platform, outcome="unavailable", fault=fault)
    return UNAVAILABLE


def parse_json(raw: bytes) -> object:
    """JSON with exact numbers: no float is ever made. Raises ValueError or RecursionError."""
    return json.loads(raw, parse_float=Decimal, parse_constant=_no_number)


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")
