"""How good the recognizer is: a sentence, faces, the score among references, and parts to open.

Only the open part is computed.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType

import streamlit as st

from fer_core.recognizer.training import Training
from ui.shared import one_face, provenance
from ui.shell.workspace import Workspace
from ui.train.evaluation import by_class, confidence, effort, image_quality, lost_points, predictions, score
from ui.train.evaluation.first_look import first_look
from ui.train.evaluation.headline import headline
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
WITHOUT_LABELS: Mapping[str, Part] = MappingProxyType({"Predictions": predictions.part})
"""Parts for faces without labels."""
ALWAYS: Mapping[str, Part] = MappingProxyType({"Runs": lambda workspace, training: runs(workspace)})
"""Parts that come with labels and without."""
EARLIER: Mapping[str, str] = MappingProxyType({"How sure it is": "Confidence", "Which faces": "Image quality"})
"""What parts were called in addresses of earlier versions."""


def result(workspace: Workspace, training: Training) -> None:
    """Everything that shows one training, without its settings; ``workspace`` may be that of an earlier result."""
    headline(workspace, training)
    provenance.note(workspace, workspace.lab.choices.features, *workspace.lab.choices.seen_in_training)
    first_look(workspace, training)
    if training.scores is None:
        score.of_names(training)
    else:
        score.picture(workspace, training)
    _parts(workspace, training)
    one_face.in_front(workspace, workspace.lab.division.split.test, {})


def _parts(workspace: Workspace, training: Training) -> None:
    """A switch of parts, and the one that is open, which the address names."""
    offered = {**(WITHOUT_LABELS if training.scores is None else WITH_LABELS), **ALWAYS}
    names = list(offered)
    renamed = EARLIER.get(st.query_params.get("part", ""))
    if renamed in offered and "part" not in st.session_state:
        st.query_params["part"] = renamed
        st.rerun()
    chosen = st.segmented_control(
        "Look into", names, default=names[0], key="part", bind="query-params", required=True, wrap=True,
        label_visibility="collapsed",
    )  # fmt: skip
    with st.container():
        offered[chosen if chosen in offered else names[0]](workspace, training)
