"""The train/test split of the faces, and which of them are grouped."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from fer_core.audit import Copies, distinct, find_copies, left_out
from fer_core.audit.settings import DEFAULTS
from fer_core.balance import TrainingRows, resample
from fer_core.base.progress import Progress, silent
from fer_core.faces.faceset import FaceSet
from fer_core.faces.split import Split, split
from fer_core.study.choices import Choices
from fer_core.study.lab.results import Arrays, Results
from fer_core.study.store import key_of

QUICK = 3000
"""Number of faces whose copies are found in about a second."""

AMONG = 4
"""Faces that are looked at for each distinct one: a picture that occurs often must not crowd out others."""


@dataclass(frozen=True, eq=False)
class FaceDivision:
    """The faces of a study, split with the settings in ``choices``."""

    results: Results
    faces: FaceSet
    choices: Choices

    def copies(self, progress: Progress = silent) -> Copies:
        """Exact copies and near-duplicates; uses no label. About 20 s for FER2013, once."""

        def make(progress: Progress) -> Arrays:
            return vars(find_copies(self.faces.images, progress=progress))

        return Copies(**self.results.get("copies", self.copies_key, make, progress))

    @property
    def ready(self) -> bool:
        """Whether `split` is quick: copies are known, or there are few faces."""
        return len(self.faces) <= QUICK or self.results.has("copies", self.copies_key)

    @cached_property
    def split(self) -> Split:
        """The training set and the test set. Copies are never in both; excluded faces are in neither.

        Finds the copies first if they are not known (see `ready`).

        Raises:
            InvalidSettings: if one of the sets would be empty.
        """
        key = key_of(self.copies_key, self.faces.fingerprint, self.choices.split, self.choices.left_out)

        def make(progress: Progress) -> Arrays:
            out = self.left_out if self.choices.left_out else None
            made = split(self.faces, self.choices.split, self.copies(progress).near, out)
            return {"part": made.part, "copies_aside": np.array(made.copies_aside)}

        arrays = self.results.get("split", key, make, silent)
        return Split(arrays["part"], int(arrays["copies_aside"]))

    def distinct(self, rows: np.ndarray, most: int) -> np.ndarray:
        """The first ``most`` of the faces ``rows`` (int64 [f]) whose pictures are different, or fewer.

        Of several copies, also mirrored ones, the first is taken. Looks at `AMONG` times ``most`` faces.
        """
        rows = rows[: AMONG * most]
        return rows[distinct(self.faces.images[rows])[:most]]

    @property
    def left_out(self) -> np.ndarray:
        """Whether each face is excluded, bool [n]."""
        return left_out(self.choices.left_out, len(self.faces))

    @cached_property
    def grouped_rows(self) -> np.ndarray:
        """The training faces that are grouped, int64 [m], ascending; balanced by labels only if chosen.

        Faces without a label are always grouped.
        """
        train = self.split.train
        settings = self.choices.grouped
        if settings.strategy == "none" or self.faces.emotions is None:
            return train
        others = train[~self.faces.labelled[train]]
        return np.sort(np.append(resample(self.labelled_training, settings).rows, others))

    @property
    def labelled_training(self) -> TrainingRows:
        """The training faces that have a label, with their labels. Needs a data set with labels."""
        train = self.split.train[self.faces.labelled[self.split.train]]
        assert self.faces.emotions is not None
        return TrainingRows(self.split, train, self.faces.emotions[train])

    @property
    def test_labels(self) -> np.ndarray | None:
        """The labels of the test set, uint8 [t]; None without labels."""
        return None if self.faces.emotions is None else self.faces.emotions[self.split.test]

    @property
    def copies_key(self) -> str:
        """The key of the copies among these images."""
        return key_of("copies", self.faces.image_fingerprint, DEFAULTS.alike)

    @property
    def balance_key(self) -> str:
        """A key of the split and of the balancing of grouped faces."""
        return key_of(self.faces.fingerprint, self.choices.split, self.choices.left_out, self.choices.grouped)
