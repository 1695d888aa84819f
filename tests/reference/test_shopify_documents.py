"""Every document against Shopify's own schemas, and every typed answer against recorded ones.

Needs the folder of reference data: GIFTLEDGER_REFERENCE_DATA.
"""

import importlib
import json
import os
import pkgutil
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from graphql import GraphQLSchema, build_schema, parse, validate

from giftledger.platforms.shopify.admin import documents
from giftledger.platforms.shopify.admin.answers import raise_for_user_errors
from giftledger.platforms.shopify.admin.document import Document, Money
from giftledger.platforms.shopify.admin.documents import bulk, card_changes, card_queries
from giftledger.platforms.shopify.admin.faults import Refused

DATA = os.environ.get("GIFTLEDGER_REFERENCE_DATA", "")
VERSIONS = ("2026-04", "2026-07")

pytestmark = [
    pytest.mark.reference,
    pytest.mark.skipif(not DATA, reason="GIFTLEDGER_REFERENCE_DATA is not set"),
]


def every_document() -> dict[str, Document[Any]]:
    found: dict[str, Document[Any]] = {}
    for module in pkgutil.iter_modules(documents.__path__):
        loaded = importlib.import_module(f"{documents.__name__}.{module.name}")
        for name, value in vars(loaded).items():
            if isinstance(value, Document):
                found[f"{module.name}.{name}"] = value
    return found


@cache
def schema(version: str) -> GraphQLSchema:
    text = (Path(DATA) / f"shopify/schema/admin-{version}.graphql").read_text(encoding="utf-8")
    return build_schema(text, assume_valid=True, no_location=True)


def recorded(name: str) -> Any:
    path = Path(DATA) / f"shopify/conformance/{name}.json"
    return json.loads(path.read_text(encoding="utf-8"))


def payloads(node: Any, root: str) -> Iterator[dict[str, Any]]:
    """What stands under `data.<root>` in every recorded response of a file."""
    if isinstance(node, dict):
        data = node.get("data")
        found = data.get(root) if isinstance(data, dict) else None
        # Some files hold introspection under aliases of the same name: it has `fields`.
        if isinstance(found, dict) and "fields" not in found:
            yield found
        for value in node.values():
            yield from payloads(value, root)
    elif isinstance(node, list):
        for value in node:
            yield from payloads(value, root)


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("name", sorted(every_document()))
def test_a_document_is_valid_in_the_schema_of_its_version(name: str, version: str) -> None:
    document = every_document()[name]
    parsed = parse(document.text_for(version))
    assert [str(error) for error in validate(schema(version), parsed)] == []
    (operation,) = parsed.definitions
    assert operation.name.value == document.name  # type: ignore[attr-defined]
    assert document.is_query == (operation.operation.value == "query")  # type: ignore[attr-defined]


def test_every_operation_has_a_name_of_its_own() -> None:
    names = [document.name for document in every_document().values()]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("version", VERSIONS)
def test_the_input_of_a_new_card_is_that_of_its_version(version: str) -> None:
    fields = schema(version).type_map["GiftCardCreateInput"].fields  # type: ignore[attr-defined]
    assert ("initialAmount" in fields) == (version >= "2026-07")


LIFE = "2025-01__gift-cards__gift-card-lifecycle"
BULK = "2026-04__bulk-operations__bulk-operation-run-mutation"


@pytest.mark.parametrize(
    ("document", "root", "name", "whole"),
    [
        (card_changes.CREATE, "giftCardCreate", LIFE, "createdAt"),
        (card_changes.UPDATE, "giftCardUpdate", LIFE, "createdAt"),
        (card_changes.CREDIT, "giftCardCredit", LIFE, "giftCardCreditTransaction"),
        (card_changes.DEBIT, "giftCardDebit", LIFE, "giftCardDebitTransaction"),
        (card_changes.DEACTIVATE, "giftCardDeactivate", LIFE, "giftCard"),
        (card_queries.CARD, "giftCard", LIFE, "createdAt"),
        (card_queries.CONFIGURATION, "giftCardConfiguration", LIFE, "amount"),
        (bulk.STAGE, "stagedUploadsCreate", f"{BULK}-created-status", "key"),
        (bulk.RUN_MUTATION, "bulkOperationRunMutation", f"{BULK}-created-status", "status"),
        (bulk.RUN_MUTATION, "bulkOperationRunMutation", f"{BULK}-concurrency-limit", "status"),
        (bulk.OPERATION, "bulkOperation", f"{BULK}-created-status", "status"),
    ],
)
def test_recorded_answers_are_read(
    document: Document[Any], root: str, name: str, whole: str
) -> None:
    found = [
        payload for payload in payloads(recorded(name), root) if f'"{whole}"' in dumped(payload)
    ]
    assert found
    for payload in found:
        document.answer.model_validate({root: payload})


def test_a_recorded_history_adds_up_to_the_balance() -> None:
    told = [
        payload for payload in payloads(recorded(LIFE), "giftCard") if "initialValue" in payload
    ]
    moved = [payload for payload in told if payload.get("transactions", {}).get("nodes")]
    assert moved
    for payload in moved:
        card = card_queries.CARD.answer.model_validate({"giftCard": payload})
        assert isinstance(card, card_queries.OneCard)
        assert card.gift_card is not None
        nodes = payload["transactions"]["nodes"]
        amounts = [Money.model_validate(node["amount"]).minor for node in nodes]
        assert card.gift_card.initial_value.minor + sum(amounts) == card.gift_card.balance.minor


def test_a_recorded_debit_is_negative_and_tells_the_balance_after_it() -> None:
    (payload, *_) = payloads(recorded(LIFE), "giftCardDebit")
    moved = card_changes.DEBIT.answer.model_validate({"giftCardDebit": payload})
    assert isinstance(moved, card_changes.Debited)
    transaction = moved.gift_card_debit.gift_card_debit_transaction
    assert transaction is not None
    assert (transaction.amount.minor, transaction.gift_card.balance.minor) == (-300, 400)


@pytest.mark.parametrize(
    "name",
    [
        "2025-01__gift-cards__gift-card-create-validation",
        "2026-04__gift-cards__gift-card-create-validation",
    ],
)
def test_a_recorded_duplicate_code_is_recognised_without_a_code(name: str) -> None:
    errors = [error for error in user_errors(recorded(name)) if "taken" in error["message"]]
    assert errors
    for error in errors:
        with pytest.raises(Refused) as refused:
            raise_for_user_errors({"giftCardCreate": {"giftCard": None, "userErrors": [error]}})
        assert refused.value.is_code_taken
        assert refused.value.code is None


def test_other_recorded_refusals_are_no_duplicate_codes() -> None:
    errors = user_errors(recorded("2026-04__gift-cards__gift-card-create-validation"))
    others = [error for error in errors if "taken" not in error["message"]]
    assert others
    for error in others:
        with pytest.raises(Refused) as refused:
            raise_for_user_errors({"giftCardCreate": {"userErrors": [error]}})
        assert not refused.value.is_code_taken


def test_the_mask_of_a_code_does_not_tell_its_length() -> None:
    """Why `find_by_code` is told the length: this code has 19 places, its mask 16."""
    made = next(payloads(recorded(LIFE), "giftCardCreate"))
    assert len(made["giftCardCode"]) == 19
    assert len(made["giftCard"]["maskedCode"].replace(" ", "")) == 16


def dumped(payload: dict[str, Any]) -> str:
    return json.dumps(payload)


def user_errors(node: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    if isinstance(node, dict):
        for key, value in node.items():
            if key == "userErrors" and isinstance(value, list):
                found += [error for error in value if "message" in error]
            else:
                found += user_errors(value)
    elif isinstance(node, list):
        for value in node:
            found += user_errors(value)
    return found
