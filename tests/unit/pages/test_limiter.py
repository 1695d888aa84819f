"""Whom the limiter takes for one caller, and what it keeps of them."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from giftledger.limiter import count_miss, must_wait, network_key
from giftledger.store.limits import LimitItem
from tests.functions.mail_world import World, world

NOW = datetime(2026, 11, 20, 12, 0, 59, tzinfo=UTC)


@pytest.fixture(name="aws", autouse=True)
def _aws(monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    with world(monkeypatch) as seen:
        yield seen


def test_the_addresses_of_one_ipv6_network_are_one_caller() -> None:
    key = network_key("2001:db8:1:2::1")
    assert network_key("2001:db8:1:2:ffff::9") == key
    assert network_key("2001:db8:1:3::1") != key


def test_an_ipv4_address_is_a_caller_also_when_written_as_ipv6() -> None:
    assert network_key("::ffff:203.0.113.7") == network_key("203.0.113.7")
    assert network_key("203.0.113.8") != network_key("203.0.113.7")


def test_what_is_no_address_is_one_caller() -> None:
    assert network_key("") == network_key("999.1.1.1")


def test_misses_are_forgotten_with_their_minute() -> None:
    count_miss("n", now=NOW)
    count_miss("n", now=NOW)
    assert must_wait("n", now=NOW, misses_per_minute=2)
    assert not must_wait("n", now=NOW, misses_per_minute=3)
    assert not must_wait("n", now=NOW + timedelta(seconds=1), misses_per_minute=1)
    assert LimitItem.get("LIMIT#misses#n", "2026-11-20T12:00Z").expires_at > NOW.timestamp()
