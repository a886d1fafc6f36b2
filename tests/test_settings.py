"""Settings: read from the environment, refused in a sentence, described, and never shown where they are secret."""

import threading
from dataclasses import fields
from pathlib import Path

import pytest

from quizapp.settings import LIMITS, BadSetting, Settings, described, descriptions

# For each setting a value other than its default, as it is written and as it is read.
GIVEN = {
    "instance": ("/srv/quiz", Path("/srv/quiz")),
    "database_url": ("postgresql+psycopg://quiz@/quiz", "postgresql+psycopg://quiz@/quiz"),
    "secret_key": ("a key that was set", "a key that was set"),
    "host": ("0.0.0.0", "0.0.0.0"),
    "port": ("8080", 8080),
    "workers": ("6", 6),
    "threads": ("16", 16),
    "proxies": ("1", 1),
    "secure_cookies": ("true", True),
    "timezone": ("Pacific/Auckland", "Pacific/Auckland"),
    "session_days": ("3", 3),
    "upload_mb": ("20", 20),
    "upload_seconds": ("120", 120),
    "sweep_seconds": ("0", 0),
    "log_level": ("WARNING", "WARNING"),
}


def read(**environment: str) -> Settings:
    """Read settings from an environment of the test's own."""
    return Settings.from_environment({f"QUIZAPP_{name}": value for name, value in environment.items()})


def test_without_an_environment_every_setting_has_its_default():
    assert read() == Settings()


def test_every_setting_is_tried_here():
    assert list(GIVEN) == [field.name for field in fields(Settings)]


@pytest.mark.parametrize("name", GIVEN)
def test_a_setting_is_read(name):
    written, value = GIVEN[name]
    assert getattr(Settings(), name) != value
    assert getattr(read(**{name.upper(): written}), name) == value


def test_what_is_not_ours_is_left_alone():
    assert Settings.from_environment({"PATH": "/bin", "QUIZ": "1", "quizapp_port": "1"}) == Settings()


def test_an_unknown_setting_is_refused_and_the_known_ones_are_told():
    with pytest.raises(BadSetting) as refused:
        read(PROT="8000")
    assert all(f"QUIZAPP_{name.upper()}" in str(refused.value) for name in GIVEN)


@pytest.mark.parametrize(
    ("written", "value"), [("true", True), ("YES", True), ("1", True), ("False", False), ("no", False), ("0", False)]
)
def test_yes_and_no_can_be_said_in_several_ways(written, value):
    assert read(SECURE_COOKIES=written).secure_cookies is value


def test_a_setting_that_is_empty_has_its_default():
    assert read(PORT="", DATABASE_URL="") == Settings()


def test_settings_are_read_with_their_kinds(tmp_path):
    settings = read(PORT="8123", SECURE_COOKIES="true", INSTANCE=str(tmp_path), TIMEZONE="Asia/Tokyo")
    assert (settings.port, settings.secure_cookies, settings.instance) == (8123, True, tmp_path)
    assert settings.timezone == "Asia/Tokyo"


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("PROT", "8000", "There is no setting QUIZAPP_PROT"),
        ("PORT", "80a", "QUIZAPP_PORT is “80a”. Use a whole number."),
        ("PORT", "٣", "Use a whole number."),
        ("PORT", "-1", "Use a whole number."),
        ("PORT", "65536", "Use a whole number from 1 to 65535."),
        ("WORKERS", "0", "Use a whole number from 1 to 64."),
        ("SECURE_COOKIES", "maybe", "Use true or false."),
        ("TIMEZONE", "Mars/Olympus", "no time zone"),
        ("TIMEZONE", "../../etc/passwd", "no time zone"),
        ("TIMEZONE", "Europe", "no time zone"),
        ("DATABASE_URL", "sqlite://", "must begin with postgresql"),
        ("LOG_LEVEL", "LOUD", "Use one of DEBUG, INFO, WARNING, ERROR."),
        ("DATABASE_URL", "mysql://host/name", "must begin with postgresql"),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence_that_names_it(name, value, sentence):
    with pytest.raises(BadSetting) as refused:
        read(**{name: value})
    assert sentence in str(refused.value)
    assert f"QUIZAPP_{name}" in str(refused.value)


@pytest.mark.parametrize("name", LIMITS)
def test_both_ends_of_a_limit_are_allowed(name):
    for value in LIMITS[name]:
        assert getattr(read(**{name.upper(): str(value)}), name) == value


@pytest.mark.parametrize("name", LIMITS)
def test_what_is_beyond_a_limit_is_refused_with_the_limit(name):
    least, most = LIMITS[name]
    for beyond in {max(least - 1, 0), most + 1} - {least}:
        with pytest.raises(BadSetting, match=f"from {least} to {most}"):
            read(**{name.upper(): str(beyond)})


def test_every_number_has_a_limit():
    assert set(LIMITS) == {field.name for field in fields(Settings) if field.type is int}


def test_a_password_is_not_told_when_a_database_is_refused():
    with pytest.raises(BadSetting) as refused:
        read(DATABASE_URL="mysql://quiz:hush@host/quiz")
    assert "hush" not in str(refused.value)


def test_the_database_is_a_file_of_the_instance_unless_another_is_given(tmp_path):
    assert Settings(instance=tmp_path).url == f"sqlite:///{tmp_path.resolve()}/quizapp.sqlite3"
    given = "postgresql+psycopg://quiz@/quiz"
    assert Settings(instance=tmp_path, database_url=given).url == given


def test_every_setting_is_described_in_a_sentence():
    texts = descriptions()
    assert list(texts) == [one.name.removeprefix("QUIZAPP_").lower() for one in described(Settings(), {})]
    assert all(text.endswith(".") and "\n" not in text for text in texts.values())


def test_it_is_told_where_a_value_comes_from():
    environment = {"QUIZAPP_PORT": "8123", "QUIZAPP_HOST": ""}
    origins = {one.name: one.origin for one in described(Settings.from_environment(environment), environment)}
    assert (origins["QUIZAPP_PORT"], origins["QUIZAPP_HOST"]) == ("environment", "default")


@pytest.mark.parametrize(
    "address",
    [
        "postgresql+psycopg://me:hush@host/name",
        "postgresql+psycopg://me:hu:hush@sh@host/name",
        "postgresql+psycopg://host/name?user=me&password=hush&sslmode=require",
    ],
)
def test_secrets_are_not_shown(address):
    shown = described(read(SECRET_KEY="hush", DATABASE_URL=address), {})
    assert not [one for one in shown if "hush" in one.value]
    assert any("host/name" in one.value for one in shown)


def test_the_key_is_made_once_kept_and_readable_by_its_owner_alone(tmp_path):
    key = Settings(instance=tmp_path / "new").key()
    assert len(key) == 64
    assert Settings(instance=tmp_path / "new").key() == key
    assert (tmp_path / "new" / "secret_key").stat().st_mode & 0o777 == 0o600
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["secret_key"]


def test_several_who_start_at_once_read_the_same_key(tmp_path):
    keys, ready = [], threading.Barrier(8)

    def start():
        ready.wait()
        keys.append(Settings(instance=tmp_path).key())

    threads = [threading.Thread(target=start) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(keys)) == 1
    assert len(keys) == 8


def test_a_key_that_is_set_is_used_and_not_written_down(tmp_path):
    assert Settings(instance=tmp_path, secret_key="given").key() == "given"
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("kept", ["", "\n"])
def test_a_key_that_was_emptied_is_refused(tmp_path, kept):
    (tmp_path / "secret_key").write_text(kept)
    with pytest.raises(BadSetting, match="secret_key is empty"):
        Settings(instance=tmp_path).key()
