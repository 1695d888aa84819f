"""Existing cards into the shop through one bulk operation, each with its intent stored first.

A process that is killed anywhere leaves intents and the name of the operation: the next run reads
its results, or gives the same codes again, which Shopify takes only once.
"""

import time
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from cli.migrating.booking import book, made_alive
from cli.migrating.candidates import Candidate
from cli.migrating.files import Code, jsonl
from cli.migrating.groups import groups
from cli.migrating.intending import TOGETHER, Uploaded, intended
from giftledger.platforms.shopify.admin import bulk
from giftledger.platforms.shopify.admin.documents.card_changes import CREATE
from giftledger.store.migrations import Upload, forget_upload, open_uploads, write_upload
from giftledger.store.mirrors import (
    Mirror,
    read_mirror,
)

CARDS_PER_FILE = 1_000
"""Their ids fit into one item, and their results are booked within minutes."""

FIRST_PAUSE_SECONDS = 0.5
LONGEST_PAUSE_SECONDS = 15.0


def finish_open(
    code_of: Code, *, clock: Callable[[], datetime], pause: Callable[[float], None] = time.sleep
) -> Uploaded:
    """Book what an earlier run had started and could not book."""
    done = Uploaded()
    for upload in list(open_uploads()):
        if upload.operation_id is not None:
            _finish(upload, {}, code_of, done, clock, pause)
        else:
            # Whether it was started nobody knows: its cards are given again, with the same codes.
            forget_upload(upload.name)
    return done


def upload_cards(
    found: Sequence[Candidate],
    code_of: Code,
    *,
    clock: Callable[[], datetime],
    told: Callable[[int], None],
    pause: Callable[[float], None] = time.sleep,
) -> Uploaded:
    """Give the cards to the shop, a file after the other.

    Raises what the Admin client raises, and UnavailableError: run it again then.
    """
    done = Uploaded()
    for start in range(0, len(found), CARDS_PER_FILE):
        part = found[start : start + CARDS_PER_FILE]
        now = clock()
        given = dict(intended(part, code_of, done, now))
        if given:
            name = f"giftledger-{now:%Y%m%dT%H%M%S%f}"
            upload = Upload(name=name, lines=tuple(given), since=now)
            write_upload(upload)
            path = bulk.stage(jsonl(given.values(), code_of))
            upload = upload.started(bulk.run_mutation(CREATE.text, path, name))
            write_upload(upload)
            kept = {name: one.mirror for name, one in given.items()}
            _finish(upload, kept, code_of, done, clock, pause)
        told(start + len(part))
    return done


def _finish(
    upload: Upload,
    kept: Mapping[str, Mirror],
    code_of: Code,
    done: Uploaded,
    clock: Callable[[], datetime],
    pause: Callable[[float], None],
) -> None:
    """Wait for the operation, and book every row by its line number.

    `kept`: the mirrors as they were stored last; those that are not named are read.
    """
    assert upload.operation_id is not None
    url, why = _results(upload.operation_id, pause)
    told: set[int] = set()
    for rows in groups(bulk.rows(url) if url else (), TOGETHER):
        found: dict[str, tuple[Mirror | None, dict[str, Any]]] = {}
        for row in rows:
            line = row.get("__lineNumber")
            if isinstance(line, int) and 0 <= line < len(upload.lines) and line not in told:
                told.add(line)
                name = upload.lines[line]
                found[name] = (kept.get(name) or read_mirror(name), row)
        alive = made_alive(found.values(), now=clock())
        for name, (mirror, row) in found.items():
            done.add(name, book(alive.get(name, mirror), row, code_of, now=clock()))
    for line, gift_card_id in enumerate(upload.lines):
        mirror = None if line in told else read_mirror(gift_card_id)
        if mirror is not None and mirror.state == "creating":
            done.failures.append((gift_card_id, f"no result ({why}): run the upload again"))
    forget_upload(upload.name)


def _results(operation_id: str, pause: Callable[[float], None]) -> tuple[str | None, str]:
    """Where the rows are, and how the operation ended."""
    seconds = FIRST_PAUSE_SECONDS
    while True:
        found = bulk.operation(operation_id)
        if found is None:
            return None, "the operation is unknown"
        if found.has_ended:
            return found.url or found.partial_url, found.error_code or found.status
        pause(seconds)
        seconds = min(2 * seconds, LONGEST_PAUSE_SECONDS)
