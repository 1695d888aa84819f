"""Variables that do not fit their types, worded as Shopify does: every problem of one at once."""

from typing import Any

from graphql import (
    DocumentNode,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLSchema,
    OperationDefinitionNode,
    print_ast,
    type_from_ast,
)
from graphql.pyutils import Undefined

Problem = tuple[list[Any], str]


def bad_variables(
    told: GraphQLSchema, document: DocumentNode, variables: dict[str, Any], name: str | None
) -> dict[str, Any] | None:
    """The error of the first variable that does not fit."""
    for operation in document.definitions:
        if not isinstance(operation, OperationDefinitionNode):
            continue
        if name is not None and (operation.name is None or operation.name.value != name):
            continue
        for one in operation.variable_definitions or ():
            kind = type_from_ast(told, one.type)
            label = one.variable.name.value
            value = variables.get(label, Undefined if one.default_value else None)
            found = _problems(kind, value, [])  # type: ignore[arg-type]
            if found and value is not Undefined:
                place = one.loc.start_token if one.loc else None
                at = [{"line": place.line, "column": place.column}] if place else []
                return _error(label, print_ast(one.type), value, found, at)
    return None


def _error(
    label: str, kind: str, value: object, found: list[Problem], at: list[dict[str, int]]
) -> dict[str, Any]:
    told = ", ".join(f"{'.'.join(map(str, path))} ({why})" for path, why in found if path)
    message = f"Variable ${label} of type {kind} was provided invalid value"
    problems = [{"path": path, "explanation": why} for path, why in found]
    return {
        "message": f"{message} for {told}" if told else message,
        "locations": at,
        "extensions": {"code": "INVALID_VARIABLE", "value": value, "problems": problems},
    }


def _problems(kind: GraphQLInputType | None, value: Any, path: list[Any]) -> list[Problem]:  # noqa: ANN401
    if isinstance(kind, GraphQLNonNull):
        if value is None or value is Undefined:
            return [(path, "Expected value to not be null")]
        return _problems(kind.of_type, value, path)
    if value is None or value is Undefined:
        return []
    if isinstance(kind, GraphQLList):
        items = value if isinstance(value, list) else [value]
        return [
            p for i, item in enumerate(items) for p in _problems(kind.of_type, item, [*path, i])
        ]
    if isinstance(kind, GraphQLInputObjectType):
        return _object_problems(kind, value, path)
    return []


def _object_problems(kind: GraphQLInputObjectType, value: Any, path: list[Any]) -> list[Problem]:  # noqa: ANN401
    if not isinstance(value, dict):
        return [(path, f"Expected a {kind.name}")]
    found: list[Problem] = [
        ([*path, name], f"Field is not defined on {kind.name}")
        for name in value
        if name not in kind.fields
    ]
    for name, field in kind.fields.items():
        if name in value or field.default_value is Undefined:
            found += _problems(field.type, value.get(name), [*path, name])
    return found
