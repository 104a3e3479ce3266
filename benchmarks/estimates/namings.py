"""Simulated namings: after each decision, the signs and the accuracy on the test faces."""

import csv
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import Path

import numpy as np

from benchmarks.estimates.faces import Sample
from fer_core.clustering import ClusterSettings
from fer_core.clustering.algorithms import group
from fer_core.naming.next_group import group_middles, group_spreads, in_useful_order
from fer_core.naming.verdict import named_faces
from fer_core.recognizer.payoff import Payoff
from fer_core.recognizer.signs import Signs
from fer_core.simulation import Eyes, NamerSettings, SimulatedNamer

ENDS = (1, 2, 3, 4, 5, 6, 8, 10, 12, 15, 20, 25, 30, 35, 40, 50)
"""Decisions after which the recognizer is looked at."""


@dataclass(frozen=True)
class Naming:
    """One naming: the kind of faces, the seed of everything, groups, their order, and how the annotator errs."""

    kind: str
    seed: int
    k: int
    order: str
    eyes: Eyes


@dataclass(frozen=True)
class NamingMoment(Naming, Signs):
    """A moment of a naming: decisions so far, the signs, the accuracy on ``tested`` faces (0..1)."""

    decisions: int = 0
    accuracy: float = 0.0
    tested: int = 0


def run(sample: Sample, naming: Naming) -> list[NamingMoment]:
    """The moments of one naming at which there is a recognizer."""
    settings = ClusterSettings(k=naming.k, seed=naming.seed)
    groups = group(sample.points[sample.rows], settings)[0]  # without its silhouettes, which take longer
    who = SimulatedNamer(NamerSettings(seed=naming.seed, eyes=naming.eyes))
    verdicts = who.name_groups(groups, sample.emotions[sample.rows], sample.classes)
    payoff = Payoff(sample.parts, sample.rows, groups, sample.test, len(sample.classes))
    found, order = [], _order(sample, groups, naming)
    for decisions in (end for end in ENDS if end <= len(order)):
        given = {number: verdicts[number] for number in order[:decisions]}
        point = payoff.update(named_faces(sample.rows, groups, given, {}, sample.classes), decisions, 0.0)
        if point.signs is not None:
            accuracy = point.accuracy(sample.emotions[sample.test])
            more = {"decisions": decisions, "accuracy": accuracy, "tested": len(sample.test)}
            found.append(NamingMoment(**asdict(point.signs), **asdict(naming), **more))  # type: ignore[arg-type]
    return found


def naming_of(moment: NamingMoment) -> Naming:
    """The naming that a moment is of."""
    return Naming(moment.kind, moment.seed, moment.k, moment.order, moment.eyes)


def _order(sample: Sample, groups: np.ndarray, naming: Naming) -> list[int]:
    """The groups in the order in which they are named: the application's, or a random one."""
    numbers = np.unique(groups).tolist()
    if naming.order == "random":
        return np.random.default_rng(naming.seed).permutation(numbers).tolist()
    points = sample.points[sample.rows]
    middles = group_middles(points, groups, numbers)
    spreads = group_spreads(points, groups, numbers, middles)
    sizes = dict(zip(numbers, np.bincount(groups).tolist(), strict=True))
    return [offer.group for offer in in_useful_order(numbers, middles, spreads, sizes, ())]


def save(path: Path, moments: Sequence[NamingMoment]) -> None:
    """Append ``moments`` to a table, so that a stopped benchmark can continue."""
    new = not path.exists()
    with path.open("a", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, [f.name for f in fields(NamingMoment)])
        if new:
            writer.writeheader()
        writer.writerows({n: round(v, 5) if isinstance(v, float) else v for n, v in asdict(m).items()} for m in moments)


def load(path: Path) -> list[NamingMoment]:
    """All moments in a table; none if there is no table."""
    if not path.exists():
        return []
    kinds = {
        f.name: {"int": int, "float": float}.get(getattr(f.type, "__name__", ""), str) for f in fields(NamingMoment)
    }
    with path.open(newline="", encoding="utf-8") as file:
        return [NamingMoment(**{n: kinds[n](cell) for n, cell in row.items()}) for row in csv.DictReader(file)]
