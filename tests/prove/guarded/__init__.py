"""Every guard of the kernel contract, with the tests that are to notice its absence."""

from tests.prove.guarded.between_reads import BETWEEN_READS
from tests.prove.guarded.guard import Guard
from tests.prove.guarded.in_ledger import IN_LEDGER
from tests.prove.guarded.in_service import IN_SERVICE
from tests.prove.guarded.in_store import IN_STORE
from tests.prove.guarded.on_the_way import ON_THE_WAY
from tests.prove.guarded.with_shopify import WITH_SHOPIFY

GUARDS: tuple[Guard, ...] = (
    *IN_STORE,
    *IN_SERVICE,
    *BETWEEN_READS,
    *ON_THE_WAY,
    *IN_LEDGER,
    *WITH_SHOPIFY,
)

CONTRACT = (
    "version condition",
    "put if absent",
    "intent check",
    "parking check",
    "choice",
    "alias rule",
    "sum check",
)
"""What the contract names: each is the beginning of one guard's name at least."""
