"""The programmes that a merchant has set, in the work table: settings, not facts."""

from pynamodb.attributes import UnicodeAttribute

from giftledger.ledger.programme import Programme
from giftledger.store.faults import translated
from giftledger.store.items import WorkItem


class ProgrammeItem(WorkItem, discriminator="programme"):
    """`PROGRAMME#<name>` / `PROGRAMME`: the whole programme as JSON."""

    settings = UnicodeAttribute()


def read_programme(name: str) -> Programme | None:
    """The programme as it is set now; None where nobody has set it. Raises UnavailableError."""
    with translated():
        try:
            item = ProgrammeItem.get(_partition(name), "PROGRAMME", consistent_read=True)
        except ProgrammeItem.DoesNotExist:
            return None
        return Programme.model_validate_json(item.settings)


def write_programme(programme: Programme) -> None:
    """Set a programme; what runs takes it over within giftledger.programmes.KEPT_SECONDS."""
    text = programme.model_dump_json()
    with translated():
        ProgrammeItem(_partition(programme.name), "PROGRAMME", settings=text).save()


def _partition(name: str) -> str:
    return f"PROGRAMME#{name}"
