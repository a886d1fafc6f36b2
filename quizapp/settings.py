"""Say what may be set from outside: each setting once, with its default and its meaning.

Settings come from environment variables (`QUIZAPP_...`). `tests/test_readme.py` holds the README to this table.
"""

import ast
import contextlib
import inspect
import itertools
import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from zoneinfo import ZoneInfo

from quizapp.core.numbers import whole_number

PREFIX = "QUIZAPP_"
SECRETS = ("secret_key",)
LIMITS = {
    "port": (1, 65535),
    "workers": (1, 64),
    "threads": (1, 256),
    "proxies": (0, 10),
    "session_days": (1, 3650),
    "upload_mb": (1, 100),
    "upload_seconds": (1, 3600),
    "sweep_seconds": (0, 3600),
}
_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")


class BadSetting(Exception):
    """Refuse a setting, in a sentence that names it."""


@dataclass(frozen=True)
class Settings:
    """Hold every setting; the docstring under each is its description in `quizapp settings` and the README."""

    instance: Path = Path("instance")
    """Folder for what the site writes: the database, its key, backups."""
    database_url: str = ""
    """Database, as `postgresql+psycopg://…` or `sqlite:///…`; empty: `quizapp.sqlite3` in the instance folder."""
    secret_key: str = ""
    """Key that signs forms' tokens; empty: made at the first start and kept in the instance folder."""
    host: str = "127.0.0.1"
    """Address that `quizapp serve` listens on."""
    port: int = 8000
    """Port that `quizapp serve` listens on."""
    workers: int = 2
    """Processes that `quizapp serve` starts."""
    threads: int = 8
    """Threads of each process."""
    proxies: int = 0
    """Number of reverse proxies in front that set `X-Forwarded-For` and `X-Forwarded-Proto`; 0: none is believed."""
    secure_cookies: bool = False
    """Send cookies over HTTPS only; set it to `true` wherever the site has HTTPS."""
    timezone: str = "Europe/Berlin"
    """Zone in which times are shown to people who have not chosen their own."""
    session_days: int = 14
    """Days until a browser has to sign in again."""
    upload_mb: int = 5
    """Largest file that can be uploaded, in megabytes."""
    upload_seconds: int = 60
    """Seconds in which an upload or a form must have arrived whole."""
    sweep_seconds: int = 5
    """Seconds between two looks for attempts whose time is over; 0: nothing looks by itself."""
    log_level: str = "INFO"
    """How much is logged: DEBUG, INFO, WARNING or ERROR."""

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> "Settings":
        """Read the settings; raises `BadSetting` for a value that cannot be, or a name that no setting has."""
        known = {PREFIX + field.name.upper(): field for field in fields(cls)}
        for name in environment:
            if name.startswith(PREFIX) and name not in known:
                raise BadSetting(f"There is no setting {name}. The settings are: {', '.join(known)}.")
        values = {
            field.name: _parsed(name, environment[name], field.type)
            for name, field in known.items()
            if environment.get(name, "") != ""
        }
        for name, value in values.items():
            _check(name, value)
        return cls(**values)

    @property
    def url(self) -> str:
        """Return the database's URL."""
        return self.database_url or f"sqlite:///{(self.instance / 'quizapp.sqlite3').resolve()}"

    def key(self) -> str:
        """Return the secret key, made and kept at the first call where none was set; `BadSetting` where it is lost."""
        if self.secret_key:
            return self.secret_key
        path = self.instance / "secret_key"
        if not path.exists():
            self.instance.mkdir(parents=True, exist_ok=True)
            draft = path.with_name(f"secret_key.{secrets.token_hex(4)}")
            with open(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
                file.write(secrets.token_hex(32))
            with contextlib.suppress(FileExistsError):
                os.link(draft, path)  # whole at once, so that a process that starts beside this one reads the same
            draft.unlink()
        if not (key := path.read_text("utf-8").strip()):
            raise BadSetting(f"The key in {path} is empty. Delete that file; a new key is made at the next start.")
        return key


@dataclass(frozen=True)
class Described:
    """Tell of one setting what a person wants to know: where its value comes from, and what it is for."""

    name: str
    value: str
    origin: str  # default, or environment
    description: str


def described(settings: Settings, environment: Mapping[str, str] = os.environ) -> list[Described]:
    """List every setting with its value, which is hidden where it is a secret."""
    texts = descriptions()
    return [
        Described(
            PREFIX + field.name.upper(),
            _shown(field.name, getattr(settings, field.name)),
            "environment" if environment.get(PREFIX + field.name.upper(), "") != "" else "default",
            texts[field.name],
        )
        for field in fields(settings)
    ]


def descriptions() -> dict[str, str]:
    """Return the description of each setting: the docstring under it."""
    body = ast.parse(inspect.getsource(Settings)).body[0].body  # type: ignore[attr-defined]
    return {
        one.target.id: after.value.value
        for one, after in itertools.pairwise(body)
        if isinstance(one, ast.AnnAssign) and isinstance(after, ast.Expr)
    }


def _shown(name: str, value: object) -> str:
    if name in SECRETS:
        return "(hidden)" if value else ""
    if name == "database_url" and value:
        return _PARAMETER.sub(r"\1***", _HIDDEN.sub(r"\1***\2", str(value)))
    return str(value).lower() if isinstance(value, bool) else str(value)


_HIDDEN = re.compile(r"^([^:/]+://[^/@]*?:).*(@[^@]*)$")  # the password of a URL, before the host ...
_PARAMETER = re.compile(r"([?&](?:ssl)?password=)[^&]*")  # ... or among its parameters


def _check(name: str, value: object) -> None:
    """Refuse a value that its setting cannot have."""
    told = f"{PREFIX}{name.upper()} is “{value}”"
    least, most = LIMITS.get(name, (0, 0))
    if name in LIMITS and not least <= value <= most:  # type: ignore[operator]
        raise BadSetting(f"{told}. Use a whole number from {least} to {most}.")
    if name == "log_level" and value not in _LEVELS:
        raise BadSetting(f"{told}. Use one of {', '.join(_LEVELS)}.")
    if name == "database_url" and not str(value).startswith(("postgresql", "sqlite:///")):
        raise BadSetting(f"{PREFIX}DATABASE_URL must begin with postgresql+psycopg:// or sqlite:///.")
    if name == "timezone":
        try:
            ZoneInfo(str(value))
        except (KeyError, ValueError, OSError) as error:
            raise BadSetting(f"{told}, which is no time zone. Use a name such as Europe/Berlin.") from error


def _parsed(name: str, text: str, kind: object) -> object:
    if kind is bool:
        if text.lower() not in ("true", "false", "1", "0", "yes", "no"):
            raise BadSetting(f"{name} is “{text}”. Use true or false.")
        return text.lower() in ("true", "1", "yes")
    if kind is int:
        if (number := whole_number(text)) is None:
            raise BadSetting(f"{name} is “{text[:40]}”. Use a whole number.")
        return number
    return Path(text) if kind is Path else text
