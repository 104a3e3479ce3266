"""The methods to compare: each is a function of (bench, budget, seed), registered in `METHODS`."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Literal

import numpy as np

from benchmarks.labels.bench import Bench, Outcome
from benchmarks.labels.margin import margin_faces
from fer_core.balance import TrainingRows
from fer_core.clustering import assign
from fer_core.features import FEATURES
from fer_core.naming.verdict import NamedFaces
from fer_core.recognizer.references import student_baseline
from fer_core.reduction import ReductionSettings
from fer_core.simulation import Eyes

Run = Callable[[Bench, int, int], Outcome]
Asks = Literal["groups", "faces", "classes", "all"]


@dataclass(frozen=True)
class Method:
    """One line of the table.

    Attributes:
        title: for table and chart.
        run: the method.
        asks: what the annotator names: groups, single faces, one group for each emotion, or all training faces.
    """

    title: str
    run: Run
    asks: Asks


def groups(bench: Bench, budget: int, seed: int, eyes: Eyes | None = None, **choices: Any) -> Outcome:
    """Train the recognizer on as many named groups as decisions. ``choices`` replace the defaults."""
    lab = bench.lab(seed, budget, **choices)
    verdicts, seconds = bench.name_groups(lab, bench.person(seed, eyes))
    return Outcome(bench.predicted(lab, lab.naming.from_verdicts(verdicts, {})), len(verdicts), seconds)


def hog_groups(bench: Bench, budget: int, seed: int) -> Outcome:
    """The same with groups by 50 principal components of HOG."""
    return groups(bench, budget, seed, features=FEATURES["hog"](), reduction=ReductionSettings(50))


def geometry_groups(bench: Bench, budget: int, seed: int) -> Outcome:
    """The same with groups by face geometry."""
    return groups(bench, budget, seed, features=FEATURES["geometry"](), reduction=ReductionSettings())


def nearest_group(bench: Bench, budget: int, seed: int) -> Outcome:
    """Without a recognizer: a test face gets the first name of the nearest named group."""
    lab = bench.lab(seed, budget)
    verdicts, seconds = bench.name_groups(lab, bench.person(seed))
    named = sorted(group for group, verdict in verdicts.items() if verdict.emotion)
    codes = np.array([bench.faces.classes.index(verdicts[group].emotion) for group in named], np.uint8)
    if not named:
        return Outcome(np.zeros(len(lab.division.split.test), np.uint8), len(verdicts), seconds)
    nearest = assign(lab.space.points(bench.progress)[lab.division.split.test], lab.groups.clustering().centres[named])
    return Outcome(codes[nearest], len(verdicts), seconds)


def random_faces(bench: Bench, budget: int, seed: int, eyes: Eyes | None = None) -> Outcome:
    """Train the recognizer on random single faces, each named."""
    lab = bench.lab(seed)
    faces = np.random.default_rng(seed).permutation(lab.division.split.train)[:budget]
    return _single(bench, budget, seed, faces, eyes)


def uncertain_faces(bench: Bench, budget: int, seed: int, eyes: Eyes | None = None) -> Outcome:
    """Active learning: in each round, the faces that the recognizer is least confident about are named."""
    return _single(bench, budget, seed, margin_faces(bench, budget, seed, bench.person(seed, eyes)), eyes)


def student_project(bench: Bench, budget: int, seed: int) -> Outcome:
    """Pixels, two components, k-means with one group for each emotion, optimally named (see `student_baseline`)."""
    lab = bench.lab(seed)
    train, test = lab.division.split.train, lab.division.split.test
    known = TrainingRows(lab.division.split, train, bench.emotions[train])
    found = student_baseline(bench.faces.images, known, bench.emotions[test], bench.faces.classes, seed)
    assert found.scores is not None
    seconds = budget * (bench.pace.decide + bench.namer.looks * bench.pace.look)
    return Outcome(_one_by_one(found.scores.confusion, bench.emotions[test]), budget, seconds)


def all_labels(bench: Bench, budget: int, seed: int) -> Outcome:
    """The ceiling: train the recognizer on the label of every training face."""
    lab = bench.lab(seed)
    train = lab.division.split.train
    named = NamedFaces(train, bench.emotions[train], np.ones(len(train), np.float32))
    return Outcome(bench.predicted(lab, named), len(train), len(train) * (bench.pace.look + bench.pace.decide))


def _single(bench: Bench, budget: int, seed: int, faces: np.ndarray, eyes: Eyes | None) -> Outcome:
    verdicts = bench.name_faces(bench.person(seed, eyes), faces)
    seconds = bench.pace.seconds(verdicts.values(), looks=len(faces))
    return Outcome(bench.predicted(bench.lab(seed), bench.of_faces(verdicts)), len(faces), seconds)


def _one_by_one(confusion: np.ndarray, true: np.ndarray) -> np.ndarray:
    """uint8 [t]: predictions with this confusion matrix, in any order within a class."""
    predictions = np.zeros(len(true), np.uint8)
    for code, row in enumerate(confusion):
        predictions[true == code] = np.repeat(np.arange(len(row)), row)
    return predictions


METHODS: Mapping[str, Method] = {
    "recipe": Method("FER Lab: the default recipe", groups, "groups"),
    "recipe_people": Method("FER Lab, named by people who err", partial(groups, eyes="people"), "groups"),
    "geometry": Method("Groups of face geometry", geometry_groups, "groups"),
    "hog": Method("Groups of HOG", hog_groups, "groups"),
    "nearest_group": Method("The recipe's groups, no recognizer", nearest_group, "groups"),
    "student": Method("The student project", student_project, "classes"),
    "random_faces": Method("Single faces at random", random_faces, "faces"),
    "random_faces_people": Method("Random faces, people who err", partial(random_faces, eyes="people"), "faces"),
    "uncertain_faces": Method("Single faces by margin sampling", uncertain_faces, "faces"),
    "uncertain_faces_people": Method(
        "Margin sampling, people who err", partial(uncertain_faces, eyes="people"), "faces"
    ),
    "all_labels": Method("Ceiling: all faces labelled", all_labels, "all"),
}  # fmt: skip
"""Key -> method, in the order of the table. All use the same recognizer unless the title says otherwise."""
