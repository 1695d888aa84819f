"""How far an import from Shopify and an upload to it have come, in the work table."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from pynamodb.attributes import ListAttribute, NumberAttribute, UnicodeAttribute

from giftledger.store.faults import translated
from giftledger.store.items import WorkItem

_PARTITION = "SHOP#shopify"
_IMPORT = "IMPORT"
_UPLOAD = "UPLOAD#"


class ImportItem(WorkItem, discriminator="shop_import"):
    """`SHOP#shopify` / `IMPORT`: the page after which an import goes on."""

    cursor = UnicodeAttribute()
    cards = NumberAttribute()


class UploadItem(WorkItem, discriminator="shop_upload"):
    """`SHOP#shopify` / `UPLOAD#<name>`: a bulk operation whose results are not all booked."""

    lines = ListAttribute[Any](default=list)
    """Card ids without `gc_`, in the order of the file: a thousand fit into one item."""
    operation_id = UnicodeAttribute(null=True)
    since = UnicodeAttribute()


@dataclass(frozen=True, slots=True)
class ImportProgress:
    """The last page that was taken whole, and how many cards were seen up to there."""

    cursor: str
    cards: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """A file of cards that was given to Shopify, or is about to be."""

    name: str
    """Shopify knows the operation by it, too."""
    lines: tuple[str, ...]
    """The card of each line."""
    since: datetime
    operation_id: str | None = None
    """None: whether it was started is not known."""

    def started(self, operation_id: str) -> "Upload":
        """The same, with the operation that runs it."""
        return replace(self, operation_id=operation_id)


def read_import() -> ImportProgress | None:
    """Where an import that was broken off goes on; None where none was. Raises UnavailableError."""
    with translated():
        try:
            item = ImportItem.get(_PARTITION, _IMPORT, consistent_read=True)
        except ImportItem.DoesNotExist:
            return None
    return ImportProgress(item.cursor, int(item.cards))


def write_import(progress: ImportProgress) -> None:
    """Remember that everything up to this page is taken."""
    with translated():
        ImportItem(_PARTITION, _IMPORT, cursor=progress.cursor, cards=progress.cards).save()


def forget_import() -> None:
    """The import has come to its end: the next one begins at the first card."""
    with translated():
        ImportItem(_PARTITION, _IMPORT).delete()


def open_uploads() -> Iterator[Upload]:
    """The uploads whose results are not all booked, in the order of their names."""
    with translated():
        found = UploadItem.query(
            _PARTITION, UploadItem.sk.startswith(_UPLOAD), consistent_read=True
        )
        for item in found:
            yield Upload(
                name=item.sk.removeprefix(_UPLOAD),
                lines=tuple(f"gc_{line}" for line in item.lines),
                since=datetime.fromisoformat(item.since),
                operation_id=item.operation_id,
            )


def write_upload(upload: Upload) -> None:
    """Remember an upload until it is forgotten."""
    with translated():
        UploadItem(
            _PARTITION,
            f"{_UPLOAD}{upload.name}",
            lines=[line.removeprefix("gc_") for line in upload.lines],
            operation_id=upload.operation_id,
            since=upload.since.isoformat(),
        ).save()


def forget_upload(name: str) -> None:
    """All its results are booked."""
    with translated():
        UploadItem(_PARTITION, f"{_UPLOAD}{name}").delete()
