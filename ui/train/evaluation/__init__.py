"""How good the recognizer is: the headline, one chart, and parts to look into.

Only the open part is computed.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType

import streamlit as st

from fer_core.recognizer.training import Training
from ui.shared import one_face
from ui.shell.workspace import Workspace
from ui.train.evaluation import by_class, confidence, effort, image_quality, lost_points
from ui.train.runs import runs

Part = Callable[[Workspace, Training], None]

JUDGED: Mapping[str, Part] = MappingProxyType(
    {
        "Where points were lost": lost_points.part,
        "Emotion by emotion": by_class.part,
        "How sure it is": confidence.part,
        "Which faces": image_quality.part,
        "Effort": effort.part,
    }
)
"""Parts that need true labels."""
ALWAYS: Mapping[str, Part] = MappingProxyType({"Runs": lambda workspace, training: runs(workspace)})
"""Parts that come with labels and without."""
TURNS_FACES = ("Emotion by emotion", "How sure it is")
"""Parts that bring a face to the front by themselves, with others to turn to."""


def parts(workspace: Workspace, training: Training) -> None:
    """A switch of parts, and the one that is open. The address carries which."""
    offered = {**(JUDGED if training.scores is not None else {}), **ALWAYS}
    if not offered:
        return
    names = list(offered)
    chosen = st.segmented_control(
        "Look into", names, default=names[0], key="part", bind="query-params", required=True, wrap=True,
        label_visibility="collapsed",
    )  # fmt: skip
    chosen = chosen if chosen in offered else names[0]
    with st.container():
        offered[chosen](workspace, training)
    if chosen not in TURNS_FACES:
        one_face.in_front(workspace, workspace.lab.division.split.test, {})
