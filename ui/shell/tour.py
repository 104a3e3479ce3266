"""The guided tour: five stops, from the first group to a face that is tried.

It follows the person: a stop is done when what it asks for is done, and whoever goes on by another way takes the tour
along. The study stores the current stop.
"""

import dataclasses

import streamlit as st

from fer_core.base.errors import FerLabError
from fer_core.study import study
from fer_core.study.journey import Step
from ui.shell import other_faces
from ui.shell.opening_page import open_page
from ui.shell.tour_stops import STOPS, success
from ui.shell.workspace import Workspace

_SHOWN = "tour-shown"


def begin(workspace: Workspace) -> None:
    """Start the tour from the beginning."""
    _go_to(workspace, 1)


def card(workspace: Workspace, page: Step) -> None:
    """Draw the current stop above the page, or on other pages a link back to it; nothing without a tour."""
    if not 1 <= workspace.study.tour <= len(STOPS) or not workspace.study.dataset:
        return
    try:
        number, done = st.session_state[_SHOWN] = _now(workspace, page)
    except FerLabError:
        return  # the page shows what is wrong with the faces or the split
    if number != workspace.study.tour:
        _set(workspace, number)
    here = STOPS[number - 1].step is page
    with st.container(border=True, key="tour"):
        text, ways = st.columns([10, 3.2], vertical_alignment="center")
        told = f":material/flag: **{number} of {len(STOPS)}** · {_told(workspace, number, done, here)}"
        text.markdown(f"{told}  \n:small[:gray[{_stops(number, done)}]]")
        with ways, st.container(horizontal=True, horizontal_alignment="right"):
            _way_on(workspace, number, done, here)
            if st.button(
                "Finish" if here and done and number == len(STOPS) else "Skip", key="tour-skip",
                help="You can start the tour again from the sidebar.",
            ):  # fmt: skip
                _set(workspace, 0)
                st.rerun()


def follow(workspace: Workspace, page: Step) -> None:
    """Run the page again where the card above it is behind what the person has done since it was drawn."""
    if 1 <= workspace.study.tour <= len(STOPS) and st.session_state.get(_SHOWN) != _now(workspace, page):
        st.rerun()


def _now(workspace: Workspace, page: Step) -> tuple[int, bool]:
    """The stop that the person has reached, and whether it is done."""
    number = workspace.study.tour
    for later in range(number + 1, len(STOPS) + 1):
        stop, before = STOPS[later - 1], STOPS[later - 2]
        if stop.step is page and stop.begins(workspace) and (before.step is not page or before.done(workspace)):
            number = later
    return number, STOPS[number - 1].done(workspace)


def _way_on(workspace: Workspace, number: int, done: bool, here: bool) -> None:
    """Draw the button that leads on; it is highlighted once the stop is done."""
    last = number == len(STOPS)
    if not here:
        if st.button("Back to the tour", key="tour-next"):
            _go_to(workspace, number)
    elif not last:
        if st.button(
            "Next", key="tour-next", type="primary" if done else "secondary",
            help=f"{STOPS[number].title} ({STOPS[number].step.title})",
        ):  # fmt: skip
            _go_to(workspace, number + 1)
    elif done and st.button("Open my own faces", key="tour-own", type="primary"):
        _set(workspace, 0)
        other_faces.lead(workspace)


def _told(workspace: Workspace, number: int, done: bool, here: bool) -> str:
    """What to do at a stop or, once it is done, what was reached."""
    stop = STOPS[number - 1]
    if not here:
        return f"The tour continues on the page {stop.step.title}."
    if not done:
        return stop.text
    return ":material/check_circle: Done. " + (stop.after or success(workspace))


def _stops(number: int, done: bool) -> str:
    """All stops in a line: those behind the person, the present one, and those to come."""
    titles = [
        f":material/check: {stop.title}" if i < number or (i == number and done) else stop.title
        for i, stop in enumerate(STOPS, 1)
    ]
    titles[number - 1] = f"**{titles[number - 1]}**"
    return " · ".join(titles)


def _go_to(workspace: Workspace, number: int) -> None:
    _set(workspace, number)
    open_page(STOPS[number - 1].step)


def _set(workspace: Workspace, number: int) -> None:
    study.update(workspace.store, workspace.study.id, lambda now: dataclasses.replace(now, tour=number))
