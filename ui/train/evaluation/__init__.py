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

WITH_LABELS: Mapping[str, Part] = MappingProxyType(
    {
        "Where points were lost": lost_points.part,
        "Emotion by emotion": by_class.part,
        "Confidence": confidence.part,
        "Image quality": image_quality.part,
        "Effort": effort.part,
    }
)
"""Parts that need labels."""
ALWAYS: Mapping[str, Part] = MappingProxyType({"Runs": lambda workspace, training: runs(workspace)})
"""Parts that come with labels and without."""
SHOW_A_FACE = ("Emotion by emotion", "Confidence")
"""Parts that open a face themselves, with others to turn to."""
EARLIER: Mapping[str, str] = MappingProxyType({"How sure it is": "Confidence", "Which faces": "Image quality"})
"""What parts were called in addresses of earlier versions."""


def parts(workspace: Workspace, training: Training) -> None:
    """A switch of parts, and the one that is open, which the address names."""
    offered = {**(WITH_LABELS if training.scores is not None else {}), **ALWAYS}
    names = list(offered)
    renamed = EARLIER.get(st.query_params.get("part", ""))
    if renamed in offered and "part" not in st.session_state:
        st.query_params["part"] = renamed
        st.rerun()
    chosen = st.segmented_control(
        "Look into", names, default=names[0], key="part", bind="query-params", required=True, wrap=True,
        label_visibility="collapsed",
    )  # fmt: skip
    chosen = chosen if chosen in offered else names[0]
    with st.container():
        offered[chosen](workspace, training)
    if chosen not in SHOW_A_FACE:
        one_face.in_front(workspace, workspace.lab.division.split.test, {})
