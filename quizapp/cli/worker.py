"""Build the application inside a worker of Granian."""

import signal

from flask import Flask


def application() -> Flask:
    """Return the application; a worker that is told to stop while it is being built stops at once.

    Granian's workers are forked with the signal handlers of their parent, which would swallow that signal, and hear
    signals themselves only after this.
    """
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_DFL)
    from quizapp.app import create_app

    return create_app()
