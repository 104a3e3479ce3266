"""Emotion by emotion: a confusion matrix whose cells open their faces, scores of each emotion, curves."""

from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

from fer_core.charts.confusion import confusion_matrix
from fer_core.charts.curves import precision_recall_curves, roc_curves
from fer_core.recognizer.cells import in_cell, worst_cell
from fer_core.recognizer.curves import macro, one_against_rest
from fer_core.recognizer.evaluate import in_truth, in_truth_or_predicted
from fer_core.recognizer.training import Training
from ui.shared.ink import on_page
from ui.shell import cache
from ui.shell.charts import show_chart
from ui.shell.text import count, escape
from ui.shell.workspace import Workspace
from ui.train.evaluation import headline
from ui.train.evaluation.face_list import faces

CELL = "cell"
"""The address's parameter: ``?part=Emotion+by+emotion&cell=fear,sad`` opens the fear faces predicted as sad."""
BESIDE = 18
"""Faces of a cell that are shown at a time: about as high as the matrix beside them."""


def part(workspace: Workspace, training: Training) -> None:
    """The confusion matrix with the faces of one cell, then the table and the curves."""
    assert training.scores is not None
    table, names = training.scores.confusion, workspace.faces.classes
    rows, columns = in_truth(table), in_truth_or_predicted(table)
    keys = workspace.widget("cell-true"), workspace.widget("cell-said")
    cell = st.session_state.get(keys[0]), st.session_state.get(keys[1])
    if cell[0] not in rows or cell[1] not in columns:  # at first, and after predictions changed
        asked = asked_for(st.query_params.get(CELL, ""), names)
        known = asked is not None and asked[0] in rows and asked[1] in columns
        st.session_state[keys[0]], st.session_state[keys[1]] = (known and asked) or worst_cell(table)
    left, right = st.columns([5, 6], gap="large")
    with left:
        matrix = st.container()  # filled once the cell is known
        true, predicted = _cell(workspace, keys, (rows, columns))
    st.query_params[CELL] = f"{names[true]},{names[predicted]}"
    with matrix:
        _matrix(workspace, table, keys, (true, predicted))
    with right:
        _faces(workspace, training, true, predicted)
    _table(workspace, training)
    _curves(workspace, training)


def asked_for(text: str, names: tuple[str, ...]) -> tuple[int, int] | None:
    """The cell that an address names, as codes (true, predicted); None where no cell has that name."""
    cells = [
        (i, j) for i, true in enumerate(names) for j, predicted in enumerate(names) if text == f"{true},{predicted}"
    ]
    return cells[0] if cells else None


def _cell(workspace: Workspace, keys: tuple[str, str], codes: tuple[list[int], list[int]]) -> tuple[int, int]:
    """Two lists that choose a cell without a click on the chart: for the keyboard and for screen readers."""
    names = workspace.faces.classes
    first, second = st.columns(2)
    true = first.selectbox("True emotion", codes[0], key=keys[0], format_func=names.__getitem__)
    predicted = second.selectbox("Predicted emotion", codes[1], key=keys[1], format_func=names.__getitem__)
    return int(true), int(predicted)


def _matrix(workspace: Workspace, table: np.ndarray, keys: tuple[str, str], chosen: tuple[int, int]) -> None:
    rows, columns, names = in_truth(table), in_truth_or_predicted(table), workspace.faces.classes
    key = f"confusion-{workspace.study.id}"

    def picked() -> None:
        cell = clicked(st.session_state[key], len(rows), len(columns))
        if cell is not None:
            st.session_state[keys[0]], st.session_state[keys[1]] = rows[cell[0]], columns[cell[1]]

    figure = confusion_matrix(
        table[np.ix_(rows, columns)], [names[c] for c in rows], [names[c] for c in columns],
        (rows.index(chosen[0]), columns.index(chosen[1])),
    )  # fmt: skip
    show_chart(
        on_page(figure), key=key, on_select=picked, selection_mode="points",
        alt="Confusion matrix; the two lists below it open the same cells", buttons=False,
    )  # fmt: skip
    st.caption("Each row is a true emotion, in percent of its faces. Click a cell or use the lists to see its faces.")


def clicked(state: Any, rows: int, columns: int) -> tuple[int, int] | None:
    """Row and column of the cell that was clicked last in `confusion_matrix`; None where no cell was."""
    points = state.get("selection", {}).get("points", [])
    place = points[-1].get("point_index") if points else None
    return divmod(place, columns) if isinstance(place, int) and 0 <= place < rows * columns else None


def _faces(workspace: Workspace, training: Training, true: int, predicted: int) -> None:
    names, emotions = workspace.faces.classes, workspace.faces.emotions
    assert emotions is not None
    places = in_cell(emotions[workspace.lab.division.split.test], training.probabilities, true, predicted)
    what = f"{count(len(places), 'face')} labelled **{escape(names[true])}**, predicted **{escape(names[predicted])}**"
    st.markdown(f"{what}, most confident first")
    faces(workspace, training, places, "cell", same=True, per_page=BESIDE)


def _table(workspace: Workspace, training: Training) -> None:
    """Precision, recall and F1 of each emotion that is a label, a name or a prediction."""
    scores, classes = training.scores, workspace.faces.classes
    assert scores is not None
    named = np.flatnonzero(training.named_counts).tolist()
    shown = sorted({*workspace.faces.present, *in_truth_or_predicted(scores.confusion), *named})
    tested = scores.support[shown] > 0
    table = pd.DataFrame(
        {
            "emotion": [classes[code] for code in shown],
            "named faces": training.named_counts[shown],
            "test faces (support)": scores.support[shown],
            "precision": scores.precision[shown],
            "recall": np.where(tested, scores.recall[shown], np.nan),
            "F1": np.where(tested, scores.f1[shown], np.nan),
        }
    )
    share = st.column_config.NumberColumn(format="percent")
    st.markdown("**Precision, recall and F1**")
    config = {"precision": share, "recall": share, "F1": share}
    st.dataframe(table, width="stretch", hide_index=True, column_config=config)
    st.caption(
        "Precision: of the faces predicted as this emotion, the share that are. Recall: of the faces of this emotion, "
        "the share predicted as such. F1: the harmonic mean of both."
    )
    absent = [classes[code] for code in workspace.faces.present if not scores.support[code]]
    if absent:
        text = f"No test face is labelled {escape(' or '.join(absent))}, so recall and F1 cannot be measured there."
        st.info(text, icon=":material/info:")


def _curves(workspace: Workspace, training: Training) -> None:
    emotions, classes = workspace.faces.emotions, workspace.faces.classes
    assert emotions is not None
    true = emotions[workspace.lab.division.split.test]
    key = headline.key(workspace)
    curves = cache.derived("curves", key, lambda: one_against_rest(true, training.probabilities))
    if not curves:
        st.caption("All test faces are of one emotion, so there are no curves.")
        return
    left, right = st.columns(2, gap="large")
    show_chart(roc_curves(curves, classes), place=left, key="roc", alt="ROC curves")
    show_chart(precision_recall_curves(curves, classes), place=right, key="pr", alt="Precision-recall curves")
    area, precision = macro(curves)
    st.caption(
        f"Mean area under the ROC curves {area:.2f} (chance 0.50); mean average precision {precision:.2f} (chance "
        f"{1 / len(curves):.2f}). Both measure how well each emotion's faces are ranked above the others, at any "
        "threshold."
    )
