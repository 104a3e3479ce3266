"""Class weights: faces of rare classes count for more."""

import numpy as np


def class_weights(codes: np.ndarray, n_classes: int, weights: np.ndarray | None = None) -> np.ndarray:
    """Weights float32 [m], mean 1, with which all classes in ``codes`` int [m] have the same total weight.

    Where rows already have ``weights`` float [m], the results are factors for them, and the products have the same
    total in each class.
    """
    own = np.ones(len(codes)) if weights is None else weights
    mass = np.bincount(codes, weights=own, minlength=n_classes)
    share = own.sum() / max(np.count_nonzero(mass), 1)
    return np.divide(share, mass, out=np.ones(n_classes), where=mass > 0)[codes].astype(np.float32)


def effective_weights(codes: np.ndarray, weights: np.ndarray, beta: float) -> np.ndarray:
    """Factors float32 [m], inverse to each class's effective number of faces (Cui et al., CVPR 2019).

    That number is (1 - beta^n) / (1 - beta) for a class with n faces: each further face overlaps more with the others.
    beta = 0 gives all rows the same weight; beta near 1 is like `class_weights`. The sum of weights is unchanged.
    ``codes``: int [m]; ``weights``: float [m], weights of the rows, whose sum in a class is n.
    """
    mass = np.bincount(codes, weights=weights)
    number = (1 - np.power(beta, mass)) / (1 - beta)
    factors = np.divide(1, number, out=np.ones(len(mass)), where=number > 0)[codes]
    total = float((factors * weights).sum())
    return (factors * (weights.sum() / total if total > 0 else 1)).astype(np.float32)
