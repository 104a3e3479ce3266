"""More rows of rare classes: repeated ones, or synthetic ones between neighbours in feature space."""

from collections.abc import Mapping
from typing import Any, Literal

import numpy as np
from imblearn.over_sampling import ADASYN, SMOTE, BorderlineSMOTE, RandomOverSampler
from imblearn.under_sampling import EditedNearestNeighbours

NEIGHBOURS = 5
"""A synthetic row is between a real one and one of this many nearest of its class (fewer in tiny classes)."""
AROUND = 10
"""Neighbours of any class that Borderline-SMOTE considers."""
CLEANING_NEIGHBOURS = 3
"""Neighbours of any class that cleaning compares a row with."""

Method = Literal["smote", "borderline_smote", "adasyn"]


def repeated(codes: np.ndarray, targets: Mapping[int, int], seed: int) -> np.ndarray:
    """Indices int64, ascending, of all rows and repeated rows of rare classes.

    ``codes``: int [m]; ``targets``: class -> rows afterwards.
    """
    sampler = RandomOverSampler(sampling_strategy=dict(targets), random_state=seed)
    sampler.fit_resample(np.arange(len(codes))[:, None], codes)
    return np.sort(sampler.sample_indices_).astype(np.int64)


def synthetic(
    method: Method, features: np.ndarray, codes: np.ndarray, targets: Mapping[int, int], seed: int
) -> tuple[np.ndarray, np.ndarray]:
    """Synthetic rows float32 [k, d] and their classes uint8 [k].

    ``features``: float32 [m, d]; ``codes``: uint8 [m]; ``targets``: class (of at least two rows) -> rows afterwards.
    SMOTE (Chawla et al. 2002), Borderline-SMOTE (Han et al. 2005), ADASYN (He et al. 2008). A class in which ADASYN
    finds no face that has a neighbour of another class gets SMOTE's rows.
    """
    counts = np.bincount(codes)
    neighbours = {c: min(NEIGHBOURS, int(counts[c]) - 1) for c in targets}
    made, names = [features[:0]], [codes[:0]]
    for k in sorted(set(neighbours.values())):
        for wanted in _batches(method, {c: n for c, n in targets.items() if neighbours[c] == k}):
            rows, new = _made(method, features, codes, wanted, k, seed)
            made.append(rows)
            names.append(new)
    return np.concatenate(made).astype(features.dtype, copy=False), np.concatenate(names).astype(codes.dtype)


def agreeing(features: np.ndarray, codes: np.ndarray) -> np.ndarray:
    """Indices int64, ascending, of the rows whose three nearest mostly have the same class (Wilson 1972).

    ``features``: float32 [m, d]; ``codes``: int [m]. A class that would lose all its rows stays unchanged.
    """
    if len(codes) <= CLEANING_NEIGHBOURS:
        return np.arange(len(codes))
    cleaner = EditedNearestNeighbours(sampling_strategy="all", n_neighbors=CLEANING_NEIGHBOURS, kind_sel="mode")
    cleaner.fit_resample(features, codes)
    remaining = np.asarray(cleaner.sample_indices_, np.int64)
    emptied = np.setdiff1d(np.unique(codes), codes[remaining])
    return np.sort(np.concatenate([remaining, np.flatnonzero(np.isin(codes, emptied))]))


def _batches(method: Method, wanted: dict[int, int]) -> list[dict[int, int]]:
    """ADASYN fails as a whole where it fails for one class, so it gets them one by one."""
    return [{c: n} for c, n in wanted.items()] if method == "adasyn" else [wanted]


def _made(
    method: Method, features: np.ndarray, codes: np.ndarray, wanted: dict[int, int], k: int, seed: int
) -> tuple[np.ndarray, np.ndarray]:
    try:
        rows, names = _sampler(method, wanted, k, len(codes), seed).fit_resample(features, codes)
    except (ValueError, RuntimeError):
        if method != "adasyn":
            raise
        rows, names = _sampler("smote", wanted, k, len(codes), seed).fit_resample(features, codes)
    return rows[len(features) :], names[len(features) :]


def _sampler(method: Method, wanted: dict[int, int], k: int, rows: int, seed: int) -> Any:
    if method == "smote":
        return SMOTE(sampling_strategy=wanted, k_neighbors=k, random_state=seed)
    if method == "adasyn":
        return ADASYN(sampling_strategy=wanted, n_neighbors=k, random_state=seed)
    around = min(AROUND, rows - 1)
    return BorderlineSMOTE(sampling_strategy=wanted, k_neighbors=k, m_neighbors=around, random_state=seed)
