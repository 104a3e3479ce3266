"""The end of naming: what was named, how sure that is, what is left, and the way to the recognizer."""

import html
from collections.abc import Sequence
from typing import Literal

import streamlit as st

from fer_core.faces.emotions import colours
from fer_core.naming.answers import Tally, tally
from fer_core.naming.groups import Partition
from fer_core.naming.replay import NamingState
from fer_core.study.journey import TRAIN
from ui.components import face_grid
from ui.components.face_grid import NamingContext, place_of
from ui.name import more_groups, payoff, single_faces
from ui.shell.opening_page import open_page
from ui.shell.text import count, duration, escape, listed
from ui.shell.workspace import Workspace

_LOOK = """<style>
.st-key-train-now button { min-height: 3.2rem }
.st-key-train-now button p { font-size: 1.1rem; font-weight: 600 }
.fer-answers { width: 100%; border-collapse: collapse; font-size: 0.9rem; font-variant-numeric: tabular-nums }
.fer-answers th { font-weight: 400; opacity: 0.7; text-align: right }
.fer-answers td { text-align: right; border-top: 1px solid rgba(128, 128, 128, 0.2) }
.fer-answers :is(th, td) { padding: 0.15rem 0.3rem }
.fer-answers :is(th, td):first-child { text-align: left }
.fer-answers i { display: inline-block; width: 0.7rem; height: 0.7rem; margin-right: 0.4rem; border-radius: 50% }
</style>"""


def all_answered(groups: Partition, state: NamingState) -> bool:
    """Whether every group has an answer."""
    return all(group in state.group_verdicts for group in groups.numbers)


def show(workspace: Workspace, context: NamingContext) -> None:
    """Sum up and offer the recognizer once every group is answered; in one line while a group is looked at again."""
    if not all_answered(workspace.groups, workspace.naming):
        return
    if place_of(context).group is None:
        _whole(workspace, context)
    else:
        line(workspace, context)


def line(workspace: Workspace, context: NamingContext | None = None) -> None:
    """The end in one line, for where faces are looked at again; nothing before every group is answered.

    ``context``: of the grid, which the summary can take the place of; None beside the map.
    """
    groups = workspace.groups
    if not all_answered(groups, workspace.naming):
        return
    with st.container(horizontal=True, vertical_alignment="center", key="ending-line"):
        st.markdown(f":material/check_circle: **All {len(groups.numbers)} groups are answered.**", width="content")
        _train("train-line")
        if context is not None:
            st.button("Summary", type="tertiary", key="ending-again", on_click=face_grid.show, args=(context, None))


def _train(key: str, width: Literal["stretch", "content"] = "content") -> None:
    icon = ":material/model_training:"
    if st.button("Train my recognizer", icon=icon, type="primary", key=key, shortcut="T", width=width):
        open_page(TRAIN)


def _whole(workspace: Workspace, context: NamingContext) -> None:
    groups, state, classes = workspace.groups, workspace.naming, workspace.faces.classes
    named, others = tally(groups, state, workspace.named_faces, classes)
    st.html(_LOOK)
    with st.container(border=True, key="ending"):
        st.subheader(f"All {len(groups.numbers)} groups are answered", anchor=False)
        faces = sum(one.faces for one in named)
        st.markdown(
            f"You named **{faces:,} of {len(groups.rows):,} faces** with {count(state.decisions, 'decision')} in "
            f"{duration(state.active_seconds)}."
        )
        _train("train-now", "stretch")
        what, sure = st.columns([11, 10], gap="medium")
        what.html(_table(named, colours(classes)))
        with sure:
            st.markdown(f"**How sure:** {_how_sure(workspace)}")
            st.markdown(f"**What is left:** {_left(named, others)}")
        _go_on(workspace, context)


def _table(named: Sequence[Tally], colour: dict[str, str]) -> str:
    rows = "".join(
        f'<tr><td><i style="background:{colour[one.answer]}"></i>{html.escape(one.answer)}</td>'
        f"<td>{one.groups:,}</td><td>{one.faces:,}</td></tr>"
        for one in named
    )
    return f'<table class="fer-answers"><tr><th>named</th><th>groups</th><th>faces</th></tr>{rows}</table>'


def _how_sure(workspace: Workspace) -> str:
    """The newest estimate with its range, if there is one."""
    points = [p for p in payoff.running(workspace).points if p.decisions == workspace.naming.decisions]
    if not points or (likely := points[-1].estimate) is None:
        known = "the accuracy has not been estimated yet"
    else:
        span = f"between {likely.low:.0%} and {likely.high:.0%}"
        told = f"about **{likely.middle:.0%}** accuracy is likely, {span}"
        known = f"{told if likely.narrow else f'accuracy **{span}** is likely'}, estimated from names alone"
    labels = workspace.lab.division.test_labels
    scored = (
        "" if labels is None else f" Training scores the recognizer on {count(len(labels), 'face')} not seen so far."
    )
    return f"{known}.{scored}"


def _left(named: Sequence[Tally], others: Sequence[Tally]) -> str:
    """The answers that are no name, and the emotions that nothing was called."""
    parts = [f"{_faces(one)} {_are(one)} {one.answer}." for one in others]
    missing = [escape(one.answer) for one in named if not one.faces]
    if missing:
        parts.append(f"Nothing was named {listed(missing)}, so the recognizer cannot predict {_it(missing)}.")
    return " ".join(parts) or "nothing. Every face has a name, and every emotion has faces."


def _faces(one: Tally) -> str:
    return f"{count(one.groups, 'group')} ({count(one.faces, 'face')})" if one.groups else count(one.faces, "face")


def _are(one: Tally) -> str:
    return "is" if (one.groups or one.faces) == 1 else "are"


def _it(missing: Sequence[str]) -> str:
    return "it" if len(missing) == 1 else "them"


def _go_on(workspace: Workspace, context: NamingContext) -> None:
    """What a person may do instead: more groups, or single faces."""
    st.markdown("**Or go on naming**")
    more, single = st.columns(2, gap="medium")
    with more:
        if more_groups.button(workspace):
            st.caption("This helps most: smaller groups are purer. Your names are suggested; one key confirms each.")
    with single:
        single_faces.button(workspace, context)
        st.caption(
            "Those that the recognizer is least confident about. They help little: on FER2013, a hundred of them added "
            "0.2 % accuracy."
        )
