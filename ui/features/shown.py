"""What the views of the components have in common: what they are given, and their slider."""

from dataclasses import dataclass

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from fer_core.features import Feature
from fer_core.reduction import Reduction
from fer_core.reduction.companions import Companions
from fer_core.reduction.parallel_analysis import ParallelAnalysis
from ui.shell.workspace import Workspace


@dataclass(frozen=True, eq=False)
class ComponentsShown:
    """What the page shows of the components of one kind of features. What is still being made is None.

    Attributes:
        noise: how many components explain more than noise.
        pictures, points: how pictures and meshes of faces change with each component, where the features cannot be
            turned back into a face.
    """

    workspace: Workspace
    feature: Feature
    reduction: Reduction
    noise: ParallelAnalysis | None
    pictures: Companions | None
    points: Companions | None


def preparing() -> None:
    """Say that what a view needs is still being computed."""
    st.info("This view is being prepared.", icon=":material/hourglass:")


def slider(place: DeltaGenerator, label: str, largest: int, key: str, first: int) -> int:
    """A number from 1 to ``largest``, at first ``first``; 1 without a slider where there is no choice."""
    if largest == 1:
        return 1
    return int(place.slider(label, 1, largest, min(first, largest), key=key))
