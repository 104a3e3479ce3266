"""Facts about the results: the groups, the names, the recognizer. `gather` fills them in.

A field is None where its result was never made; the report then states this instead of making it.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from fer_core.clustering.reality import Finding
from fer_core.clustering.stability import Stability
from fer_core.naming.again import NamedAgain
from fer_core.naming.agreement import Agreement
from fer_core.naming.coverage import Coverage
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
        label: its number as people see it, such as "2a".
        answer: what people answered, in words; "" for nothing yet.
        code: of its first name; `REJECTED_CODE` if it is rejected, -1 if it is open.
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
        finding, islands: None if the groups were not compared with noise.
        stability: None if it was not measured.
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
    """A person who named: the name ("" if none was given), decisions that were not undone, and how often this person
    gave each answer for groups and for single faces."""

    name: str
    decisions: int
    group_answers: Mapping[str, int]
    face_answers: Mapping[str, int]


@dataclass(frozen=True, eq=False)
class NamingFacts:
    """Who gave which names.

    Attributes:
        seconds: time spent naming.
        begun, ended: ISO 8601.
        first_named: int64 [c], faces by clear first name.
        with_names: faces with any name, including those on whose name people disagree.
        corrected: faces of photos with a saved correction.
        groups, grouped: how many groups, and grouped faces, are named, rejected and open.
        something_else: how many groups, and faces, got the answer *something else*.
        looks: groups that share how they look more than an expression: all of them, those that were named in spite of
            it, and the faces of the latter; None if that was not measured.
        agreement_groups, agreement_faces: None if only one person named.
        again: faces that were named where their labels are shown.
    """

    decisions: int
    seconds: float
    begun: str
    ended: str
    people: tuple[Annotator, ...]
    first_named: np.ndarray
    with_names: int
    corrected: int
    groups: Coverage
    grouped: Coverage
    something_else: tuple[int, int]
    looks: tuple[int, int, int] | None
    single_faces: int
    disputed_groups: int
    agreement_groups: Agreement | None
    agreement_faces: Agreement | None
    again: NamedAgain

    @property
    def faces(self) -> int:
        """Faces with a clear first name."""
        return int(self.first_named.sum())


@dataclass(frozen=True, eq=False)
class RecognizerFacts:
    """The recognizer and its scores.

    Attributes:
        details: sentences on how it was trained.
        calibration, scores, estimates, lost: None without labels.
        votes: None if no test face has annotators' votes.
        trouble: problems with the labels as a whole.
        repeated: see `Training.agreement`.
        predicted: int64 [c], test faces by prediction.
        unnamed: emotions that nobody named.
        without: the scores without test faces that had copies in the training set; None if there are none.
        references: None if they were not made or cannot be.
        attempts: how many runs of this study were scored on the same test faces, deleted ones too.
        people: how often people agree with the labels; None where this is not known.
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
    people: Reference | None

    @property
    def accuracy(self) -> Estimate:
        """Accuracy on the test set with its interval; only where there are labels."""
        assert self.estimates is not None
        return self.estimates.accuracy

    def reference(self, key: str) -> Reference | None:
        """The reference with this key, if it was made."""
        return next((r for r in self.references or () if r.key == key), None)
