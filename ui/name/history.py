"""History: who decided what and when on these groups, and a way to return to any point of it."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from fer_core.charts.palette import QUIET
from fer_core.naming.decision import Decision
from fer_core.naming.people import Person
from fer_core.naming.replay import Entry
from ui.shared import decisions
from ui.shared.clock import moment, zone_here
from ui.shell.text import count, escape
from ui.shell.workspace import Workspace

MOST_ROWS = 200
NOBODY = "no name"
CHOSEN = "history-chosen"
_WIDTHS = {"when": 60, "who": 80, "what": 300}
_UNDONE = f"color: {QUIET}"
_BEGINNING = Entry(0, "", "", "Start", True)


def panel(workspace: Workspace) -> None:
    """List the decisions, newest first. A click on one offers to return to it."""
    decisions.problem()
    entries = workspace.naming.history
    if not entries:
        st.caption("No decisions on these groups yet. They will be listed here, and you can return to any of them.")
        return
    shown = [*entries[: -MOST_ROWS - 1 : -1], _BEGINNING]
    chosen = next((entry for entry in shown if entry.id == st.session_state.get(CHOSEN)), None)
    with st.container():
        if chosen is not None:
            _confirm(workspace, chosen)
        else:
            latest = f"Latest {MOST_ROWS} of {len(entries):,} decisions. " if len(entries) > MOST_ROWS else ""
            st.caption(f"{latest}Click a line to return to that point.")
    _table(shown)


def _table(shown: Sequence[Entry]) -> None:
    zone = zone_here()
    table = pd.DataFrame(
        {
            "when": [moment(entry.at, zone) for entry in shown],
            "who": [(entry.annotator or NOBODY) if entry.id else "" for entry in shown],
            "what": [entry.words if entry.standing else f"undone: {entry.words}" for entry in shown],
        }
    )

    def picked() -> None:
        cells = st.session_state["history"].selection.cells
        st.session_state[CHOSEN] = shown[int(cells[0][0])].id if cells else None

    standing = [entry.standing for entry in shown]
    styled = table.style.apply(lambda row: [("" if standing[row.name] else _UNDONE)] * len(row), axis=1)
    st.dataframe(
        styled,
        hide_index=True,
        height=min(35 * len(shown) + 38, 320),
        key="history",
        on_select=picked,
        selection_mode="single-cell",
        column_config={name: st.column_config.TextColumn(width=width) for name, width in _WIDTHS.items()},
        alt="Decisions on these groups, newest first",
    )


def _confirm(workspace: Workspace, entry: Entry) -> None:
    """Show what a return would change, and the button that does it."""
    undone, restored = effect(workspace.log.for_clustering(workspace.lab.groups.key), workspace.annotator, entry.id)
    where = f"“{escape(entry.words)}”" if entry.id else "the start"
    if not undone and not restored:
        st.info(f"You have changed nothing since {where}.", icon=":material/info:")
        return
    parts = [f"undoes {count(undone, 'decision')} of yours"] if undone else []
    parts += [f"restores {restored:,} that you had undone"] if restored else []

    def back() -> None:
        st.session_state[CHOSEN] = None
        decisions.decide(workspace, [{"action": "return", "to": entry.id}])

    st.markdown(f"Return to {where}? This {' and '.join(parts)}.")
    with st.container(horizontal=True):
        st.button("Return to this point", type="primary", on_click=back, key="history-return")
        st.button("Cancel", on_click=lambda: st.session_state.update({CHOSEN: None}), key="history-stay")
    # Last, because the buttons of the table float over the line above it.
    st.caption("Decisions of others do not change. You can undo the return.")


def effect(decisions: Sequence[Decision], annotator: str, to: int) -> tuple[int, int]:
    """How many decisions of an annotator a return to the decision ``to`` (an id) undoes, and how many it restores."""
    me = Person()
    for decision in decisions:
        if decision.annotator == annotator:
            me.add(decision)
    now = {decision.id for decision in me.standing()}
    me.add(Decision("page", 1, "", "return", to=to, id=max(now, default=to) + 1, annotator=annotator))
    then = {decision.id for decision in me.standing()}
    return len(now - then), len(then - now)
