"""Run: one training of a study, with everything that made it and its results, as it was at that time."""

import platform
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from typing import Literal

import numpy as np

from fer_core.faces.faceset import fingerprint
from fer_core.naming.replay import NamingState
from fer_core.naming.verdict import NamedFaces
from fer_core.recognizer.evaluate import Scores
from fer_core.recognizer.training import Training
from fer_core.study.choices import Choices
from fer_core.study.lab import Lab

MadeBy = Literal["browser", "command line"]

PACKAGES = ("numpy", "scipy", "scikit-learn", "scikit-image", "imbalanced-learn", "umap-learn", "onnxruntime", "skops")
"""Packages that results depend on."""


@dataclass(frozen=True)
class RunScores:
    """`Scores` as plain numbers; tuples have one entry for each class, and rows of ``confusion`` are labels."""

    accuracy: float
    interval: tuple[float, ...]
    balanced_accuracy: float
    macro_f1: float
    precision: tuple[float, ...]
    recall: tuple[float, ...]
    f1: tuple[float, ...]
    confusion: tuple[tuple[int, ...], ...]

    @classmethod
    def of(cls, scores: Scores) -> "RunScores":
        """The same scores."""
        precision, recall, f1 = (tuple(map(float, part)) for part in (scores.precision, scores.recall, scores.f1))
        counts = tuple(tuple(map(int, row)) for row in scores.confusion)
        return cls(
            scores.accuracy, scores.interval, scores.balanced_accuracy, scores.macro_f1, precision, recall, f1, counts
        )  # fmt: skip


@dataclass(frozen=True)
class Run:
    """A training.

    Attributes:
        key: of the training, and of its predictions on disk.
        dataset: id of the data set.
        made: when, UTC, ISO 8601.
        made_by: where it was trained.
        seconds: to fit and test; None if not known.
        choices: all of the study.
        clustering: key of the groups.
        inputs: key of the recognizer's inputs.
        split: fingerprint of the train/test split.
        judges: fingerprint of the test set; runs with the same one can be compared face by face.
        names: fingerprint of the names that it was trained on.
        last_decision: id of the last decision on these groups that counted.
        decisions, people, active_seconds: decisions that were not undone, how many people made them, and how long they
            took.
        faces_named: training faces with a name.
        tested: test faces.
        agreement: see `Training`; None if not known.
        classes: names of the emotions.
        scores: None without labels.
        versions: of Python and the libraries.
    """

    key: str
    dataset: str
    made: str
    made_by: MadeBy
    seconds: float | None
    choices: Choices
    clustering: str
    inputs: str
    split: str
    judges: str
    names: str
    last_decision: int
    decisions: int
    people: int
    active_seconds: float
    faces_named: int
    tested: int
    agreement: float | None
    classes: tuple[str, ...]
    scores: RunScores | None
    versions: Mapping[str, str]


def run_of(
    lab: Lab, naming: NamingState, named: NamedFaces, training: Training, made_by: MadeBy, last_decision: int
) -> Run:
    """The run of a ``training`` that ``lab`` has just made with ``named``, the names that follow from ``naming``."""
    key, scores = lab.training.key(named), training.scores
    now = datetime.now(UTC).isoformat(timespec="milliseconds")
    return Run(
        key=key, dataset=lab.faces.fingerprint, made=now, made_by=made_by,
        seconds=lab.training.seconds(key), choices=lab.choices, clustering=lab.groups.key, inputs=lab.inputs.key,
        split=lab.division.split.fingerprint, judges=fingerprint(lab.division.split.test), names=named.fingerprint,
        last_decision=last_decision, decisions=naming.decisions, people=len(naming.by_annotator),
        active_seconds=naming.active_seconds, faces_named=training.faces_named, tested=len(lab.division.split.test),
        agreement=None if np.isnan(training.agreement) else training.agreement, classes=lab.faces.classes,
        scores=None if scores is None else RunScores.of(scores), versions=versions(),
    )  # fmt: skip


def versions() -> dict[str, str]:
    """Versions of Python and of installed `PACKAGES`, and the kind of machine."""
    found = {"python": platform.python_version(), "machine": platform.machine()}
    for package in PACKAGES:
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            continue
    return found
