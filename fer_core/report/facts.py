"""Facts of one study, as a report tells them: plain numbers, words of people, and arrays. `gather` fills them in.

Where something was never made, its field is None: a report says so instead of making it.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from fer_core.balance import STRATEGIES
from fer_core.clustering.reality import Finding
from fer_core.clustering.stability import Stability
from fer_core.faces.emotions import FER2013
from fer_core.faces.imbalance import Imbalance
from fer_core.naming.agreement import Agreement
from fer_core.recognizer.annotators import VoteShare
from fer_core.recognizer.bootstrap import Estimate, Estimates
from fer_core.recognizer.calibration import Calibration
from fer_core.recognizer.evaluate import Scores
from fer_core.recognizer.losses import Lost
from fer_core.recognizer.references import Reference
from fer_core.study.lab.evaluation import WithoutLeaked

AS_IT_IS = STRATEGIES["none"].title


@dataclass(frozen=True, eq=False)
class Data:
    """The data set. ``counts``: int64 [usages, classes], of labelled faces, one column where nothing is labelled;
    ``present``: codes of the classes that faces are labelled with; ``unlabelled``: faces without a label where others
    have one; ``source`` and ``format`` as noted at import; ``imbalance`` None without labels."""

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
        """Share (0..1) that is right by guessing; see `FaceSet.chance`."""
        return 1 / len(self.present)

    @property
    def fer2013(self) -> bool:
        """Whether it is FER2013, or comes as it does."""
        whole = len(self.present) == len(self.classes)
        return self.classes == FER2013 and whole and "PublicTest" in self.usages and not self.synthetic


@dataclass(frozen=True)
class Defect:
    """What one check of the audit found: faces, groups of copies (0 for single faces), and faces that a person left
    out because of it."""

    check: str
    title: str
    why: str
    faces: int
    groups: int
    left_out: int


@dataclass(frozen=True)
class Way:
    """One way to balance in the comparison that was made: means and standard deviations over its seeds (0..1)."""

    title: str
    accuracy: float
    accuracy_spread: float
    balanced: float
    balanced_spread: float


@dataclass(frozen=True, eq=False)
class Division:
    """Who teaches and who judges. ``by`` says how it was drawn; counts int64 [c] by true label, None without labels."""

    by: str
    learn: int
    judge: int
    aside: int
    copies_aside: int
    left_out: int
    learn_counts: np.ndarray | None
    judge_counts: np.ndarray | None
    grouped_by: str
    trained_by: str
    trained_why: str
    compared: tuple[Way, ...] | None
    compared_seeds: int

    @property
    def label_free(self) -> bool:
        """Whether the groups were made without any label."""
        return self.grouped_by == AS_IT_IS


@dataclass(frozen=True)
class Network:
    """A network of the person's own that features rest on, and what is known of it."""

    name: str
    taught: str
    source: str


@dataclass(frozen=True, eq=False)
class Look:
    """What is grouped and what the recognizer sees. ``ratios`` float [c], shares of variance; ``noise`` float [c], what
    shuffled columns give, None where that was not asked; ``strong`` how many components are above it."""

    title: str
    explanation: str
    aligned: bool
    columns: int
    method: str
    components: int
    ratios: np.ndarray
    noise: np.ndarray | None
    strong: int | None
    trained_on: tuple[str, ...]
    networks: tuple[Network, ...]


@dataclass(frozen=True)
class Group:
    """One group as it is now: its label for people, its faces, what was said of it ("" for nothing), and the code of
    its first name (-1 for none)."""

    number: int
    label: str
    size: int
    said: str
    code: int


@dataclass(frozen=True, eq=False)
class Grouping:
    """The groups. ``finding`` and ``islands`` None where they were not held against noise yet, ``stability`` where
    nobody tried; ``made`` is how many the algorithm made, before people changed them."""

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
class Namer:
    """Who decided: the name ("" for nobody in particular), decisions that stand, and how often each answer holds on
    groups and on single faces."""

    name: str
    decisions: int
    group_answers: Mapping[str, int]
    face_answers: Mapping[str, int]


@dataclass(frozen=True, eq=False)
class Naming:
    """Who named what. Times are seconds of work; ``first_named`` int64 [c], faces by clear first name; ``taught``
    faces with any name, those included whose names people differ about; ``corrected`` faces of photos that were named
    too; ``begun`` and ``ended`` ISO 8601; agreement None where one person named alone."""

    decisions: int
    seconds: float
    begun: str
    ended: str
    people: tuple[Namer, ...]
    first_named: np.ndarray
    taught: int
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
class Outcome:
    """The recognizer; ``told`` are sentences on how it was made. ``scores``, their bootstrap ``estimates`` and where
    points were ``lost`` None without labels; ``without`` None where no judge had a copy to learn from; ``references``
    None where they were not made, or cannot be; ``said`` int64 [c], what it says of the judging faces; ``calibration``
    None without labels; ``votes`` None where no held-out face has any; ``trouble`` says what is wrong with
    the labels as a whole, if anything; ``repeated`` see `Training.agreement`; ``unnamed`` emotions that nobody named;
    ``attempts`` how many runs of this study the same faces judged, deleted ones too."""

    model: str
    explanation: str
    told: tuple[str, ...]
    calibration: Calibration | None
    votes: VoteShare | None
    trouble: tuple[str, ...]
    repeated: float
    said: np.ndarray
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


@dataclass(frozen=True)
class Origin:
    """What it takes to make all of it again: the study's id, the run's key ("" where it was not kept), keys of results
    and seeds by name, the choices as JSON, versions."""

    study: str
    run: str
    keys: Mapping[str, str]
    seeds: Mapping[str, int]
    choices: str
    versions: Mapping[str, str]


@dataclass(frozen=True, eq=False)
class Facts:
    """Everything a report tells of one study. ``made``: the day of the report, ISO 8601."""

    title: str
    made: str
    data: Data
    defects: tuple[Defect, ...] | None
    division: Division
    look: Look
    grouping: Grouping
    naming: Naming
    outcome: Outcome
    origin: Origin
