"""Kept: what a lab works on, and its results on disk, each named by what made it."""

import shutil
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from fer_core.base.errors import DamagedFile, FerLabError
from fer_core.base.progress import Progress
from fer_core.faces.faceset import FaceSet
from fer_core.study import datasets
from fer_core.study.choices import Choices
from fer_core.study.store import Store, plain

Arrays = dict[str, np.ndarray]


class Kept:
    """One study's faces, choices and store."""

    def __init__(self, store: Store, faces: FaceSet, choices: Choices) -> None:
        self.store = store
        self.faces = faces
        self.choices = choices

    def kept(self, kind: str, key: str) -> bool:
        """Whether a result is on disk, so that asking for it costs nothing."""
        return self.store.artefact(kind, key) is not None

    def keep(
        self, kind: str, key: str, make: Callable[[Progress], Arrays], progress: Progress, **origin: object
    ) -> Arrays:
        """A result from disk; made and put there first where it is not there or damaged.

        ``origin``: settings that made it, to be told later; the key names them already.
        """
        folder = self.store.artefact(kind, key)
        if folder is not None:
            try:
                return self.store.load(kind, key)[0]
            except DamagedFile:
                shutil.rmtree(folder, ignore_errors=True)  # a result can always be made again
        self.store.save(kind, key, make(progress), {**self._origin(kind), **plain(origin)})
        return self.store.load(kind, key)[0]

    def _origin(self, kind: str) -> dict[str, Any]:
        return {"kind": kind, "dataset": self.faces.fingerprint, "faces": self.faces.name}


def made_of(store: Store, manifest: Mapping[str, Any], dataset: str) -> bool:
    """Whether what ``manifest`` tells of was made of the pictures of this data set.

    Results without labels are kept once for all data sets of the same pictures: the one that made them may carry other
    labels.
    """
    noted = str(manifest.get("dataset"))
    if noted == dataset:
        return True
    try:
        one, other = (datasets.manifest(store, of).get("image_fingerprint") for of in (noted, dataset))
    except FerLabError:
        return False
    return one is not None and one == other
