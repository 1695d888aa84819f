"""What a document costs: 10 a mutation, 1 an object behind an id, a page by its size.

Shopify does not publish the whole rule. This one gives what was recorded for the gift-card
mutations (13 for a full create, 11 for a credit that reads the balance, 9 for a card with five
transactions) and comes near for the rest.
"""

from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    IntValueNode,
    OperationDefinitionNode,
    OperationType,
    SelectionSetNode,
    VariableNode,
)

MUTATION_POINTS = 10
COUNT_POINTS = 10
"""Of a count of everything that matches."""

DEAR_PAGE = 10
FREE = frozenset({"edges", "nodes", "node", "pageInfo", "userErrors"})
OBJECTS = frozenset(
    {"giftCard", "customer", "recipientAttributes", "recipient", "order", "lineItem", "shop"}
    | {"fulfillment", "parentTransaction", "bulkOperation", "product", "variant", "risk"}
)


def cost(document: DocumentNode, variables: dict[str, Any]) -> int:
    """Points of all its operations."""
    parts = {one.name.value: one for one in document.definitions if isinstance(one, _FRAGMENT)}
    counted = _Counting(parts, variables)
    points = 0
    for one in document.definitions:
        if isinstance(one, OperationDefinitionNode):
            points += counted.operation(one)
    return max(points, 1)


def root_fields(document: DocumentNode) -> list[str]:
    """Names of what is called."""
    return [
        field.name.value
        for one in document.definitions
        if isinstance(one, OperationDefinitionNode)
        for field in one.selection_set.selections
        if isinstance(field, FieldNode)
    ]


_FRAGMENT = FragmentDefinitionNode


class _Counting:
    def __init__(self, parts: dict[str, FragmentDefinitionNode], variables: dict[str, Any]) -> None:
        self.parts = parts
        self.variables = variables

    def operation(self, one: OperationDefinitionNode) -> int:
        if one.operation is not OperationType.MUTATION:
            return self.inside(one.selection_set)
        return sum(
            MUTATION_POINTS + self.payload(field.selection_set)
            for field in one.selection_set.selections
            if isinstance(field, FieldNode)
        )

    def payload(self, selected: SelectionSetNode | None) -> int:
        """What the mutation made is free, what hangs on it is not."""
        fields = selected.selections if selected else ()
        return sum(self.inside(f.selection_set) for f in fields if isinstance(f, FieldNode))

    def inside(self, selected: SelectionSetNode | None) -> int:
        points = 0
        for one in selected.selections if selected else ():
            if isinstance(one, FieldNode):
                points += self.field(one)
            elif isinstance(one, InlineFragmentNode):
                points += self.inside(one.selection_set)
            elif isinstance(one, FragmentSpreadNode) and one.name.value in self.parts:
                points += self.inside(self.parts[one.name.value].selection_set)
        return points

    def field(self, one: FieldNode) -> int:
        inner = self.inside(one.selection_set)
        size = self.size(one)
        if size is not None:
            dear = min(size, DEAR_PAGE)
            return max(1, dear) * max(1, inner) + max(0, size - DEAR_PAGE) // 10
        if one.selection_set and one.name.value.endswith("Count"):
            return COUNT_POINTS
        return inner + (one.name.value in OBJECTS)

    def size(self, one: FieldNode) -> int | None:
        for argument in one.arguments:
            if argument.name.value in ("first", "last"):
                value = argument.value
                if isinstance(value, IntValueNode):
                    return int(value.value)
                if isinstance(value, VariableNode):
                    return int(self.variables.get(value.name.value) or 0)
        return None
