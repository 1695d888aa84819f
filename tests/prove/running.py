"""Runs the jobs two at a time, shows how far it is, and remembers what is done."""

import json
import os
import subprocess
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from pathlib import Path

from tests.prove.jobs import Job
from tests.prove.tallying import FOLDER

AT_ONCE = 2
LAST_LINES = 40


class BrokenError(Exception):
    """A job has shown that the promise is not kept, or could not run."""


@dataclass(frozen=True, slots=True)
class Done:
    """A job that ended well."""

    lane: str
    name: str
    seconds: float
    counts: dict[str, dict[str, int]]
    """What was tried, by lane."""
    notes: list[str]
    """What it said in lines with an arrow."""


class Memory:
    """What is done of one state of the sources, in a folder: a file for every job."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder

    def of(self, job: Job) -> Done | None:
        """What came of a job, if it is done."""
        file = self._file(job)
        return Done(**json.loads(file.read_text("utf-8"))) if file.exists() else None

    def keep(self, job: Job, done: Done) -> None:
        """Remember it, whole or not at all."""
        file = self._file(job)
        half = file.with_suffix(".half")
        half.write_text(json.dumps({name: getattr(done, name) for name in Done.__slots__}), "utf-8")
        half.rename(file)

    def _file(self, job: Job) -> Path:
        return self._folder / f"{job.lane}, {job.name}.json".replace("/", "-")


class Runner:
    """Carries out what is left to do."""

    def __init__(self, jobs: Sequence[Job], memory: Memory) -> None:
        self._jobs = jobs
        self._memory = memory
        self._running: set[subprocess.Popen[str]] = set()
        self._lock = threading.Lock()
        self._began = time.monotonic()

    def run(self) -> list[Done]:
        """All of them. Raises BrokenError with what the first one that failed said."""
        left = [job for job in self._jobs if self._memory.of(job) is None]
        print(f"{len(self._jobs)} jobs, {len(self._jobs) - len(left)} of them done before")
        try:
            self._run_beside([job for job in left if not job.alone])
            for job in left:
                if job.alone:
                    self._finish(job, self._carry_out(job))
        except BaseException:
            self._end()
            raise
        return [done for job in self._jobs if (done := self._memory.of(job)) is not None]

    def _run_beside(self, jobs: list[Job]) -> None:
        with ThreadPoolExecutor(AT_ONCE) as pool:
            waiting: dict[Future[Done], Job] = {}
            while jobs or waiting:
                while jobs and len(waiting) < AT_ONCE:
                    job = jobs.pop(0)
                    waiting[pool.submit(self._carry_out, job)] = job
                try:
                    ended, _ = wait(waiting, return_when=FIRST_COMPLETED)
                    for future in ended:
                        self._finish(waiting.pop(future), future.result())
                except BaseException:
                    self._end()
                    raise

    def _finish(self, job: Job, done: Done) -> None:
        self._memory.keep(job, done)
        over = sum(self._memory.of(one) is not None for one in self._jobs)
        minutes = (time.monotonic() - self._began) / 60
        print(
            f"{over:>4}/{len(self._jobs)}  {minutes:5.1f} min  {job.lane}: {job.name}"
            f"  ({done.seconds:.0f} s)",
            flush=True,
        )

    def _carry_out(self, job: Job) -> Done:
        began = time.monotonic()
        with tempfile.TemporaryDirectory() as folder:
            environment = os.environ | job.environment | {FOLDER: folder}
            process = subprocess.Popen(  # noqa: S603  our own tests
                job.command,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
            )
            with self._lock:
                self._running.add(process)
            said, _ = process.communicate()
            with self._lock:
                self._running.discard(process)
            if process.returncode:
                last = "\n".join(said.splitlines()[-LAST_LINES:])
                raise BrokenError(f"{job.lane}: {job.name} ({process.returncode})\n{last}")
            counts = _counted(Path(folder))
        notes = [line for line in said.splitlines() if " -> " in line]
        return Done(job.lane, job.name, time.monotonic() - began, counts, notes)

    def _end(self) -> None:
        """End what runs: what is not done is done again the next time."""
        with self._lock:
            for process in self._running:
                process.terminate()


def _counted(folder: Path) -> dict[str, dict[str, int]]:
    lanes: dict[str, Counter[str]] = {}
    for file in sorted(folder.glob("*.jsonl")):
        for line in file.read_text("utf-8").splitlines():
            tallied = json.loads(line)
            lanes.setdefault(tallied["lane"], Counter()).update(tallied["counts"])
    return {lane: dict(counts) for lane, counts in lanes.items()}
