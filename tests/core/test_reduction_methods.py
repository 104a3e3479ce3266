"""Alternatives to PCA, parallel analysis, rebuilding, and what goes along with components."""

import dataclasses

import numpy as np
import pytest
from sklearn.decomposition import NMF

from fer_core.base import worker
from fer_core.base.errors import Cancelled, InvalidSettings
from fer_core.faces.faceset import FaceSet
from fer_core.features.hog import Hog
from fer_core.features.pixels import Pixels
from fer_core.reduction import METHODS, Reduction, ReductionSettings
from fer_core.reduction.companions import companions
from fer_core.reduction.nmf import Nmf
from fer_core.reduction.parallel_analysis import parallel_analysis
from fer_core.reduction.rebuild import along, rebuild
from fer_core.reduction.umap_reduction import UmapReduction
from fer_core.study import study
from fer_core.study.lab import Lab
from fer_core.study.store import Store
from tests.core.test_lab import shuffled_labels

QUICK = [name for name in METHODS if name != "umap"]


@pytest.fixture(scope="module")
def rows() -> np.ndarray:
    """300 rows of 30 columns that five independent, lopsided causes and a little noise make."""
    random = np.random.default_rng(3)
    causes = random.exponential(size=(300, 5))
    return (causes @ random.random((5, 30)) + 0.02 * random.normal(size=(300, 30))).astype(np.float32)


@pytest.mark.parametrize("name", QUICK)
def test_few_numbers_tell_the_causes(rows: np.ndarray, name: str) -> None:
    method = METHODS[name]
    learned = method.learn(rows[:200], 5, 0)
    placed = method.place(rows, learned)
    assert placed.shape == (300, 5) and np.isfinite(placed).all()
    assert all(array.dtype == np.float32 for array in learned.values())
    design = np.c_[placed[:200], np.ones(200)]
    weights, *_ = np.linalg.lstsq(design, rows[:200], rcond=None)
    unseen = np.c_[placed[200:], np.ones(100)] @ weights
    left = ((unseen - rows[200:]) ** 2).sum() / ((rows[200:] - rows[:200].mean(axis=0)) ** 2).sum()
    assert left < (0.35 if name in ("autoencoder", "kernel_pca") else 0.05)


@pytest.mark.parametrize("name", QUICK)
def test_the_same_again_and_each_face_by_itself(rows: np.ndarray, name: str) -> None:
    method = METHODS[name]
    first, again = (method.learn(rows, 4, 1) for _ in range(2))
    for key, array in first.items():
        np.testing.assert_allclose(array, again[key], atol=1e-4)
    np.testing.assert_allclose(method.place(rows[7:8], first), method.place(rows, first)[7:8], atol=1e-4)


@pytest.mark.parametrize("name", QUICK)
def test_too_little_to_learn_from(rows: np.ndarray, name: str) -> None:
    method = METHODS[name]
    with pytest.raises(InvalidSettings):
        method.learn(rows[:1], 3, 0)
    for little in (rows[:3], np.ones((10, 4), np.float32)):
        assert np.isfinite(method.place(little, method.learn(little, 50, 0))).all()


def test_nmf_places_as_scikit_learn_does(rows: np.ndarray) -> None:
    learned = Nmf().learn(rows, 5, 0)
    placed = Nmf().place(rows, learned)
    parts = learned["parts"].astype(np.float64)
    model = NMF(5, init="custom", tol=1e-8, max_iter=3000)
    model.n_components_, model.components_ = 5, parts
    shifted = (rows - learned["lowest"]).astype(np.float64)
    best = model.transform(shifted)
    ours, theirs = (np.linalg.norm(shifted - found @ parts) for found in (placed, best))
    assert (placed >= 0).all() and ours <= 1.1 * theirs + 0.1


def test_umap_puts_unseen_faces_to_their_own(rows: np.ndarray, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "run_worker", lambda module, title, given, progress: given["start"] * np.float32(2))
    apart = np.r_[rows[:15], rows[15:30] + 40]
    learned = UmapReduction().learn(apart[::2], 3, 0)
    placed = UmapReduction().place(apart, learned)
    np.testing.assert_allclose(placed[::2], learned["places"], atol=1e-3)
    near, far = placed[:15].mean(axis=0), placed[15:].mean(axis=0)
    assert (np.linalg.norm(placed - near, axis=1) < np.linalg.norm(placed - far, axis=1)).tolist() == [True] * 15 + [
        False
    ] * 15


# Parallel analysis


def test_parallel_analysis_counts_the_causes_and_finds_none_in_noise() -> None:
    random = np.random.default_rng(0)
    five = random.normal(size=(300, 5)) @ np.linalg.qr(random.normal(size=(30, 5)))[0].T
    assert parallel_analysis((five + 0.1 * random.normal(size=(300, 30))).astype(np.float32), 30).count == 5
    noise = random.normal(size=(200, 40)).astype(np.float32)
    assert parallel_analysis(noise, 40).count <= 1
    wide = parallel_analysis(random.normal(size=(30, 80)).astype(np.float32), 200)
    assert len(wide.real) == len(wide.noise) == 30 and wide.count <= 1


def test_parallel_analysis_can_be_cancelled_and_needs_faces(rows: np.ndarray) -> None:
    def cancel(done: int, total: int, what: str) -> None:
        if done:
            raise Cancelled

    with pytest.raises(Cancelled):
        parallel_analysis(rows, 5, progress=cancel)
    with pytest.raises(InvalidSettings):
        parallel_analysis(rows[:1], 5)


# What there is to see


def test_rebuilding_loses_less_with_every_component(faces: FaceSet) -> None:
    pixels = faces.images.reshape(len(faces), -1).astype(np.float32)
    fitted = Reduction().fit(pixels[:150])
    some = [rebuild(fitted, pixels[:6], count) for count in (1, 20, len(fitted.components_))]
    assert some[0].recovered.mean() < some[1].recovered.mean() < some[2].recovered.mean()
    assert (some[2].recovered > 0.999).all() and (some[2].errors < 1).all()
    apart = np.sqrt(((some[1].columns - pixels[:6]) ** 2).mean(axis=1))
    np.testing.assert_allclose(some[1].errors, apart, rtol=1e-4)


def test_along_a_component_the_mean_face_moves_by_standard_deviations(rows: np.ndarray) -> None:
    fitted = Reduction(standardise=True).fit(rows)
    moved = along(fitted, 1, np.array([-3, 0, 3]))
    spread = fitted.transform(rows)[:, 1].std()
    scores = fitted.transform(moved[1:2])
    np.testing.assert_allclose(scores, 0, atol=0.05)
    step = (moved[2] - moved[0]) / fitted.scale_ @ fitted.components_[1]
    assert step == pytest.approx(6 * spread, rel=0.02)


def test_what_goes_along_is_what_was_made_to() -> None:
    random = np.random.default_rng(0)
    scores = random.normal(size=(2000, 3)).astype(np.float32) * [3, 1, 0]
    others = 10 + scores @ np.array([[1, 0], [0, -2], [5, 5]]) + 0.1 * random.normal(size=(2000, 2))
    found = companions(scores, others)
    np.testing.assert_allclose(found.slopes, [[3, 0], [0, -2], [0, 0]], atol=0.15)
    np.testing.assert_allclose(found.at(0, np.array([2.0])), [[16, 10]], atol=0.4)
    assert found.shares[0] > 0.6 > found.shares[1] > 0.2 > found.shares[2] == 0


# In the lab


def lab(store: Store, faces: FaceSet, **reduction: object) -> Lab:
    settings = ReductionSettings(**reduction)  # type: ignore[arg-type]
    return Lab(store, faces, dataclasses.replace(study.fitting(faces), features=Pixels(), reduction=settings))


@pytest.mark.parametrize("settings", [{"method": "nmf", "components": 6}, {"components": None}], ids=str)
def test_other_spaces_are_kept_learn_from_training_faces_and_read_no_label(
    store: Store, faces: FaceSet, settings: dict[str, object]
) -> None:
    one = lab(store, faces, **settings)
    points = one.space.points()
    assert points.shape == (210, settings["components"] or 48 * 48)
    assert one.results.has(*one.space.result) and one.space.result[0] == "space"
    if settings["components"]:
        assert len(one.groups.clustering().labels) == len(one.division.grouped_rows)
    shuffled = lab(Store(store.home / "another"), shuffled_labels(faces), **settings)
    assert shuffled.space.result == one.space.result and np.array_equal(shuffled.space.points(), points)
    images = faces.images.copy()
    images[one.division.split.test] = 255 - images[one.division.split.test]
    other = FaceSet.of(images, faces.emotions, classes=faces.classes, usage=faces.usage, usages=faces.usages)
    changed = lab(store, other, **settings)
    assert np.array_equal(changed.space.points()[one.division.split.train], points[one.division.split.train])


def test_components_by_share_of_the_variance(store: Store, faces: FaceSet) -> None:
    by_share = lab(store, faces, variance=0.8)
    reduction, scores = by_share.reduction.of(Pixels())
    count = by_share.space.points().shape[1]
    assert (
        reduction.explained_variance_ratio_[:count].sum()
        >= 0.8
        > reduction.explained_variance_ratio_[: count - 1].sum()
    )
    assert np.array_equal(by_share.space.points(), scores[:, :count])
    assert by_share.space.key != lab(store, faces).space.key


def test_noise_and_companions_are_kept(store: Store, faces: FaceSet, monkeypatch: pytest.MonkeyPatch) -> None:
    of = Lab(store, faces, dataclasses.replace(study.fitting(faces), features=Hog()))
    noise, pictures = of.reduction.noise(Hog()), of.reduction.companions(Hog(), "pictures")
    assert 0 < noise.count < len(noise.real)
    assert pictures.mean.shape == (48 * 48,) and len(pictures.slopes) == len(noise.real)
    monkeypatch.setattr("fer_core.study.lab.reductions.parallel_analysis", lambda *args: pytest.fail("computed twice"))
    monkeypatch.setattr("fer_core.study.lab.reductions.companions", lambda *args: pytest.fail("computed twice"))
    assert of.reduction.noise(Hog()).count == noise.count
    assert np.array_equal(of.reduction.companions(Hog(), "pictures").slopes, pictures.slopes)


@pytest.mark.parametrize(
    "bad", [{"variance": 1.0}, {"method": "ica", "whiten": True}, {"method": "nmf", "components": None}], ids=str
)
def test_settings_that_cannot_work_are_refused(bad: dict[str, object]) -> None:
    with pytest.raises(InvalidSettings):
        ReductionSettings(**bad)  # type: ignore[arg-type]
