"""Logit adjustment (Menon et al., ICLR 2021): what was rare in training is made more probable afterwards.

Their rule subtracts tau x log(prior) from the logits of a model that believes the training shares. A model that
believes only a part of them, as our discriminant with its priors to the power 0.5, needs that part of the shift; see
`belief`.
"""

import numpy as np


def shift(codes: np.ndarray, weights: np.ndarray, named: np.ndarray, tau: float, belief: float) -> np.ndarray:
    """float64 [k]: what is added to the log probability of each class in ``named`` (int [k], all occur in ``codes``).

    Args:
        codes: int [m], the training rows' classes, before anything was done to them.
        weights: float [m], and what they weigh.
        named: the classes that the model tells apart.
        tau: 0 changes nothing; 1 treats all classes as equally common.
        belief: the power of the classes' shares that the model itself uses (1 for most).
    """
    mass = np.bincount(codes, weights=weights)[named]
    return -tau * belief * np.log(mass / mass.sum())


def adjusted(probabilities: np.ndarray, by: np.ndarray) -> np.ndarray:
    """[n, k] ``probabilities`` with ``by`` (float [k]) added to their logarithms; rows sum to 1, zeros stay zero."""
    if not by.any():
        return probabilities
    raised = probabilities * np.exp(by - by.max(initial=-np.inf))
    total = raised.sum(axis=1, keepdims=True)
    return np.divide(raised, total, out=probabilities.astype(raised.dtype), where=total > 0)
