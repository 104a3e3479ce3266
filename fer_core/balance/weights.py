"""Weights: every face is kept, but some count for more."""

import numpy as np


def class_weights(codes: np.ndarray, n_classes: int, weights: np.ndarray | None = None) -> np.ndarray:
    """float32 [m], mean 1: weights with which every class that occurs in ``codes`` (int [m]) weighs the same.

    Where rows already have ``weights`` (float [m]), these are factors to multiply them by, and the classes'
    summed products are the same.
    """
    own = np.ones(len(codes)) if weights is None else weights
    mass = np.bincount(codes, weights=own, minlength=n_classes)
    share = own.sum() / max(np.count_nonzero(mass), 1)
    return np.divide(share, mass, out=np.ones(n_classes), where=mass > 0)[codes].astype(np.float32)


def effective_weights(codes: np.ndarray, weights: np.ndarray, beta: float) -> np.ndarray:
    """float32 [m]: factors inversely proportional to each class's effective number of faces (Cui et al., CVPR 2019).

    That number is (1 - beta^n) / (1 - beta): of a class with n faces, each further one overlaps more with those that
    are there. beta = 0 weighs all classes' rows alike, beta towards 1 as `class_weights` does. The sum of weights
    stays. ``codes``: int [m]; ``weights``: float [m], the rows' own, which n adds up.
    """
    mass = np.bincount(codes, weights=weights)
    number = (1 - np.power(beta, mass)) / (1 - beta)
    factors = np.divide(1, number, out=np.ones(len(mass)), where=number > 0)[codes]
    total = float((factors * weights).sum())
    return (factors * (weights.sum() / total if total > 0 else 1)).astype(np.float32)
