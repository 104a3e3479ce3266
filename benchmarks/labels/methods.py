"""The methods that are compared: each a small function of (bench, budget, seed), registered in `METHODS`."""

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
        asks: what the person names: groups, single faces, one group an emotion, or all training faces.
    """

    title: str
    run: Run
    asks: Asks


def groups(bench: Bench, budget: int, seed: int, eyes: Eyes | None = None, **choices: Any) -> Outcome:
    """As many groups as decisions, named by the person; then the second model. ``choices`` replace the defaults."""
    lab = bench.lab(seed, budget, **choices)
    verdicts, seconds = bench.name_groups(lab, bench.person(seed, eyes))
    return Outcome(bench.taught(lab, lab.naming.from_verdicts(verdicts, {})), len(verdicts), seconds)


def hog_groups(bench: Bench, budget: int, seed: int) -> Outcome:
    """Groups in 50 principal components of HOG; the rest is the same."""
    return groups(bench, budget, seed, features=FEATURES["hog"](), reduction=ReductionSettings(50))


def geometry_groups(bench: Bench, budget: int, seed: int) -> Outcome:
    """Groups of like face geometry; the rest is the same."""
    return groups(bench, budget, seed, features=FEATURES["geometry"](), reduction=ReductionSettings())


def nearest_group(bench: Bench, budget: int, seed: int) -> Outcome:
    """No second model: a face is called what the nearest group with a name is called, by its first name."""
    lab = bench.lab(seed, budget)
    verdicts, seconds = bench.name_groups(lab, bench.person(seed))
    named = sorted(group for group, verdict in verdicts.items() if verdict.emotion)
    said = np.array([bench.faces.classes.index(verdicts[group].emotion) for group in named], np.uint8)
    if not named:
        return Outcome(np.zeros(len(lab.division.split.test), np.uint8), len(verdicts), seconds)
    nearest = assign(lab.space.points(bench.progress)[lab.division.split.test], lab.groups.clustering().centres[named])
    return Outcome(said[nearest], len(verdicts), seconds)


def random_faces(bench: Bench, budget: int, seed: int, eyes: Eyes | None = None) -> Outcome:
    """Single faces drawn at random, each named; then the same second model."""
    lab = bench.lab(seed)
    faces = np.random.default_rng(seed).permutation(lab.division.split.train)[:budget]
    return _single(bench, budget, seed, faces, eyes)


def uncertain_faces(bench: Bench, budget: int, seed: int, eyes: Eyes | None = None) -> Outcome:
    """Active learning: in rounds, the faces that the same second model is least sure of are named next."""
    return _single(bench, budget, seed, margin_faces(bench, budget, seed, bench.person(seed, eyes)), eyes)


def student_project(bench: Bench, budget: int, seed: int) -> Outcome:
    """Pixels, two components, k-means with one group an emotion (see `student_baseline`, which names it kindly)."""
    lab = bench.lab(seed)
    learn, judge = lab.division.split.train, lab.division.split.test
    known = TrainingRows(lab.division.split, learn, bench.emotions[learn])
    found = student_baseline(bench.faces.images, known, bench.emotions[judge], bench.faces.classes, seed)
    assert found.scores is not None
    seconds = budget * (bench.pace.decide + bench.namer.looks * bench.pace.look)
    return Outcome(_one_by_one(found.scores.confusion, bench.emotions[judge]), budget, seconds)


def all_labels(bench: Bench, budget: int, seed: int) -> Outcome:
    """The ceiling: the same second model taught the true label of every training face."""
    lab = bench.lab(seed)
    learn = lab.division.split.train
    named = NamedFaces(learn, bench.emotions[learn], np.ones(len(learn), np.float32))
    return Outcome(bench.taught(lab, named), len(learn), len(learn) * (bench.pace.look + bench.pace.decide))


def _single(bench: Bench, budget: int, seed: int, faces: np.ndarray, eyes: Eyes | None) -> Outcome:
    verdicts = bench.name_faces(bench.person(seed, eyes), faces)
    seconds = bench.pace.seconds(verdicts.values(), looks=len(faces))
    return Outcome(bench.taught(bench.lab(seed), bench.of_faces(verdicts)), len(faces), seconds)


def _one_by_one(confusion: np.ndarray, true: np.ndarray) -> np.ndarray:
    """uint8 [t]: predictions that make this confusion matrix; which face of a class got which cannot be told."""
    predictions = np.zeros(len(true), np.uint8)
    for code, row in enumerate(confusion):
        predictions[true == code] = np.repeat(np.arange(len(row)), row)
    return predictions


METHODS: Mapping[str, Method] = {
    "recipe": Method("FER Lab: the default recipe", groups, "groups"),
    "recipe_people": Method("FER Lab, named by people who err", partial(groups, eyes="people"), "groups"),
    "geometry": Method("Groups of face geometry", geometry_groups, "groups"),
    "hog": Method("Groups of HOG", hog_groups, "groups"),
    "nearest_group": Method("The recipe's groups, no second model", nearest_group, "groups"),
    "student": Method("The student project", student_project, "classes"),
    "random_faces": Method("Single faces at random", random_faces, "faces"),
    "random_faces_people": Method("Random faces, people who err", partial(random_faces, eyes="people"), "faces"),
    "uncertain_faces": Method("Single faces by margin sampling", uncertain_faces, "faces"),
    "uncertain_faces_people": Method(
        "Margin sampling, people who err", partial(uncertain_faces, eyes="people"), "faces"
    ),
    "all_labels": Method("Ceiling: all faces labelled", all_labels, "all"),
}  # fmt: skip
"""Key -> method, in the order of the table. All share the second model, except where a title says otherwise."""
