"""The prediction for a face: frames on the picture, the emotion in words and as bars, and a warning."""

from collections.abc import Sequence

import numpy as np
import streamlit as st

from fer_core.charts.classes import probability_bars
from fer_core.recognizer import limits
from fer_core.study.lab.trying import Answers
from ui.shared.face_to_try import Picture
from ui.shared.portrait import boxed, enlarged
from ui.shell.text import escape
from ui.shell.workspace import Workspace

LEAST_CONFIDENCE, LEAST_GAP = 0.4, 0.1
"""With less confidence, or a smaller gap to the second emotion, the answer is "Not sure"."""


def prediction(found: Answers, chosen: int, classes: Sequence[str]) -> None:
    """Show the prediction in words and as bars, and what is unusual about the face."""
    probabilities = found.probabilities[chosen]
    _verdict(probabilities, classes)
    figure = probability_bars(probabilities, classes)
    st.plotly_chart(
        figure, key="try-bars", config={"displayModeBar": False}, alt="Bar chart: probability of each emotion"
    )
    if found.unusual[chosen]:
        st.markdown(f"Compared with other faces: **{', '.join(found.unusual[chosen])}**.")


def choose(shown: Picture, found: Answers, classes: Sequence[str]) -> int:
    """Draw the picture with a frame around each face; returns the index of the face that is chosen."""
    if shown.whole is None:
        st.image(enlarged(shown.crops[0]), width=420)
        return 0
    chosen, first = 0, found.probabilities.argmax(axis=1)
    if len(shown.found) > 1:
        chosen = st.segmented_control(
            "Face", range(len(shown.found)), default=0, required=True, key=f"try-face-{len(shown.found)}",
            format_func=lambda i: f"{i + 1} · {escape(classes[int(first[i])])}",
        )  # fmt: skip
    st.image(boxed(shown.whole, [face.box for face in shown.found], chosen), width="stretch")
    return chosen


def _verdict(probabilities: np.ndarray, classes: Sequence[str]) -> None:
    first, second = np.argsort(-probabilities, kind="stable")[:2]
    best = float(probabilities[first])
    if best < LEAST_CONFIDENCE or best - probabilities[second] < LEAST_GAP:
        st.markdown(f"### Not sure\nperhaps *{escape(classes[first])}*, perhaps *{escape(classes[second])}*")
    else:
        st.markdown(
            f"### {escape(classes[first])}\n{best:.0%} confidence, based on the names that people gave similar faces"
        )


def honest(workspace: Workspace) -> None:
    """Show the limits of predictions, which belong to every answer."""
    accuracy = workspace.accuracy
    errors = "" if accuracy is None else f" **{limits.wrong_of_a_hundred(accuracy)}**"
    st.caption(f"{limits.NOT_FEELINGS}{errors} {limits.NOT_FOR} {limits.LAW}")
