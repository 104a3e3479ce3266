"""Ways to balance side by side: the same draws for all, kept one by one, and what is said of them."""

import csv as csv_files
import dataclasses
import io

import numpy as np
import pytest

from fer_core.balance import STRATEGIES, BalanceSettings, TrainingRows
from fer_core.base.errors import Cancelled, InvalidSettings
from fer_core.faces.faceset import FaceSet
from fer_core.faces.split import SplitSettings
from fer_core.naming.verdict import NamedFaces
from fer_core.recognizer import comparison
from fer_core.recognizer.balance_example import example
from fer_core.recognizer.comparison import Compared, SeedResult, best, drawn, spread, trade
from fer_core.recognizer.models import RecognizerSettings
from fer_core.recognizer.training import Task
from fer_core.study import study
from fer_core.study.choices import Choices
from fer_core.study.lab import Lab
from fer_core.study.store import Store
from tests.core.divided import judging

CLASSES = ("angry", "disgust", "=fear")
NONE, WEIGHTS = BalanceSettings(), BalanceSettings("weights")


def outcome(*rows: tuple[int, ...]) -> SeedResult:
    return SeedResult(np.array(rows, np.int64), 100, 0.5)


PLAIN = Compared(NONE, (outcome((90, 10, 0), (8, 2, 0), (0, 0, 0)), outcome((88, 12, 0), (8, 2, 0), (0, 0, 0))))
FAIR = Compared(WEIGHTS, (outcome((80, 20, 0), (2, 8, 0), (0, 0, 0)), outcome((79, 21, 0), (3, 7, 0), (0, 0, 0))))


@pytest.fixture(scope="module")
def task() -> tuple[Task, TrainingRows, np.ndarray]:
    """Two thousand dots of which a twentieth are rare; 500 judge."""
    rng = np.random.default_rng(0)
    codes = (rng.random(2000) < 0.05).astype(np.uint8)
    X = (codes[:, None] * 1.5 + rng.normal(size=(2000, 3))).astype(np.float32)
    divided = judging(2000, np.arange(1500, 2000))
    rows = TrainingRows(divided, divided.train, codes[divided.train])
    return Task(X, divided, CLASSES), rows, codes[divided.test]


def test_weights_find_more_of_a_rare_class_and_cost_accuracy(task: tuple[Task, TrainingRows, np.ndarray]) -> None:
    ways = [
        Compared(way, tuple(comparison.fit_and_score(*task, chosen, seed) for seed in range(2)))
        for way, chosen in ((way, RecognizerSettings("logistic", way)) for way in (NONE, WEIGHTS))
    ]
    change = trade(ways[1], ways[0])
    assert change.gained == 1 and change.gain > 0.3
    assert change.lost == 0 and change.accuracy < -0.05 and change.clear
    assert ways[0].rows == pytest.approx(1200, abs=2)
    assert ways[0].outcomes[0].confusion.sum() == 500
    weighted = ways[1].outcomes
    assert not np.array_equal(weighted[0].confusion, weighted[1].confusion)  # another seed, other faces


def test_every_way_learns_from_the_same_faces_and_no_class_is_lost() -> None:
    divided = judging(60, np.arange(50, 60))
    faces = np.concatenate([np.arange(50), np.arange(10)])  # ten have two names
    codes = np.concatenate([np.zeros(49), [1], np.full(10, 2)]).astype(np.uint8)
    weights = np.concatenate([np.full(10, 0.65), np.ones(40), np.full(10, 0.35)]).astype(np.float32)
    rows = TrainingRows(divided, faces, codes, weights)
    first, again, other = drawn(rows, 1), drawn(rows, 1), drawn(rows, 2)
    assert np.array_equal(first.rows, again.rows) and not np.array_equal(first.rows, other.rows)
    assert len(np.unique(first.rows)) == 41 and 49 in first.rows
    whole = np.unique(first.rows)
    assert np.bincount(first.rows, minlength=50)[whole].tolist() == np.bincount(faces, minlength=50)[whole].tolist()


def test_the_best_is_marked_and_so_is_who_does_as_well() -> None:
    values = np.array([[0.50, 0.52, 0.54], [0.51, 0.51, 0.55], [0.40, 0.42, 0.44]])
    winner, level = best(values)
    assert winner == 1 and level.tolist() == [True, True, False]
    assert spread(values[:, :1], axis=1).tolist() == [0, 0, 0]


def test_what_was_gained_and_lost_is_told_by_class() -> None:
    change = trade(FAIR, PLAIN)
    assert (change.gained, change.lost) == (1, 0)
    assert change.gain == pytest.approx(0.55) and change.loss == pytest.approx(0.095)
    same = trade(PLAIN, PLAIN)
    assert (same.gained, same.lost, same.accuracy, same.clear) == (None, None, 0, False)
    assert np.isnan(PLAIN.recalls[:, 2]).all()  # no face judges it


def test_the_table_to_take_away_has_a_line_a_seed_and_no_formula() -> None:
    lines = list(csv_files.DictReader(io.StringIO(comparison.csv([PLAIN, FAIR], CLASSES, "names", "labels").decode())))
    assert [(line["strategy"], line["seed"]) for line in lines] == [
        ("none", "0"), ("none", "1"), ("weights", "0"), ("weights", "1"),
    ]  # fmt: skip
    assert float(lines[2]["recall disgust"]) == 0.8 and lines[0]["recall =fear"] == ""
    assert not any(name.startswith("=") for name in lines[0])


@pytest.mark.parametrize("strategy", [s for s in STRATEGIES if not BalanceSettings(s).on_pictures])
def test_the_picture_of_each_way_is_true(strategy: str) -> None:
    shown = example(BalanceSettings(strategy))
    kept = np.bincount(shown.codes[shown.counts_for > 0], minlength=2)
    assert (kept[0] < 60) == (strategy in ("undersample", "centroids", "near_miss", "smote_enn"))
    assert (len(shown.made) > 0) == (strategy in ("centroids", "smote", "borderline_smote", "adasyn", "smote_enn"))
    # The border moves for every way, and towards the common class: the rare one gets more of the plane.
    assert (shown.after.mean() > shown.before.mean()) == (strategy != "none")


# In a lab


@pytest.fixture()
def lab(store: Store, faces: FaceSet) -> Lab:
    # Pixels alone: nothing has to be found in the faces first.
    return Lab(store, faces, dataclasses.replace(study.fitting(faces), trained_on=("pixels",)))


def named_as_labelled(lab: Lab, emotions: np.ndarray) -> NamedFaces:
    rows = lab.division.split.train
    return NamedFaces(rows, emotions[rows], np.ones(len(rows), np.float32))


def test_another_way_computes_itself_alone(lab: Lab, monkeypatch: pytest.MonkeyPatch) -> None:
    comparing = lab.comparison(None)
    assert comparing.sets is not None and comparing.sets.training_source == "labels"
    first = comparing.compare([NONE], 2)
    computed: list[tuple[str, int]] = []
    once = comparison.fit_and_score

    def watched(task, rows, true, settings, seed, progress):  # type: ignore[no-untyped-def]
        computed.append((settings.balance.strategy, seed))
        return once(task, rows, true, settings, seed, progress)

    monkeypatch.setattr("fer_core.study.lab.comparison.fit_and_score", watched)
    both = lab.comparison(None).compare([NONE, WEIGHTS], 2)
    assert computed == [("weights", 0), ("weights", 1)]
    assert np.array_equal(both[0].outcomes[1].confusion, first[0].outcomes[1].confusion)
    assert comparing.ready([NONE, WEIGHTS], 2) and not comparing.ready([NONE], 3)


def test_what_was_finished_stays_after_cancel(lab: Lab) -> None:
    comparing = lab.comparison(None)

    def stop(done: int, total: int, what: str) -> None:
        if "seed 2" in what:
            raise Cancelled

    with pytest.raises(Cancelled):
        comparing.compare([NONE, WEIGHTS], 2, stop)
    assert comparing.ready([NONE, WEIGHTS], 1) and not comparing.ready([NONE], 2)


def test_pictures_go_the_way_of_every_face(lab: Lab) -> None:
    X = lab.inputs.matrix()
    np.testing.assert_allclose(lab.inputs.of_images(lab.faces.images[:5]), X[:5], atol=1e-3)
    found = lab.comparison(None).compare([BalanceSettings("augment"), BalanceSettings("smote_pixels")], 1)
    assert all(way.rows > 1.5 * 0.8 * len(lab.division.split.train) for way in found)


def test_names_teach_where_there_are_some_and_judge_where_nothing_is_labelled(store: Store, lab: Lab) -> None:
    faces, emotions = lab.faces, lab.faces.emotions
    assert emotions is not None
    named = named_as_labelled(lab, emotions)
    by_names = lab.comparison(named).sets
    assert by_names is not None and (by_names.training_source, by_names.test_source) == ("names", "labels")

    bare = FaceSet.of(faces.images, classes=faces.classes, usage=faces.usage, usages=faces.usages)
    unlabelled = Lab(store, bare, lab.choices)
    assert unlabelled.comparison(None).sets is None
    one_name = NamedFaces(named.rows, named.codes * 0, named.weights)
    assert unlabelled.comparison(one_name).sets is None
    lesson = unlabelled.comparison(named).sets
    assert lesson is not None and lesson.test_source == "names"
    held = lesson.rows.split.test
    assert np.array_equal(lesson.true, emotions[held]) and np.isin(held, lab.division.split.train).all()
    assert not np.isin(lesson.rows.rows, held).any()
    found = unlabelled.comparison(named).compare([NONE], 1)[0]
    assert found.outcomes[0].confusion.sum() == len(held)


def test_names_of_faces_that_judge_are_refused(lab: Lab) -> None:
    judges = lab.division.split.test[:4]
    named = NamedFaces(judges, np.array([0, 1, 0, 1], np.uint8), np.ones(4, np.float32))
    with pytest.raises(InvalidSettings, match="not training faces"):
        _ = lab.comparison(named).sets


def test_a_class_that_nothing_is_learnt_of_is_never_found(store: Store, faces: FaceSet) -> None:
    assert faces.emotions is not None
    usage = np.where(faces.emotions == 3, 1, 0).astype(np.uint8)
    usage[::5] = 1
    some = FaceSet.of(faces.images, faces.emotions, classes=faces.classes, usage=usage, usages=("Training", "Test"))
    choices = Choices(split=SplitSettings("usage", "Test"), trained_on=("pixels",))
    found = Lab(store, some, choices).comparison(None).compare([NONE, BalanceSettings("smote"), WEIGHTS], 1)
    assert all(way.recalls[0, 3] == 0 for way in found)
