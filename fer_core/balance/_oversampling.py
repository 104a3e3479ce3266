"""More rows of rare classes: repeated (as places), or made up between neighbours in the space of features."""

from collections.abc import Mapping
from typing import Any, Literal

import numpy as np
from imblearn.over_sampling import ADASYN, SMOTE, BorderlineSMOTE, RandomOverSampler
from imblearn.under_sampling import EditedNearestNeighbours

NEIGHBOURS = 5
"""A made-up row lies between a real one and one of this many nearest of its class (fewer in tiny classes)."""
AROUND = 10
"""Rows of any class around one that Borderline-SMOTE looks at."""
JUDGES = 3
"""Rows that cleaning holds a row against."""

Way = Literal["smote", "borderline_smote", "adasyn"]


def repeated(codes: np.ndarray, targets: Mapping[int, int], seed: int) -> np.ndarray:
    """int64, ascending: places of all rows, and of some of the rare classes again."""
    sampler = RandomOverSampler(sampling_strategy=dict(targets), random_state=seed)
    sampler.fit_resample(np.arange(len(codes))[:, None], codes)
    return np.sort(sampler.sample_indices_).astype(np.int64)


def synthetic(
    way: Way, features: np.ndarray, codes: np.ndarray, targets: Mapping[int, int], seed: int
) -> tuple[np.ndarray, np.ndarray]:
    """float32 [k, d] made-up rows and uint8 [k] their classes, for all classes in ``targets`` (two rows each at least).

    SMOTE (Chawla et al. 2002), Borderline-SMOTE (Han et al. 2005), ADASYN (He et al. 2008). A class in which ADASYN
    finds no face that has a neighbour of another class gets SMOTE's rows.
    """
    counts = np.bincount(codes)
    neighbours = {c: min(NEIGHBOURS, int(counts[c]) - 1) for c in targets}
    made, names = [features[:0]], [codes[:0]]
    for k in sorted(set(neighbours.values())):
        for wanted in _batches(way, {c: n for c, n in targets.items() if neighbours[c] == k}):
            rows, new = _made(way, features, codes, wanted, k, seed)
            made.append(rows)
            names.append(new)
    return np.concatenate(made).astype(features.dtype, copy=False), np.concatenate(names).astype(codes.dtype)


def agreeing(features: np.ndarray, codes: np.ndarray) -> np.ndarray:
    """int64, ascending: places of rows that have the class of most of their three nearest (Wilson 1972).

    A class that would be emptied stays as it is.
    """
    if len(codes) <= JUDGES:
        return np.arange(len(codes))
    cleaner = EditedNearestNeighbours(sampling_strategy="all", n_neighbors=JUDGES, kind_sel="mode")
    cleaner.fit_resample(features, codes)
    kept = np.asarray(cleaner.sample_indices_, np.int64)
    emptied = np.setdiff1d(np.unique(codes), codes[kept])
    return np.sort(np.concatenate([kept, np.flatnonzero(np.isin(codes, emptied))]))


def _batches(way: Way, wanted: dict[int, int]) -> list[dict[int, int]]:
    """ADASYN fails as a whole where it fails for one class, so it gets them one by one."""
    return [{c: n} for c, n in wanted.items()] if way == "adasyn" else [wanted]


def _made(
    way: Way, features: np.ndarray, codes: np.ndarray, wanted: dict[int, int], k: int, seed: int
) -> tuple[np.ndarray, np.ndarray]:
    try:
        rows, names = _sampler(way, wanted, k, len(codes), seed).fit_resample(features, codes)
    except (ValueError, RuntimeError):
        if way != "adasyn":
            raise
        rows, names = _sampler("smote", wanted, k, len(codes), seed).fit_resample(features, codes)
    return rows[len(features) :], names[len(features) :]


def _sampler(way: Way, wanted: dict[int, int], k: int, rows: int, seed: int) -> Any:
    if way == "smote":
        return SMOTE(sampling_strategy=wanted, k_neighbors=k, random_state=seed)
    if way == "adasyn":
        return ADASYN(sampling_strategy=wanted, n_neighbors=k, random_state=seed)
    around = min(AROUND, rows - 1)
    return BorderlineSMOTE(sampling_strategy=wanted, k_neighbors=k, m_neighbors=around, random_state=seed)
