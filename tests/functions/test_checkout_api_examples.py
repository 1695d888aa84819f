"""The examples of docs/checkout-api.md hold, and the published document is whole."""

import json
from collections.abc import Iterator

import pytest
from openapi_spec_validator import validate

from giftledger.checkout.door import CALLS
from giftledger.ledger.rejections import Rejection
from handbook.examples import Example, examples, route_of
from handbook.openapi_words import WORDS
from tests.functions.checkout_world import DOCUMENT, Shop, open_shop
from tests.functions.queue_world import CODE, OTHER_CODE


@pytest.fixture(name="shop")
def _shop(monkeypatch: pytest.MonkeyPatch) -> Iterator[Shop]:
    with open_shop(monkeypatch) as shop:
        shop.issue(5000, code=CODE)
        shop.issue(2000, code=OTHER_CODE)
        yield shop


def run(shop: Shop, example: Example) -> dict[str, object]:
    return shop.call(example.path, example.body, key=example.key or "").body


def test_every_example_is_answered_as_it_is_printed(shop: Shop) -> None:
    for example in examples():
        assert run(shop, example) == example.answer, example.path


def test_every_call_has_its_example() -> None:
    shown = [route_of(example, list(CALLS)) for example in examples()]
    assert sorted(shown) == sorted(CALLS)


def test_the_published_document_is_valid_and_describes_every_call() -> None:
    validate(DOCUMENT)
    assert {f"POST {path}" for path in DOCUMENT["paths"]} == set(CALLS) == set(WORDS)
    for path in DOCUMENT["paths"].values():
        call = path["post"]
        assert call["security"] == [{"tokens": ["giftledger/redeem"]}]
        assert {"400", "401", "403", "429", "500", "503"} <= call["responses"].keys()


def test_what_moves_money_documents_its_key_and_its_replay() -> None:
    for route, call in CALLS.items():
        described = DOCUMENT["paths"][route.split(" ")[1]]["post"]
        keys = [one for one in described.get("parameters", ()) if one["in"] == "header"]
        assert [one["required"] for one in keys] == [True] * call.moves_money
        yes = described["responses"]["201" if call.moves_money else "200"]
        assert ("Idempotency-Hit" in yes.get("headers", {})) == call.moves_money
        named = {code.value for code in WORDS[route].refusals}
        assert (Rejection.KEY_REUSED in named) == call.moves_money


def test_an_example_that_is_wrong_is_noticed(shop: Shop) -> None:
    page = "```http\nPOST /v1/balance-inquiries\n\n{%s}\n```\n\n```json\n{}\n```\n"
    (wrong,) = examples(page % f'"code": {json.dumps(CODE)}')
    assert wrong.key is None
    assert run(shop, wrong) != wrong.answer
