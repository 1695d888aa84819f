"""The guards of the order of arrival: what waits is neither lost, nor forgotten too early."""

from tests.prove.guarded.guard import Guard

PROCESSING = "processing.py"
OUTBOX = "outbox.py"

ORDERS = ("tests/store/test_orders_of_arrival.py",)
TOLD = ("tests/unit/test_told_again.py",)
WAITING = (
    "tests/functions/test_consumers.py::test_a_fact_woken_too_early_stays_parked",
    "tests/functions/test_consumers.py::test_a_fact_that_could_go_on_is_not_parked_any_more",
)
STREAM = ("tests/functions/test_outbox.py",)
CHANGED = (f"{STREAM[0]}::test_whatever_changes_or_goes_from_the_ledger_raises_an_alarm",)

IN_HASTE = "    if parked_under:\n        on.unpark(parked_under, command.command_id)\n"

ON_THE_WAY = (
    Guard(
        "parked fact: forgotten only after its receipt",
        PROCESSING,
        "    if isinstance(command, CancelOrder):\n",
        IN_HASTE + "    if isinstance(command, CancelOrder):\n",
        TOLD,
    ),
    Guard(
        "parked fact: kept while it waits there",
        PROCESSING,
        "waits_there = isinstance(outcome, Parked) and outcome.key == parked_under",
        "waits_there = False",
        WAITING,
    ),
    Guard(
        "parked fact: forgotten once it is answered",
        PROCESSING,
        "if parked_under and not waits_there:",
        "if False:",
        TOLD,
    ),
    Guard(
        "parked fact: woken by what it waits for",
        OUTBOX,
        'for key in (own_key, *image.get("wakes", ())):',
        "for key in (own_key,):",
        STREAM,
    ),
    Guard(
        "parked fact: found by the sweep where the stream lost it",
        OUTBOX,
        "    wake(facts)\n    for",
        "    for",
        ("tests/functions/test_sweep.py",),
    ),
    Guard(
        "entries are put only: or the stream alarms",
        OUTBOX,
        'image is not None and image.get("type") == "card"',
        "image is not None",
        CHANGED,
    ),
    Guard(
        "reused key becomes a dead letter",
        PROCESSING,
        "        raise KeyReusedError(command.command_id)",
        "        return",
        TOLD,
    ),
    Guard(
        "reported on a pending card waits",
        "service/deciding.py",
        "if card.status is Status.PENDING:",
        "if False:",
        ORDERS,
    ),
    Guard(
        "what waits for a pending card that is closed goes on",
        "service/deciding.py",
        "if card.status is Status.PENDING and decided.card.status is Status.CLOSED:",
        "if False:",
        ORDERS,
    ),
    Guard(
        "cancellation before the sale closes it at once",
        "service/issuing.py",
        "cancellation = store.cancellation(order_id)",
        "cancellation = None",
        ORDERS,
    ),
)
