"""The table of runs: sorted by a click on a column, filtered by words, one or two of them selected."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st
from streamlit.elements.lib.column_types import ColumnConfig

from fer_core.recognizer.estimators import MODELS
from fer_core.study.runs import SavedRun
from ui.shared.clock import zone_here
from ui.shell.workspace import Workspace

FEW = 5
"""Up to this many runs, the table has no filter."""


def choose(workspace: Workspace, listed: Sequence[SavedRun]) -> list[SavedRun]:
    """The runs that a person selected in the table."""
    if len(listed) > FEW:
        word = st.text_input(
            "Filter", key=workspace.widget("runs-filter"), placeholder="A name, tag, model or kind of features",
            icon=":material/search:",
        )  # fmt: skip
        listed = [one for one in listed if matches(one, word)]
    picked = st.dataframe(
        frame(listed),
        hide_index=True,
        width="stretch",
        height=min(35 * len(listed) + 38, 320),
        key=f"{workspace.widget('runs')}-{len(listed)}",  # rows are selected by place, so another list is another table
        on_select="rerun",
        selection_mode="multi-row",
        column_config=_columns(),
        alt="Every training of this study",
    )
    return [listed[row] for row in picked["selection"]["rows"] if row < len(listed)]


def matches(one: SavedRun, word: str) -> bool:
    """Whether every part of ``word`` occurs in what the table shows of a run."""
    choices = one.run.choices
    shown = (one.title, *one.marks.tags, MODELS[choices.recognizer.model].title, choices.features.kind, one.run.key)
    text = " ".join((*shown, *choices.trained_on)).casefold()
    return all(part in text for part in word.casefold().split())


def frame(listed: Sequence[SavedRun]) -> pd.DataFrame:
    """What the table shows."""
    rows = []
    for one in listed:
        run, scores, clusters = one.run, one.run.scores, one.run.choices.clusters
        rows.append(
            {
                "pinned": "📌" if one.pinned else "",
                "run": one.title,
                "accuracy": scores.accuracy if scores else None,
                "balanced accuracy": scores.balanced_accuracy if scores else None,
                "macro F1": scores.macro_f1 if scores else None,
                "decisions": run.decisions,
                "minutes": run.active_seconds / 60,
                "groups": clusters.k if "k" in clusters.uses else None,
                "features": run.choices.features.kind,
                "model": MODELS[run.choices.recognizer.model].title,
                "faces named": run.faces_named,
                "tags": list(one.marks.tags),
                "made": run.made,
                "seconds": run.seconds,
                "by": run.made_by,
                "key": run.key,
            }
        )
    table = pd.DataFrame(rows)
    if len(table):
        table["made"] = pd.to_datetime(table["made"], utc=True).dt.tz_convert(zone_here() or "UTC")
        table = table.drop(
            columns=[name for name in ("accuracy", "balanced accuracy", "macro F1") if table[name].isna().all()]
        )
    return table


def _columns() -> dict[str, ColumnConfig | str | None]:
    number = st.column_config.NumberColumn
    return {
        "pinned": st.column_config.TextColumn(
            "", width=30, help="Pinned: the sidebar, the report and the presentation show this run"
        ),
        "run": st.column_config.TextColumn(width="medium"),
        "accuracy": number(format="percent", help="Share of test faces that are predicted correctly"),
        "balanced accuracy": number(format="percent", help="Mean recall of the emotions: rare ones count as much"),
        "macro F1": number(format="%.2f"),
        "minutes": number(format="%.1f", help="Time spent on naming"),
        "tags": st.column_config.ListColumn(),
        "made": st.column_config.DatetimeColumn(format="D MMM, HH:mm"),
        "seconds": number(format="%.1f", help="Time to train and test"),
    }
