"""Facts about the input: the data set, its defects, the split, the features. `gather` fills them in.

A field is None where its result was never made; the report then states this instead of making it.
"""

from dataclasses import dataclass

import numpy as np

from fer_core.balance import STRATEGIES
from fer_core.faces.fer2013 import is_fer2013
from fer_core.faces.imbalance import Imbalance
from fer_core.reduction.parallel_analysis import ParallelAnalysis

AS_IT_IS = STRATEGIES["none"].title


@dataclass(frozen=True, eq=False)
class Data:
    """The data set.

    Attributes:
        source, format: as noted at import.
        counts: int64 [usages, classes], labelled faces; one column where nothing is labelled.
        rejected: rows that could not be read.
        imbalance: None without labels.
        present: codes of the classes that faces are labelled with.
        unlabelled: faces without a label, if others have one; else 0.
    """

    name: str
    source: str
    format: str
    faces: int
    classes: tuple[str, ...]
    usages: tuple[str, ...]
    counts: np.ndarray
    labelled: bool
    synthetic: bool
    rejected: int
    imbalance: Imbalance | None
    present: tuple[int, ...]
    unlabelled: int

    @property
    def chance(self) -> float:
        """Accuracy (0..1) of random predictions; see `FaceSet.chance`."""
        return 1 / len(self.present)

    @property
    def fer2013(self) -> bool:
        """Whether it is FER2013 or parts of it."""
        return self.labelled and not self.synthetic and is_fer2013(self.classes, self.counts)


@dataclass(frozen=True)
class Defect:
    """What one check of the audit found: faces, groups of copies (0 for single faces), and faces that a person excluded
    because of it."""

    check: str
    title: str
    why: str
    faces: int
    groups: int
    left_out: int


@dataclass(frozen=True)
class StrategyScores:
    """One strategy of the comparison on Balance: means and standard deviations over its seeds (0..1)."""

    title: str
    accuracy: float
    accuracy_spread: float
    balanced: float
    balanced_spread: float


@dataclass(frozen=True, eq=False)
class SplitFacts:
    """Training set and test set.

    Attributes:
        by: how the test set was chosen.
        training, test, unused: faces in each part.
        copies_excluded: training faces that are copies of test faces.
        left_out: faces that a person excluded.
        test_counts: int64 [c], test faces by label; None without labels.
        grouped_by, trained_by: titles of the balancing strategies for grouping and for training; ``trained_why``
            explains the latter.
        compared: strategies that were compared, over ``compared_seeds`` seeds; None if none were.
    """

    by: str
    training: int
    test: int
    unused: int
    copies_excluded: int
    left_out: int
    test_counts: np.ndarray | None
    grouped_by: str
    trained_by: str
    trained_why: str
    compared: tuple[StrategyScores, ...] | None
    compared_seeds: int

    @property
    def label_free(self) -> bool:
        """Whether the groups were made without any label."""
        return self.grouped_by == AS_IT_IS


@dataclass(frozen=True)
class Network:
    """An imported network that features are made with, and what is known of its training."""

    name: str
    training: str
    source: str


@dataclass(frozen=True, eq=False)
class FeatureFacts:
    """The features for grouping and for the recognizer.

    Attributes:
        columns: numbers that describe a face.
        components: numbers that grouping used, after the reduction.
        method: the name of the reduction.
        ratios: float [c], share of the variance that each component explains.
        noise: which components explain more than noise; None where that was not computed.
        trained_on: titles of the features that the recognizer uses.
    """

    title: str
    explanation: str
    aligned: bool
    columns: int
    method: str
    components: int
    ratios: np.ndarray
    noise: ParallelAnalysis | None
    trained_on: tuple[str, ...]
    networks: tuple[Network, ...]
