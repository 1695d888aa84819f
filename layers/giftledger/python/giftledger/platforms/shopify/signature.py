"""Shopify's webhook signature: base64 HMAC-SHA256 of the raw body (shopify.dev, webhooks, HTTPS).

It covers the body alone: neither the topic nor the shop nor any id in a header is signed.
"""

import base64
import hashlib
import hmac
from collections.abc import Iterable


def is_authentic(raw: bytes, *, signature: str, secrets: Iterable[str]) -> bool:
    """Whether one of the secrets signed these bytes. Every secret is tried, in constant time."""
    given = signature.strip().encode(errors="replace")
    matches = [hmac.compare_digest(given, _signed(raw, secret)) for secret in secrets if secret]
    return any(matches)


def _signed(raw: bytes, secret: str) -> bytes:
    return base64.b64encode(hmac.new(secret.encode(), raw, hashlib.sha256).digest())
