"""The weighted discriminant: scikit-learn's own where nothing is weighted, and weights that mean what they say."""

import numpy as np
import pytest
from sklearn.base import clone
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis

from fer_core.recognizer.discriminant import WeightedDiscriminant

Rows = tuple[np.ndarray, np.ndarray]


@pytest.fixture(scope="module")
def rows() -> Rows:
    """Three overlapping clouds of unequal size in 8 dimensions."""
    random = np.random.default_rng(0)
    y = np.repeat([2, 5, 7], [300, 150, 60])
    middles = random.normal(size=(8, 8))
    return (middles[y] + random.normal(size=(len(y), 8)) * np.linspace(0.5, 2, 8)), y


def test_it_is_scikit_learns_where_all_rows_count_the_same(rows: Rows) -> None:
    X, y = rows
    peer = LinearDiscriminantAnalysis(solver="lsqr", shrinkage=0.3).fit(X, y)
    ours = WeightedDiscriminant(shrinkage=0.3, prior_power=1).fit(X, y)
    np.testing.assert_allclose(ours.predict_proba(X), peer.predict_proba(X), atol=1e-9)
    assert (ours.predict(X) == peer.predict(X)).all()


def test_a_row_of_weight_two_is_two_rows(rows: Rows) -> None:
    X, y = rows
    weights = np.random.default_rng(1).integers(0, 4, len(y))
    weighted = WeightedDiscriminant().fit(X, y, weights)
    repeated = WeightedDiscriminant().fit(np.repeat(X, weights, axis=0), np.repeat(y, weights))
    np.testing.assert_allclose(weighted.decision_function(X), repeated.decision_function(X), atol=1e-8)


def test_a_soft_label_lies_between_the_hard_ones(rows: Rows) -> None:
    X, y = rows
    both = np.vstack([X, X[:100]]), np.concatenate([y, np.full(100, 5)])
    weights = np.concatenate([np.full(100, 0.6), np.ones(len(y) - 100), np.full(100, 0.4)])
    soft = WeightedDiscriminant().fit(*both, weights).predict_proba(X[:100])[:, 1].mean()
    hard = WeightedDiscriminant().fit(X, y).predict_proba(X[:100])[:, 1].mean()
    wrong = WeightedDiscriminant().fit(X, np.where(np.arange(len(y)) < 100, 5, y)).predict_proba(X[:100])[:, 1].mean()
    assert hard < soft < wrong


def test_few_rows_are_believed_less() -> None:
    random = np.random.default_rng(0)
    y = np.repeat([0, 1], 40)
    X = random.normal(size=(80, 60)) * np.linspace(3, 0.1, 60)
    X[:, :5] += y[:, None] * 3
    fresh = random.normal(size=(400, 60)) * np.linspace(3, 0.1, 60)
    fresh[:200, :5] += 3
    right = (WeightedDiscriminant(shrinkage=0.01).fit(X, y).predict(fresh) == np.repeat([1, 0], 200)).mean()
    plain = LinearDiscriminantAnalysis(solver="lsqr", shrinkage=0.01).fit(X, y)
    assert right > (plain.predict(fresh) == np.repeat([1, 0], 200)).mean()


def test_the_prior_moves_rows_to_common_classes(rows: Rows) -> None:
    X, y = rows
    rare = [(WeightedDiscriminant(prior_power=power).fit(X, y).predict(X) == 7).mean() for power in (0, 0.5, 1)]
    assert rare[0] > rare[1] > rare[2]


def test_a_class_of_few_faces_is_left_out(rows: Rows) -> None:
    X, y = rows
    few = np.where(np.arange(len(y)) < 1, 9, y)
    assert WeightedDiscriminant().fit(X, few).classes_.tolist() == [2, 5, 7]
    two = np.array([0, 1, 0, 1])
    assert WeightedDiscriminant().fit(X[:4], two).classes_.tolist() == [0, 1]


def test_rows_that_are_all_the_same_give_the_prior() -> None:
    y = np.repeat([0, 1], [75, 25])
    said = WeightedDiscriminant(prior_power=1).fit(np.ones((100, 3)), y).predict_proba(np.ones((1, 3)))
    np.testing.assert_allclose(said, [[0.75, 0.25]], atol=1e-4)


def test_it_can_be_cloned() -> None:
    assert clone(WeightedDiscriminant(0.1, 0.7)).get_params() == {"shrinkage": 0.1, "prior_power": 0.7}
