"""A sweep over k: the same scores as scikit-learn's, the right k where there is one, none where not."""

import numpy as np
import pytest
from sklearn import metrics
from sklearn.cluster import KMeans
from sklearn.mixture import GaussianMixture

from fer_core.base.errors import Cancelled, InvalidSettings
from fer_core.clustering import ClusterSettings, assign, silhouette_samples
from fer_core.clustering.kmeans import kmeans_centres
from fer_core.clustering.scores import calinski_harabasz, davies_bouldin, inertia
from fer_core.clustering.sweep import Sweeper, SweepSettings, sweep
from tests.core.clouds import blobs, noise


def test_scores_are_those_of_scikit_learn() -> None:
    points = noise(500, 8) + np.float32(3)
    swept = sweep(points, SweepSettings(last=5, seeds=2))
    for place, k in enumerate(swept.ks.tolist()):
        for seed in range(2):
            labels = assign(points, kmeans_centres(points, ClusterSettings(k, seed, 1)))
            assert swept.silhouette[place, seed] == pytest.approx(metrics.silhouette_score(points, labels), abs=1e-4)
            assert swept.calinski_harabasz[place, seed] == pytest.approx(
                metrics.calinski_harabasz_score(points, labels), rel=1e-4
            )
            assert swept.davies_bouldin[place, seed] == pytest.approx(
                metrics.davies_bouldin_score(points, labels), rel=1e-4
            )
            fitted = KMeans(k, n_init=1, random_state=np.random.RandomState(seed)).fit(points)
            assert swept.inertia[place, seed] == pytest.approx(fitted.inertia_, rel=1e-3)


def test_faces_in_no_group_do_not_count() -> None:
    points, truth = blobs()
    labels = np.where(np.arange(len(points)) % 5 == 0, -1, truth)
    inside = labels >= 0
    assert calinski_harabasz(points, labels) == pytest.approx(calinski_harabasz(points[inside], labels[inside]))
    assert davies_bouldin(points, labels) == pytest.approx(
        metrics.davies_bouldin_score(points[inside], labels[inside]), rel=1e-4
    )
    assert inertia(points, labels) < inertia(points, truth)
    assert silhouette_samples(points[inside], labels[inside]).mean() > 0.5


def test_three_blobs_make_every_measure_say_three() -> None:
    swept = sweep(blobs()[0], SweepSettings(last=7, seeds=3))
    assert set(swept.best.values()) == {3}
    assert swept.by_gap == 3
    assert swept.silhouette.shape == (6, 3)
    assert len(swept.gap) == 7


def test_in_noise_neither_gap_nor_silhouette_asks_for_groups() -> None:
    swept = sweep(noise(400, 6), SweepSettings(last=6, seeds=3))
    assert swept.by_gap == 1
    assert "silhouette above noise" not in swept.best
    assert abs(swept.above_noise).max() < 0.02


def test_bic_of_mixtures_is_scikit_learns_and_finds_three() -> None:
    points = blobs()[0]
    swept = sweep(points, SweepSettings("mixture", last=5, seeds=1))
    peer = GaussianMixture(3, covariance_type="diag", random_state=0, reg_covar=1e-6 * points.var(axis=0).mean())
    assert swept.bic[1, 0] == pytest.approx(peer.fit(points.astype(float)).bic(points.astype(float)), rel=1e-3)
    assert swept.best["BIC"] == 3
    assert np.isnan(swept.gap).all()
    assert "gap statistic" not in swept.best


@pytest.mark.parametrize("algorithm", ["minibatch", "bisecting", "ward", "spectral"])
def test_other_algorithms_can_be_swept(algorithm: str) -> None:
    swept = sweep(blobs(150)[0], SweepSettings(algorithm, last=4, seeds=1))  # type: ignore[arg-type]
    assert swept.best["Davies–Bouldin"] == 3
    assert np.isnan(swept.bic).all()


@pytest.mark.parametrize(
    "settings", [SweepSettings("hdbscan"), SweepSettings(last=1), SweepSettings(last=99), SweepSettings(seeds=0)]
)
def test_impossible_sweeps_are_refused(settings: SweepSettings) -> None:
    with pytest.raises(InvalidSettings) as caught:
        Sweeper(noise(40), settings)
    assert caught.value.remedy


def test_a_sweep_can_be_stopped_inside_of_one_k() -> None:
    calls: list[int] = []

    def cancel(done: int, total: int, what: str) -> None:
        calls.append(done)
        if done == 2:
            raise Cancelled

    with pytest.raises(Cancelled):
        Sweeper(noise(), SweepSettings()).at(3, cancel)
    assert calls == [0, 1, 2]
