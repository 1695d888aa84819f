"""Slowing down whoever guesses codes: a network may miss only so often per minute.

Only misses count, so a shop full of holders behind one address is never held up by its hits.
Unknown state is treated like a full counter (UnavailableError goes to the caller, who asks to
come again): the only counter that a guesser can overload is its own, so an open door here would
be a switch in the guesser's hand. The check precedes the look-up and the count follows it, so
requests at the same instant may exceed the limit by their number, which the gateway bounds.
"""

import hashlib
import hmac
import ipaddress
from datetime import datetime

from giftledger.secret_values import link_key
from giftledger.store import limits

WINDOW_SECONDS = 60
IPV6_PREFIX_BITS = 64
"""A household or a server is given at least a /64: single addresses cost nothing."""


def network_key(address: str) -> str:
    """Keyed hash of the caller's network (IPv4 address, IPv6 /64); the address is not kept.

    What is no address shares one key, so that it is limited too.
    """
    named = f"network:{_network(address)}"
    return hmac.new(link_key(), named.encode(), hashlib.sha256).hexdigest()[:32]


def must_wait(key: str, *, now: datetime, misses_per_minute: int) -> bool:
    """Whether this network has used up its misses of this minute. Raises UnavailableError."""
    return limits.misses(key, _minute(now)) >= misses_per_minute


def count_miss(key: str, *, now: datetime) -> None:
    """Count one unknown code. Raises UnavailableError."""
    expires_at = int(now.timestamp()) + 2 * WINDOW_SECONDS
    limits.add_miss(key, _minute(now), expires_at=expires_at)


def _network(address: str) -> str:
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return "unknown"
    if isinstance(parsed, ipaddress.IPv6Address):
        if parsed.ipv4_mapped is not None:
            return str(parsed.ipv4_mapped)
        prefix = (int(parsed), IPV6_PREFIX_BITS)
        return str(ipaddress.IPv6Network(prefix, strict=False))
    return str(parsed)


def _minute(now: datetime) -> str:
    return now.strftime("%Y-%m-%dT%H:%MZ")
