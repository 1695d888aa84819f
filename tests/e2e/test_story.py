"""The demo's story holds on the running stack."""

from sandbox import demo
from sandbox.client import Stack


def test_the_demo_tells_the_whole_life_of_a_card(stack: Stack) -> None:  # noqa: ARG001
    assert demo.main() == 0
