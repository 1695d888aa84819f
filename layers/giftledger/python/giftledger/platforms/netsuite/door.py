"""NetSuite's way in: our own sender's headers, its secrets, its event types."""

from collections.abc import Mapping
from typing import Any

from giftledger.platforms.door import Delivery, Door
from giftledger.platforms.netsuite.signature import is_authentic, is_timely, secrets_for
from giftledger.platforms.netsuite.translate import translate
from giftledger.platforms.translation import Translation
from giftledger.settings import Settings
from giftledger.vault import seal


def _is_authentic(delivery: Delivery, kept: Mapping[str, Any]) -> bool:
    timestamp = delivery.header("x-gc-timestamp").strip()
    return is_timely(timestamp, now_seconds=delivery.received_at.timestamp()) and is_authentic(
        delivery.raw,
        timestamp=timestamp,
        signature=delivery.header("x-gc-signature"),
        secrets=secrets_for(delivery.header("x-gc-key-id").strip(), kept),
    )


def _topic(_delivery: Delivery, body: object) -> str:
    found = body.get("type") if isinstance(body, dict) else None
    return found if isinstance(found, str) else ""


def _translate(_delivery: Delivery, body: object, told: Settings) -> Translation:
    return translate(body, account=told.netsuite_account, seal=seal)


DOOR = Door(
    platform="netsuite",
    secret_name=lambda told: told.netsuite_secret,
    is_authentic=_is_authentic,
    topic=_topic,
    translate=_translate,
    carries_codes=True,
)
