"""Accuracy by image quality: over brightness, sharpness, and how certain the face mesh is."""

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
from ui.shell.charts import show_chart
from ui.shell.workspace import Workspace


def part(workspace: Workspace, training: Training) -> None:
    """A chart for each measure with a sentence, and a note on fairness, which cannot be measured."""
    scores, faces, lab = training.scores, workspace.faces, workspace.lab
    assert scores is not None and faces.emotions is not None
    correct = training.probabilities.argmax(axis=1) == faces.emotions[lab.division.split.test]
    columns = st.columns(3, gap="medium")
    for place, (title, unit, values) in zip(columns, measures(workspace), strict=False):
        found = by_quality(values, correct)
        with place:
            figure = quality_bars(found, title, unit, scores.accuracy)
            show_chart(figure, key=f"quality-{title}", alt=f"Accuracy by {title.lower()}")
            st.caption(quality_in_words(found))
    st.caption(
        "All bins have about the same number of faces, which is shown below the accuracy. Lines are 95 % intervals, "
        "and the dashed line is the accuracy on all test faces. Bins depend on the pictures alone."
    )
    st.info(
        f"**Fairness between groups of people cannot be measured here.** {NO_SUBGROUPS} Estimating these from "
        "pictures would add errors of its own, and brightness is no substitute for skin tone. Before you use a "
        "recognizer on people, test it on faces of people who told you these things themselves.",
        icon=":material/balance:",
    )


def measures(workspace: Workspace) -> list[tuple[str, str, np.ndarray]]:
    """The measures of the test faces: title, unit, and float64 [t] values of each."""
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
    """Whether accuracy differs between the bins."""
    best, worst = int(found.accuracy.argmax()), int(found.accuracy.argmin())
    if len(found.counts) < 2:
        return "These faces hardly differ in this measure."
    test = "χ² test, p < 0.001" if found.p < 0.001 else f"χ² test, p = {found.p:.3f}"
    if not found.matters:
        return f"No clear difference in accuracy ({test})."
    ends = {0: "the lowest bin", len(found.counts) - 1: "the highest bin"}
    where = ends.get(worst, "a middle bin"), ends.get(best, "a middle bin")
    low, high = f"{found.accuracy[worst]:.0%} in {where[0]}", f"{found.accuracy[best]:.0%} in {where[1]}"
    return f"Accuracy differs: {low}, {high} ({test})."
