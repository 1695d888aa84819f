"""The report that `make prove` writes: docs/, proof.md."""

import os
import platform
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from tests.prove.guarded import CONTRACT
from tests.prove.jobs import LIVES, MACHINES, ROUNDS, STEPS
from tests.prove.running import AT_ONCE, BrokenError, Done
from tests.prove.state import Sources

ABOUT = {
    "lives": "State machine of all verbs against a plain model written without a look at the ledger"
    f" ({ROUNDS} rounds of {len(MACHINES)} machines, up to {STEPS} steps a life)",
    "schedules on the memory": "Deterministic simulation on the store in memory",
    "schedules on the store": "The same with the store, outbox and books as they are, on a real"
    " engine",
    "crash points": "A fault at every call of every function and synchronous door",
    "pairs of faults": "Two faults in one event's life",
    "real engines": "Threads of processes that are killed (-9) on real engines",
    "whole stack": "Webhooks to the deployed stack, workers killed (-9)",
    "planted bugs": "Wrong ledgers that have to be found",
    "guards": "Guards that a test has to miss",
}
"""What each lane is, in the order of the report."""


def report(done: Sequence[Done], sources: Sources) -> str:
    """The page. Raises BrokenError where a lane has tried nothing."""
    counts = _summed(done)
    guards = [line for one in done if one.lane == "guards" for line in one.notes]
    counts["guards"] = Counter(taken_away=len(guards))
    idle = [lane for lane in ABOUT if not sum(counts.get(lane, Counter()).values())]
    if idle:
        raise BrokenError(f"nothing was tried of: {', '.join(idle)}")
    parts = (
        _head(done, sources),
        _lanes(done, counts),
        _faults(counts),
        _planted(counts["planted bugs"]),
        _guards(guards),
        LIMITS,
    )
    return "\n".join(parts)


def _summed(done: Iterable[Done]) -> dict[str, Counter[str]]:
    counts: dict[str, Counter[str]] = {}
    for one in done:
        for lane, found in one.counts.items():
            counts.setdefault(lane, Counter()).update(found)
    return counts


def _head(done: Sequence[Done], sources: Sources) -> str:
    minutes = sum(one.seconds for one in done) / 60
    version = platform.python_version()
    state = f"`{sources.commit}`{' with changes' if sources.is_changed else ''}"
    today = datetime.now(UTC).date().isoformat()
    return f"""# The proof

Money is never lost, never doubled and never negative: what was tried against that promise, and what
came of it. **Nothing broke it.** Written by `make prove`; run it again to see for yourself.

Commit {state}, {today}, Python {version}, {os.cpu_count()} cores:
{len(done)} jobs of {minutes:.0f} minutes in all, {AT_ONCE} at a time.
"""


def _lanes(done: Sequence[Done], counts: dict[str, Counter[str]]) -> str:
    lines = ["## What was tried", "", "| what | how much | minutes of jobs |", "|---|---|---|"]
    for lane, about in ABOUT.items():
        seconds = sum(one.seconds for one in done if one.lane == lane)
        figures = _figures(lane, counts[lane], seconds)
        lines.append(f"| {about} | {figures} | {seconds / 60:.1f} |")
    lines.append("")
    lines.append(
        "Seeds of the simulation: 0 to "
        f"{counts['schedules on the memory']['schedules'] - 1:,} in memory, 0 to "
        f"{counts['schedules on the store']['schedules'] - 1:,} on the store. Seeds of the state "
        f"machine: 1 to {ROUNDS}, {LIVES} lives each or twice as many. "
        "`make replay SEED=17` (`ON=store`) plays one again and shows it."
    )
    return "\n".join([*lines, ""])


def _figures(lane: str, counts: Counter[str], seconds: float) -> str:
    if lane == "planted bugs":
        return f"{len(counts)} found"
    if lane == "guards":
        return f"{counts['taken_away']} taken away, each of them missed"
    named = "; ".join(f"{count:,} {name.replace('_', ' ')}" for name, count in counts.items())
    if lane.startswith("schedules"):
        rate = counts["schedules"] / seconds * AT_ONCE
        named += f"; {rate:.0f} schedules a second with {AT_ONCE} jobs"
    return named


def _faults(counts: dict[str, Counter[str]]) -> str:
    title = "## What went wrong in the schedules, on purpose"
    lines = [title, "", "| what | times |", "|---|---|"]
    found = sorted(counts.get("faults in schedules", Counter()).items())
    lines += [f"| {kind} | {times:,} |" for kind, times in found]
    return "\n".join([*lines, ""])


def _planted(seeds: Counter[str]) -> str:
    lines = [
        "## Planted bugs",
        "",
        "Ledgers with one mistake each (tests/simulation/planted), and the first seed that shows",
        "it.",
        "",
        "| mistake | seed |",
        "|---|---|",
    ]
    return "\n".join([*lines, *(f"| {name} | {seed} |" for name, seed in seeds.items()), ""])


def _guards(lines: Sequence[str]) -> str:
    rows = []
    for line in lines:
        guard, _, rest = line.partition(" -> ")
        test = re.sub(r" \(.*$", "", rest)
        is_contract = guard.startswith(CONTRACT)
        rows.append(f"| {f'**{guard}**' if is_contract else guard} | `{test}` |")
    head = [
        "## Guards taken away",
        "",
        "Each guard was removed from a copy of the product (tests/prove/guarded says where), and",
        "this test failed. In bold: those of the kernel contract.",
        "",
        "| guard | test |",
        "|---|---|",
    ]
    return "\n".join([*head, *rows, ""])


LIMITS = """## What this does not show

- AWS itself: the engines are local ones. Conflicts and throttling, which they never raise, are
  injected; so are lost replies and late writes.
- The simulation lets any two items of one read be of different moments, as DynamoDB may; a
  transaction is all or nothing, as DynamoDB says.
- A mail is sent at least once: a crash around the sending may cost one more mail, and no money.
- A programme that was changed is read for up to 30 seconds as it was.
- What happens in Shopify, NetSuite or at a till is not played here, only what they tell.
"""
