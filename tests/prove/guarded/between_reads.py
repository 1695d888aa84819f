"""The guards of what is decided on several reads, which are no snapshot (ADR 25)."""

from tests.prove.guarded.guard import Guard

LOCATE = "locate.py"
CHOICES = ("tests/store/test_interleaved_choices.py",)

BETWEEN_READS = (
    Guard(
        "reads are no snapshot: a serial answered meanwhile",
        LOCATE,
        "_chosen_meanwhile(command, target, store) or Missing(\n        _lowest",
        "Missing(\n        _lowest",
        CHOICES,
    ),
    Guard(
        "reads are no snapshot: a unit refund answered meanwhile",
        LOCATE,
        "_chosen_meanwhile(command, target, store) or Missing(\n            _lowest",
        "Missing(\n            _lowest",
        CHOICES,
    ),
    Guard(
        "reads are no snapshot: a unit taken out meanwhile",
        LOCATE,
        "if best not in store.places(unit.order_id, best.item):",
        "if False:",
        CHOICES,
    ),
    Guard(
        "reads are no snapshot: a code that the card itself took",
        "service/issuing.py",
        "not in {None, mine} for",
        "is not None for",
        CHOICES,
    ),
    Guard(
        "reads are no snapshot: an expiry that happened meanwhile",
        "service/single.py",
        "        if receipt is not None:\n",
        "        if False:\n",
        CHOICES,
    ),
    Guard(
        "reads are no snapshot: cards of a payment that are not drawn",
        "service/several.py",
        ", if_unchanged=True)",
        ")",
        CHOICES,
    ),
)
