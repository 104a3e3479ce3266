"""The sample's faces under other labels, so that what was looked at once serves for all of them."""

import numpy as np

from fer_core.faces.emotions import FER2013
from fer_core.faces.faceset import UNLABELLED, FaceSet

HAPPY, SAD = FER2013.index("happy"), FER2013.index("sad")


def labelled(faces: FaceSet, emotions: np.ndarray | None, votes: np.ndarray | None = None) -> FaceSet:
    """The same faces with these labels."""
    return FaceSet.of(
        faces.images, emotions, classes=faces.classes, usage=faces.usage, usages=faces.usages, name="labels",
        synthetic=True, votes=votes,
    )  # fmt: skip


def two_emotions(faces: FaceSet) -> FaceSet:
    """Happy and sad alone: what the sample shows as happy or surprised is happy, all else sad."""
    assert faces.emotions is not None
    smiling = np.isin(faces.emotions, (HAPPY, FER2013.index("surprise")))
    return labelled(faces, np.where(smiling, HAPPY, SAD).astype(np.uint8))


def partly_labelled(faces: FaceSet) -> FaceSet:
    """Every third face, of every part, without a label."""
    assert faces.emotions is not None
    emotions = faces.emotions.copy()
    emotions[::3] = UNLABELLED
    return labelled(faces, emotions)


def shuffled(faces: FaceSet) -> FaceSet:
    """The labels of a set dealt out anew among the faces that have one."""
    assert faces.emotions is not None
    emotions = faces.emotions.copy()
    known = np.flatnonzero(faces.labelled)
    emotions[known] = np.random.default_rng(0).permutation(emotions[known])
    return labelled(faces, emotions)


def voted(faces: FaceSet) -> FaceSet:
    """Ten annotators a face: seven for the label, three for the class after it; of every fifth face none was asked."""
    assert faces.emotions is not None
    votes = np.zeros((len(faces), len(faces.classes)), np.uint8)
    rows = np.arange(len(faces))
    votes[rows, faces.emotions] = 7
    votes[rows, (faces.emotions + 1) % len(faces.classes)] = 3
    votes[::5] = 0
    return labelled(faces, faces.emotions, votes)
