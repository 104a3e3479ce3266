"""What the recognizer says of a face, which groups the face looks like, and how the answer came about."""

import numpy as np
import streamlit as st

from fer_core.base.progress import Progress
from fer_core.naming.verdict import NamedFaces
from ui.shared import answer, contact_sheet
from ui.shared.face_to_try import Picture
from ui.shared.portrait import enlarged, heat
from ui.shell import waiting
from ui.shell.text import escape
from ui.shell.workspace import Workspace
from ui.try_it import correction


def invitation() -> None:
    """What will be here."""
    st.info(
        "Drop one or more photos here. Each face in them gets a frame, and the recognizer says what it sees in it. "
        "Photos stay in this computer's memory: they are never written to disk, never sent anywhere.",
        icon=":material/add_a_photo:",
    )


def section(workspace: Workspace, named: NamedFaces, shown: Picture) -> None:
    """The picture at the left; at the right what the recognizer says of the chosen face, and what it looks like."""
    found = workspace.lab.trying.answers(named, shown.crops)
    left, right = st.columns([11, 9], gap="large")
    with left:
        chosen = answer.choose(shown, found, workspace.faces.classes)
    with right:
        answer.prediction(found, chosen, workspace.faces.classes)
        correction.offer(workspace, shown.crops[chosen], shown.row)
    st.markdown("**It looks like these**")
    likenesses(workspace, found.points[chosen])
    _more(workspace, named, shown, chosen, int(found.probabilities[chosen].argmax()))


def likenesses(workspace: Workspace, point: np.ndarray) -> None:
    """The nearest groups with their faces and names."""
    groups, state = workspace.groups, workspace.naming
    named = [g for g in groups.numbers if g in state.group_verdicts and state.group_verdicts[g].kind == "name"]
    near = workspace.lab.trying.likenesses(groups, named or groups.numbers, point)
    for column, like in zip(st.columns(3), near, strict=False):
        with column:
            name = state.verdict_in_words(like.group) or "no name"
            contact_sheet.show(
                workspace.faces.images[like.rows], len(like.rows), f"Group {groups.labels[like.group]}: {name}"
            )


def _more(workspace: Workspace, named: NamedFaces, shown: Picture, chosen: int, code: int) -> None:
    """The steps, which parts mattered, and the label where there is one: for those who want to see."""
    classes = workspace.faces.classes
    with st.expander("How it came to that", icon=":material/search:", key="try-more", on_change="rerun") as part:
        if not part.open:
            return
        crop = shown.crops[chosen]

        def work(progress: Progress) -> np.ndarray:
            return workspace.lab.trying.occlusion(named, crop, code, progress)

        key = f"occlusion-{workspace.lab.training.key(named)}-{hash(crop.tobytes())}-{code}"
        mattered = waiting.obtain(key, "Covering one part after the other", work)
        steps = [] if shown.whole is None else [(shown.found[chosen].level, "found, turned level")]
        steps += [(enlarged(crop), "as the recognizer sees it")]
        if mattered is not None:
            steps += [(heat(crop, mattered), f"orange speaks for {classes[code]}, blue against it")]
        for column, (image, what) in zip(st.columns(4), steps, strict=False):
            column.image(image, caption=what, width="stretch")
        if shown.whole is not None:
            st.caption(f"The face mesh is {shown.found[chosen].score:.0%} sure that this is a face.")
        elif shown.row >= 0 and (label := workspace.faces.label_of(shown.row)) is not None:
            st.caption(f"In the data set this face is labelled “{escape(label)}”. The recognizer never saw that.")
