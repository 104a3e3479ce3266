"""On which faces the recognizer is right: accuracy over brightness, blur and how well the mesh was found."""

import numpy as np
import streamlit as st

from fer_core.audit.measures import sharpness
from fer_core.charts.calibration import quality_bars
from fer_core.recognizer.limits import NO_SUBGROUPS
from fer_core.recognizer.quality import ByQuality, by_quality
from fer_core.recognizer.training import Training
from fer_core.study.store import key_of
from ui.shared.brightness import lightness
from ui.shell import cache
from ui.shell.workspace import Workspace


def part(workspace: Workspace, training: Training) -> None:
    """A chart for each measure, with a sentence; and what cannot be judged."""
    scores, faces, lab = training.scores, workspace.faces, workspace.lab
    assert scores is not None and faces.emotions is not None
    right = training.probabilities.argmax(axis=1) == faces.emotions[lab.division.split.test]
    columns = st.columns(3, gap="medium")
    for place, (title, unit, values) in zip(columns, measures(workspace), strict=False):
        found = by_quality(values, right)
        with place:
            figure = quality_bars(found, title, unit, scores.accuracy)
            st.plotly_chart(figure, key=f"quality-{title}", alt=f"Accuracy by {title.lower()}")
            st.caption(quality_in_words(found))
    st.caption(
        "Bins of about as many faces each; below the share right stands how many; lines are 95 % intervals, the dashed "
        "line is the accuracy on all. Faces were put into bins by their pictures alone."
    )
    st.info(
        f"**Fairness between groups of people cannot be judged here.** {NO_SUBGROUPS} Guessing these from "
        "pictures would add another error, and brightness is no substitute for skin tone. Before a recognizer meets "
        "people, test it on faces of people who said who they are.",
        icon=":material/balance:",
    )


def measures(workspace: Workspace) -> list[tuple[str, str, np.ndarray]]:
    """What a held-out face is judged by beside its emotion: title, unit, and float [t] values."""
    lab, rows = workspace.lab, workspace.lab.division.split.test
    key = key_of(workspace.faces.image_fingerprint, lab.division.split.fingerprint)
    blur = cache.derived("sharpness", key, lambda: sharpness(workspace.faces.images[rows]))
    found = [
        ("Brightness", "mean grey value, dark to bright", lightness(workspace.faces)[rows]),
        ("Sharpness", "fine detail, blurred to sharp", blur),
    ]
    if lab.results.has("mesh", lab.pictures.mesh_key):
        scores = np.clip(np.asarray(lab.pictures.mesh().scores, np.float64)[rows], 1e-7, 1 - 1e-7)
        found.append(("Face mesh", "log-odds that a face was found", np.log(scores / (1 - scores))))
    return found


def quality_in_words(found: ByQuality) -> str:
    """Whether it makes a difference."""
    best, worst = int(found.right.argmax()), int(found.right.argmin())
    if len(found.counts) < 2:
        return "These faces hardly differ in it."
    test = "χ² test, p < 0.001" if found.p < 0.001 else f"χ² test, p = {found.p:.3f}"
    if not found.matters:
        return f"No clear difference ({test})."
    ends = {0: "the lowest bin", len(found.counts) - 1: "the highest bin"}
    where = ends.get(worst, "a middle bin"), ends.get(best, "a middle bin")
    return f"It matters: {found.right[worst]:.0%} right in {where[0]}, {found.right[best]:.0%} in {where[1]} ({test})."
