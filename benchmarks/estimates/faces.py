"""The sets of faces on which naming is simulated."""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from fer_core.base.progress import Progress, silent
from fer_core.faces.faceset import FaceSet
from fer_core.faces.readers import read_faces
from fer_core.faces.readers.drawn.sample import sample_faces
from fer_core.study import datasets
from fer_core.study.lab import Lab
from fer_core.study.store import Store
from fer_core.study.study import fitting

REAL = "fer2013_images.zip"
EASY = ("happy", "sad", "surprise", "neutral")
"""The emotions of the easier sets."""
OTHER_FEATURES = 3
"""Place of the recognizer's features whose first components make the poorer groups."""


@dataclass(frozen=True, eq=False)
class Sample:
    """Faces to name and to test on.

    Attributes:
        parts: float32 [n, d_i] each, the recognizer's features.
        points: float32 [n, d], the space of the groups.
        rows: int [m], the faces that are grouped.
        test: int [t], the test faces.
        emotions: uint8 [n], labels, for the simulated annotator and the scores only.
        classes: names of the emotions.
    """

    parts: list[np.ndarray]
    points: np.ndarray
    rows: np.ndarray
    test: np.ndarray
    emotions: np.ndarray
    classes: tuple[str, ...]


def of_faces(store: Store, faces: FaceSet, progress: Progress = silent) -> Sample:
    """The faces with their default choices; features are saved in the store."""
    assert faces.emotions is not None
    lab = Lab(store, faces, fitting(faces))
    parts, points = lab.inputs.parts(progress), lab.space.points(progress)
    return Sample(parts, points, lab.division.grouped_rows, lab.division.split.test, faces.emotions, faces.classes)


def some(whole: Sample, faces: int, seed: int) -> Sample:
    """The same with ``faces`` random ones to group."""
    rows = np.random.default_rng(seed).permutation(whole.rows)[:faces]
    return replace(whole, rows=np.sort(rows))


def easy(whole: Sample) -> Sample:
    """The same with four emotions only."""
    known = [whole.classes.index(name) for name in EASY]
    codes = np.zeros(256, np.uint8)
    codes[known] = np.arange(len(known))
    has = np.isin(whole.emotions, known)
    rows, test = whole.rows[has[whole.rows]], whole.test[has[whole.test]]
    return replace(whole, rows=rows, test=test, emotions=codes[whole.emotions], classes=EASY)


def poorer(whole: Sample) -> Sample:
    """The same with groups by features that show emotions less."""
    return replace(whole, points=np.ascontiguousarray(whole.parts[OTHER_FEATURES][:, :30]))


def drawn(store: Store, style: str, seed: int) -> Sample:
    """A drawn sample of 2,800 faces."""
    return of_faces(store, sample_faces(2800, seed=seed, style=style))  # type: ignore[arg-type]


def fer2013(store: Store, progress: Progress = silent) -> Sample:
    """FER2013, from the file in the folder FER_LAB_REAL_DATA, unless it is in the store already."""
    known = [i.id for i in datasets.listing(store) if datasets.manifest(store, i.id)["source"] == REAL]
    path = str(Path(os.environ.get("FER_LAB_REAL_DATA", ".")) / REAL)
    dataset = known[0] if known else datasets.save(store, read_faces(path, progress), REAL)
    return of_faces(store, datasets.load(store, dataset), progress)


Draw = Callable[[Sample, int], Sample]
DRAWS: Mapping[str, tuple[str, Draw]] = {
    "clear": ("clear", lambda whole, seed: whole),
    "lifelike": ("lifelike", lambda whole, seed: whole),
    "FER2013": ("fer2013", lambda whole, seed: whole if seed == 0 else some(whole, 6000, seed)),
    "FER2013, few faces": ("fer2013", lambda whole, seed: some(whole, 2000, seed)),
    "FER2013, four emotions": ("fer2013", lambda whole, seed: easy(some(whole, 5000, seed))),
    "FER2013, poorer groups": ("fer2013", lambda whole, seed: poorer(some(whole, 4000, seed))),
    "clear, four emotions": ("clear", lambda whole, seed: easy(whole)),
    "clear, poorer groups": ("clear", lambda whole, seed: poorer(whole)),
}
"""Kind of faces -> where they come from, and what is taken of them with a seed."""


def source(store: Store, name: str, seed: int) -> Sample:
    """The faces that `DRAWS` takes from; a drawn sample is drawn with ``seed``."""
    return fer2013(store) if name == "fer2013" else drawn(store, name, seed)
