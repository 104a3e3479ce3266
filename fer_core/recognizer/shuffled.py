"""The noise of a score: what a recognizer's own predictions score without any regard to the faces."""

import numpy as np

from fer_core.recognizer.references import Reference


def shuffled(confusion: np.ndarray) -> Reference:
    """The expected accuracy of the same predictions in random order (Cohen 1960).

    It shows how much of a score comes from predicting common emotions often.

    Args:
        confusion: int [c, c], at least one test face; rows are labels, columns predictions.
    """
    table = np.asarray(confusion, np.float64)
    expected = float(table.sum(axis=1) @ table.sum(axis=0) / table.sum() ** 2)
    explanation = "Noise: this recognizer's predictions, given to the test faces in random order."
    return Reference("shuffled", "Its predictions, shuffled", explanation, expected)
