"""Serve the site with a production WSGI server."""

import os
import resource
import socket
import sys

import click

from quizapp.cli import site
from quizapp.cli.failing import WRONG_USE, Failure
from quizapp.settings import LIMITS, Settings

# A browser keeps its connections open for a while, and one that Granian does not take waits until another is closed. So
# many are taken (of each worker); how many requests are answered at once is decided by the threads alone.
ARRIVING, MOST_CONNECTIONS = 4096, 20_000
SECONDS_TO_END = 30  # for requests under way, when the server is told to stop


@click.command()
@click.option("--host", help="Address to listen on.  [QUIZAPP_HOST, 127.0.0.1]")
@click.option("--port", type=click.IntRange(*LIMITS["port"]), help="Port to listen on.  [QUIZAPP_PORT, 8000]")
@click.option("--workers", type=click.IntRange(*LIMITS["workers"]), help="Processes.  [QUIZAPP_WORKERS, 2]")
@click.option("--threads", type=click.IntRange(*LIMITS["threads"]), help="Threads of each.  [QUIZAPP_THREADS, 8]")
@click.option(
    "--server", type=click.Choice(["granian", "gunicorn"]), default="granian", show_default=True, help="Which server."
)
def serve(host: str | None, port: int | None, workers: int | None, threads: int | None, server: str) -> None:
    """Serve the site, until Ctrl+C or SIGTERM.

    Requests that are under way when it is told to stop are finished first.
    """
    settings = Settings.from_environment()
    host, port = host or settings.host, port or settings.port
    workers, threads = workers or settings.workers, threads or settings.threads
    require_free(host, port)
    with site.opened(settings):
        settings.key()  # made before several processes would make it at once
    click.echo(f"Serving at {address(host, port)} with {server} ({workers} x {threads} threads). Ctrl+C stops it.")
    sys.stdout.flush()
    os.environ["QUIZAPP_THREADS"] = str(threads)  # the application has as many connections to its database
    os.environ.setdefault("MALLOC_ARENA_MAX", "2")  # or each thread keeps memory that it has let go of for itself
    # Granian's own part gives back at once what it needs no more: a connection takes 13 instead of 17 KB
    os.environ.setdefault("_RJEM_MALLOC_CONF", "dirty_decay_ms:0,muzzy_decay_ms:0,narenas:2")
    _allow_files()
    command = COMMANDS[server](host, port, workers, threads)
    os.execv(sys.executable, [sys.executable, "-m", *command])  # the server takes this process's place, and its signals


def _allow_files() -> None:
    """Let the server have as many files open, which connections are too, as the system allows it to ask for."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = 2 * MOST_CONNECTIONS if hard == resource.RLIM_INFINITY else min(2 * MOST_CONNECTIONS, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def address(host: str, port: int) -> str:
    """Return the address for a browser."""
    shown = "127.0.0.1" if host in ("0.0.0.0", "::") else host
    return f"http://{f'[{shown}]' if ':' in shown else shown}:{port}"


def require_free(host: str, port: int) -> None:
    """Refuse an address that cannot be listened on."""
    try:
        family, kind, protocol, _, where = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except OSError as error:
        raise Failure(
            f"“{host}” is no address of this machine. Use 127.0.0.1, or set QUIZAPP_HOST.", WRONG_USE
        ) from error
    with socket.socket(family, kind, protocol) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind(where)
            trial.listen()
        except OSError as error:
            raise Failure(
                f"Port {port} on {host} cannot be used: {_WHY.get(type(error), (error.strerror or '').lower())}. "
                "Choose another, for instance with QUIZAPP_PORT=8080."
            ) from error


_WHY = {PermissionError: "this user may not use it"}


def _granian(host: str, port: int, workers: int, _: int) -> list[str]:
    return [
        "quizapp.cli.granian_server", "--interface", "rsgi", "--factory", "--host", host, "--port", str(port),
        "--workers", str(workers), "--no-ws", "--http", "1",  # to a browser HTTP/2 is spoken with TLS alone: by a proxy
        "--backlog", str(ARRIVING), "--backpressure", str(MOST_CONNECTIONS),
        "--respawn-failed-workers", "--workers-kill-timeout", str(SECONDS_TO_END),
        "--no-access-log", "--log-level", "warning", "quizapp.cli.collecting:create",
    ]  # fmt: skip


def _gunicorn(host: str, port: int, workers: int, threads: int) -> list[str]:
    # Each process has a socket of its own (--reuse-port): else all connections may sit on one of them.
    return [
        "gunicorn", "--worker-class", "gthread", "--bind", f"[{host}]:{port}" if ":" in host else f"{host}:{port}",
        "--workers", str(workers), "--threads", str(threads), "--reuse-port", "--no-control-socket",
        "--graceful-timeout", str(SECONDS_TO_END), "--log-level", "warning", "quizapp.app:create_app()",
    ]  # fmt: skip


COMMANDS = {"granian": _granian, "gunicorn": _gunicorn}
