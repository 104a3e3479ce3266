"""Waiting for long work: the result if it is there, else the progress and a Cancel button."""

from collections.abc import Callable
from typing import TypeVar

import streamlit as st

from fer_core.base.errors import FerLabError
from fer_core.base.progress import Progress, silent
from ui.shell import cache
from ui.shell.fragment import fragment
from ui.shell.jobs import Job
from ui.shell.text import duration, escape
from ui.shell.workspace import Workspace

T = TypeVar("T")

PATIENCE = 0.4
"""Seconds that a page waits for a result before it shows progress."""


def obtain(
    key: str,
    title: str,
    work: Callable[[Progress], T],
    *,
    ready: bool = False,
    slot: str = "",
    again: bool = True,
    asks: Callable[[FerLabError], bool] = lambda error: False,
) -> T | None:
    """What ``work`` returns; None while it runs, and if it was stopped or failed, which the page shows.

    Args:
        key: names the result.
        title: what is being done, for people.
        work: is given a progress callback and returns the result.
        ready: whether the result is on disk already, so that ``work`` only loads it.
        slot: work that runs in the same slot for another key is stopped. Only for results that are saved.
        again: whether stopped or failed work can be started again.
        asks: draws an error that is a question and returns whether it was one; other errors are shown.
    """
    if ready:
        cache.jobs().forget(key)
        return work(silent)
    job = cache.jobs().start(key, title, work, slot)
    if not job.wait(PATIENCE):
        _show_progress(key)
        return None
    if job.error is None:
        cache.jobs().forget(key)
        if slot:
            st.rerun()  # the result is saved: run the whole page, so that the sidebar shows it
        return job.result
    if not (isinstance(job.error, FerLabError) and asks(job.error)):
        _show_failure(key, job, again)
    return None


def result(workspace: Workspace, kind: str, key: str, title: str, work: Callable[[Progress], T]) -> T | None:
    """A result of the lab, which is saved on disk, as `obtain`; newer work of the same ``kind`` replaces older work."""
    return obtain(key, title, work, ready=workspace.lab.results.has(kind, key), slot=workspace.widget(kind))


def _show_failure(key: str, job: Job, again: bool) -> None:
    if job.cancelled:
        st.info(f"{escape(job.title)}: stopped. Earlier results are still saved.", icon=":material/stop_circle:")
    elif isinstance(job.error, FerLabError):
        st.error(escape(str(job.error)), icon=":material/error:")
    else:
        cache.jobs().forget(key)
        assert job.error is not None
        raise job.error
    if again and st.button("Start again", key=f"again-{key}", icon=":material/refresh:"):
        cache.jobs().forget(key)
        st.rerun()


@fragment(run_every=0.5)
def _show_progress(key: str) -> None:
    job = cache.jobs().get(key)
    if job is None or not job.running:
        st.rerun()
    with st.container(border=True):
        text, button = st.columns([5, 1], vertical_alignment="center")
        text.progress(job.share, f"**{escape(job.title)}** · {job.what or 'Starting'}{_time_left(job)}")
        if button.button("Cancel", key=f"cancel-{key}", width="stretch"):
            job.cancel()


def _time_left(job: Job) -> str:
    left = job.seconds_left
    return "" if left is None else f" · about {duration(left)} left"
