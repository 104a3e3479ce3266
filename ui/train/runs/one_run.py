"""One run: its name, tags and pin, going back to its settings, and deleting it, with undo."""

import dataclasses
from collections.abc import Callable, Sequence

import streamlit as st

from fer_core.base.errors import FerLabError
from fer_core.report import ExportSource
from fer_core.study import runs, study
from fer_core.study.choices import Choices
from fer_core.study.runs import SavedRun
from ui.shared import take_along
from ui.shell.text import count, duration, escape
from ui.shell.workspace import Workspace

_DONE = "runs-done"
"""The session's entry for what was just done, in words, and how to undo it."""
Undo = Callable[[], None]


def panel(workspace: Workspace, one: SavedRun) -> None:
    """One run: how it was made, and what can be done with it."""
    run, store, of = one.run, workspace.store, workspace.study.id
    st.markdown(f"**{escape(one.title)}**")
    people = f" by {run.people} people" if run.people > 1 else ""
    st.markdown(
        f"{count(run.decisions, 'decision')}{people} ({duration(run.active_seconds)}) named {run.faces_named:,} "
        f"training faces; tested on {run.tested:,} faces."
    )
    name, tags, buttons = st.columns([2, 2, 3], vertical_alignment="bottom", gap="small")
    named = name.text_input("Name", one.marks.name, max_chars=40, placeholder=one.title, key=f"run-name-{run.key}")
    tagged = tags.multiselect(
        "Tags", _known(workspace), one.marks.tags, accept_new_options=True, key=f"run-tags-{run.key}",
        placeholder="Add a tag",
        max_selections=10,
    )  # fmt: skip
    _save(workspace, one, named, tuple(tagged))
    with buttons, st.container(horizontal=True):
        if st.button("Unpin" if one.pinned else "Pin", key=f"run-pin-{run.key}", icon=":material/keep:", help=_PIN):
            runs.pin(store, of, "" if one.pinned else run.key)
            st.rerun()
        other = run.dataset != workspace.study.dataset
        if st.button("Go back to these settings", key=f"run-back-{run.key}", icon=":material/history:", disabled=other):
            _go_back(workspace, one)
        if st.button("Delete", key=f"run-delete-{run.key}", icon=":material/delete:"):
            runs.delete(store, of, run.key)
            _note(f"“{one.title}” was deleted.", lambda: runs.restore(store, of, run.key))
    if (then := workspace.as_of(run)) is not None:
        take_along.buttons(ExportSource(then), f"run-{run.key}")
    with st.expander("All settings and versions", icon=":material/tune:"):
        st.json({**study.listed(run.choices), "versions": dict(run.versions)}, expanded=1)
        st.caption(f"Run {run.key} · data set {run.dataset} · groups {run.clustering} · names {run.names}")


_PIN = "The sidebar, the report and the presentation show the pinned run, or else the run of the present names."


def undo(workspace: Workspace) -> None:
    """What was just done, and the button that undoes it."""
    done: tuple[str, Undo] | None = st.session_state.get(_DONE)
    if done is None:
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f":material/check: {escape(done[0])}")
        if st.button("Undo", key="run-undo", icon=":material/undo:"):
            del st.session_state[_DONE]
            done[1]()
            st.rerun()


def deleted(workspace: Workspace, listed: Sequence[SavedRun]) -> None:
    """Deleted runs, each with a button that restores it."""
    for one in listed:
        if st.button(f"Restore {escape(one.title)}", key=f"run-restore-{one.run.key}", type="tertiary"):
            runs.restore(workspace.store, workspace.study.id, one.run.key)
            st.session_state.pop(_DONE, None)
            st.rerun()


def _known(workspace: Workspace) -> list[str]:
    return sorted({tag for one in workspace.runs.runs for tag in one.marks.tags})


def _save(workspace: Workspace, one: SavedRun, name: str, tags: tuple[str, ...]) -> None:
    """Save a name or tags that were changed; where they are not possible, the page says why."""
    try:
        if name.strip() != one.marks.name:
            runs.rename(workspace.store, workspace.study.id, one.run.key, name)
            st.rerun()
        if tags != one.marks.tags:
            runs.tag(workspace.store, workspace.study.id, one.run.key, tags)
            st.rerun()
    except FerLabError as error:
        st.error(escape(str(error)), icon=":material/error:")


def _go_back(workspace: Workspace, one: SavedRun) -> None:
    """Make the run's choices the study's; the widgets follow, as they do where another tab changed a choice."""
    of = workspace.study.id
    before = study.load(workspace.store, of).choices  # `workspace` may show an earlier result

    def choose(choices: Choices) -> None:
        study.update(workspace.store, of, lambda now: dataclasses.replace(now, choices=choices))

    choose(one.run.choices)
    _note(f"The settings of “{one.title}” are back. Names that were given since then stay.", lambda: choose(before))


def _note(words: str, undo: Undo) -> None:
    st.session_state[_DONE] = (words, undo)
    st.rerun()
