"""Gift cards as a child would keep them, written without a look at the ledger."""

from typing import Any

from tests.property.plain.book import Verb
from tests.property.plain.ending import ENDING
from tests.property.plain.giving_back import GIVING_BACK
from tests.property.plain.keeping import KEEPING
from tests.property.plain.moving import MOVING
from tests.property.plain.paying import PAYING
from tests.property.plain.selling import SELLING
from tests.property.plain.spending import SPENDING

VERBS: dict[type[Any], Verb] = {
    **SELLING,
    **SPENDING,
    **PAYING,
    **GIVING_BACK,
    **KEEPING,
    **ENDING,
    **MOVING,
}
