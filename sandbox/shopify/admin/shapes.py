"""Ids, times, pages and refusals, as every area of the Admin API writes them."""

import base64
import json
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from graphql import GraphQLError

Args = dict[str, Any]
Node = dict[str, Any]
Door = Callable[[Any, Args], Any]
"""A root field: the shop and the arguments in, a node or payload out."""

_GID = re.compile(r"gid://shopify/([A-Za-z]+)/([0-9]{1,20})")
DEFAULT_PAGE = 50
MAX_PAGE = 250


def gid(kind: str, number: int) -> str:
    """A global id."""
    return f"gid://shopify/{kind}/{number}"


def number(value: object, kind: str) -> int:
    """The digits of a global id of this kind; -1, which nothing has, for one of another kind.

    Raises:
        GraphQLError: it is no global id, as Shopify answers.
    """
    found = _GID.fullmatch(str(value).split("?", maxsplit=1)[0])
    if found is None:
        told = {"code": "INVALID_VARIABLE"}
        raise GraphQLError(f"Invalid global id '{value}'", extensions=told)
    return int(found.group(2)) if found.group(1) == kind else -1


def time_text(value: datetime | None) -> str | None:
    """As GraphQL writes a time: UTC, whole seconds."""
    return value.strftime("%Y-%m-%dT%H:%M:%SZ") if value is not None else None


def refused(field: Sequence[str] | None, message: str, code: str | None = None) -> Node:
    """A payload of nothing but one user error."""
    return {"userErrors": [{"field": field, "message": message, "code": code}]}


def done(**parts: object) -> Node:
    """A payload without user errors."""
    return {**parts, "userErrors": []}


def lazy(make: Callable[[], Any]) -> Callable[..., Any]:
    """A field that is only made when it is asked for."""
    return lambda _info, **_args: make()


def page(
    items: Sequence[Any], args: Args, make: Callable[[Any], Node | None] | None = None
) -> Node:
    """One page of a connection over all items, which are in their order already.

    `make` turns what is on the page, and nothing else, into nodes.

    Raises:
        GraphQLError: neither or both of first and last, or too many.
    """
    first, last = args.get("first"), args.get("last")
    if (first is None) == (last is None):
        told = {"code": "BAD_REQUEST"}
        raise GraphQLError("you must provide one of first or last", extensions=told)
    wanted: int = first if first is not None else args["last"]
    if not 0 <= wanted <= MAX_PAGE:
        raise GraphQLError(f"first and last are at most {MAX_PAGE}")
    ordered = list(reversed(items)) if args.get("reverse") else list(items)
    start, stop = _cut(ordered, args)
    if first is not None:
        stop = min(stop, start + wanted)
    else:
        start = max(start, stop - wanted)
    window = ordered[start:stop]
    nodes = [make(item) for item in window] if make is not None else window
    marks = [_cursor(_key(item)) for item in window]
    info = {
        "hasNextPage": stop < len(ordered),
        "hasPreviousPage": start > 0,
        "startCursor": marks[0] if marks else None,
        "endCursor": marks[-1] if marks else None,
    }
    edges = [{"cursor": mark, "node": node} for mark, node in zip(marks, nodes, strict=True)]
    return {"edges": edges, "nodes": nodes, "pageInfo": info}


def paged(make: Callable[[], Sequence[Node]]) -> Callable[..., Node]:
    """A connection field."""
    return lambda _info, **args: page(make(), args)


def _key(item: Any) -> Any:  # noqa: ANN401  a node, or what becomes one
    return item["id"] if isinstance(item, Mapping) else item.id


def _cursor(key: object) -> str:
    """An opaque place in a list: the id that it stands behind."""
    return base64.b64encode(json.dumps({"last_id": key}).encode()).decode()


def _cut(ordered: Sequence[Any], args: Args) -> tuple[int, int]:
    after, before = args.get("after"), args.get("before")
    if not after and not before:
        return 0, len(ordered)
    places = {_key(item): place for place, item in enumerate(ordered)}
    start = _place(places, after) + 1 if after else 0
    return start, _place(places, before) if before else len(ordered)


def _place(places: Mapping[Any, int], text: str) -> int:
    try:
        return places[json.loads(base64.b64decode(text))["last_id"]]
    except (ValueError, KeyError, TypeError) as error:
        raise GraphQLError("Invalid cursor for current pagination sort.") from error
