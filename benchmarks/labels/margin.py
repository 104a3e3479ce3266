"""Active learning by margin sampling (Scheffer, Decomain and Wrobel, IDA 2001), in growing rounds."""

import numpy as np

from benchmarks.labels.bench import Bench
from fer_core.naming.verdict import Verdict
from fer_core.recognizer.models import Recognizer
from fer_core.simulation import SimulatedNamer

FIRST = 7
"""Random faces to start with: the smallest budget."""
GROWTH = 0.25
"""Faces of the next round, as a share of those named so far (at least `FIRST`): people do not wait after each."""


def margin_faces(bench: Bench, budget: int, seed: int, person: SimulatedNamer) -> np.ndarray:
    """int64 [budget]: training faces in the order in which they are named.

    A larger budget begins with the same faces as a smaller one, so the longest order is reused.
    """
    key = ("margin", seed, person.settings)
    order: list[np.ndarray] = bench.memory.setdefault(key, [])
    lab = bench.lab(seed)
    X, train = lab.inputs.matrix(bench.progress), lab.division.split.train
    verdicts: dict[int, Verdict] = {}
    for batch in order:
        verdicts |= bench.name_faces(person, batch)
    while len(verdicts) < budget:
        bench.progress(len(verdicts), budget, "Choosing uncertain faces")
        left = train[~np.isin(train, list(verdicts))]
        if not len(left):
            break
        ranked = _least_confident(bench, X, verdicts, left, seed)
        batch = ranked[: max(FIRST, int(GROWTH * len(verdicts)))]
        order.append(batch)
        verdicts |= bench.name_faces(person, batch)
    return np.concatenate(order)[:budget]


def _least_confident(
    bench: Bench, X: np.ndarray, verdicts: dict[int, Verdict], left: np.ndarray, seed: int
) -> np.ndarray:
    """``left`` by rising margin between the two most probable emotions; in random order before two names were given."""
    named = bench.of_faces(verdicts) if verdicts else None
    if named is None or len(np.unique(named.codes)) < 2:
        return np.random.default_rng(seed).permutation(left)
    settings = bench.lab(seed).choices.recognizer.bare  # calibration does not change scores
    fitted = Recognizer(settings, bench.faces.classes).fit(X[named.rows], named.codes, named.weights)
    best = np.sort(fitted.predict_proba(X[left]), axis=1)
    return left[np.argsort(best[:, -1] - best[:, -2], kind="stable")]
