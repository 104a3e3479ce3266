"""Which faces may be learnt from, which judge, and which are grouped."""

from functools import cached_property

import numpy as np

from fer_core.audit import Copies, find_copies, left_out
from fer_core.audit.settings import DEFAULTS
from fer_core.balance import TrainingRows, resample
from fer_core.base.progress import Progress, silent
from fer_core.faces.split import Split, split
from fer_core.study.lab.kept import Arrays, Kept
from fer_core.study.store import key_of

QUICK = 3000
"""Faces among which copies are found in about a second."""


class Faces(Kept):
    """The faces of a study, divided."""

    def copies(self, progress: Progress = silent) -> Copies:
        """Which faces are one picture, exactly or nearly; label-free. About 20 s for FER2013, then kept."""

        def make(progress: Progress) -> Arrays:
            return vars(find_copies(self.faces.images, progress=progress))

        return Copies(**self.keep("copies", self.copies_key, make, progress))

    @property
    def divided(self) -> bool:
        """Whether `split` comes at once: copies are known, or there are so few faces that they are found quickly."""
        return len(self.faces) <= QUICK or self.kept("copies", self.copies_key)

    @cached_property
    def split(self) -> Split:
        """The division into faces to learn from and faces that judge; copies on one side, what is left out aside.

        Finds the copies first where they are not kept (see `divided`)."""
        key = key_of(self.copies_key, self.faces.fingerprint, self.choices.split, self.choices.left_out)

        def make(progress: Progress) -> Arrays:
            out = left_out(self.choices.left_out, len(self.faces)) if self.choices.left_out else None
            made = split(self.faces, self.choices.split, self.copies(progress).near, out)
            return {"part": made.part, "copies_aside": np.array(made.copies_aside)}

        arrays = self.keep("split", key, make, silent)
        return Split(arrays["part"], int(arrays["copies_aside"]))

    @cached_property
    def grouped_rows(self) -> np.ndarray:
        """int64 [m]: the training faces that are grouped, ascending; balanced by labels only if chosen.

        Faces without a label are grouped whatever is chosen.
        """
        train = self.split.train
        settings = self.choices.grouped
        if settings.strategy == "none" or self.faces.emotions is None:
            return train
        others = train[~self.faces.labelled[train]]
        return np.sort(np.append(resample(self.labelled_training, settings).rows, others))

    @property
    def labelled_training(self) -> TrainingRows:
        """The training faces that have a label, with it; labels are needed."""
        train = self.split.train[self.faces.labelled[self.split.train]]
        assert self.faces.emotions is not None
        return TrainingRows(self.split, train, self.faces.emotions[train])

    @property
    def copies_key(self) -> str:
        """Names the copies among these images."""
        return key_of("copies", self.faces.image_fingerprint, DEFAULTS.alike)

    @property
    def balance_key(self) -> str:
        """Names the split and the balance of what is grouped in it."""
        return key_of(self.faces.fingerprint, self.choices.split, self.choices.left_out, self.choices.grouped)
