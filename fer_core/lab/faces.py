"""Which faces may be learnt from, which judge, and which are grouped."""

from functools import cached_property

import numpy as np

from fer_core.balance import TrainingRows, resample
from fer_core.lab.kept import Arrays, Kept
from fer_core.progress import Progress, silent
from fer_core.split import Split, split
from fer_core.store import key_of


class Faces(Kept):
    """The faces of a study, divided."""

    @cached_property
    def split(self) -> Split:
        """The division into faces to learn from and faces that judge."""
        key = key_of(self.faces.fingerprint, self.choices.split)

        def make(progress: Progress) -> Arrays:
            made = split(self.faces, self.choices.split)
            return {"part": made.part, "copies_aside": np.array(made.copies_aside)}

        arrays = self.keep("split", key, make, silent)
        return Split(arrays["part"], int(arrays["copies_aside"]))

    @cached_property
    def grouped_rows(self) -> np.ndarray:
        """int64 [m]: the training faces that are grouped, ascending; balanced by labels only if chosen."""
        train = self.split.train
        settings = self.choices.grouped
        if settings.strategy == "none" or self.faces.emotions is None:
            return train
        return np.sort(resample(TrainingRows(self.split, train, self.faces.emotions[train]), settings).rows)

    @property
    def balance_key(self) -> str:
        """Names the split and the balance of what is grouped in it."""
        return key_of(self.faces.fingerprint, self.choices.split, self.choices.grouped)
