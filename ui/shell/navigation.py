"""The pages in the order of the steps, each with its state, and the sidebar below them."""

from collections.abc import Callable
from functools import partial

import streamlit as st
from streamlit.delta_generator import DeltaGenerator
from streamlit.navigation.page import StreamlitPage
from streamlit.runtime.scriptrunner_utils.exceptions import StopException

from fer_core.base.errors import FerLabError
from fer_core.study.journey import DATA, NAME, STEPS, State, states
from ui.shell import brand, frame, out_of_date, refusals, running, sidebar, unknown_study
from ui.shell.opening_page import open_page
from ui.shell.workspace import UnknownStudy, Workspace, open_workspace

PRESENTATION = "present"
"""A page without the frame, which the navigation does not list."""

_ICONS = {
    "done": ":material/check_circle:",
    "stale": out_of_date.ICON,
    "missing": ":material/radio_button_unchecked:",
}


def show_page() -> None:
    """Run the requested page in its frame; show expected errors and errors of the disk as a sentence."""
    with refusals.caught():
        page, jobs = _chosen()
        try:
            with refusals.caught(), frame.through_the_app():
                page.run()
        except StopException:  # the page says what it waits for
            if jobs is not None:
                running.draw(jobs)
            raise
        if jobs is not None:
            running.draw(jobs)


def _chosen() -> tuple[StreamlitPage, DeltaGenerator | None]:
    """The requested page, and the place in the sidebar for running jobs if it has a sidebar."""
    try:
        workspace = open_workspace()
    except UnknownStudy as error:
        return _on_every_page(partial(unknown_study.show, error)), None
    except (FerLabError, OSError) as error:
        return _on_every_page(partial(refusals.show, error)), None
    state = _states(workspace)
    pages = [
        st.Page(
            f"pages/{step.key}.py",
            title=step.title,
            icon=_ICONS[state[step.key]],
            default=step is DATA,
            url_path="" if step is DATA else step.key,
        )
        for step in STEPS
    ]
    presentation = st.Page(f"pages/{PRESENTATION}.py", title="Presentation", visibility="hidden")
    first_by_name = st.Page(partial(open_page, DATA), title=DATA.title, url_path=DATA.key, visibility="hidden")
    chosen = st.navigation([*pages, presentation, first_by_name])
    if chosen in (presentation, first_by_name):
        return chosen, None
    brand.show()
    with st.sidebar:
        out_of_date.legend(state)
        return chosen, sidebar.draw(workspace, on_name=chosen.url_path == NAME.key)


def _on_every_page(show: Callable[[], None]) -> StreamlitPage:
    """At the address of each page, why no study can be opened."""
    titles = {"": DATA.title, **{step.key: step.title for step in STEPS}, PRESENTATION: "Presentation"}
    pages = [st.Page(show, title=title, url_path=path, default=not path) for path, title in titles.items()]
    return st.navigation(pages, position="hidden")


def _states(workspace: Workspace) -> dict[str, State]:
    try:
        if workspace.lab.division.ready:  # else the page would wait for copies: see `require_faces`
            return states(workspace.study, workspace.lab, workspace.naming)
    except FerLabError:  # the Data page shows what is wrong with the faces
        pass
    return {step.key: "missing" for step in STEPS}
