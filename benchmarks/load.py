"""Let many students act at once, in this one process, and measure what that took."""

import asyncio
import gc
import signal
import time
from collections.abc import Awaitable, Callable, Coroutine, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

import uvloop

from benchmarks.figures import percentile
from benchmarks.server import Server

T = TypeVar("T")
AT_ONCE = 16  # students who are prepared at once


@dataclass
class Round:
    """Hold what came of one repetition: operations, seconds, processor time of the server and of the generator."""

    seconds: float = 0.0
    server_cpu: float = 0.0
    own_cpu: float = 0.0
    times: list[float] = field(default_factory=list)  # seconds of each operation

    @property
    def cpu_ms(self) -> float:
        """Return the server's processor time of one operation, in milliseconds."""
        return self.server_cpu / len(self.times) * 1000

    @property
    def rate(self) -> float:
        """Return the operations a second."""
        return len(self.times) / self.seconds

    def percentile_ms(self, share: float) -> float:
        """Return a percentile of the operations' times, in milliseconds."""
        return percentile(self.times, share) * 1000


class TooLong(Exception):
    """Tell that a case was not done in its time."""


def run(work: Coroutine[Any, Any, T]) -> T:
    """Run a coroutine on the fastest loop that there is; raises `TooLong` where an alarm comes (SIGALRM)."""
    before = signal.getsignal(signal.SIGALRM)
    try:
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            return runner.run(_until_alarm(work))
    except asyncio.CancelledError as error:
        raise TooLong("it was not done in its time") from error
    finally:
        signal.signal(signal.SIGALRM, before or signal.SIG_DFL)


async def _until_alarm(work: Coroutine[Any, Any, T]) -> T:
    task = asyncio.ensure_future(work)
    asyncio.get_running_loop().add_signal_handler(signal.SIGALRM, task.cancel)
    return await task


async def measured(server: Server, work: Callable[[list[float]], Awaitable[None]]) -> Round:
    """Return what a piece of work took, which adds the time of each operation to a list."""
    done = Round()
    gc.collect()
    gc.freeze()
    cpu, own, begun = server.cpu(), time.process_time(), time.perf_counter()
    await work(done.times)
    done.seconds = time.perf_counter() - begun
    done.server_cpu, done.own_cpu = server.cpu() - cpu, time.process_time() - own
    gc.unfreeze()
    return done


async def without_pauses(
    server: Server, actors: Sequence[T], act: Callable[[T], Awaitable[Any]], seconds: float
) -> Round:
    """Let each actor act again and again for so many seconds, with no pause."""

    async def work(times: list[float]) -> None:
        end = time.perf_counter() + seconds

        async def go_on(actor: T) -> None:
            while (begun := time.perf_counter()) < end:
                await act(actor)
                times.append(time.perf_counter() - begun)

        await together(go_on(actor) for actor in actors)

    return await measured(server, work)


async def together(works: Iterable[Coroutine[Any, Any, None]]) -> None:
    """Do all works at the same time; the first that fails ends them all."""
    async with asyncio.TaskGroup() as group:
        for work in works:
            group.create_task(work)


async def in_turn(actors: Iterable[T], act: Callable[[T], Awaitable[Any]], at_once: int = AT_ONCE) -> None:
    """Let each actor act once, a few at a time."""
    waiting = iter(actors)

    async def go_on() -> None:
        for actor in waiting:
            await act(actor)

    await together(go_on() for _ in range(at_once))
