"""What one function is and may touch: its function.toml, a closed schema."""

import tomllib
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from giftledger.settings import QueueName
from infra.stage import ROOT

FUNCTIONS = ROOT / "functions"

Route = Annotated[
    str, StringConstraints(pattern=r"^(GET|POST|PUT|PATCH|DELETE) /[A-Za-z0-9/_.{}-]*$")
]
Secret = Literal["shopify", "shopify_admin", "netsuite", "codes"]


class TableGrants(BaseModel):
    """What a function may do with each table; the ledger knows no update and no delete."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    ledger: tuple[Literal["read", "put"], ...] = ()
    work: tuple[Literal["read", "scan", "put", "update", "delete"], ...] = ()
    people: tuple[Literal["read", "put", "update", "delete"], ...] = ()


class FunctionSpec(BaseModel):
    """One function: what starts it, how long and how big it is, and every grant it has."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    description: Annotated[str, Field(min_length=1, max_length=256)]
    timeout_seconds: Annotated[int, Field(ge=1, le=900)]
    memory_mb: Annotated[int, Field(ge=128, le=10_240)]

    http: tuple[Route, ...] = ()
    http_scope: Literal["redeem"] | None = None
    """The scope that a caller's access token must have; absent: the routes are public."""
    queue: QueueName | None = None
    batch_size: Annotated[int, Field(ge=1, le=10)] = 10
    concurrency: Annotated[int, Field(ge=2, le=1000)] | None = None
    """The most messages at work at once; absent: what the stage says for every queue."""
    stream: Literal["ledger"] | None = None
    schedule_minutes: Annotated[int, Field(ge=1, le=1_440)] | None = None

    tables: TableGrants = TableGrants()
    send: tuple[QueueName, ...] = ()
    dead_letters: Literal["redrive"] | None = None
    """Receive from and delete in every dead-letter queue."""
    secrets: tuple[Secret, ...] = ()
    shopify: Literal["admin"] | None = None
    """Ask the shop's Admin API, and renew the token for it."""
    code_key: tuple[Literal["encrypt", "decrypt"], ...] = ()
    quarantine: tuple[Literal["put"], ...] = ()
    mail: Literal["send"] | None = None
    schedules: Literal["create"] | None = None
    """One-time schedules that put a message on the delivery queue."""

    @model_validator(mode="after")
    def _is_started_by_something(self) -> Self:
        triggers = (self.http, self.queue, self.stream, self.schedule_minutes)
        if not any(triggers):
            raise ValueError(f"{self.name}: nothing starts this function")
        if self.http_scope and not self.http:
            raise ValueError(f"{self.name}: a scope without a route")
        return self


def load_spec(folder: Path) -> FunctionSpec:
    """The function in a folder.

    Raises:
        FileNotFoundError: the folder has no function.toml.
        pydantic.ValidationError: a key or a grant is unknown, or a value is out of bounds.
    """
    with (folder / "function.toml").open("rb") as file:
        return FunctionSpec(name=folder.name, **tomllib.load(file))


def all_specs(functions: Path = FUNCTIONS) -> list[FunctionSpec]:
    """Every function on disk: a folder with a handler or a function.toml is one."""
    folders = {
        path.parent
        for name in ("handler.py", "function.toml")
        for path in functions.glob(f"*/{name}")
    }
    return [load_spec(folder) for folder in sorted(folders)]
