"""The faces behind a score: those of one cell of the confusion matrix, and the most confident mistakes."""

import numpy as np


def in_cell(true: np.ndarray, probabilities: np.ndarray, of: int, predicted: int) -> np.ndarray:
    """The faces of class ``of`` that are predicted as ``predicted``.

    Args:
        true: uint8 [t], labels as codes.
        probabilities: float32 [t, c], 0..1.
        of: code of the true class.
        predicted: code of the predicted class.

    Returns:
        int64 [m]: indices into ``true``, highest confidence first.
    """
    places = np.flatnonzero((true == of) & (probabilities.argmax(axis=1) == predicted))
    return places[np.argsort(-probabilities[places, predicted], kind="stable")]


def mistakes(true: np.ndarray, probabilities: np.ndarray) -> np.ndarray:
    """int64 [m]: indices of the wrongly predicted faces, highest confidence first; arguments as for `in_cell`."""
    places = np.flatnonzero(probabilities.argmax(axis=1) != true)
    return places[np.argsort(-probabilities[places].max(axis=1), kind="stable")]


def worst_cell(confusion: np.ndarray) -> tuple[int, int]:
    """True and predicted code of the most common mistake in a confusion matrix (int [c, c]).

    Where there is no mistake, the class with most faces, twice.
    """
    wrong = np.array(confusion)
    np.fill_diagonal(wrong, 0)
    if not wrong.any():
        most_common = int(np.asarray(confusion).sum(axis=1).argmax())
        return most_common, most_common
    true, predicted = np.unravel_index(int(wrong.argmax()), wrong.shape)
    return int(true), int(predicted)


def in_turn(codes: np.ndarray, most: int, order: np.ndarray) -> np.ndarray:
    """A few faces that show variety: one of each class, then a second one of each, and so on.

    Args:
        codes: int [n], the class of each face.
        most: number of faces to choose.
        order: int [m], the faces to choose from, as indices into ``codes``; earlier ones are preferred.

    Returns:
        int64 [≤ most]: indices into ``codes``.
    """
    of_class = np.asarray(codes)[order]
    turn = np.zeros(len(order), np.int64)
    for code in np.unique(of_class):
        own = of_class == code
        turn[own] = np.arange(own.sum())
    return np.asarray(order, np.int64)[np.lexsort((of_class, turn))[:most]]
