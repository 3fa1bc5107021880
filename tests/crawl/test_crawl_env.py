"""The environment's settings, as ``settings/env.py`` reads them."""

import re
from pathlib import Path

import pytest

from settings import env


def test_without_variables_every_setting_has_its_default():
    values = env.read({})
    assert values["NAQI_VAR"] == env.ROOT / "var"
    assert values["NAQI_DATABASE_URL"] == f"sqlite:///{env.ROOT / 'var' / 'naqi.db'}"
    assert values["NAQI_RECHECK_DAYS"] == 7


def test_the_table_in_the_docstring_has_every_setting_and_no_other():
    told = re.findall(r"^(NAQI_[A-Z_]+) ", env.__doc__, re.MULTILINE)
    assert told == list(env.read({}))


def test_the_store_follows_the_folder():
    assert env.read({"NAQI_VAR": "/data/naqi"})["NAQI_DATABASE_URL"] == "sqlite:////data/naqi/naqi.db"


def test_an_empty_variable_is_not_set():
    assert env.read({"NAQI_WORKERS": " "}) == env.read({})


def test_other_variables_are_not_looked_at():
    assert env.read({"HOME": "/root", "http_proxy": "x"}) == env.read({})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("NAQI_WORKERS", "0"),
        ("NAQI_WORKERS", "two"),
        ("NAQI_LOG_JSON", "maybe"),
        ("NAQI_PAGE_TIMEOUT", "-1"),
        ("NAQI_PAGE_TIMEOUT", "nan"),
        ("NAQI_DATABASE_URL", "naqi.db"),
        ("NAQI_CONTACT", "somebody"),
        ("NAQI_SOURCES", "/no/such/folder"),
        ("NAQI_PROCESS", "pipelines.flow"),
        ("NAQI_DATABSE_URL", "sqlite:///x"),
    ],
)
def test_a_bad_value_is_refused_with_name_and_value(name, value):
    with pytest.raises(env.BadSetting, match=re.escape(f"{name}={value}")) as caught:
        env.read({name: value})
    assert "→" in str(caught.value)


def test_a_misspelt_variable_is_told_the_right_name():
    with pytest.raises(env.BadSetting, match="did you mean NAQI_DATABASE_URL"):
        env.read({"NAQI_DATABSE_URL": "sqlite:///x"})


@pytest.mark.parametrize(("value", "meant"), [("1", True), ("YES", True), ("off", False), ("0", False)])
def test_a_switch_is_on_or_off(value, meant):
    assert env.read({"NAQI_LOG_JSON": value})["NAQI_LOG_JSON"] is meant


def test_a_folder_is_made_absolute(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert env.read({"NAQI_VAR": "here"})["NAQI_VAR"] == Path(tmp_path, "here")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("NAQI_ALERT_SLACK", "hooks.example/very-secret"),
        ("NAQI_ALERT_WEBHOOK", "ftp://very-secret@hooks.example/"),
        ("NAQI_ALERT_SMTP", "smtp://u:very-secret@:x"),
        ("NAQI_ALERT_SLAK", "https://hooks.example/very-secret"),
        ("NAQI_ALRT_SLACK", "https://hooks.example/very-secret"),
    ],
)
def test_a_bad_address_that_may_be_secret_is_refused_without_its_value(name, value):
    with pytest.raises(env.BadSetting, match=re.escape(f"{name}=(not shown)")) as caught:
        env.read({name: value})
    assert "very-secret" not in str(caught.value)


def test_alerts_go_to_several_and_come_from_one():
    values = env.read({"NAQI_ALERT_MAIL": "ops@news.example, desk@news.example"})
    assert values["NAQI_ALERT_MAIL"] == ("ops@news.example", "desk@news.example")
    for name, value in (("NAQI_ALERT_MAIL", "ops"), ("NAQI_ALERT_SENDER", "a@b.example, c@d.example")):
        with pytest.raises(env.BadSetting, match=re.escape(f"{name}={value}")):
            env.read({name: value})
