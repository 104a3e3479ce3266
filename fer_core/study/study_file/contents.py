"""What a study file is: a zip with a manifest that has a hash of every other member. Nothing in it is a program."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from fer_core.base.errors import FerLabError
from fer_core.faces.readers import Import
from fer_core.naming.decision import Decision, Membership
from fer_core.study.runs import KeptRun
from fer_core.study.study import Study

FORMAT = "fer-lab-study"
VERSION = 3
"""Raised when a file that is written cannot be read by earlier FER Labs. 2: the groups that were named are in it. 3:
some faces have no label, or there are annotators' votes; files without either are still written as 2."""

MANIFEST, STUDY, DECISIONS, RUNS = "manifest.json", "study.json", "decisions.csv", "runs.json"
ABOUT, IMAGES, USAGE, EMOTIONS = "faces/about.json", "faces/images.npy", "faces/usage.npy", "faces/emotions.npy"
ALWAYS = (STUDY, DECISIONS, RUNS)
FACES = (ABOUT, IMAGES, USAGE)
VOTES = "faces/votes.npy"
MEMBERS = (*ALWAYS, *FACES, EMOTIONS, VOTES)
"""All that may be in it beside the manifest."""

MAX_JSON = 64 * 2**20
MAX_DECISIONS = 100_000_000
MAX_RUNS = 10_000
MAX_GROUPINGS = 200
MAX_GROUPS_BYTES = 256 * 2**20
"""Clusterings that are written and read, and the bytes of all of them: those named last go first."""


class RefusedFile(FerLabError):
    """A study file that is damaged, was tampered with, or is something else. Nothing of it was kept."""

    def __init__(self, what: str, *, where: str = "", remedy: str = "") -> None:
        super().__init__(
            what, where=where, remedy=remedy or "Save the study again where it was made. Nothing was opened."
        )


@dataclass(frozen=True)
class DataSet:
    """The data set that a study is on, as its file names it; ``id`` is "" where none was chosen yet."""

    id: str = ""
    name: str = ""
    faces: int = 0
    classes: tuple[str, ...] = ()
    synthetic: bool = False


@dataclass(frozen=True, eq=False)
class Grouping:
    """A clustering that was named: ``arrays`` as `Clustering.arrays` gives them, ``settings`` as its manifest has them
    (none where it was made before they were told)."""

    key: str
    arrays: Mapping[str, np.ndarray]
    settings: Mapping[str, Any] = field(default_factory=dict)

    @property
    def membership(self) -> Membership:
        """Which faces are in which group."""
        return Membership(self.arrays["rows"], self.arrays["labels"])


@dataclass(frozen=True, eq=False)
class Contents:
    """A study file, checked.

    Attributes:
        study: with its id where it was made.
        dataset: which faces it is on.
        decisions: all of its log.
        runs: its trainings with their marks, the deleted ones too.
        faces: the faces, where they are in the file.
        source: where they came from, in the words of their import.
        groups: the clusterings that its decisions name, as far as they were on disk.
    """

    study: Study
    dataset: DataSet
    decisions: tuple[Decision, ...] = ()
    runs: tuple[KeptRun, ...] = ()
    faces: Import | None = None
    source: str = ""
    groups: tuple[Grouping, ...] = ()
