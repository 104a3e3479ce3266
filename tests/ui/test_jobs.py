"""Jobs: long work runs once, tells how far it is, and stops when asked."""

import threading
from collections.abc import Callable
from typing import Any

import pytest

from fer_core.base.progress import Progress
from ui.shell import jobs as module
from ui.shell.jobs import Job, Jobs, Notice
from ui.shell.text import escape


def test_the_same_key_runs_once() -> None:
    jobs, gate, runs = Jobs(), threading.Event(), []

    def work(progress: Progress) -> str:
        runs.append(1)
        gate.wait(10)
        return "made"

    first, second = jobs.start("k", "Work", work), jobs.start("k", "Work", work)
    gate.set()
    assert first is second
    assert first.wait(10)
    assert (first.result, len(runs)) == ("made", 1)


def test_progress_is_seen_and_cancel_stops_at_the_next_sign() -> None:
    jobs, reached, go_on = Jobs(), threading.Event(), threading.Event()
    after: list[int] = []

    def work(progress: Progress) -> None:
        progress(1, 4, "counting")
        reached.set()
        go_on.wait(10)
        progress(2, 4, "counting")
        after.append(1)

    job = jobs.start("k", "Work", work)
    assert reached.wait(10)
    assert (job.share, job.what) == (0.25, "counting")
    job.cancel()
    go_on.set()
    assert job.wait(10)
    assert job.cancelled
    assert not after


def test_a_running_job_is_not_forgotten_a_failed_one_can_start_again() -> None:
    jobs, gate = Jobs(), threading.Event()
    running = jobs.start("slow", "Work", lambda progress: gate.wait(10))
    jobs.forget("slow")
    assert jobs.get("slow") is running
    gate.set()

    failed = jobs.start("bad", "Work", lambda progress: 1 / 0)
    assert failed.wait(10)
    assert isinstance(failed.error, ZeroDivisionError)
    jobs.forget("bad")
    assert jobs.get("bad") is None


def test_the_newest_work_in_a_slot_stops_the_one_before() -> None:
    jobs, reached, go_on = Jobs(), threading.Event(), threading.Event()

    def slow(progress: Progress) -> None:
        reached.set()
        go_on.wait(10)
        progress(1, 2, "")

    first = jobs.start("k=5", "Grouping", slow, slot="groups")
    assert reached.wait(10)
    second = jobs.start("k=6", "Grouping", lambda progress: "new", slot="groups")
    go_on.set()
    assert first.wait(10) and second.wait(10)
    assert (first.cancelled, second.result) == (True, "new")
    third = jobs.start("k=5", "Grouping", lambda progress: "again", slot="groups")
    assert third.wait(10)
    assert third.result == "again"


@pytest.mark.parametrize("text", ["![x](http://example.org/a.png)", "<img src=x>", "**bold** :red[x] $a$ `b`"])
def test_escaped_text_keeps_no_markup(text: str) -> None:
    escaped = escape(text)
    assert escaped.replace("\\", "") == text
    assert not any(c in "![]<>*:$`" and escaped[i - 1] != "\\" for i, c in enumerate(escaped))


def ended(jobs: Jobs, key: str, work: Callable[[Progress], object], **notice: Any) -> Job:
    job = jobs.start(key, "Work", work, notice=Notice("0" * 8, "data", **notice))
    assert job.wait(10)
    return job


def test_jobs_that_nobody_waits_for_are_not_listed() -> None:
    jobs, gate = Jobs(), threading.Event()
    jobs.start("estimate", "Payoff", lambda progress: gate.wait(10))
    audit = jobs.start("audit", "Finding problems", lambda progress: gate.wait(10), notice=Notice("0" * 8, "data"))
    assert jobs.listed() == [audit] and not audit.news
    gate.set()


def test_news_is_what_a_person_asked_for_or_waits_long_for_and_what_failed(monkeypatch: pytest.MonkeyPatch) -> None:
    jobs = Jobs()
    assert ended(jobs, "asked", lambda progress: 1, asked=True).news
    assert not ended(jobs, "short", lambda progress: 1).news
    assert not ended(jobs, "of this page", lambda progress: 1, asked=True, lasting=False).news
    assert ended(jobs, "failed", lambda progress: 1 / 0).news
    monkeypatch.setattr(module, "LONG", 0.0)
    long = ended(jobs, "long", lambda progress: 1)
    assert long.news
    long.told = True
    assert not long.news


def test_what_nobody_fetched_is_dropped_an_hour_after_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    jobs = Jobs()
    ended(jobs, "kept", lambda progress: 1)
    ended(jobs, "another", lambda progress: 1)
    assert jobs.get("kept") is not None
    monkeypatch.setattr(module, "ABANDONED", -1.0)
    ended(jobs, "last", lambda progress: 1)
    assert jobs.get("kept") is None
