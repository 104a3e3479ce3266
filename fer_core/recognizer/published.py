"""Published results on FER2013, with their sources; they were reached by other methods, on a GPU."""

from collections.abc import Sequence
from typing import NamedTuple

from fer_core.faces.emotions import FER2013


class Mark(NamedTuple):
    """A published accuracy (0..1) and the number of labelled faces it took, all classes together."""

    labels: int
    accuracy: float


FIXMATCH = (Mark(70, 0.479), Mark(175, 0.499), Mark(700, 0.595), Mark(1750, 0.622))
"""FixMatch, a semi-supervised CNN, with 10, 25, 100 and 250 labels a class."""
FIXMATCH_SOURCE = (
    "FixMatch with a CNN, 10, 25, 100 and 250 labels a class: Roy and Etemad, “Analysis of semi-supervised methods for "
    "facial expression recognition”, ACII 2022"
)
CLIP = (0.41, 0.58)
"""CLIP without labels, its smallest and its largest model; its prompts were chosen by trial."""
CLIP_SOURCE = (
    "CLIP zero-shot, its smallest and largest models: Radford et al., “Learning transferable visual models from "
    "natural language supervision”, ICML 2021"
)


def comparable(classes: Sequence[str], synthetic: bool) -> bool:
    """Whether published results can be compared with: on real faces with FER2013's seven classes."""
    return not synthetic and set(classes) == set(FER2013)
