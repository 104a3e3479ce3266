"""Waiting for long work: the result if it is there, else the progress and a Cancel button.

Jobs belong to the server, so every tab and every reload finds them again by their keys (`wanted`). What is remembered
of a browser session is only which jobs its page shows now (`shown`) and has shown since it was opened (`watched`).
"""

from collections.abc import Callable
from typing import Any, NoReturn, TypeVar

import streamlit as st

from fer_core.base.errors import FerLabError
from fer_core.base.progress import Progress, silent
from fer_core.study.journey import DATA
from ui.shell import cache
from ui.shell.fragment import fragment
from ui.shell.jobs import Job, Notice
from ui.shell.opening_page import VIEWS
from ui.shell.text import duration, escape
from ui.shell.workspace import PARAMETER, Workspace

T = TypeVar("T")

PATIENCE = 0.4
"""Seconds that a page waits for a result before it shows progress."""

_PAGE, _SHOWN, _WATCHED = "waiting-page", "waiting-shown", "waiting-watched"


def begin(page: str) -> None:
    """Note which page runs in this session. Call it once at the beginning of each run; ``page``: key of its step."""
    if st.session_state.get(_PAGE) != page:
        st.session_state[_PAGE], st.session_state[_WATCHED] = page, st.session_state.pop(_ahead(page), set())
    st.session_state[_SHOWN] = set()


def watch(key: str, page: str) -> None:
    """Let the page that is opened next take the result of this job as if it had waited for it."""
    if st.session_state.get(_PAGE) == page:
        st.session_state.setdefault(_WATCHED, set()).add(key)
    else:
        st.session_state[_ahead(page)] = {key}


def show(key: str) -> None:
    """Note that this run of the page shows the job."""
    st.session_state.setdefault(_SHOWN, set()).add(key)


def shown(key: str) -> bool:
    """Whether this run of the page shows the job."""
    return key in st.session_state.get(_SHOWN, ())


def watched(key: str) -> bool:
    """Whether this session has waited for the job since it opened its page."""
    return key in st.session_state.get(_WATCHED, ())


def wanted(key: str) -> bool:
    """Whether a person asked for this work, here or in another tab, and has not been told how it ended."""
    job = cache.jobs().get(key)
    if job is None:
        return st.session_state.get(_asked(key), False)
    return job.running or not job.told or watched(key)


def followed(key: str) -> bool:
    """Whether the part of the page that shows the job should be open."""
    return wanted(key) or watched(key)


def about(kind: type[T]) -> T | None:
    """What the page should show again: the settings of this ``kind`` of the study's newest job that `wanted` holds for.

    Only for settings that no study saves, which a reload would otherwise reset while the work for them goes on.
    """
    for job in reversed(cache.jobs().listed()):
        if job.notice and job.notice.study == st.session_state.get(PARAMETER) and isinstance(job.notice.about, kind):
            return job.notice.about if wanted(job.key) else None
    return None


def ask(key: str) -> NoReturn:
    """A person asks for this work: run the page again, which starts it."""
    cache.jobs().forget(key)
    st.session_state[_asked(key)] = True
    st.rerun()


def here(**more: Any) -> Notice:
    """A notice for work that is started on the page that runs now; ``more``: its other attributes."""
    view = {name: st.query_params[name] for name in VIEWS if name in st.query_params}
    return Notice(st.session_state.get(PARAMETER, ""), st.session_state.get(_PAGE, DATA.key), view=view, **more)


def obtain(
    key: str,
    title: str,
    work: Callable[[Progress], T],
    *,
    ready: bool = False,
    slot: str = "",
    again: bool = True,
    asks: Callable[[FerLabError], bool] = lambda error: False,
    asked: bool = False,
    lasting: bool = True,
    about: Any = None,
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
        asked: whether a person pressed a button for it; so they did where they were asked by `ask`.
        lasting: whether a page can show the result later (see `Notice`).
        about: settings that the page forgets at a reload, for `about`.
    """
    if ready:
        cache.jobs().forget(key)
        return work(silent)
    notice = here(asked=asked or st.session_state.get(_asked(key), False), lasting=lasting, about=about)
    job = cache.jobs().start(key, title, work, slot, notice)
    st.session_state.pop(_asked(key), None)
    show(key)
    st.session_state.setdefault(_WATCHED, set()).add(key)
    if not job.wait(PATIENCE):
        _show_progress(key)
        return None
    job.told = True
    if job.error is None:
        cache.jobs().forget(key)
        if slot:
            st.rerun()  # the result is saved: run the whole page, so that the sidebar shows it
        return job.result
    if not (isinstance(job.error, FerLabError) and asks(job.error)):
        _show_failure(job)
        if again and st.button("Start again", key=f"again-{key}", icon=":material/refresh:"):
            cache.jobs().forget(key)
            cache.jobs().start(key, title, work, slot, notice)
            st.rerun()
    return None


def result(
    workspace: Workspace, kind: str, key: str, title: str, work: Callable[[Progress], T], about: Any = None
) -> T | None:
    """A result of the lab, which is saved on disk, as `obtain`; newer work of the same ``kind`` replaces older work."""
    ready, slot = workspace.lab.results.has(kind, key), workspace.widget(kind)
    return obtain(key, title, work, ready=ready, slot=slot, about=about)


def time_left(job: Job) -> str:
    """The time that a job still takes, to put behind other words; "" while that is unknown."""
    left = job.pace.seconds_left
    if left is None:
        return ""
    words = f"about {duration(left)} left" if left >= 1 else "almost done"
    return f" · {words}" + (", slower than expected" if job.pace.slower else "")


def _show_failure(job: Job) -> None:
    if job.cancelled:
        st.info(f"{escape(job.title)}: stopped. Earlier results are still saved.", icon=":material/stop_circle:")
    elif isinstance(job.error, FerLabError):
        st.error(escape(str(job.error)), icon=":material/error:")
    else:
        cache.jobs().forget(job.key)
        assert job.error is not None
        raise job.error


@fragment(run_every=0.5)
def _show_progress(key: str) -> None:
    job = cache.jobs().get(key)
    if job is None or not job.running:
        st.rerun()
    with st.container(border=True):
        text, button = st.columns([5, 1], vertical_alignment="center")
        text.progress(job.share, f"**{escape(job.title)}** · {job.what or 'Starting'}{time_left(job)}")
        if button.button("Cancel", key=f"cancel-{key}", width="stretch", disabled=job.stopping):
            job.cancel()


def _asked(key: str) -> str:
    return f"waiting-asked-{key}"


def _ahead(page: str) -> str:
    return f"waiting-ahead-{page}"
