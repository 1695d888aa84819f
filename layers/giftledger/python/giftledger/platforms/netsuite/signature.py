"""The signature of our own NetSuite sender: `v1=` and the hex HMAC of timestamp, dot, raw body."""

import hashlib
import hmac
import re
from collections.abc import Iterable, Mapping

WINDOW_SECONDS = 300
"""How far the sender's clock may be off, either way; a replay job signs again."""

_UNIX_SECONDS = re.compile(r"[0-9]{1,12}")


def is_timely(timestamp: str, *, now_seconds: float) -> bool:
    """Whether the signed timestamp, in unix seconds, is within the window."""
    if _UNIX_SECONDS.fullmatch(timestamp) is None:
        return False
    return abs(now_seconds - int(timestamp)) <= WINDOW_SECONDS


def is_authentic(raw: bytes, *, timestamp: str, signature: str, secrets: Iterable[str]) -> bool:
    """Whether one of the secrets signed these bytes at that time."""
    given = signature.strip().encode(errors="replace")
    matches = [
        hmac.compare_digest(given, _signed(raw, timestamp, secret)) for secret in secrets if secret
    ]
    return any(matches)


def secrets_for(key_id: str, kept: Mapping[str, str]) -> tuple[str, ...]:
    """The secrets to try: those with that id, or all where either side names none."""
    pairs = (
        (kept.get("key_id"), kept.get("current")),
        (kept.get("previous_key_id"), kept.get("previous")),
    )
    return tuple(secret for name, secret in pairs if secret and (not name or key_id in ("", name)))


def _signed(raw: bytes, timestamp: str, secret: str) -> bytes:
    signed = timestamp.encode() + b"." + raw
    return b"v1=" + hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest().encode()
