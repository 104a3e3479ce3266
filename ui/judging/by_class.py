"""Emotion by emotion: a confusion matrix whose cells open their faces, scores of each emotion, curves."""

from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

from fer_core.recognizer.cells import in_cell, worst_cell
from fer_core.recognizer.curves import macro, one_against_rest
from fer_core.recognizer.training import Training
from ui import cached, judge_charts, score_charts
from ui.judging import headline
from ui.judging.face_list import faces
from ui.text import count, escape
from ui.workspace import Workspace

CELL = "cell"
"""The address's parameter: ``?part=Emotion+by+emotion&cell=fear,sad`` opens the faces that are fear and called sad."""


def part(workspace: Workspace, training: Training) -> None:
    """The confusion matrix with the faces of one cell, then the table and the curves."""
    assert training.scores is not None
    names = workspace.faces.classes
    keys = workspace.widget("cell-true"), workspace.widget("cell-said")
    if keys[0] not in st.session_state:
        asked = asked_for(st.query_params.get(CELL, ""), names)
        st.session_state[keys[0]], st.session_state[keys[1]] = asked or worst_cell(training.scores.confusion)
    left, right = st.columns(2, gap="large")
    with right:
        true, said = _cell(workspace, keys)
    st.query_params[CELL] = f"{names[true]},{names[said]}"
    with left:
        _matrix(training.scores.confusion, names, keys, (true, said), workspace.study.id)
    with right:
        _faces(workspace, training, true, said)
    _table(workspace, training)
    _curves(workspace, training)


def asked_for(text: str, names: tuple[str, ...]) -> tuple[int, int] | None:
    """The cell that an address names, as codes; None where there is none of that name."""
    found = [(i, j) for i, true in enumerate(names) for j, said in enumerate(names) if text == f"{true},{said}"]
    return found[0] if found else None


def _cell(workspace: Workspace, keys: tuple[str, str]) -> tuple[int, int]:
    """Two lists that say the same as a click: for the keyboard, and for who does not see the picture."""
    codes, names = range(len(workspace.faces.classes)), workspace.faces.classes
    first, second = st.columns(2)
    true = first.selectbox("True emotion", codes, key=keys[0], format_func=names.__getitem__)
    said = second.selectbox("What was said", codes, key=keys[1], format_func=names.__getitem__)
    return int(true), int(said)


def _matrix(
    table: np.ndarray, names: tuple[str, ...], keys: tuple[str, str], chosen: tuple[int, int], study: str
) -> None:
    key = f"confusion-{study}"

    def picked() -> None:
        cell = clicked(st.session_state[key], len(names))
        if cell is not None:
            st.session_state[keys[0]], st.session_state[keys[1]] = cell

    dark = st.context.theme.type == "dark"
    st.plotly_chart(
        score_charts.confusion(table, names, chosen, dark), key=key, on_select=picked, selection_mode="points",
        alt="Confusion matrix; the two lists beside it open the same cells", config={"displayModeBar": False},
    )  # fmt: skip
    st.caption("Each row is a true emotion, in percent of its faces. Click a cell, or use the lists, to see its faces.")


def clicked(state: Any, classes: int) -> tuple[int, int] | None:
    """The cell of the last point that was clicked in `score_charts.confusion`; None where that is none."""
    points = state.get("selection", {}).get("points", [])
    place = points[-1].get("point_index") if points else None
    return divmod(place, classes) if isinstance(place, int) and 0 <= place < classes**2 else None


def _faces(workspace: Workspace, training: Training, true: int, said: int) -> None:
    names, emotions = workspace.faces.classes, workspace.faces.emotions
    assert emotions is not None
    places = in_cell(emotions[workspace.lab.split.test], training.probabilities, true, said)
    what = "right" if true == said else f"called **{escape(names[said])}**"
    st.markdown(f"{count(len(places), 'face')} of true **{escape(names[true])}**, {what}, the surest first")
    faces(workspace, training, places, "cell")


def _table(workspace: Workspace, training: Training) -> None:
    """Precision, recall and F1 of each emotion."""
    scores, classes = training.scores, workspace.faces.classes
    assert scores is not None
    table = pd.DataFrame(
        {
            "emotion": classes,
            "named first": training.named_counts,
            "held out (support)": scores.support,
            "precision": scores.precision,
            "recall": scores.recall,
            "F1": scores.f1,
        }
    )
    share = st.column_config.NumberColumn(format="percent")
    st.markdown("**Precision, recall and F1**")
    config = {"precision": share, "recall": share, "F1": share}
    st.dataframe(table, width="stretch", hide_index=True, column_config=config)
    st.caption("Precision: of what is called so, how much is. Recall: of what is so, how much is called so. F1: both.")
    absent = [c for c, faces in zip(classes, scores.support, strict=True) if not faces]
    if absent:
        st.info(f"No held-out face is {escape(', '.join(absent))}: nothing can be said of it.", icon=":material/info:")


def _curves(workspace: Workspace, training: Training) -> None:
    emotions, classes = workspace.faces.emotions, workspace.faces.classes
    assert emotions is not None
    true = emotions[workspace.lab.split.test]
    key = headline.key(workspace)
    curves = cached.derived("curves", key, lambda: one_against_rest(true, training.probabilities))
    if not curves:
        st.caption("All held-out faces are of one emotion: there is nothing to tell apart, and no curve.")
        return
    left, right = st.columns(2, gap="large")
    left.plotly_chart(judge_charts.roc(curves, classes), key="roc", alt="ROC curves")
    right.plotly_chart(judge_charts.precision_recall(curves, classes), key="pr", alt="Precision-recall curves")
    area, precision = macro(curves)
    st.caption(
        f"Mean area under the ROC curves {area:.2f} (chance 0.50); mean average precision {precision:.2f} (chance "
        f"{1 / len(curves):.2f}). They judge the order in which the recognizer would name faces, whatever its "
        "threshold."
    )
