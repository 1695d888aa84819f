"""The running local stack, shared by all tests over HTTP."""

import os
from collections.abc import Iterator

import pytest

from sandbox.client import Stack
from sandbox.demo_shopify import turn
from sandbox.local_aws import STACK_FILE
from sandbox.shop import Shop
from tests.e2e.typed import audited

REQUIRED = "GIFTLEDGER_E2E"
"""Set by `make test`, which brings the stack up: then a missing stack is a failure, not a skip."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder needs the stack."""
    for item in items:
        if "/tests/e2e/" in item.path.as_posix():
            item.add_marker(pytest.mark.e2e)


@pytest.fixture(scope="session")
def stack() -> Iterator[Stack]:
    """The stack; whatever the tests did to it, its ledger and books are right at the end."""
    if not STACK_FILE.exists() and not os.environ.get(REQUIRED):
        pytest.skip("the local stack is not running: `make up`")
    running = Stack.running()
    turn(create_cards=False)
    yield running
    status, findings = audited()
    assert status == 0, findings


@pytest.fixture(scope="module")
def shop(stack: Stack) -> Iterator[Shop]:
    """The stand-in shop, with our cards created in it; without faults before and after."""
    turn(create_cards=True)
    found = Shop.of(stack)
    found.ask("DELETE", "/faults")
    yield found
    found.ask("DELETE", "/faults")
    turn(create_cards=False)
    assert found.ask("GET", "/calls")["bucket"]["overdraft"] == 0
