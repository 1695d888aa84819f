"""Keeps worker processes on a work list, and kills them at random until all is acknowledged.

A program of its own: it forks workers that have imported everything, so a new one is there at
once. Prints how many it killed.

    python -m tests.engines.workers LIST LEDGER WORK PEOPLE SEED
"""

import os
import random
import signal
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

from giftledger.ledger.commands import CancelOrder, parse_command
from giftledger.settings import Settings
from giftledger.store.dynamo import DynamoStore
from giftledger.store.protocol import Store, UnavailableError
from tests.engines.answers import carry_out_once, is_kept, text_of
from tests.engines.worklist import WorkList

PROCESSES = 4
THREADS = 3
KILLS = 40
PAUSE_SECONDS = 0.003


def main(path: str, ledger: str, work: str, people: str, seed: str) -> None:
    """See the module."""
    names = Settings(ledger_table=ledger, work_table=work, people_table=people)
    store = DynamoStore(names)
    # Made once, and not connected yet: every worker inherits it and connects by itself.
    assert store._connection.client is not None
    with closing(WorkList(Path(path))) as todo:
        total = todo.left()
    print(_Keeper(Path(path), store, random.Random(int(seed))).keep(total))


class _Keeper:
    def __init__(self, path: Path, store: Store, seeded: random.Random) -> None:
        self.path = path
        self.store = store
        self.random = seeded

    def keep(self, total: int) -> int:
        """Work until all is acknowledged; returns how many workers were killed."""
        due = sorted(self.random.sample(range(1, total * 9 // 10), KILLS))
        workers = [self._fork() for _ in range(PROCESSES)]
        killed = 0
        for threshold in due:
            self._await(total - threshold)
            time.sleep(self.random.uniform(0, 2 * PAUSE_SECONDS))
            victim = workers.pop(self.random.randrange(PROCESSES))
            os.kill(victim, signal.SIGKILL)
            _, status = os.waitpid(victim, 0)
            killed += os.WIFSIGNALED(status)
            self._give_back(victim)
            workers.append(self._fork())
        for worker in workers:
            _, status = os.waitpid(worker, 0)
            assert status == 0, "a worker failed by itself"
        return killed

    def _await(self, left: int) -> None:
        """Until no more than so many tellings are left."""
        with closing(WorkList(self.path)) as todo:
            while todo.left() > left:
                time.sleep(PAUSE_SECONDS)

    def _give_back(self, worker: int) -> None:
        with closing(WorkList(self.path)) as todo:
            todo.take_from(worker)

    def _fork(self) -> int:
        """A new worker's process id. No connection is open here, which it would share."""
        worker = os.fork()
        if worker:
            return worker
        status = 1
        try:
            with ThreadPoolExecutor(THREADS) as pool:
                for done in [pool.submit(self._work) for _ in range(THREADS)]:
                    done.result()
            status = 0
        finally:
            sys.stderr.flush()
            os._exit(status)

    def _work(self) -> None:
        with closing(WorkList(self.path)) as todo:
            while todo.left():
                if not self._do_next(todo):
                    time.sleep(PAUSE_SECONDS)

    def _do_next(self, todo: WorkList) -> bool:
        message = todo.take(os.getpid())
        if message is None:
            return False
        command = parse_command(message.body)
        assert not isinstance(command, CancelOrder)
        try:
            outcome = carry_out_once(command, self.store)
        except UnavailableError:
            todo.give_back(message)
            return True
        if is_kept(outcome):
            todo.write_down(message, text_of(outcome))
            todo.acknowledge(message)
        else:
            todo.put_off(message)
        return True


if __name__ == "__main__":
    main(*sys.argv[1:])
