"""How often people agree with the labels, as a reference for a recognizer: published for FER2013, or from votes."""

import numpy as np

from fer_core.base.words import count
from fer_core.faces.faceset import FaceSet
from fer_core.faces.fer2013 import is_fer2013
from fer_core.recognizer.references import Reference

KEY = "people"
ON_FER2013 = 0.65
"""Accuracy of people on FER2013, ± 0.05."""
SOURCE = (
    "Goodfellow et al., “Challenges in representation learning: A report on three machine learning contests”, ICONIP "
    "2013"
)


def people(faces: FaceSet, tested: np.ndarray) -> Reference | None:
    """How often people agree with the labels of these faces; None where this is not known.

    Votes on the test faces themselves come before the published figure.

    Args:
        faces: the data set.
        tested: int [t], indices of the test faces.
    """
    if faces.votes is not None and (found := by_votes(faces.votes[tested])) is not None:
        return found
    if faces.synthetic or faces.emotions is None or not is_fer2013(faces.classes, faces.counts()):
        return None
    explanation = f"People agree with about 65 ± 5 % of FER2013's labels, measured on other faces of it: {SOURCE}."
    return Reference(KEY, "People", explanation, ON_FER2013)


def in_words(found: Reference) -> str:
    """The reference in a few words, for a sentence that also tells chance: "people about 65%"."""
    return f"{found.name.lower()} about {found.accuracy:.0%}"


def by_votes(votes: np.ndarray) -> Reference | None:
    """How often one annotator chose what most of the others chose; ties of the others count in part.

    The annotator's own vote does not count towards the majority, as a recognizer's prediction does not.

    Args:
        votes: uint8 [t, c], annotators who chose each emotion for each face.

    Returns:
        The mean over faces with two votes or more; None where there is no such face.
    """
    cast = votes[votes.sum(axis=1, dtype=np.int64) > 1].astype(np.int64)
    if not len(cast):
        return None
    agreement = np.zeros(len(cast))
    for own in range(cast.shape[1]):
        others = cast.copy()
        others[:, own] -= 1
        most = others.max(axis=1, keepdims=True)
        tied = (others == most).sum(axis=1)
        agreement += cast[:, own] * (others[:, own] == most[:, 0]) / tied
    shares = agreement / cast.sum(axis=1)
    explanation = (
        "How often one of the data set's annotators chose the emotion that most of the other annotators of the same "
        f"face chose, over {count(len(cast), 'test face')}."
    )
    return Reference(KEY, "One annotator", explanation, float(shares.mean()))
