"""Logit adjustment (Menon et al., ICLR 2021): classes that were rare in training are made more probable afterwards.

The rule subtracts tau x log(prior) from the logits of a model that uses the training shares as priors. A model that
uses only a power of them, as our discriminant with the power 0.5, needs only that part of the shift; see `belief`.
"""

import numpy as np


def shift(codes: np.ndarray, weights: np.ndarray, named: np.ndarray, tau: float, belief: float) -> np.ndarray:
    """The shift of each class's log probability, float64 [k].

    Args:
        codes: int [m], classes of the training rows before balancing.
        weights: float [m], their weights.
        named: int [k], the classes that the model predicts; all occur in ``codes``.
        tau: 0 changes nothing; 1 treats all classes as equally common.
        belief: the power of the class shares that the model itself uses as priors (1 for most).
    """
    mass = np.bincount(codes, weights=weights)[named]
    return -tau * belief * np.log(mass / mass.sum())


def adjusted(probabilities: np.ndarray, by: np.ndarray) -> np.ndarray:
    """``probabilities`` float [n, k] with ``by`` float [k] added to their logarithms; rows sum to 1, zeros stay 0."""
    if not by.any():
        return probabilities
    raised = probabilities * np.exp(by - by.max(initial=-np.inf))
    total = raised.sum(axis=1, keepdims=True)
    return np.divide(raised, total, out=probabilities.astype(raised.dtype), where=total > 0)
