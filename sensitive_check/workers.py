"""Worker processes: several files at once, and a file that brings its process down takes no other with it.

Only the configuration, targets and answers (reports) cross between processes, and each worker builds its own checker.
Workers are spawned, never forked: a fork while a thread loads the segmenter would hang. A worker holds one file at a
time, so the file that was in hand when it died is known; it is tried once more in a fresh worker.
"""

from __future__ import annotations

import multiprocessing
import signal
import time
from collections import deque
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from typing import TYPE_CHECKING, Generic, TypeVar

from sensitive_check.model import Report, Unchecked
from sensitive_check.one_input import outside_of, report_on, unread_report

if TYPE_CHECKING:
    from multiprocessing.context import SpawnProcess

    from sensitive_check.config import Config
    from sensitive_check.loading import Setup
    from sensitive_check.walk import Task

_AHEAD = 32
"""How many files for each worker may be done before their turn: reports come in order and wait in memory."""

_TRIES = 2
_SPAWN = multiprocessing.get_context("spawn")
_Answer = TypeVar("_Answer")


@dataclass(slots=True)
class _Worker:
    """A process, the line to it, and the file in its hands."""

    process: SpawnProcess
    connection: Connection
    task: int | None = None
    deadline: float = 0.0


def reports(tasks: Sequence[Task], setup: Setup, jobs: int) -> Generator[Report, None, None]:
    """The reports on ``tasks``, in their order, made by ``jobs`` processes."""
    pool = Pool(setup, min(jobs, len(tasks)), report_on, lost_report)
    try:
        yield from pool.run(tasks)
    finally:  # also when the caller stops early
        pool.close()


def alone(
    task: Task,
    setup: Setup,
    work: Callable[[Task, Setup], _Answer],
    lost: Callable[[Task, Setup], _Answer],
) -> _Answer:
    """What ``work`` makes of one task in a process of its own; ``lost`` is called when that dies or is too slow."""
    pool = Pool(setup, 1, work, lost)
    try:
        (answer,) = pool.run([task])
    finally:
        pool.close()
    return answer


def lost_report(task: Task, setup: Setup) -> Report:
    """The report on an input whose worker died twice, or was too slow."""
    item = Unchecked(reason="limit", detail=setup.words["worker_lost"])
    return unread_report(task.target.name, item, setup, outside_of(task.target))


class Pool(Generic[_Answer]):
    """So many worker processes; whoever opens one closes it.

    ``work`` is what they do with a task, a function of a module; ``lost`` answers for one that no worker survives.
    """

    def __init__(
        self,
        setup: Setup,
        size: int,
        work: Callable[[Task, Setup], _Answer],
        lost: Callable[[Task, Setup], _Answer],
    ) -> None:
        self._setup = setup
        self._work, self._lost = work, lost
        self._seconds = setup.config.limits.file_seconds
        self._workers = [self._hired() for _ in range(size)]

    def run(self, tasks: Sequence[Task]) -> Iterator[_Answer]:
        """The answers to ``tasks``, in their order."""
        waiting = deque(range(len(tasks)))
        tried = [0] * len(tasks)
        done: dict[int, _Answer] = {}
        turn = 0
        while turn < len(tasks):
            for worker in self._workers:
                if worker.task is None and waiting and waiting[0] < turn + _AHEAD * len(self._workers):
                    number = waiting.popleft()
                    tried[number] += 1
                    self._give(worker, number, tasks[number])
            for number, answer in self._answers(tasks):
                if answer is not None:
                    done[number] = answer
                elif tried[number] < _TRIES:
                    waiting.appendleft(number)
                else:
                    done[number] = self._lost(tasks[number], self._setup)
            while turn in done:
                yield done.pop(turn)
                turn += 1

    def close(self) -> None:
        """End the workers, whatever they are at."""
        for worker in self._workers:
            worker.process.kill()
            worker.process.join()
            worker.connection.close()

    def _hired(self) -> _Worker:
        here, there = _SPAWN.Pipe()
        given = (there, self._setup.config, self._setup.online, self._work)
        process = _SPAWN.Process(target=_serve, args=given, daemon=True)
        process.start()
        there.close()
        return _Worker(process, here)

    def _give(self, worker: _Worker, number: int, task: Task) -> None:
        worker.task = number
        worker.deadline = time.monotonic() + self._seconds
        try:
            worker.connection.send(task)
        except OSError:
            return  # it is dead; the wait for its answer will tell

    def _answers(self, tasks: Sequence[Task]) -> Iterator[tuple[int, _Answer | None]]:
        """What comes next: answers, and None for a file whose worker died or was too slow."""
        busy = [worker for worker in self._workers if worker.task is not None]
        patience = max(0.0, min(worker.deadline for worker in busy) - time.monotonic())
        ready = set(wait([worker.connection for worker in busy], timeout=patience))
        for worker in busy:
            number = worker.task
            late = time.monotonic() >= worker.deadline
            if number is None or not (worker.connection in ready or late):
                continue
            answer = None
            if worker.connection in ready:
                try:
                    answer = worker.connection.recv()
                except (EOFError, OSError):
                    answer = None
            worker.task = None
            if answer is None:
                self._replace(worker)
            yield number, answer

    def _replace(self, worker: _Worker) -> None:
        worker.process.kill()
        worker.process.join()
        worker.connection.close()
        self._workers[self._workers.index(worker)] = self._hired()


def _serve(connection: Connection, config: Config, online: bool, work: Callable[[Task, Setup], object]) -> None:
    """What a worker does until the line to it is cut."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides what an interrupt means
    _bound_memory(config.limits.worker_bytes)

    from sensitive_check.loading import set_up

    setup = set_up(config, online=online)
    while True:
        try:
            task = connection.recv()
        except (EOFError, OSError):
            return
        connection.send(work(task, setup))


def _bound_memory(size: int) -> None:
    """Bound the address space; systems without POSIX limits have none."""
    try:
        import resource
    except ImportError:  # Windows
        return
    _, most = resource.getrlimit(resource.RLIMIT_AS)
    bound = size if most == resource.RLIM_INFINITY else min(size, most)
    resource.setrlimit(resource.RLIMIT_AS, (bound, most))
