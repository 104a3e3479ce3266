"""Wrong names: found, left out, outvoted; groups weighed; and none of it ever touches a test face."""

import numpy as np
import pytest

from fer_core.balance import TrainingRows
from fer_core.base.errors import Cancelled, InvalidSettings
from fer_core.recognizer.folds import folds_of, out_of_fold, whole_groups
from fer_core.recognizer.models import Recognizer
from fer_core.recognizer.robust import by_purity, pruned, self_trained, spread, treated
from fer_core.recognizer.settings import CALIBRATIONS, ROBUST, RecognizerSettings
from tests.core.divided import all_train, judging

CLASSES = ("a", "b", "c")
N = 600
RNG = np.random.default_rng(3)
TRUE = (np.arange(N) // 10 % 3).astype(np.uint8)
X = (RNG.normal(0, 0.7, (N, 6)) + 2.5 * np.eye(6)[TRUE]).astype(np.float32)
GROUPS = np.arange(N) // 10
"""60 groups of ten faces, each of one class, in turn."""
TESTED = np.arange(540, N)
SPLIT = judging(N, TESTED)


TRAINING = np.arange(540)


def named(codes: np.ndarray = TRUE, faces: np.ndarray = TRAINING) -> TrainingRows:
    return TrainingRows(SPLIT, faces, codes[faces], groups=GROUPS[faces])


def with_wrong_groups(*groups: int) -> np.ndarray:
    """Names where these groups were given the next class's."""
    return np.where(np.isin(GROUPS, groups), (TRUE + 1) % 3, TRUE).astype(np.uint8)


def test_folds_hold_out_whole_groups_and_spread_names_evenly() -> None:
    rows = named()
    folds = folds_of(rows, 3)
    assert whole_groups(rows, folds) == 1
    for fold in range(3):
        counts = np.bincount(rows.codes[folds == fold], minlength=3)
        assert counts.min() >= 50
    assert not np.array_equal(folds, folds_of(rows, 3, seed=1))


def test_a_name_with_one_group_is_held_out_face_by_face_and_both_rows_of_a_face_together() -> None:
    faces = np.flatnonzero((GROUPS < 30) & ((TRUE != 2) | (GROUPS == 2)))
    twice = np.concatenate([faces, faces[:40]])
    codes = np.concatenate([TRUE[faces], (TRUE[faces[:40]] + 1) % 2]).astype(np.uint8)
    weights = np.concatenate([np.where(np.arange(len(faces)) < 40, 0.65, 1), np.full(40, 0.35)])
    rows = TrainingRows(SPLIT, twice, codes, weights, GROUPS[twice])
    folds = folds_of(rows, 3)
    assert len(np.unique(folds[rows.groups == 2])) == 3
    assert all(len(np.unique(folds[rows.rows == face])) == 1 for face in faces)
    assert all(len(np.unique(folds[rows.groups == g])) == 1 for g in np.unique(rows.groups) if g != 2)


def test_a_name_too_rare_to_be_missed_is_in_no_fold() -> None:
    faces = np.flatnonzero((TRUE < 2) & (GROUPS < 20))
    rows = TrainingRows(SPLIT, np.append(faces, 535), np.append(TRUE[faces], np.uint8(2)))
    folds = folds_of(rows, 3)
    assert folds[-1] == -1
    assert set(folds[:-1]) == {0, 1, 2}
    predicted = out_of_fold(X, rows, folds)
    assert predicted[-1, 2] == 1
    assert predicted.sum(axis=1) == pytest.approx(1)


def test_pruning_finds_groups_with_wrong_names_and_leaves_half_of_every_name() -> None:
    wrong = with_wrong_groups(0, 7, 23)
    kept, note = pruned(X, named(wrong))
    gone = np.setdiff1d(np.arange(540), kept.rows)
    assert np.isin(GROUPS[gone], [0, 7, 23]).mean() > 0.9
    assert len(gone) >= 25
    assert f"Left out {len(gone)} of 540" in note
    nonsense = np.random.default_rng(0).integers(0, 3, N).astype(np.uint8)
    rows = named(nonsense)
    left = pruned(X, rows)[0]
    assert (np.bincount(left.codes, minlength=3) >= np.bincount(rows.codes, minlength=3) // 2).all()


def test_self_training_names_unnamed_training_faces_correctly_and_no_test_face() -> None:
    few = named(faces=np.arange(60))
    unnamed = np.arange(60, 540)
    rows, note = self_trained(X, few, unnamed)
    added = rows.rows[60:]
    assert len(added) > 200
    assert not np.isin(added, TESTED).any()
    assert (rows.codes[60:] == TRUE[added]).mean() > 0.95
    assert (rows.weights[60:] > 0.5).all()
    assert f"Added {len(added)} of 480" in note
    assert self_trained(X, few, unnamed[:0]).rows is few


def test_spreading_turns_single_wrong_names_and_names_the_unnamed() -> None:
    codes = TRUE.copy()
    codes[[3, 44, 121]] = (TRUE[[3, 44, 121]] + 1) % 3
    rows, note = spread(X, named(codes, np.arange(300)), np.arange(300, 400))
    first = rows.of(rows.weights > 0.5)
    names = dict(zip(first.rows.tolist(), first.codes.tolist(), strict=True))
    assert [names[face] for face in (3, 44, 121)] == TRUE[[3, 44, 121]].tolist()
    assert np.mean([names.get(face, 9) == TRUE[face] for face in range(300, 400)]) > 0.9
    assert "got another first name" in note
    assert set(rows.groups[rows.rows < 300]) == set(range(30))


def test_groups_whose_names_repeat_less_count_less() -> None:
    rows, note = by_purity(X, named(with_wrong_groups(4)))
    mine = rows.weights[rows.groups == 4]
    others = rows.weights[rows.groups != 4]
    assert mine.max() < 0.4 < 0.8 < others.min()
    assert "by factors of 0." in note
    alone = all_train(TRUE)
    assert by_purity(X, alone).rows is alone


@pytest.mark.parametrize("method", ROBUST)
def test_the_test_set_changes_nothing(method: str) -> None:
    """Neither their features nor their number matter to what is trained on."""
    others = X.copy()
    others[TESTED] = 50
    settings = RecognizerSettings(robust=method, purity=True, calibration="sigmoid")
    few = named(faces=np.arange(200))
    one, two = (Recognizer(settings, CLASSES).train(features, few) for features in (X, others))
    np.testing.assert_array_equal(one.predict_proba(X), two.predict_proba(X))
    assert one.notes_ == two.notes_
    assert not np.isin(treated(method, X, few, np.arange(200, 540)).rows.rows, TESTED).any()


def test_calibration_makes_a_recognizer_of_wrong_groups_less_sure() -> None:
    """A third of the groups is named wrongly at random: nobody can be sure of a name that he has not seen."""
    rng = np.random.default_rng(1)
    wrong = rng.permutation(54)[:18]
    rows = named(with_wrong_groups(*wrong.tolist()))
    plain = Recognizer(RecognizerSettings("neighbours", neighbours=3), CLASSES).train(X, rows)
    sure = plain.predict_proba(X[TESTED]).max(axis=1).mean()
    for method in [one for one in CALIBRATIONS if one != "none"]:
        settings = RecognizerSettings("neighbours", neighbours=3, calibration=method)
        fitted = Recognizer(settings, CLASSES).train(X, rows)
        assert fitted.predict_proba(X[TESTED]).max(axis=1).mean() < sure
        assert "folds of whole groups" in fitted.notes_[-1]


def test_temperature_bears_a_class_without_names() -> None:
    """scikit-learn takes class numbers for places; a gap made every face equally likely to be anything."""
    faces = np.flatnonzero((TRUE != 1) & (GROUPS < 54))
    rows = TrainingRows(SPLIT, faces, TRUE[faces], groups=GROUPS[faces])
    predicted = (
        Recognizer(RecognizerSettings(calibration="temperature"), CLASSES).train(X, rows).predict_proba(X[TESTED])
    )
    assert (predicted[:, 1] == 0).all()
    assert (predicted[TRUE[TESTED] != 1].argmax(axis=1) == TRUE[TESTED][TRUE[TESTED] != 1]).mean() > 0.95
    assert predicted.max(axis=1).mean() > 0.9


def test_too_few_names_are_not_calibrated_and_that_is_said() -> None:
    rows = named(faces=np.array([0, 11, 20]))
    fitted = Recognizer(RecognizerSettings(calibration="isotonic"), CLASSES).train(X, rows)
    assert "Too few faces are named to calibrate" in fitted.notes_[-1]
    assert fitted.predict_proba(X[:5]).sum(axis=1) == pytest.approx(1, abs=1e-5)


def test_an_ensemble_says_the_mean_of_its_members() -> None:
    members = ("discriminant", "logistic")
    rows = named()
    both = Recognizer(RecognizerSettings("ensemble", members=members), CLASSES).train(X, rows).predict_proba(X)
    each = [Recognizer(RecognizerSettings(m), CLASSES).train(X, rows).predict_proba(X) for m in members]
    np.testing.assert_allclose(both, np.mean(each, axis=0), atol=1e-5)


def test_what_must_know_the_faces_is_refused_without_them() -> None:
    for settings in ({"robust": "prune"}, {"calibration": "sigmoid"}, {"purity": True}):
        with pytest.raises(InvalidSettings, match="not known to be training rows"):
            Recognizer(RecognizerSettings(**settings), CLASSES).fit(X, TRUE)


def test_treating_names_can_be_cancelled() -> None:
    def cancel(done: int, total: int, what: str) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        pruned(X, named(), progress=cancel)
