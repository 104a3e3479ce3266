"""Presentation mode: three large steps for an audience, with nothing to configure."""

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
    """Nothing but the page: no sidebar, large type."""
    st.html(_LOOK)


def stop() -> int:
    """The step that is shown, from 1: the address says which."""
    asked = st.query_params.get(STOP, "1")
    return int(asked) if asked in ("1", "2", "3") else 1


def groups_step(workspace: Workspace, groups: Partition) -> None:
    """First: what the groups are."""
    st.title(
        f"A computer sorted {len(groups.rows):,} faces into {len(groups.numbers)} groups that look alike", anchor=False
    )
    st.markdown("Nobody told it what an emotion is. It compared pictures with pictures, and nothing else.")
    _sheets(workspace, groups, lambda group: f"{groups.sizes[group]:,} faces")


def names_step(workspace: Workspace, groups: Partition) -> None:
    """Second: what people called them."""
    naming = workspace.naming
    st.title("People gave each group a name", anchor=False)
    people = len(naming.by_annotator)
    who = f"{people} people" if people > 1 else "one person"
    time = f", **{duration(naming.active_seconds)}** of work" if naming.active_seconds >= 1 else ""
    st.markdown(
        f"**{count(naming.decisions, 'decision')}** by {who}{time}. That is all that the recognizer was taught."
    )
    colour = colours(workspace.faces.classes)

    def name(group: int) -> str:
        said = naming.verdict_in_words(group) or "no name yet"
        first = naming.group_verdicts[group].emotion if group in naming.group_verdicts else ""
        dot = f'<span style="color:{colour[first]}" aria-hidden="true">&#9679;</span> ' if first else ""
        return f"{dot}<b>{html.escape(said)}</b>"

    _sheets(workspace, groups, name)


def try_step(workspace: Workspace, named: NamedFaces) -> None:
    """Third: one's own face."""
    accuracy = workspace.accuracy
    st.title("Try it", anchor=False)
    if accuracy is not None:
        st.markdown(
            f"On faces that it has never seen it is right **{accuracy:.0%}** of the time; "
            f"guessing is {workspace.faces.chance:.0%}."
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


def way(workspace: Workspace, now: int) -> None:
    """Back, on, and the beginning; out of the presentation, and the whole screen."""
    st.divider()
    with st.container(horizontal=True, vertical_alignment="center", key="present-way"):
        _step("Back", now - 1, disabled=now == 1, shortcut="Left", icon=":material/arrow_back:")
        if now < LAST:
            _step("Next", now + 1, shortcut="Right", icon=":material/arrow_forward:", kind="primary")
        st.button("Start over", key="present-reset", icon=":material/replay:", on_click=_start_over, shortcut="Home")
    with st.container(horizontal=True, vertical_alignment="center", key="present-foot"):
        st.caption(f"{now} of {LAST}" + (" · drawn faces, not real people" if workspace.faces.synthetic else ""))
        full_screen()
        st.page_link(f"pages/{TRY.key}.py", label="End the presentation", icon=":material/close:")


def _step(label: str, to: int, *, disabled: bool = False, shortcut: str, icon: str, kind: str = "secondary") -> None:
    st.button(
        label, key=f"present-{label.lower()}", icon=icon, disabled=disabled, shortcut=shortcut,
        type=kind, on_click=_go, args=(to,),  # type: ignore[arg-type]
    )  # fmt: skip


def _go(to: int) -> None:
    st.query_params[STOP] = str(to)


def _start_over() -> None:
    """For the next guest: the first step, and no picture of the last one."""
    face_to_try.forget()
    _go(1)


def shown_groups(groups: Partition, state: NamingState) -> list[int]:
    """The groups to show: the largest of each name first, then other large ones; in the order for people."""
    by_size = sorted(groups.numbers, key=lambda group: -groups.sizes[group])
    verdicts = state.group_verdicts
    firsts: dict[str, int] = {}
    for group in by_size:
        if group in verdicts and verdicts[group].kind == "name":
            firsts.setdefault(verdicts[group].emotion, group)
    chosen = list(dict.fromkeys([*firsts.values(), *by_size]))[:GROUPS]
    return [group for group in groups.numbers if group in chosen]


def _sheets(workspace: Workspace, groups: Partition, words: Callable[[int], str]) -> None:
    """Typical faces of some groups, with a line under each."""
    chosen = shown_groups(groups, workspace.naming)
    for start in range(0, len(chosen), 3):
        for column, group in zip(st.columns(3, gap="medium"), chosen[start : start + 3], strict=False):
            rows = workspace.lab.groups.face_order(groups, group, "typical")[:FACES]
            with column:
                contact_sheet.draw(contact_sheet.sheet(workspace.faces.images[rows], FACES_A_ROW, 2))
                st.html(f'<p style="margin:0;text-align:center">{words(group)}</p>')
