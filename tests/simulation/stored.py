"""The same world on the store as it is, on a real engine: faults come between it and botocore."""

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, redirect_stdout
from datetime import datetime, timedelta
from io import StringIO
from typing import Any
from unittest import mock

from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from botocore.exceptions import BotoCoreError, HTTPClientError, ReadTimeoutError

from giftledger import aws, outbox
from giftledger.books import follow_changes
from giftledger.ledger.commands import parse_command
from giftledger.queues import PARKED_UNDER
from giftledger.settings import QUEUES, settings
from giftledger.store.books import buckets
from giftledger.store.dynamo import DynamoStore
from giftledger.store.protocol import Commit
from tests.fakes.books import books_in_memory
from tests.fakes.engine import Engine, running_engine
from tests.fakes.faults import Killed, refusal
from tests.fakes.memory_store import MemoryStore
from tests.fakes.projected import figures, recounted
from tests.simulation import wire
from tests.simulation.kernel import SOUND
from tests.simulation.operations import Violation
from tests.simulation.playing import Played, play_in
from tests.simulation.scheduler import Message, Worker
from tests.simulation.shaky import others_first
from tests.simulation.tables import read_back
from tests.simulation.weather import KILLS, Fault
from tests.simulation.world import World

WRITES = {"TransactWriteItems", "PutItem", "UpdateItem", "DeleteItem", "SendMessageBatch"}
END = "9999-12-31"
NO_ACCOUNT = {
    "AWS_ACCESS_KEY_ID": "test",
    "AWS_SECRET_ACCESS_KEY": "test",
    "AWS_DEFAULT_REGION": "us-east-1",
}
QUEUE_URL = "https://sqs.us-east-1.amazonaws.com/123456789012/"


class Noting:
    """The store, with a note of what each write means once it is applied."""

    def __init__(self, store: DynamoStore, world: "StoredWorld") -> None:
        self._store = store
        self._world = world

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    def commit(self, *commits: Commit) -> None:
        telling = self._world.telling
        with self._world.once_applied(lambda: self._world.wrote(telling, commits)):
            self._store.commit(*commits)

    def cancel_order(self, order_id: str, command_id: str, occurred_at: datetime) -> None:
        def note() -> None:
            self._world.history.cancelled.setdefault(order_id, self._world.step)

        with self._world.once_applied(note):
            self._store.cancel_order(order_id, command_id, occurred_at)


class StoredWorld(World):
    """Plays one schedule with the store, the outbox and the books as they are."""

    failures = (*World.failures, BotoCoreError, HTTPClientError)

    def __init__(self, seed: int, engine: Engine) -> None:
        super().__init__(seed, SOUND)
        engine.wipe()
        self.engine = engine
        self.store = Noting(engine.store, self)
        self._applied: dict[int, Callable[[], None]] = {}
        self._records: list[dict[str, Any]] = []
        """What the stream has to say of the transaction that was applied last."""

    @contextmanager
    def once_applied(self, note: Callable[[], None]) -> Iterator[None]:
        """What to note when the write that follows is applied."""
        worker = id(self.worker)
        self._applied[worker] = note
        try:
            yield
        finally:
            del self._applied[worker]

    def meet(self, client: Any, request: AWSPreparedRequest, **_: object) -> AWSResponse:
        """Called by botocore with each request that is about to leave."""
        writes = wire.operation(request) in WRITES
        worker = self.worker
        if worker is None:
            return self._deliver(client, request)
        others_first()
        fault = self.weather.fault(writes=writes)
        note = self._applied.get(id(worker))
        if fault is None:
            response = self._deliver(client, request, note)
            if worker.telling is not None and not writes:
                worker.telling.reads.append(self.step)
            return response
        return self._fail(fault, client, request, note)

    def _fail(
        self,
        fault: Fault,
        client: Any,
        request: AWSPreparedRequest,
        note: Callable[[], None] | None,
    ) -> AWSResponse:
        in_transaction = wire.operation(request) == "TransactWriteItems"
        if fault is Fault.THROTTLED and "X-Amz-Target" in request.headers:
            return refusal("ProvisionedThroughputExceededException", request)
        if fault is Fault.CONFLICT and in_transaction:
            return refusal("TransactionCanceledException", request)
        if fault is Fault.LATE:
            self.late.append(lambda: self._deliver(client, request, note))
        if fault in (Fault.REPLY_LOST, Fault.KILLED_AFTER):
            self._deliver(client, request, note)
        if fault in KILLS:
            raise Killed(fault)
        raise ReadTimeoutError(endpoint_url=request.url)

    def _deliver(
        self, client: Any, request: AWSPreparedRequest, note: Callable[[], None] | None = None
    ) -> AWSResponse:
        if client.meta.service_model.service_name == "sqs":
            return self._queue(request)
        response: AWSResponse = client._endpoint.http_session.send(request)
        if response.status_code == 200 and note is not None and wire.operation(request) in WRITES:
            asked = wire.body(request)
            puts = (one["Put"] for one in asked.get("TransactItems", ()) if "Put" in one)
            self._records = [wire.record(put) for put in puts]
            note()
        return response

    def _queue(self, request: AWSPreparedRequest) -> AWSResponse:
        for entry in wire.body(request)["Entries"]:
            parked_under = entry["MessageAttributes"].get(PARKED_UNDER, {}).get("StringValue")
            if parked_under is not None:
                command = parse_command(entry["MessageBody"])
                self.queue.append(self.telling_of(command, parked_under))
        return wire.queued(request)

    def change(self, commits: Sequence[Commit]) -> Message:  # noqa: ARG002  its items say it
        """A change that the stream brings to the outbox and to the books."""
        records = self._records

        def follow(_: Worker) -> None:
            for record in records:
                outbox.follow_change(
                    record["eventName"], wire.plain(record["dynamodb"]["NewImage"])
                )
            follow_changes(records)

        return Message(follow)

    def sweep(self, _: Worker) -> None:
        """As its schedule runs it, when everything that waits is due."""
        outbox.sweep(self.now + timedelta(days=400))

    def stored(self) -> MemoryStore:
        """The tables, read item by item."""
        return read_back(self.engine.items())

    def judge_readers(self, stored: MemoryStore) -> None:
        """The books are what a recount says."""
        if figures(buckets(last_day=END)) != figures(recounted(books_in_memory(stored))):
            raise Violation("the books are not what a recount says")


def play_stored(world: StoredWorld) -> Played:
    """Play a world on the store as it is."""
    clients = [*world.engine.clients, aws.client("sqs")]
    handlers = [(client, _meeting(world, client)) for client in clients]
    for client, handler in handlers:
        client.meta.events.register_first("before-send", handler)
    try:
        with redirect_stdout(StringIO()), mock.patch("time.sleep"):
            return play_in(world)
    finally:
        for client, handler in handlers:
            client.meta.events.unregister("before-send", handler)


@contextmanager
def engine_of_simulation() -> Iterator[Engine]:
    """An engine that the settings of this process name, with queues that lead to the world."""
    with mock.patch.dict(os.environ, NO_ACCOUNT), running_engine("simulation") as engine:
        names = {
            f"GIFTLEDGER_{table}".upper(): name
            for table, name in engine.settings.model_dump().items()
            if table.endswith("_table")
        }
        urls = {f"GIFTLEDGER_{queue}_queue_url".upper(): QUEUE_URL + queue for queue in QUEUES}
        with mock.patch.dict(os.environ, names | urls):
            settings.cache_clear()
            aws.client.cache_clear()
            yield engine
        settings.cache_clear()
        aws.client.cache_clear()


def _meeting(world: StoredWorld, client: Any) -> Callable[..., AWSResponse]:
    return lambda request, **more: world.meet(client, request, **more)
