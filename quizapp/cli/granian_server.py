"""Run Granian, with workers that can be told to stop from their first moment: `python -m quizapp.cli.granian_server`.

A worker of Granian loses a signal that comes while it starts: forked, it has its parent's handlers, which do nothing in
a child, and its own are deaf until it serves. So a worker holds its signals back until then.

The application's modules are loaded before the workers are made, which share that memory with the first process.
"""

import asyncio
import gc
import os
import signal
from typing import Any

from granian.cli import entrypoint
from granian.server import mp

from quizapp.cli.collecting import load

_UNTIL_HEARD = 0.3  # seconds
_SIGNALS = (signal.SIGINT, signal.SIGTERM)


class Worker:
    """Be a worker of Granian that hears signals, also those that came before, once it serves."""

    def __init__(self, *args: Any):
        self._worker = _Worker(*args)

    def __getattr__(self, name: str) -> Any:
        def serve(scheduler: Any, loop: asyncio.AbstractEventLoop, told_to_stop: Any) -> None:
            getattr(self._worker, name)(scheduler, loop, told_to_stop)
            loop.call_later(_UNTIL_HEARD, _release)  # the loop, and Granian's own threads, begin to listen meanwhile

        return serve


def _hold() -> None:
    signal.pthread_sigmask(signal.SIG_BLOCK, _SIGNALS)


def _release() -> None:
    signal.pthread_sigmask(signal.SIG_UNBLOCK, _SIGNALS)


_Worker = mp.RSGIWorker

if __name__ == "__main__":
    load()
    gc.collect()
    gc.freeze()  # what is left alone by the collector stays shared
    mp.RSGIWorker = Worker
    os.register_at_fork(before=_hold, after_in_parent=_release)
    entrypoint()
