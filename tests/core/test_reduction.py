import time

import numpy as np
import pytest
from sklearn.decomposition import PCA
from sklearn.exceptions import NotFittedError

from fer_core.base.errors import Cancelled, InvalidSettings
from fer_core.faces.faceset import FaceSet
from fer_core.features import Sources
from fer_core.features.pixels import Pixels
from fer_core.reduction import Reduction, ReductionSettings


@pytest.fixture(scope="module")
def rows() -> np.ndarray:
    rng = np.random.default_rng(5)
    return (rng.normal(size=(400, 30)) @ rng.normal(size=(30, 30)) + rng.normal(size=30) * 5).astype(np.float32)


def test_fewer_components_are_a_slice_and_what_pca_with_fewer_gives(rows: np.ndarray) -> None:
    reduction = Reduction().fit(rows)
    scores = reduction.transform(rows)
    few = reduction.transform(rows, ReductionSettings(5))
    expected = PCA(5, svd_solver="full").fit_transform(rows.astype(np.float64))
    np.testing.assert_allclose(few, expected, atol=1e-3)
    np.testing.assert_allclose(few, scores[:, :5], atol=1e-4)
    np.testing.assert_allclose(reduction.select(scores, ReductionSettings(5)), few, atol=1e-4)
    assert few.dtype == scores.dtype == np.float32


def test_wide_data_too(faces: FaceSet) -> None:
    pixels = Pixels().extract(Sources(faces.images[:60]))
    reduction = Reduction().fit(pixels)
    assert reduction.components_.shape == (59, 48 * 48)  # 60 faces differ in 59 directions
    expected = PCA(5, svd_solver="full").fit_transform(pixels.astype(np.float64))
    np.testing.assert_allclose(reduction.transform(pixels, ReductionSettings(5)), expected, atol=1e-2)


def test_how_many_components_keep_a_share(rows: np.ndarray) -> None:
    reduction = Reduction().fit(rows)
    count = reduction.count_for(0.9)
    assert count is not None
    assert (
        reduction.explained_variance_ratio_[:count].sum()
        >= 0.9
        > reduction.explained_variance_ratio_[: count - 1].sum()
    )
    assert Reduction(max_components=1).fit(rows).count_for(0.9) is None


def test_directions_in_which_fitted_faces_do_not_differ_are_left_out(faces: FaceSet) -> None:
    pixels = Pixels().extract(Sources(faces.images))
    reduction = Reduction().fit(pixels[:60])
    spread = reduction.transform(pixels[60:]).std(axis=0) / reduction.transform(pixels[:60]).std(axis=0)
    assert spread.max() < 10  # rounding error as a component would be millions of times as wide on other faces


def test_variance_ratios_are_shares_of_the_whole(rows: np.ndarray) -> None:
    whole, part = Reduction().fit(rows), Reduction(max_components=7).fit(rows)
    assert whole.explained_variance_ratio_.sum() == pytest.approx(1, abs=1e-5)
    np.testing.assert_allclose(part.explained_variance_ratio_, whole.explained_variance_ratio_[:7], rtol=1e-5)
    assert (np.diff(whole.explained_variance_) <= 0).all()


def test_only_the_fitted_rows_count(rows: np.ndarray) -> None:
    train, test = rows[:300], rows[300:]
    for standardise in (False, True):
        fitted = Reduction(standardise=standardise).fit(train)
        together = fitted.transform(np.concatenate([train, test * 1000]))
        np.testing.assert_allclose(together[:300], fitted.transform(train), rtol=1e-4, atol=1e-4)
        np.testing.assert_allclose(fitted.transform(train).mean(axis=0), 0, atol=1e-3)
        np.testing.assert_allclose(fitted.transform(test[3:4]), fitted.transform(test)[3:4], rtol=1e-4, atol=1e-4)


def test_standardised_columns_count_alike_and_outliers_are_clipped(rows: np.ndarray) -> None:
    scaled = rows * np.logspace(-2, 2, 30, dtype=np.float32)
    plain, other = (Reduction(standardise=True).fit(r).transform(r) for r in (rows, scaled))
    np.testing.assert_allclose(np.abs(plain), np.abs(other), atol=1e-2)
    fitted = Reduction(standardise=True).fit(rows)
    far = fitted.transform(np.full((1, 30), 1e6, np.float32), ReductionSettings(None))
    np.testing.assert_array_equal(far, np.full((1, 30), 3, np.float32))


def test_without_pca_the_columns_come_back(rows: np.ndarray) -> None:
    none = ReductionSettings(None)
    for standardise in (False, True):
        fitted = Reduction(standardise=standardise).fit(rows)
        columns = fitted.transform(rows, none)
        np.testing.assert_allclose(fitted.select(fitted.transform(rows), none), columns, atol=1e-3)
    np.testing.assert_allclose(columns, np.clip((rows - rows.mean(0)) / rows.std(0), -3, 3), atol=1e-4)


def test_all_components_are_a_rotation(rows: np.ndarray) -> None:
    fitted = Reduction(standardise=True).fit(rows)
    columns, scores = fitted.transform(rows, ReductionSettings(None)), fitted.transform(rows)
    distances = [np.linalg.norm(x[:50, None] - x[None, :50], axis=2) for x in (columns, scores)]
    np.testing.assert_allclose(*distances, atol=1e-3)


def test_whitened_components_have_variance_one(rows: np.ndarray) -> None:
    fitted, settings = Reduction().fit(rows), ReductionSettings(10, whiten=True)
    white = fitted.transform(rows, settings)
    np.testing.assert_allclose(white.std(axis=0, ddof=1), 1, atol=1e-3)
    np.testing.assert_allclose(fitted.select(fitted.transform(rows), settings), white, atol=1e-4)


@pytest.mark.parametrize(
    "settings", [None, ReductionSettings(30), ReductionSettings(30, whiten=True), ReductionSettings(None)]
)
def test_inverse_gives_the_features_back(rows: np.ndarray, settings: ReductionSettings | None) -> None:
    fitted = Reduction().fit(rows)
    back = fitted.inverse_transform(fitted.transform(rows, settings), settings)
    np.testing.assert_allclose(back, rows, atol=1e-2)


def test_more_components_reconstruct_better(faces: FaceSet) -> None:
    pixels = Pixels().extract(Sources(faces.images))
    fitted = Reduction().fit(pixels[:150])

    def loss(count: int) -> float:
        settings = ReductionSettings(count)
        return float(np.square(fitted.inverse_transform(fitted.transform(pixels, settings), settings) - pixels).mean())

    assert loss(1) > loss(10) > loss(100)


def test_kept_on_disk_and_back(rows: np.ndarray, tmp_path) -> None:
    fitted = Reduction(max_components=9, standardise=True, clip=2.5).fit(rows)
    for name, array in fitted.arrays().items():
        np.save(tmp_path / f"{name}.npy", array, allow_pickle=False)
    back = Reduction.from_arrays({p.stem: np.load(p) for p in tmp_path.glob("*.npy")})
    np.testing.assert_array_equal(back.transform(rows), fitted.transform(rows))
    assert (back.max_components, back.standardise, back.clip, back.n_features_) == (9, True, 2.5, 30)


def test_the_same_rows_give_the_same_components_with_the_same_signs(rows: np.ndarray) -> None:
    first, second = Reduction().fit(rows), Reduction().fit(rows.copy())
    np.testing.assert_array_equal(first.components_, second.components_)
    shuffled = Reduction().fit(rows[np.random.default_rng(0).permutation(len(rows))])
    np.testing.assert_allclose(first.components_, shuffled.components_, atol=1e-3)


def test_the_given_rows_are_not_changed(rows: np.ndarray) -> None:
    before = rows.copy()
    before.flags.writeable = False
    Reduction(standardise=True).fit(before).transform(before)
    Reduction().fit(before).transform(before)
    np.testing.assert_array_equal(before, rows)


@pytest.mark.parametrize("standardise", [False, True])
def test_constant_columns_and_equal_rows_stay_finite(rows: np.ndarray, standardise: bool) -> None:
    constant = rows.copy()
    constant[:, 4] = 7
    for data in (constant, np.ones((10, 30), np.float32)):
        fitted = Reduction(standardise=standardise).fit(data)
        count = len(fitted.components_)
        assert np.isfinite(fitted.transform(data, ReductionSettings(count, whiten=True))).all()
        assert np.isfinite(fitted.explained_variance_ratio_).all()


def test_impossible_counts_are_refused(rows: np.ndarray) -> None:
    with pytest.raises(InvalidSettings):
        ReductionSettings(0)
    with pytest.raises(InvalidSettings):
        ReductionSettings(None, whiten=True)
    fitted = Reduction(max_components=8).fit(rows)
    with pytest.raises(InvalidSettings, match="at most 8"):
        fitted.transform(rows, ReductionSettings(9))
    with pytest.raises(InvalidSettings):
        fitted.select(fitted.transform(rows), ReductionSettings(None))


def test_bad_features_are_refused(rows: np.ndarray) -> None:
    with pytest.raises(InvalidSettings):
        Reduction().fit(rows[:1])
    with pytest.raises(InvalidSettings):
        Reduction().fit(np.where(np.arange(30) == 3, np.nan, rows))
    with pytest.raises(InvalidSettings, match="30 were fitted"):
        Reduction().fit(rows).transform(rows[:, :29])
    with pytest.raises(NotFittedError):
        Reduction().transform(rows)


def test_cancel_frees_the_caller_at_once() -> None:
    large = np.random.default_rng(0).normal(size=(3000, 1500)).astype(np.float32)

    def cancel(done: int, total: int, what: str) -> None:
        if what == "Finding components":
            raise Cancelled

    started = time.perf_counter()
    with pytest.raises(Cancelled):
        Reduction().fit(large, cancel)
    assert time.perf_counter() - started < 1
