"""The parts of a study file: a zip whose manifest has a hash of every other member. It contains no code."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from fer_core.base.errors import FerLabError
from fer_core.faces.readers import Import
from fer_core.naming.decision import Decision, Membership
from fer_core.study.runs import SavedRun
from fer_core.study.study import Study

FORMAT = "fer-lab-study"
VERSION = 3
"""Raised when earlier versions of FER Lab cannot read a file. 2: with the groups that were named. 3: some faces have no
label, or there are annotators' votes; files without either are still written as 2."""

MANIFEST, STUDY, DECISIONS, RUNS = "manifest.json", "study.json", "decisions.csv", "runs.json"
ABOUT, IMAGES, USAGE, EMOTIONS = "faces/about.json", "faces/images.npy", "faces/usage.npy", "faces/emotions.npy"
ALWAYS = (STUDY, DECISIONS, RUNS)
FACES = (ABOUT, IMAGES, USAGE)
VOTES = "faces/votes.npy"
MEMBERS = (*ALWAYS, *FACES, EMOTIONS, VOTES)
"""All possible members besides the manifest and groups."""

MAX_JSON = 64 * 2**20
MAX_DECISIONS = 100_000_000
MAX_RUNS = 10_000
MAX_GROUPINGS = 200
MAX_GROUPS_BYTES = 256 * 2**20
"""Most clusterings in a file and their most bytes in total; the most recently named come first."""


class RefusedFile(FerLabError):
    """A study file that is damaged, was changed, or is another file. Nothing of it was saved."""

    def __init__(self, what: str, *, where: str = "", remedy: str = "") -> None:
        super().__init__(
            what, where=where, remedy=remedy or "Nothing was opened. Save the study again where it was made."
        )


@dataclass(frozen=True)
class DataSet:
    """The data set of a study, as its file describes it; ``id`` is "" if none was chosen yet."""

    id: str = ""
    name: str = ""
    faces: int = 0
    classes: tuple[str, ...] = ()
    synthetic: bool = False


@dataclass(frozen=True, eq=False)
class Grouping:
    """A clustering with names: ``arrays`` as from `Clustering.arrays`, ``settings`` as in its manifest (empty for old
    ones)."""

    key: str
    arrays: Mapping[str, np.ndarray]
    settings: Mapping[str, Any] = field(default_factory=dict)

    @property
    def membership(self) -> Membership:
        """Which faces are in which group."""
        return Membership(self.arrays["rows"], self.arrays["labels"])


@dataclass(frozen=True, eq=False)
class Contents:
    """The checked content of a study file.

    Attributes:
        study: with its original id.
        dataset: the data set that it is on.
        decisions: its whole decision log.
        runs: with their marks, deleted ones too.
        faces: if the file contains them.
        source: where the faces came from, as noted at their import.
        groups: the clusterings that its decisions refer to and that were on disk.
    """

    study: Study
    dataset: DataSet
    decisions: tuple[Decision, ...] = ()
    runs: tuple[SavedRun, ...] = ()
    faces: Import | None = None
    source: str = ""
    groups: tuple[Grouping, ...] = ()
