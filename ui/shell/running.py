"""What runs on this server and what has ended meanwhile, in the sidebar of every page."""

from collections.abc import Sequence
from functools import partial
from typing import NoReturn

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from fer_core.base.errors import FerLabError
from fer_core.faces.readers import CodesUnclear, FoldersUnclear
from fer_core.study import study
from fer_core.study.journey import STEPS
from ui.shell import cache, waiting
from ui.shell.fragment import fragment
from ui.shell.jobs import Job, Notice
from ui.shell.opening_page import open_page
from ui.shell.text import escape
from ui.shell.workspace import PARAMETER, switch_to

EVERY = 1.0
"""Seconds between two looks at what is running."""


def draw(place: DeltaGenerator) -> None:
    """Fill ``place`` in the sidebar. Call it after the page: what the page itself shows is not told again."""
    jobs = cache.jobs().listed()
    for job in jobs:
        _tell(job)
    running = _note_running(jobs)
    with place:
        if running:
            _looking()
        else:
            _lines(jobs)


@fragment(run_every=EVERY)
def _looking() -> None:
    """The lines, looked at again while something runs; the page runs again if work ends that it does not show."""
    jobs = cache.jobs().listed()
    before = dict(_running_now())
    ended = before.keys() - _note_running(jobs)
    if any(not waiting.shown(before[number]) for number in ended):  # else the page itself waits for the result
        st.rerun()
    _lines(jobs)


def _lines(jobs: Sequence[Job]) -> None:
    for job in jobs:
        if job.running:
            _running(job)
        elif job.news and not waiting.shown(job.key):
            _ended(job)


def _running(job: Job) -> None:
    state = "stopping …" if job.stopping else f"{job.share:.0%}{waiting.time_left(job)}"
    with st.container(key=f"running-{job.number}"):
        line, button = st.columns([7, 3], gap="small", vertical_alignment="center")
        line.progress(job.share, f":small[**{_called(job)}** · {state}]")
        if not waiting.shown(job.key):  # else the page has the button
            button.button(
                "Cancel", key=f"stop-{job.number}", type="tertiary", disabled=job.stopping, on_click=job.cancel
            )


def _ended(job: Job) -> None:
    """How a job has ended, with a button that opens its page and one that dismisses the news."""
    assert job.notice is not None
    with st.container(border=True, key=f"ended-{job.number}", gap="small"):
        st.markdown(f":small[{_news(job)}]")
        with st.container(horizontal=True, gap="small"):
            label = "Answer" if _asks(job) else "Show" if job.error else job.notice.offer
            view = partial(st.session_state.update, job.notice.view)  # before the page draws the switch of its parts
            if st.button(label, key=f"show-{job.number}", type="tertiary", on_click=view):
                _show(job, job.notice)
            st.button("Dismiss", key=f"dismiss-{job.number}", type="tertiary", on_click=partial(_dismiss, job))


def _show(job: Job, notice: Notice) -> NoReturn:
    """Open the page of a job as it was then, in its study if that is still there."""
    job.told = True
    waiting.watch(job.key, notice.page)
    if study.is_there(cache.store(), notice.study):
        switch_to(notice.study)
    open_page(next(step for step in STEPS if step.key == notice.page), notice.view)


def _dismiss(job: Job) -> None:
    job.told = True


def _tell(job: Job) -> None:
    """A toast where a job has ended that this session has not heard of; where it was stopped, if it saw it running."""
    heard = _numbers("heard")
    if job.running or job.number in heard:
        return
    if job.news and not waiting.shown(job.key):
        st.toast(_news(job), icon=":material/error:" if job.error else ":material/check:")
    elif job.cancelled and job.number in _numbers("seen") and not waiting.shown(job.key):
        st.toast(f"{escape(job.title)}: stopped.", icon=":material/stop_circle:")
    heard.add(job.number)


def _note_running(jobs: Sequence[Job]) -> set[int]:
    """The numbers of the jobs that run, which this session has then seen running."""
    running = {job.number: job.key for job in jobs if job.running}
    _numbers("seen").update(running)
    st.session_state["running-now"] = running
    return set(running)


def _running_now() -> dict[int, str]:
    """The keys of the jobs that ran when this session last looked, by their numbers."""
    running: dict[int, str] = st.session_state.get("running-now", {})
    return running


def _numbers(what: str) -> set[int]:
    """Numbers of jobs in this session: ``seen`` running, or of whose end it has ``heard``."""
    found: set[int] = st.session_state.setdefault(f"running-{what}", set())
    return found


def _news(job: Job) -> str:
    if job.error is None:
        return f"**{_called(job)}** is done."
    if _asks(job):
        return f"**{_called(job)}** needs an answer from you."
    why = job.error.what if isinstance(job.error, FerLabError) else "The log of the server has the details."
    return f"**{_called(job)}** has failed. {escape(why)}"


def _asks(job: Job) -> bool:
    return isinstance(job.error, (CodesUnclear, FoldersUnclear))


def _called(job: Job) -> str:
    """The title, with the name of the study where it is not the open one."""
    assert job.notice is not None
    title = escape(job.title)
    if job.notice.study in ("", st.session_state.get(PARAMETER)):
        return title
    try:
        return f"{title} ({escape(study.load(cache.store(), job.notice.study).name)})"
    except FerLabError:  # it was deleted
        return title
