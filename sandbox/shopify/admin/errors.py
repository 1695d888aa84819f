"""Top-level errors in Shopify's words and shapes."""

import re
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    GraphQLError,
    GraphQLSyntaxError,
    Node,
    OperationDefinitionNode,
    Visitor,
    visit,
)

_FIELD = re.compile(r"Cannot query field '(\w+)' on type '(\w+)'")
_ARGUMENT = re.compile(r"Unknown argument '(\w+)' on field '(\w+)\.(\w+)'")


def spoken(error: GraphQLError, document: DocumentNode) -> dict[str, Any]:
    """An error as the answer carries it."""
    found: dict[str, Any] = {"message": error.message}
    if error.locations:
        found["locations"] = [{"line": one.line, "column": one.column} for one in error.locations]
    if error.path:
        found["path"] = list(error.path)
    if error.extensions:
        found["extensions"] = dict(error.extensions)
    return found | _as_shopify(error, document)


def syntax_text(error: GraphQLSyntaxError) -> str:
    """What is wrong with a text that is no document; its end is where its last word begins."""
    body = error.source.body if error.source else ""
    last = re.search(r"\S+\s*\Z", body)
    if "<EOF>" not in error.message or last is None:
        return f"syntax error, {error.message.removeprefix('Syntax Error: ')}"
    line = body.count("\n", 0, last.start()) + 1
    column = last.start() - body.rfind("\n", 0, last.start())
    return f"syntax error, unexpected end of file at [{line}, {column}]"


def denied(field: str, scope: str) -> GraphQLError:
    """An access scope is missing."""
    told = {
        "code": "ACCESS_DENIED",
        "documentation": "https://shopify.dev/api/usage/access-scopes",
        "requiredAccess": f"`{scope}` access scope.",
    }
    message = f"Access denied for {field} field. Required access: `{scope}` access scope."
    return GraphQLError(message, extensions=told)


def _as_shopify(error: GraphQLError, document: DocumentNode) -> dict[str, Any]:
    field = _FIELD.match(error.message)
    if field is not None:
        name, kind = field.groups()
        told = {"code": "undefinedField", "typeName": kind, "fieldName": name}
        message = f"Field '{name}' doesn't exist on type '{kind}'"
        return {"message": message, "extensions": told, "path": _trail(error, document)}
    argument = _ARGUMENT.match(error.message)
    if argument is not None:
        name, _, of = argument.groups()
        told = {
            "code": "argumentNotAccepted",
            "name": of,
            "typeName": "Field",
            "argumentName": name,
        }
        return {"message": f"Field '{of}' doesn't accept argument '{name}'", "extensions": told}
    return {}


def _trail(error: GraphQLError, document: DocumentNode) -> list[str]:
    """From the operation down to the field that is wrong."""
    finder = _Finder(error.nodes[0] if error.nodes else None)
    visit(document, finder)
    return finder.trail


class _Finder(Visitor):
    """Notes the names above one node."""

    def __init__(self, wanted: Node | None) -> None:
        super().__init__()
        self.wanted = wanted
        self.trail: list[str] = []

    def enter_field(
        self, node: FieldNode, _key: object, _parent: object, _path: object, above: list[Any]
    ) -> None:
        """Called by graphql-core for every field."""
        if node is self.wanted:
            named = [one for one in above if isinstance(one, FieldNode | OperationDefinitionNode)]
            self.trail = [*(_name(one) for one in named), node.name.value]


def _name(node: FieldNode | OperationDefinitionNode) -> str:
    if isinstance(node, FieldNode):
        return node.name.value
    return " ".join(filter(None, (node.operation.value, node.name.value if node.name else "")))
