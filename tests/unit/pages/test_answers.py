"""Which media type an Accept header asks for."""

import pytest

from giftledger.pages.answers import prefers_json


@pytest.mark.parametrize(
    "accept",
    ["application/json", "application/json, text/plain, */*", "text/html;q=0.5, Application/JSON"],
)
def test_json_is_answered_where_it_is_named_and_preferred(accept: str) -> None:
    assert prefers_json(accept)


@pytest.mark.parametrize(
    "accept",
    ["", "*/*", "text/html,*/*;q=0.8", "application/json;q=0", "application/json;q=x", ";;,,", "q"],
)
def test_everything_else_gets_a_page(accept: str) -> None:
    assert not prefers_json(accept)
