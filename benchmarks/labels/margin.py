"""Active learning by margin sampling (Scheffer, Decomain and Wrobel, IDA 2001), in rounds that grow."""

import numpy as np

from benchmarks.labels.bench import Bench
from fer_core.naming.verdict import Verdict
from fer_core.recognizer.models import Recognizer
from fer_core.simulation import SimulatedNamer

FIRST = 7
"""Random faces to start with: the smallest budget."""
GROWTH = 0.25
"""Faces of the next round, as a share of those named so far (at least `FIRST`): a person will not wait after each."""


def margin_faces(bench: Bench, budget: int, seed: int, person: SimulatedNamer) -> np.ndarray:
    """int64 [budget]: training faces in the order in which they are asked for.

    A smaller budget asks for the same faces as a larger one begins with, so the longest order is remembered.
    """
    key = ("margin", seed, person.settings)
    order: list[np.ndarray] = bench.memory.setdefault(key, [])
    lab = bench.lab(seed)
    X, train = lab.inputs.matrix(bench.progress), lab.division.split.train
    said: dict[int, Verdict] = {}
    for batch in order:
        said |= bench.name_faces(person, batch)
    while len(said) < budget:
        bench.progress(len(said), budget, "Asking for uncertain faces")
        left = train[~np.isin(train, list(said))]
        if not len(left):
            break
        ranked = _least_sure(bench, X, said, left, seed)
        batch = ranked[: max(FIRST, int(GROWTH * len(said)))]
        order.append(batch)
        said |= bench.name_faces(person, batch)
    return np.concatenate(order)[:budget]


def _least_sure(bench: Bench, X: np.ndarray, said: dict[int, Verdict], left: np.ndarray, seed: int) -> np.ndarray:
    """``left`` by rising margin between the two likeliest emotions; at random while less than two are known."""
    named = bench.of_faces(said) if said else None
    if named is None or len(np.unique(named.codes)) < 2:
        return np.random.default_rng(seed).permutation(left)
    settings = bench.lab(seed).choices.recognizer.bare  # scores do not see calibration
    fitted = Recognizer(settings, bench.faces.classes).fit(X[named.rows], named.codes, named.weights)
    best = np.sort(fitted.predict_proba(X[left]), axis=1)
    return left[np.argsort(best[:, -1] - best[:, -2], kind="stable")]
