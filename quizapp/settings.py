"""Say what may be set from outside: each setting once, with its default and its meaning.

Settings come from environment variables (`QUIZAPP_...`). `tests/test_readme.py` holds the README to this table.
"""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from zoneinfo import ZoneInfo

PREFIX = "QUIZAPP_"


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
    threads: int = 4
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
        settings = cls(**values)
        try:
            ZoneInfo(settings.timezone)
        except (KeyError, ValueError, OSError) as error:
            raise BadSetting(
                f"{PREFIX}TIMEZONE is “{settings.timezone}”, which is no time zone. Use a name such as Europe/Berlin."
            ) from error
        return settings

    @property
    def url(self) -> str:
        """Return the database's URL."""
        return self.database_url or f"sqlite:///{(self.instance / 'quizapp.sqlite3').resolve()}"

    def key(self) -> str:
        """Return the secret key, made and kept at the first call where none was set."""
        if self.secret_key:
            return self.secret_key
        path = self.instance / "secret_key"
        self.instance.mkdir(parents=True, exist_ok=True)
        try:
            with open(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
                file.write(secrets.token_hex(32))
        except FileExistsError:
            pass
        return path.read_text()


def _parsed(name: str, text: str, kind: object) -> object:
    if kind is bool:
        if text.lower() not in ("true", "false", "1", "0", "yes", "no"):
            raise BadSetting(f"{name} is “{text}”. Use true or false.")
        return text.lower() in ("true", "1", "yes")
    if kind is int:
        if not text.isdigit():
            raise BadSetting(f"{name} is “{text}”. Use a whole number, 0 or more.")
        return int(text)
    return Path(text) if kind is Path else text
