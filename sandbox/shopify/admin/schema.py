"""The GraphQL schema of each API version, read from the files beside the shop."""

import re
from functools import cache
from pathlib import Path

from graphql import GraphQLSchema, build_schema

FOLDER = Path(__file__).parents[1] / "schema"
NEW_IN_2026_07 = {
    "GiftCardCreateInput": ("initialAmount", "crossCurrencyRedemptionStrategy"),
    "GiftCardUpdateInput": ("crossCurrencyRedemptionStrategy",),
    "GiftCard": ("crossCurrencyRedemptionStrategy", "isRedeemable", "lineItem"),
}
FIRST_WITH_AMOUNT = "2026-07"


@cache
def schema(version: str) -> GraphQLSchema:
    """The schema of a version such as `2026-07`."""
    text = "\n".join(path.read_text(encoding="utf-8") for path in sorted(FOLDER.glob("*.graphql")))
    if version < FIRST_WITH_AMOUNT:
        for name, fields in NEW_IN_2026_07.items():
            text = _without(text, name, fields)
        text = text.replace("  initialValue: Decimal\n", "  initialValue: Decimal!\n")
    return build_schema(text)


def _without(text: str, name: str, fields: tuple[str, ...]) -> str:
    found = re.search(rf"^(?:type|input) {name}\b.*?^}}", text, re.MULTILINE | re.DOTALL)
    assert found is not None, name
    block = found.group(0)
    for field in fields:
        block = re.sub(rf"^  {field}: .*\n", "", block, flags=re.MULTILINE)
    return text.replace(found.group(0), block)
