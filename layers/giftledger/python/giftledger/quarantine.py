"""The quarantine: an authentic body that was not understood, or is only kept, loses nothing.

A bucket that only operators read, encrypted at rest. The bodies of a platform that sends codes or
serials are encrypted before they get there too: no list of field names finds every serial.
"""

import base64
import json
from collections.abc import Sequence
from datetime import UTC, datetime

from giftledger.aws import client
from giftledger.settings import settings
from giftledger.vault import encrypted, keyed_digest


def keep(
    *,
    platform: str,
    reasons: Sequence[str],
    raw: bytes,
    topic: str,
    now: datetime,
    carries_codes: bool,
) -> str:
    """Store a body with the reasons; the same body on the same day is one object.

    Returns its key, which can't be searched for what the body holds. Raises botocore's errors
    where S3, KMS or the secret can't be reached.
    """
    key = f"{platform}/{now.astimezone(UTC):%Y/%m/%d}/{keyed_digest(raw)}.json"
    body = {"body_encrypted": encrypted(raw)} if carries_codes else _readable(raw)
    client("s3").put_object(
        Bucket=settings().quarantine_bucket,
        Key=key,
        Body=json.dumps(
            {
                "platform": platform,
                "topic": topic,
                "reasons": list(reasons),
                "kept_at": now.astimezone(UTC).isoformat(),
                **body,
            }
        ).encode(),
        ContentType="application/json",
    )
    return key


def _readable(raw: bytes) -> dict[str, str]:
    try:
        return {"body": raw.decode()}
    except UnicodeDecodeError:
        return {"body_base64": base64.b64encode(raw).decode()}
