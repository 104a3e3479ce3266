"""The prediction for a face, the groups that it is most similar to, and why it was predicted."""

import numpy as np
import streamlit as st

from fer_core.base.progress import Progress
from fer_core.naming.verdict import NamedFaces
from ui.shared import answer, contact_sheet, movement_bars
from ui.shared.picture_to_try import Picture
from ui.shared.portrait import enlarged, heat
from ui.shell import waiting
from ui.shell.text import escape
from ui.shell.workspace import Workspace
from ui.try_it import correction


def section(workspace: Workspace, named: NamedFaces, shown: Picture) -> None:
    """Show the picture at the left, the prediction for the chosen face at the right, and more about it below."""
    found = workspace.lab.trying.answers(named, shown.crops)
    left, right = st.columns([13, 9], gap="large")
    with left:
        chosen = answer.choose(shown, found, workspace.faces.classes)
    with right:
        answer.prediction(found, chosen, workspace.faces.classes, answer.scores(workspace, named))
        _does(workspace, shown.crops[chosen])
    correction.offer(workspace, shown.crops[chosen], shown.row)
    st.markdown("**Most similar groups**")
    nearest_groups(workspace, found.points[chosen])
    _more(workspace, named, shown, chosen, int(found.probabilities[chosen].argmax()))


def _does(workspace: Workspace, crop: np.ndarray) -> None:
    """Show what this face does more than others, where that is known."""
    found = movement_bars.of_face(workspace, crop)
    if found is not None:
        st.markdown("**What this face does**", help=movement_bars.HELP)
        movement_bars.show(found, of_a_group=False)


def nearest_groups(workspace: Workspace, point: np.ndarray) -> None:
    """Show the nearest groups with their names and most similar faces; ``point``: float32 [d], of the face."""
    groups, state = workspace.groups, workspace.naming
    named = [g for g in groups.numbers if g in state.group_verdicts and state.group_verdicts[g].kind == "name"]
    nearest = workspace.lab.trying.nearest_groups(groups, named or groups.numbers, point)
    for column, near in zip(st.columns(3), nearest, strict=False):
        with column:
            name = state.verdict_in_words(near.group) or "no name"
            contact_sheet.show(
                workspace.faces.images[near.rows], len(near.rows), f"Group {groups.labels[near.group]}: {name}"
            )


def _more(workspace: Workspace, named: NamedFaces, shown: Picture, chosen: int, code: int) -> None:
    """Show on demand: the steps from photo to face, which parts of it mattered, and its label if it has one."""
    classes = workspace.faces.classes
    with st.expander("Why this prediction", icon=":material/search:", key="try-more", on_change="rerun") as part:
        if not part.open:
            return
        crop = shown.crops[chosen]

        def work(progress: Progress) -> np.ndarray:
            return workspace.lab.trying.occlusion(named, crop, code, progress)

        key = f"occlusion-{workspace.lab.training.key(named)}-{hash(crop.tobytes())}-{code}"
        mattered = waiting.obtain(key, "Covering the face part by part", work, lasting=False)
        steps = [] if shown.whole is None else [(shown.found[chosen].level, "found and turned level")]
        steps += [(enlarged(crop), "input of the recognizer")]
        if mattered is not None:
            steps += [(heat(crop, mattered), f"orange: evidence for {classes[code]}; blue: against it")]
        for column, (image, what) in zip(st.columns(4), steps, strict=False):
            column.image(image, caption=what, width="stretch")
        if shown.whole is not None:
            st.caption(f"Probability that this is a face: {shown.found[chosen].score:.0%}.")
        elif shown.row >= 0 and (label := workspace.faces.label_of(shown.row)) is not None:
            st.caption(f"Label in the data set: “{escape(label)}”. It was not used for training.")
