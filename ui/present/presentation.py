"""Presentation mode: three steps in large type for an audience, with nothing to configure."""

import html
from collections.abc import Callable

import streamlit as st

from fer_core.faces.emotions import colours
from fer_core.naming.groups import Partition
from fer_core.naming.replay import NamingState
from fer_core.naming.verdict import NamedFaces
from fer_core.study.journey import TRY
from ui.components.full_screen import full_screen
from ui.shared import answer, contact_sheet, face_to_try
from ui.shell.text import count, duration
from ui.shell.workspace import Workspace

STOP = "stop"
LAST = 3
GROUPS, FACES, FACES_A_ROW = 6, 8, 4
_LOOK = """<style>
[data-testid="stSidebar"], [data-testid="stExpandSidebarButton"], [data-testid="stHeader"] { display: none }
.stMainBlockContainer { padding: 1.5rem 4vw 2rem; max-width: 1500px; margin: 0 auto }
.stMainBlockContainer h1 { font-size: clamp(1.9rem, 5vw, 3.4rem); line-height: 1.15; text-wrap: balance }
.stMainBlockContainer h3 { font-size: clamp(1.6rem, 4vw, 2.6rem) }
.st-key-present p { font-size: clamp(1.1rem, 1.8vw, 1.5rem); line-height: 1.45 }
.st-key-present .st-key-present-foot p, .st-key-present [data-testid="stImageCaption"] p { font-size: 1rem }
.st-key-present-way button { min-height: 3.2rem; min-width: 7.5rem }
@media (max-width: 640px) { .stMainBlockContainer { padding: 1rem 1rem 2rem } }
</style>"""


def stage() -> None:
    """Hide the sidebar and the header, and use large type."""
    st.html(_LOOK)


def stop() -> int:
    """The number of the step in the address, from 1 to 3; 1 if there is none."""
    asked = st.query_params.get(STOP, "1")
    return int(asked) if asked in ("1", "2", "3") else 1


def groups_step(workspace: Workspace, groups: Partition) -> None:
    """Show the first step: what the groups are."""
    st.title(
        f"A computer sorted {len(groups.rows):,} faces into {len(groups.numbers)} groups of similar faces", anchor=False
    )
    st.markdown("It was not told what an emotion is. It only compared the pictures with each other.")
    _sheets(workspace, groups, lambda group: f"{groups.sizes[group]:,} faces")


def names_step(workspace: Workspace, groups: Partition) -> None:
    """Show the second step: what people named the groups."""
    naming = workspace.naming
    st.title("People named the groups", anchor=False)
    people = len(naming.by_annotator)
    who = f"{people} people" if people > 1 else "one person"
    time = f", **{duration(naming.active_seconds)}** of work" if naming.active_seconds >= 1 else ""
    st.markdown(
        f"**{count(naming.decisions, 'decision')}** by {who}{time}. The recognizer was trained on these names alone."
    )
    colour = colours(workspace.faces.classes)

    def name(group: int) -> str:
        answer = naming.verdict_in_words(group) or "no name yet"
        first = naming.group_verdicts[group].emotion if group in naming.group_verdicts else ""
        dot = f'<span style="color:{colour[first]}" aria-hidden="true">&#9679;</span> ' if first else ""
        return f"{dot}<b>{html.escape(answer)}</b>"

    _sheets(workspace, groups, name)


def try_step(workspace: Workspace, named: NamedFaces) -> None:
    """Show the third step: a prediction for one's own face."""
    accuracy = workspace.accuracy
    st.title("Try it", anchor=False)
    if accuracy is not None:
        st.markdown(
            f"On faces that it was not trained on, it is correct **{accuracy:.0%}** of the time; "
            f"by chance, it would be {workspace.faces.chance:.0%}."
        )
    picture = face_to_try.picture(workspace, first="test face")
    if picture is not None:
        found = workspace.lab.trying.answers(named, picture.crops)
        left, right = st.columns([11, 9], gap="large")
        with left:
            chosen = answer.choose(picture, found, workspace.faces.classes)
        with right:
            answer.prediction(found, chosen, workspace.faces.classes)
    answer.honest(workspace)


def navigation(workspace: Workspace, now: int) -> None:
    """Show the buttons that go back, on, to the beginning, out of the presentation and to the whole screen."""
    st.divider()
    with st.container(horizontal=True, vertical_alignment="center", key="present-way"):
        _step("Back", now - 1, disabled=now == 1, shortcut="Left", icon=":material/arrow_back:")
        if now < LAST:
            _step("Next", now + 1, shortcut="Right", icon=":material/arrow_forward:", kind="primary")
        st.button("Start over", key="present-reset", icon=":material/replay:", on_click=_start_over, shortcut="Home")
    with st.container(horizontal=True, vertical_alignment="center", key="present-foot"):
        st.caption(f"{now} of {LAST}" + (" · synthetic faces, not real people" if workspace.faces.synthetic else ""))
        full_screen()
        st.page_link(f"pages/{TRY.key}.py", label="End presentation", icon=":material/close:")


def _step(label: str, to: int, *, disabled: bool = False, shortcut: str, icon: str, kind: str = "secondary") -> None:
    st.button(
        label, key=f"present-{label.lower()}", icon=icon, disabled=disabled, shortcut=shortcut,
        type=kind, on_click=_go, args=(to,),  # type: ignore[arg-type]
    )  # fmt: skip


def _go(to: int) -> None:
    st.query_params[STOP] = str(to)


def _start_over() -> None:
    """Go to the first step, and forget the last guest's picture."""
    face_to_try.forget()
    _go(1)


def shown_groups(groups: Partition, state: NamingState) -> list[int]:
    """Numbers of the groups to show, in their usual order: the largest of each name, then other large ones."""
    by_size = sorted(groups.numbers, key=lambda group: -groups.sizes[group])
    verdicts = state.group_verdicts
    firsts: dict[str, int] = {}
    for group in by_size:
        if group in verdicts and verdicts[group].kind == "name":
            firsts.setdefault(verdicts[group].emotion, group)
    chosen = list(dict.fromkeys([*firsts.values(), *by_size]))[:GROUPS]
    return [group for group in groups.numbers if group in chosen]


def _sheets(workspace: Workspace, groups: Partition, caption: Callable[[int], str]) -> None:
    """Show typical faces of some groups, each with a line of HTML below."""
    chosen = shown_groups(groups, workspace.naming)
    for start in range(0, len(chosen), 3):
        for column, group in zip(st.columns(3, gap="medium"), chosen[start : start + 3], strict=False):
            rows = workspace.lab.groups.face_order(groups, group, "typical")[:FACES]
            with column:
                contact_sheet.draw(contact_sheet.sheet(workspace.faces.images[rows], FACES_A_ROW, 2))
                st.html(f'<p style="margin:0;text-align:center">{caption(group)}</p>')
