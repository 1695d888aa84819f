"""Runs a document against the shop: finds the doors, and words errors as Shopify does.

The doors of all areas are entered with `enter`, by the one module that knows them all: a bulk
mutation, itself a door, runs documents as well.
"""

from collections.abc import Callable
from typing import Any

from graphql import (
    DocumentNode,
    ExecutionResult,
    GraphQLError,
    GraphQLSyntaxError,
    execute_sync,
    parse,
    validate,
)

from sandbox.shopify.admin.errors import denied, spoken, syntax_text
from sandbox.shopify.admin.schema import schema
from sandbox.shopify.admin.scopes import missing_scope
from sandbox.shopify.admin.shapes import Args, Door
from sandbox.shopify.admin.variables import bad_variables
from sandbox.shopify.shop import Shop

_DOORS: dict[str, Door] = {}
NO_PLAN = "Gift cards are unavailable on your plan."


def enter(doors: dict[str, Door]) -> None:
    """Make root fields known."""
    _DOORS.update(doors)


def execute(
    shop: Shop,
    text: str,
    variables: Args,
    *,
    version: str,
    operation_name: str | None = None,
    fault: str | None = None,
) -> dict[str, Any]:
    """The answer's `data` and `errors`. The faults `access_denied` and `plan` happen in here."""
    told = schema(version)
    try:
        document = parse(text)
    except GraphQLSyntaxError as error:
        return {"errors": [{"message": syntax_text(error), **_places(error)}]}
    wrong = validate(told, document)
    if wrong:
        return {"errors": [spoken(error, document) for error in wrong]}
    problem = bad_variables(told, document, variables, operation_name)
    if problem is not None:
        return {"errors": [problem]}
    root = {name: _field(shop, name, door, fault) for name, door in _DOORS.items()}
    with shop.lock:
        shop.bulk.version = version
        result = execute_sync(
            told,
            document,
            root_value=root,
            variable_values=variables,
            operation_name=operation_name,
        )
    return _answer(result, document)


def _field(shop: Shop, name: str, door: Door, fault: str | None) -> Callable[..., Any]:
    def resolve(_info: object, **args: Any) -> Any:  # noqa: ANN401  graphql-core's protocol
        scope = missing_scope(shop, name, args)
        if fault == "access_denied" or scope is not None:
            raise denied(name, scope or "write_gift_cards")
        if fault == "plan" and name.startswith("giftCard"):
            return {"userErrors": [{"field": None, "message": NO_PLAN, "code": None}]}
        return door(shop, args)

    return resolve


def _answer(result: ExecutionResult, document: DocumentNode) -> dict[str, Any]:
    for error in result.errors or []:
        if error.original_error is not None and not isinstance(error.original_error, GraphQLError):
            raise error.original_error
    answer: dict[str, Any] = {}
    if result.errors:
        answer["errors"] = [spoken(error, document) for error in result.errors]
    answer["data"] = result.data
    return answer


def _places(error: GraphQLError) -> dict[str, Any]:
    return {
        "locations": [{"line": one.line, "column": one.column} for one in error.locations or []]
    }
