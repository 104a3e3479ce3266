"""Results: what the steps of a lab made, on disk, each named by what made it."""

import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from fer_core.base.errors import DamagedFile, FerLabError
from fer_core.base.progress import Progress
from fer_core.study import datasets
from fer_core.study.store import Store, plain

Arrays = dict[str, np.ndarray]


@dataclass(frozen=True, eq=False)
class Results:
    """The store, as the steps on one data set use it.

    Attributes:
        store: the home folder.
        dataset: fingerprint of the faces.
        name: what the data set is called.
    """

    store: Store
    dataset: str
    name: str

    def has(self, kind: str, key: str) -> bool:
        """Whether a result is on disk, so that asking for it costs nothing."""
        return self.store.artefact(kind, key) is not None

    def get(
        self, kind: str, key: str, make: Callable[[Progress], Arrays], progress: Progress, **origin: object
    ) -> Arrays:
        """A result from disk; made and saved there first where it is missing or damaged.

        Args:
            kind: what it is; names a folder.
            key: names the result by all that it follows from.
            make: computes it.
            progress: handed to ``make``; may raise Cancelled.
            origin: settings that made it, noted beside it for people; the key names them already.
        """
        folder = self.store.artefact(kind, key)
        if folder is not None:
            try:
                return self.read(kind, key)
            except DamagedFile:
                shutil.rmtree(folder, ignore_errors=True)  # a result can always be made again
        about = {"kind": kind, "dataset": self.dataset, "faces": self.name}
        self.store.save(kind, key, make(progress), {**about, **plain(origin)})
        return self.read(kind, key)

    def read(self, kind: str, key: str) -> Arrays:
        """A result that is on disk. Raises NotFound or DamagedFile."""
        return self.store.load(kind, key)[0]

    def forget(self, kind: str, key: str) -> None:
        """Remove a result from disk; it is made again when it is next asked for."""
        shutil.rmtree(self.store.home / "artefacts" / kind / key)


def made_of(store: Store, manifest: Mapping[str, Any], dataset: str) -> bool:
    """Whether the result that ``manifest`` describes was made of the pictures of this data set.

    Results that use no labels are shared by all data sets of the same pictures: the one that made them may carry
    other labels.
    """
    noted = str(manifest.get("dataset"))
    if noted == dataset:
        return True
    try:
        one, other = (datasets.manifest(store, of).get("image_fingerprint") for of in (noted, dataset))
    except FerLabError:
        return False
    return one is not None and one == other
