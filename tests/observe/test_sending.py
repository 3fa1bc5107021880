"""Alerts as they arrive: at webhooks and mail servers that are real and on loopback, good ones and bad."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from pipelines.observe.alert import Alert, Watched, message, trial
from pipelines.observe.sending import Channels, send

from .receivers import Hook, Post, serving

AT = datetime(2026, 11, 2, 6, tzinfo=UTC)
SECRET = "very-secret"


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("no_proxy", "127.0.0.1")


def alert(
    kind: str = "silent", source: str = "صدى <sana> & co", runs: int = 1, ended: str | None = None
) -> Alert:
    return Alert(
        "r1", 0, kind, "error", source, "", f"source fell silent: {source}", "12 answers", "none of 13", "open the site",
        runs, "r3", AT, AT if ended else None, ended, "r3" if ended else None,
    )  # fmt: skip


WATCHED = Watched(
    "r3",
    new=(alert(),),
    lasting=(alert("fell", "qadim", 3),),
    ended=(alert("empty", "atlas", 2, "recovered"),),
)


def test_a_webhook_gets_the_alerts_as_data() -> None:
    with serving(Hook()) as hook:
        assert send(Channels(webhook=hook.url), message(WATCHED)) == []
    [taken] = hook.taken
    assert taken["subject"] == "Naqi: alerts: 1 new, 1 over, 1 still open"
    assert [taken[name][0]["source"] for name in ("new", "ended", "lasting")] == [
        "صدى <sana> & co",
        "atlas",
        "qadim",
    ]
    assert taken["lasting"][0]["runs"] == 3
    assert "source fell silent: qadim (for 3 runs)" in taken["text"]
    assert "source fell silent: atlas (for 2 runs): is as before again" in taken["text"]


def test_slack_gets_a_text_without_markup_of_the_sources_making() -> None:
    with serving(Hook()) as hook:
        assert send(Channels(slack=hook.url), message(Watched("r3", new=(alert(),)))) == []
    [taken] = hook.taken
    assert list(taken) == ["text"]
    assert "source fell silent: صدى &lt;sana&gt; &amp; co" in taken["text"]
    assert "→ open the site" in taken["text"]


def test_an_e_mail_arrives_with_its_arabic() -> None:
    with serving(Post()) as post:
        mail = Channels(
            mail_to=("ops@news.example", "desk@news.example"),
            mail_from="naqi@news.example",
            smtp=post.url("u:p%40ss@"),
        )
        assert send(mail, message(Watched("r3", new=(alert(),)))) == []
    [letter] = post.taken
    assert letter["Subject"] == "Naqi: source fell silent: صدى <sana> & co"
    assert letter["From"] == "naqi@news.example"
    assert post.recipients == ["ops@news.example", "desk@news.example"]
    assert "expected: 12 answers" in letter.get_content()
    assert len(post.logins) == 1


@pytest.mark.parametrize("status", [302, 404, 500])
def test_a_webhook_that_refuses_is_told_of_without_its_address(status: int) -> None:
    with serving(Hook(status)) as hook:
        [failed] = send(Channels(webhook=hook.url), trial())
    assert f"127.0.0.1: it answered {status}" in str(failed)
    assert "NAQI_ALERT_WEBHOOK" in str(failed)
    assert SECRET not in str(failed)
    assert len(hook.taken) == 1


def test_a_mail_server_that_refuses_is_told_of_without_what_it_said() -> None:
    with serving(Post(refuse=True)) as post:
        [failed] = send(Channels(mail_to=("a@b.example",), smtp=post.url(f"u:{SECRET}@")), trial())
    assert "e-mail: 127.0.0.1: it answered 550" in str(failed)
    assert SECRET not in str(failed)


def test_nobody_there_is_told_of_and_the_other_channels_work() -> None:
    with serving(Hook()) as gone:
        nowhere = gone.url
    with serving(Hook()) as hook:
        [failed] = send(Channels(slack=nowhere, webhook=hook.url), trial())
    assert failed.channel == "slack"
    assert "Connection refused" in failed.why
    assert len(hook.taken) == 1


def test_a_server_that_says_nothing_is_given_up() -> None:
    with serving(Post(mute=True)) as post:
        [failed] = send(Channels(mail_to=("a@b.example",), smtp=post.url()), trial(), timeout=0.2)
        assert "it does not answer" in str(failed)
        [failed] = send(
            Channels(mail_to=("a@b.example",), smtp=post.url()), trial(), timeout=20, patience=0.3
        )
        assert "no end after 0.3 s" in str(failed)


def test_a_password_is_not_sent_in_the_clear_to_another_machine(monkeypatch: pytest.MonkeyPatch) -> None:

    with serving(Post()) as post:
        port = post.server_address[1]
        monkeypatch.setattr("pipelines.observe.sending._HERE", ())
        [failed] = send(
            Channels(mail_to=("a@b.example",), smtp=f"smtp://u:{SECRET}@127.0.0.1:{port}"), trial()
        )
    assert "no encryption" in str(failed)
    assert (post.logins, post.taken) == ([], [])


def test_where_nothing_is_set_nothing_is_sent() -> None:
    assert Channels().names == ()
    assert send(Channels(), trial()) == []


def test_channels_do_not_print_what_is_secret() -> None:
    assert SECRET not in repr(Channels(slack=f"https://hooks.example/{SECRET}", smtp=f"smtp://u:{SECRET}@h"))
