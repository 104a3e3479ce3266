"""Two runs compared: their scores, whether one is better, which settings differ, and recall by emotion."""

from typing import Any

import pandas as pd
import streamlit as st

from fer_core.base.errors import FerLabError
from fer_core.recognizer.estimators import MODELS
from fer_core.study import runs
from fer_core.study.runs import SavedRun
from ui.shell.text import escape
from ui.shell.workspace import Workspace

_WORDS = {
    "aligned": "level eyes", "mesh": "face networks", "left_out": "excluded faces",
    "clusters.k": "k (number of groups)", "recognizer.model": "model", "trained_on": "features for training",
    "features": "features for groups", "recognizer.balance.strategy": "balancing",
    "reduction.components": "components",
}  # fmt: skip
_SHARE = st.column_config.NumberColumn(format="percent")


def panel(workspace: Workspace, first: SavedRun, second: SavedRun) -> None:
    """All that differs between two runs."""
    titles = titles_of(first, second)
    st.markdown(f"**{escape(titles[0])}** compared with **{escape(titles[1])}**")
    _better(workspace, first, second, titles)
    left, right = st.columns(2, gap="large")
    with left:
        _settings(first, second, titles)
    with right:
        _emotions(first, second, titles)


def titles_of(first: SavedRun, second: SavedRun) -> tuple[str, str]:
    """The titles of two runs, with a part of their keys where they are equal."""
    if first.title != second.title:
        return first.title, second.title
    return f"{first.title} ({first.run.key[:4]})", f"{second.title} ({second.run.key[:4]})"


def _better(workspace: Workspace, first: SavedRun, second: SavedRun, titles: tuple[str, str]) -> None:
    """McNemar's test in words, or why it is not possible."""
    for column, one, title in zip(st.columns(2), (first, second), titles, strict=True):
        scores = one.run.scores
        if scores is not None:
            low, high = scores.interval
            column.metric(
                escape(title), f"{scores.accuracy:.1%}", f"{low:.1%} to {high:.1%}", delta_color="off",
                delta_arrow="off", help="Share of test faces that are predicted correctly, with its 95 % interval",
            )  # fmt: skip
    try:
        found = runs.compared(workspace.store, workspace.faces, first.run, second.run)
    except FerLabError as error:
        st.info(escape(str(error)), icon=":material/info:")
        _agree(workspace, first, second)
        return
    st.markdown(escape(runs.verdict(found, f"“{titles[0]}”", f"“{titles[1]}”")))
    kind = "exact binomial" if found.exact else "chi-squared with continuity correction"
    st.caption(
        f"McNemar's test on the same {found.n:,} test faces ({kind}); 95 % interval by Newcombe's method. Both "
        f"correct: {found.both:,} faces; both wrong: {found.neither:,}."
    )


def _agree(workspace: Workspace, first: SavedRun, second: SavedRun) -> None:
    """How often two runs on the same test faces predict the same emotion, which needs no label."""
    if first.run.judges != second.run.judges:
        return
    trainings = [runs.training_of(workspace.store, workspace.faces, one.run) for one in (first, second)]
    if trainings[0] is not None and trainings[1] is not None:
        share = runs.agreeing(trainings[0], trainings[1])
        st.markdown(f"The two runs predict the same emotion for **{share:.1%}** of the test faces.")


def _settings(first: SavedRun, second: SavedRun, titles: tuple[str, str]) -> None:
    st.markdown("**Different settings**")
    found = runs.differing(first.run, second.run)
    rows = [(_WORDS.get(name, name.replace(".", " · ")), *map(_shown, values)) for name, values in found.items()]
    if first.run.names != second.run.names:
        names = (f"{one.run.decisions:,} decisions, {one.run.faces_named:,} faces" for one in (first, second))
        rows.append(("names", *names))
    if not rows:
        st.caption("Both runs have the same settings and the same names.")
        return
    st.dataframe(pd.DataFrame(rows, columns=["setting", *titles]), hide_index=True, width="stretch")


def _emotions(first: SavedRun, second: SavedRun, titles: tuple[str, str]) -> None:
    found = runs.recall_changes(first.run, second.run)
    if not found:
        return
    st.markdown("**Recall by emotion**")
    rows = [(name, one, other, 100 * (other - one)) for name, (one, other) in found.items()]
    points = st.column_config.NumberColumn(
        format="%+.1f", help="Recall of the second run minus that of the first, in points"
    )
    config = {titles[0]: _SHARE, titles[1]: _SHARE, "change": points}
    table = pd.DataFrame(rows, columns=["emotion", *titles, "change"])
    st.dataframe(table, hide_index=True, width="stretch", column_config=config)


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(map(str, value))
    if isinstance(value, str) and value in MODELS:
        return MODELS[value].title
    return "–" if value is None else f"{value:,}" if isinstance(value, int) else str(value)
