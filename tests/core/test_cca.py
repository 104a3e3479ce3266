"""Canonical correlation against scikit-learn's own, and where it is easily led astray."""

import numpy as np
import pytest
from sklearn.base import clone
from sklearn.cross_decomposition import CCA
from sklearn.exceptions import NotFittedError

from fer_core.base.errors import InvalidSettings
from fer_core.features.cca import RidgeCCA


@pytest.fixture(scope="module")
def pair() -> tuple[np.ndarray, np.ndarray]:
    """400 rows: X [6] and Y [4] that share two hidden values, the first nearly without noise."""
    random = np.random.default_rng(0)
    hidden = random.normal(size=(400, 2))
    noise_x, noise_y = random.normal(size=(400, 6)), random.normal(size=(400, 4))
    x = hidden @ random.normal(size=(2, 6)) * [1, 2, 3, 1, 2, 3] + 0.3 * noise_x
    return x + 5, hidden @ np.array([[3.0, 0, 1, 0], [0, 1, 0, 1]]) + noise_y


def test_without_a_ridge_it_is_scikit_learns(pair: tuple[np.ndarray, np.ndarray]) -> None:
    X, Y = pair
    ours = RidgeCCA(2, ridge=0).fit(X, Y)
    theirs = CCA(2, max_iter=5000, tol=1e-12).fit(X, Y)
    x, y = theirs.transform(X, Y)
    for i in range(2):
        assert abs(np.corrcoef(ours.transform(X)[:, i], x[:, i])[0, 1]) > 0.9999
        np.testing.assert_allclose(ours.correlations_[i], abs(np.corrcoef(x[:, i], y[:, i])[0, 1]), atol=1e-3)


def test_scores_of_fitted_rows_are_standard_and_uncorrelated(pair: tuple[np.ndarray, np.ndarray]) -> None:
    X, Y = pair
    np.testing.assert_allclose(np.cov(RidgeCCA(4, ridge=0).fit_transform(X, Y).T, bias=True), np.eye(4), atol=1e-6)


def test_a_ridge_tempers_chance() -> None:
    random = np.random.default_rng(0)
    X, Y = random.normal(size=(60, 40)), random.normal(size=(60, 30))
    free, held = RidgeCCA(1, ridge=0).fit(X, Y), RidgeCCA(1, ridge=1).fit(X, Y)
    assert free.correlations_[0] > 0.99 and held.correlations_[0] < 0.8


def test_place_and_common_scale_do_not_count(pair: tuple[np.ndarray, np.ndarray]) -> None:
    X, Y = pair
    np.testing.assert_allclose(
        RidgeCCA(3).fit(X, Y).transform(X), RidgeCCA(3).fit(X * 100 - 7, Y / 9 + 2).transform(X * 100 - 7), atol=1e-8
    )


def test_what_does_not_vary_gives_zeros() -> None:
    varied, still = np.random.default_rng(0).normal(size=(9, 3)), np.full((9, 2), 4.0)
    assert not RidgeCCA(2).fit(still, varied).transform(still + 1).any()
    assert np.isfinite(RidgeCCA(2).fit(varied, still).transform(varied)).all()
    assert not RidgeCCA(2).fit(varied, still).correlations_.any()


def test_wrong_input_is_refused(pair: tuple[np.ndarray, np.ndarray]) -> None:
    X, Y = pair
    for model in (RidgeCCA(0), RidgeCCA(ridge=-1)):
        with pytest.raises(InvalidSettings):
            model.fit(X, Y)
    with pytest.raises(InvalidSettings):
        RidgeCCA().fit(X, Y[:-1])
    with pytest.raises(InvalidSettings):
        RidgeCCA().fit(X, Y).transform(Y)
    with pytest.raises(NotFittedError):
        clone(RidgeCCA().fit(X, Y)).transform(X)
    assert RidgeCCA().fit(X, Y).transform(X).shape == (400, 4)
