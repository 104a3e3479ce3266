"""Rows of a made-up division for tests: all train, or some judge."""

import numpy as np

from fer_core.balance import TrainingRows
from fer_core.faces.split import TEST, TRAIN, Split


def all_train(codes: np.ndarray, weights: np.ndarray | None = None) -> TrainingRows:
    """Every face once, all of them to learn from."""
    return TrainingRows(Split(np.full(len(codes), TRAIN, np.uint8), 0), np.arange(len(codes)), codes, weights)


def judging(n: int, judges: np.ndarray) -> Split:
    """A division of ``n`` faces of which ``judges`` are held out."""
    part = np.full(n, TRAIN, np.uint8)
    part[judges] = TEST
    return Split(part, 0)
