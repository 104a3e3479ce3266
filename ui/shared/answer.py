"""The prediction for a face: frames on the picture, the emotion in words and as bars, and how far to rely on it."""

from collections.abc import Sequence

import numpy as np
import streamlit as st

from fer_core.charts.classes import probability_bars
from fer_core.faces.emotions import colours
from fer_core.naming.verdict import NamedFaces
from fer_core.photo import FoundFace
from fer_core.recognizer import limits
from fer_core.recognizer.evaluate import Scores
from fer_core.recognizer.reliability import best_and_worst, level, when_predicted
from fer_core.study.lab.trying import Answers
from ui.components.photo_frames import Frame, photo_frames
from ui.shared.picture_to_try import Picture
from ui.shared.portrait import enlarged
from ui.shell.charts import show_chart
from ui.shell.text import escape
from ui.shell.workspace import Workspace

_CHOSEN = "try-chosen"


def prediction(found: Answers, chosen: int, classes: Sequence[str], scores: Scores | None) -> None:
    """Show the prediction in words and as bars, how such predictions fared, and what is unusual about the face."""
    probabilities = found.probabilities[chosen]
    _verdict(probabilities, classes)
    if scores is not None and (text := when_predicted(scores, int(probabilities.argmax()), classes)):
        st.caption(escape(text))
    figure = probability_bars(probabilities, classes)
    show_chart(figure, key="try-bars", buttons=False, alt="Bar chart: probability of each emotion")
    if found.unusual[chosen]:
        st.markdown(f"Compared with other faces: **{', '.join(found.unusual[chosen])}**.")


def choose(shown: Picture, found: Answers, classes: Sequence[str]) -> int:
    """Draw the picture with a frame around each face; returns the index of the face that is chosen.

    At first, that is the largest face.
    """
    if shown.whole is None:
        st.image(enlarged(shown.crops[0]), width=420)
        return 0
    mark, chosen = st.session_state.get(_CHOSEN, ("", 0))
    if mark != shown.mark:
        chosen = max(range(len(shown.found)), key=lambda i: shown.found[i].box.width)

    def pick(face: int) -> None:
        st.session_state[_CHOSEN] = shown.mark, face

    count = len(shown.found)
    description = f"The photo, with {count} faces" if count > 1 else "The photo, with one face"
    photo_frames(shown.whole, frames(shown, found.probabilities, classes), chosen, description, pick, "try-photo")
    if count > 1:
        st.caption("Choose a face to see its details: click or tap it, or use Tab, the arrow keys and Enter.")
    return chosen


def frames(shown: Picture, probabilities: np.ndarray, classes: Sequence[str]) -> list[Frame]:
    """A frame with the answer for each face of a photo; ``probabilities``: float [f, c]."""
    assert shown.whole is not None
    size, colour = shown.whole.shape[:2], colours(classes)
    return [
        _frame(
            face, size, _in_short(row, classes), colour[classes[int(row.argmax())]], f"Face {i} of {len(probabilities)}"
        )
        for i, (face, row) in enumerate(zip(shown.found, probabilities, strict=True), 1)
    ]


def _frame(face: FoundFace, size: tuple[int, int], text: str, colour: str, title: str) -> Frame:
    high, wide = size
    box = face.box
    left, right = (float(np.clip(x / wide, 0, 1)) for x in (box.left, box.left + box.width))
    top, bottom = (float(np.clip(y / high, 0, 1)) for y in (box.top, box.top + box.height))
    return Frame(left, top, right - left, bottom - top, text, colour, f"{title}: {text}")


def _in_short(probabilities: np.ndarray, classes: Sequence[str]) -> str:
    """The answer in a few characters: "happy 95 %"; with a question mark where it is not sure."""
    doubt = "?" if level(probabilities) == "not sure" else ""
    return f"{classes[int(probabilities.argmax())]}{doubt} {100 * float(probabilities.max()):.0f} %"


def _verdict(probabilities: np.ndarray, classes: Sequence[str]) -> None:
    first, second = np.argsort(-probabilities, kind="stable")[:2]
    confidence = level(probabilities)
    if confidence == "not sure":
        st.markdown(f"### Not sure\nperhaps *{escape(classes[first])}*, perhaps *{escape(classes[second])}*")
        return
    st.markdown(
        f"### {escape(classes[first])}\n**{confidence.capitalize()} confidence** ({probabilities[first]:.0%}), based "
        "on the names that people gave similar faces"
    )


def scores(workspace: Workspace, named: NamedFaces) -> Scores | None:
    """The scores on test faces of the recognizer that was trained on ``named``; None where they are not known."""
    training = workspace.lab.training
    finished = training.finished(training.key(named))
    return finished.scores if finished else None


def strengths(known: Scores | None, classes: Sequence[str]) -> None:
    """Show which emotions the recognizer is best and worst at, where that is known."""
    if known is not None and (text := best_and_worst(known, classes)):
        st.caption(escape(text))


def honest(workspace: Workspace) -> None:
    """Show the limits of predictions, which belong to every answer."""
    accuracy = workspace.accuracy
    errors = "" if accuracy is None else f" **{limits.wrong_of_a_hundred(accuracy)}**"
    st.caption(f"{limits.NOT_FEELINGS}{errors} {limits.NOT_FOR} {limits.LAW}")
