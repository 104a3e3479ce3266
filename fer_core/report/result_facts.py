"""Facts on what came out: the groups, the names, the recognizer. `gather` fills them in.

Where something was never made, its field is None: a report says so instead of making it.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from fer_core.clustering.reality import Finding
from fer_core.clustering.stability import Stability
from fer_core.naming.agreement import Agreement
from fer_core.recognizer.annotators import VoteShare
from fer_core.recognizer.bootstrap import Estimate, Estimates
from fer_core.recognizer.calibration import Calibration
from fer_core.recognizer.evaluate import Scores
from fer_core.recognizer.losses import Lost
from fer_core.recognizer.references import Reference
from fer_core.study.lab.evaluation import WithoutLeaked


@dataclass(frozen=True)
class Group:
    """One group as it is now.

    Attributes:
        label: what people call it.
        answer: what they named it; "" for nothing.
        code: its first name's; -1 for none.
    """

    number: int
    label: str
    size: int
    answer: str
    code: int


@dataclass(frozen=True, eq=False)
class GroupFacts:
    """The groups.

    Attributes:
        made: how many the algorithm made, before people changed them.
        outside: faces in no group.
        finding, islands: None where the groups were not compared with noise yet.
        stability: None where it was not tried.
    """

    algorithm: str
    explanation: str
    faces: int
    made: int
    outside: int
    silhouette: float
    noise: float
    finding: Finding | None
    islands: int | None
    stability: Stability | None
    groups: tuple[Group, ...]


@dataclass(frozen=True)
class Annotator:
    """Who decided: the name ("" for nobody in particular), decisions that stand, and how often each answer holds on
    groups and on single faces."""

    name: str
    decisions: int
    group_answers: Mapping[str, int]
    face_answers: Mapping[str, int]


@dataclass(frozen=True, eq=False)
class NamingFacts:
    """Who named what.

    Attributes:
        seconds: of work.
        begun, ended: ISO 8601.
        first_named: int64 [c], faces by clear first name.
        with_names: faces with any name, including those whose names people disagree about.
        corrected: faces of photos that were named too.
        agreement_groups, agreement_faces: None where one person named alone.
    """

    decisions: int
    seconds: float
    begun: str
    ended: str
    people: tuple[Annotator, ...]
    first_named: np.ndarray
    with_names: int
    corrected: int
    groups_named: int
    groups_answered: int
    single_faces: int
    disputed_groups: int
    agreement_groups: Agreement | None
    agreement_faces: Agreement | None

    @property
    def faces(self) -> int:
        """Faces with a clear first name."""
        return int(self.first_named.sum())


@dataclass(frozen=True, eq=False)
class RecognizerFacts:
    """The recognizer and its scores.

    Attributes:
        details: sentences on how it was made.
        calibration, scores, estimates, lost: None without labels.
        votes: None where no test face has any.
        trouble: what is wrong with the labels as a whole, if anything.
        repeated: see `Training.agreement`.
        predicted: int64 [c], test faces by prediction.
        unnamed: emotions that nobody named.
        without: the scores without test faces that had copies; None where there is no such face.
        references: None where they were not made, or cannot be.
        attempts: how many runs of this study were scored on the same test faces, deleted ones too.
    """

    model: str
    explanation: str
    details: tuple[str, ...]
    calibration: Calibration | None
    votes: VoteShare | None
    trouble: tuple[str, ...]
    repeated: float
    predicted: np.ndarray
    unnamed: tuple[str, ...]
    scores: Scores | None
    estimates: Estimates | None
    lost: Lost | None
    without: WithoutLeaked | None
    references: tuple[Reference, ...] | None
    attempts: int

    @property
    def accuracy(self) -> Estimate:
        """The share of faces that are right, with its interval; labels are needed."""
        assert self.estimates is not None
        return self.estimates.accuracy

    def reference(self, key: str) -> Reference | None:
        """The reference of this key, if it was made."""
        return next((r for r in self.references or () if r.key == key), None)
