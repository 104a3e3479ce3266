"""Which faces stand behind a score: those of one cell of the confusion matrix, and the surest mistakes."""

import numpy as np


def in_cell(true: np.ndarray, probabilities: np.ndarray, of: int, said: int) -> np.ndarray:
    """int64: places of the faces of class ``of`` that are called ``said``, the surest first.

    ``true``: uint8 [t]; ``probabilities``: float32 [t, c].
    """
    places = np.flatnonzero((true == of) & (probabilities.argmax(axis=1) == said))
    return places[np.argsort(-probabilities[places, said], kind="stable")]


def mistakes(true: np.ndarray, probabilities: np.ndarray) -> np.ndarray:
    """int64: places of the faces that are wrong, the surest mistake first. Arguments as `in_cell`'s."""
    places = np.flatnonzero(probabilities.argmax(axis=1) != true)
    return places[np.argsort(-probabilities[places].max(axis=1), kind="stable")]


def worst_cell(confusion: np.ndarray) -> tuple[int, int]:
    """The commonest mistake of a confusion matrix (int [c, c]): true and said code.

    Where there is none, the class that has most faces, called so.
    """
    wrong = np.array(confusion)
    np.fill_diagonal(wrong, 0)
    if not wrong.any():
        commonest = int(np.asarray(confusion).sum(axis=1).argmax())
        return commonest, commonest
    true, said = np.unravel_index(int(wrong.argmax()), wrong.shape)
    return int(true), int(said)
