"""The quarantine: an authentic body that was not understood, or is only kept, loses nothing.

A bucket that only operators read. No card serial lies there in clear: it is sealed first.
"""

import base64
import hashlib
import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from giftledger.aws import client
from giftledger.codes import normalise
from giftledger.ledger.parts import SealedCode
from giftledger.settings import settings
from giftledger.vault import seal

MAX_SERIAL_CHARACTERS = 2_000
"""KMS encrypts at most 4 KB; a longer value is no serial, and is dropped rather than kept."""

_SERIAL = re.compile(
    rb'(?P<key>\\*"serial\\*"\s*:\s*)(?!null\b)'
    rb'(?P<value>"(?:[^"\\]|\\.)*"?|\\+"[^"]*"?|\[[^\]]*\]?|\{[^}]*\}?|[^\s,}\]]+)',
    re.IGNORECASE | re.DOTALL,
)
"""A serial's key and value, also in broken JSON and in JSON within JSON text."""


def keep(*, platform: str, reasons: Sequence[str], raw: bytes, topic: str, now: datetime) -> str:
    """Store a body with the reasons; the same body on the same day is one object.

    Returns its key. Raises botocore's errors where S3 or KMS can't be reached.
    """
    scrubber = _Scrubber(seal)
    stored = _SERIAL.sub(scrubber.sealed, raw)
    # Named after the body with hashed serials: a ciphertext differs each time, and a plain
    # digest of the raw body could be searched for its serial.
    name = hashlib.sha256(_SERIAL.sub(scrubber.hashed, raw)).hexdigest()
    key = f"{platform}/{now.astimezone(UTC):%Y/%m/%d}/{name}.json"
    client("s3").put_object(
        Bucket=settings().quarantine_bucket,
        Key=key,
        Body=json.dumps(
            {
                "platform": platform,
                "topic": topic,
                "reasons": list(reasons),
                "kept_at": now.astimezone(UTC).isoformat(),
                **_readable(stored),
            }
        ).encode(),
        ContentType="application/json",
    )
    return key


@dataclass(slots=True)
class _Scrubber:
    """Replaces serials; each is sealed once per body."""

    seal: Callable[[str], SealedCode]
    _kept: dict[bytes, tuple[str, SealedCode | None]] = field(default_factory=dict)

    def sealed(self, found: re.Match[bytes]) -> bytes:
        """The serial as `sealed:<key id>:<hash>:<ciphertext>:<last four>`."""
        prefix, code = self._of(found)
        if code is None:
            return found["key"] + b'"removed"'
        text = f"{prefix}:{code.key_id}:{code.hash}:{code.ciphertext}:{code.last_four}"
        return found["key"] + f'"{text}"'.encode()

    def hashed(self, found: re.Match[bytes]) -> bytes:
        """The serial as its keyed hash alone."""
        prefix, code = self._of(found)
        return found["key"] + f"{prefix}:{code.hash if code else ''}".encode()

    def _of(self, found: re.Match[bytes]) -> tuple[str, SealedCode | None]:
        value = found["value"]
        if value not in self._kept:
            self._kept[value] = self._sealed(value.strip(b'\\"').decode(errors="replace"))
        return self._kept[value]

    def _sealed(self, text: str) -> tuple[str, SealedCode | None]:
        if (serial := normalise(text)) is not None:
            return "sealed", self.seal(serial)
        if not text or len(text) > MAX_SERIAL_CHARACTERS:
            return "removed", None
        # No serial that a card can bear, but somebody's secret: kept so that it can be read
        # again, in letters and digits because a sealed code shows its last four.
        return "sealed-base32", self.seal(base64.b32encode(text.encode()).decode().rstrip("="))


def _readable(raw: bytes) -> dict[str, str]:
    try:
        return {"body": raw.decode()}
    except UnicodeDecodeError:
        return {"body_base64": base64.b64encode(raw).decode()}
