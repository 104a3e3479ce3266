"""The arithmetic behind the judging: curves, calibration, cells, quality, where points were lost."""

import numpy as np
import pytest
from sklearn.metrics import average_precision_score, roc_auc_score

from fer_core.base.errors import InvalidSettings
from fer_core.recognizer.calibration import calibration
from fer_core.recognizer.cells import in_cell, mistakes, worst_cell
from fer_core.recognizer.curves import POINTS, macro, one_against_rest
from fer_core.recognizer.losses import lost
from fer_core.recognizer.published import comparable
from fer_core.recognizer.quality import by_quality


def answers(n: int = 400, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """True codes of 4 classes, of which the last has no face; probabilities that know something."""
    rng = np.random.default_rng(seed)
    true = rng.integers(0, 3, n).astype(np.uint8)
    scores = rng.normal(0, 1, (n, 4)) + 1.5 * np.eye(4)[true]
    return true, (np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True)).astype(np.float32)


# ROC and precision-recall


def test_areas_are_scikit_learns_and_curves_end_where_they_must() -> None:
    true, probabilities = answers()
    curves = one_against_rest(true, probabilities)
    assert [c.code for c in curves] == [0, 1, 2]
    for c in curves:
        own = true == c.code
        assert c.area == pytest.approx(roc_auc_score(own, probabilities[:, c.code]))
        assert c.average_precision == pytest.approx(average_precision_score(own, probabilities[:, c.code]))
        assert c.share == own.mean() and c.support == own.sum()
        assert (c.false_alarms[[0, -1]].tolist(), c.found[[0, -1]].tolist()) == ([0, 1], [0, 1])
        assert c.recall[0] == 0 and c.recall[-1] == 1 and (np.diff(c.recall) >= 0).all()
        assert c.precision[-1] == pytest.approx(c.share, abs=0.1)
        assert len(c.recall) <= POINTS
    assert macro(curves)[0] == pytest.approx(np.mean([c.area for c in curves]))


def test_what_is_never_said_is_as_good_as_chance_and_one_class_has_no_curve() -> None:
    true, probabilities = answers()
    probabilities[:, 1] = 0
    never = one_against_rest(true, probabilities)[1]
    assert never.area == 0.5
    assert never.average_precision == pytest.approx(never.share)
    assert never.precision.tolist() == pytest.approx([never.share] * len(never.precision))
    assert one_against_rest(np.zeros(5, np.uint8), probabilities[:5]) == ()
    assert np.isnan(macro(())).all()


# Calibration


def test_the_calibration_error_is_what_a_hand_gives() -> None:
    """Four faces at 0.9 of which three are right, one at 0.6 that is wrong: (4 |0.75 - 0.9| + 1 |0 - 0.6|) / 5."""
    probabilities = np.array([[0.9, 0.1]] * 4 + [[0.4, 0.6]], np.float32)
    found = calibration(np.array([0, 0, 0, 1, 0], np.uint8), probabilities)
    assert found.error == pytest.approx((4 * 0.15 + 0.6) / 5)
    assert found.counts.tolist() == [0] * 9 + [1, 0, 0, 0, 4, 0]
    assert found.accuracy[13] == 0.75 and found.confidence[13] == pytest.approx(0.9)
    assert np.isnan(found.accuracy[0]) and np.isnan(found.low[0])
    assert found.low[13] < 0.75 < found.high[13]
    assert found.excess == pytest.approx((4 * 0.9 + 0.6) / 5 - 0.6)


def test_perfect_probabilities_show_no_more_than_chance_does() -> None:
    rng = np.random.default_rng(0)
    sure = rng.uniform(0.5, 1, 3000)
    true = (rng.random(3000) > sure).astype(np.uint8)
    found = calibration(true, np.stack([sure, 1 - sure], axis=1).astype(np.float32))
    assert found.error == pytest.approx(found.by_chance, abs=0.012)
    assert found.by_chance < 0.03
    certain = calibration(np.zeros(10, np.uint8), np.tile(np.float32([1, 0]), (10, 1)))
    assert certain.error == certain.by_chance == 0
    assert certain.counts[-1] == 10
    with pytest.raises(InvalidSettings):
        calibration(np.zeros(0, np.uint8), np.zeros((0, 2), np.float32))


# Cells


def test_a_cell_lists_its_faces_the_surest_first() -> None:
    true = np.array([0, 0, 1, 0, 1], np.uint8)
    probabilities = np.array([[0.4, 0.6], [0.1, 0.9], [0.2, 0.8], [0.7, 0.3], [0.95, 0.05]], np.float32)
    assert in_cell(true, probabilities, 0, 1).tolist() == [1, 0]
    assert in_cell(true, probabilities, 1, 1).tolist() == [2]
    assert mistakes(true, probabilities).tolist() == [4, 1, 0]
    assert worst_cell(np.array([[9, 2], [3, 1]])) == (1, 0)
    assert worst_cell(np.diag([3, 2])) == (0, 0)


# Quality


def test_bins_hold_as_many_faces_and_tell_who_is_right() -> None:
    values = np.arange(100.0)
    found = by_quality(values, values >= 40)
    assert found.counts.tolist() == [20] * 5
    assert found.accuracy.tolist() == [0, 0, 1, 1, 1]
    assert found.matters and found.p < 1e-6
    assert (found.low <= found.accuracy).all() and (found.accuracy <= found.high).all()
    same = by_quality(np.ones(10), np.arange(10) < 5)
    assert same.counts.tolist() == [10] and same.accuracy.tolist() == [0.5] and same.p == 1
    by_chance = [by_quality(rng.random(300), rng.random(300) < 0.5).p for rng in map(np.random.default_rng, range(200))]
    assert 0.4 < np.mean(by_chance) < 0.6
    assert not by_quality(values, np.ones(100, bool)).matters
    ties = by_quality(np.r_[np.zeros(90), np.arange(1, 11)], np.ones(100, bool))
    assert ties.counts.sum() == 100 and (ties.counts > 0).all() and len(ties.edges) == len(ties.counts) + 1


# Where points were lost


def test_each_loss_is_counted_once() -> None:
    # the first group is named after its commonest, the second is not, the third not at all; one face is in no group
    groups = np.array([0, 0, 0, 0, 1, 1, 1, 1, 2, 2, -1])
    true = np.array([0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 0])
    names = np.array([0, 0, 0, 0, 2, 2, 2, 2, -1, -1, -1])
    found = lost(groups, true, names, 4)
    assert (found.faces, found.groups, found.mixed_groups) == (11, 3, 0)
    assert (found.unnamed_groups, found.renamed_groups) == (1, 1)
    assert found.best == pytest.approx(8 / 11)
    assert found.unnamed == pytest.approx(2 / 11)
    assert found.renamed == pytest.approx(2 / 11)
    assert found.named == pytest.approx(4 / 11) == pytest.approx((names == true).mean())
    assert found.hidden == ()
    assert lost(groups[:4], true[:4], names[:4], 4).hidden == (1,)


def test_rejected_faces_are_told_apart_from_those_without_a_name_yet() -> None:
    groups, true = np.array([0, 0, 1, 1, 1, 2, 2, 2]), np.array([0, 0, 1, 1, 2, 2, 2, 2])
    names, rejected = np.array([0, 0, -1, -1, -1, -1, -1, -1]), np.array([0, 0, 1, 1, 1, 0, 0, 1], bool)
    found, before = lost(groups, true, names, 3, rejected), lost(groups, true, names, 3)
    assert (found.rejected_faces, found.rejected_groups, found.unnamed_groups) == (4, 1, 1)
    assert (found.rejected, found.unnamed) == pytest.approx((3 / 8, 2 / 8))
    assert found.named == before.named == pytest.approx(2 / 8) and before.unnamed == pytest.approx(5 / 8)
    assert (before.rejected_faces, before.rejected) == (0, 0)
    names[2] = 1  # somebody else named it
    assert lost(groups, true, names, 3, rejected).rejected_faces == 3


def test_where_two_emotions_are_as_common_either_name_is_best() -> None:
    found = lost(np.zeros(4, int), np.array([0, 0, 1, 1]), np.ones(4, int), 2)
    assert found.renamed == 0 and found.renamed_groups == 0 and found.hidden == ()


def test_names_of_single_faces_can_win_more_than_the_groups_allow() -> None:
    found = lost(np.zeros(4, int), np.array([0, 0, 1, 1]), np.array([0, 0, 1, 1]), 2)
    assert found.best == 0.5 and found.named == 1
    assert found.renamed == -0.5


def test_published_marks_stand_beside_fer2013_alone() -> None:
    seven = ("neutral", "angry", "disgust", "fear", "happy", "sad", "surprise")
    assert comparable(seven, synthetic=False)
    assert not comparable(seven, synthetic=True)
    assert not comparable(seven[:6], synthetic=False)
