"""Results of the steps of a lab, on disk, each under a key that follows from its inputs."""

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
    """The results for one data set.

    Attributes:
        store: the home folder.
        dataset: fingerprint of the faces.
        name: of the data set.
    """

    store: Store
    dataset: str
    name: str

    def has(self, kind: str, key: str) -> bool:
        """Whether a result is on disk."""
        return self.store.artefact(kind, key) is not None

    def get(
        self, kind: str, key: str, make: Callable[[Progress], Arrays], progress: Progress, **origin: object
    ) -> Arrays:
        """A result from disk; made and saved first if it is missing or damaged.

        Args:
            kind: of result, the name of a folder.
            key: follows from everything that the result depends on.
            make: computes the result.
            progress: for ``make``; may raise Cancelled.
            origin: settings that made it, noted in its manifest for people; the key already depends on them.
        """
        folder = self.store.artefact(kind, key)
        if folder is not None:
            try:
                return self.read(kind, key)
            except DamagedFile:
                shutil.rmtree(folder, ignore_errors=True)  # results can always be made again
        about = {"kind": kind, "dataset": self.dataset, "faces": self.name}
        self.store.save(kind, key, make(progress), {**about, **plain(origin)})
        return self.read(kind, key)

    def read(self, kind: str, key: str) -> Arrays:
        """A result that is on disk. Raises NotFound or DamagedFile."""
        return self.store.load(kind, key)[0]

    def forget(self, kind: str, key: str) -> None:
        """Remove a result from disk; `get` makes it again."""
        shutil.rmtree(self.store.home / "artefacts" / kind / key)


def made_of(store: Store, manifest: Mapping[str, Any], dataset: str) -> bool:
    """Whether the result with this ``manifest`` was made from the pictures of this data set.

    Results that use no labels are shared by data sets with the same pictures, even if their labels differ.
    """
    noted = str(manifest.get("dataset"))
    if noted == dataset:
        return True
    try:
        one, other = (datasets.manifest(store, of).get("image_fingerprint") for of in (noted, dataset))
    except FerLabError:
        return False
    return one is not None and one == other
