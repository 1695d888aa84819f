"""The demo's story holds on the running stack."""

from sandbox import demo
from sandbox.client import Stack
from sandbox.demo_shopify import turn


def test_the_demo_tells_the_whole_life_of_a_card(stack: Stack) -> None:  # noqa: ARG001
    try:
        assert demo.main() == 0
    finally:
        turn(create_cards=False)  # The demo leaves the shop connected, for whoever plays with it.
