import numpy as np
import pytest

import fer_core.balance
from fer_core.balance import (
    MAX_MADE,
    STRATEGIES,
    BalanceSettings,
    PictureSource,
    TrainingRows,
    balance,
    class_weights,
    counts_after,
    effective_weights,
    made_up,
    resample,
)
from fer_core.balance.augmentation import altered
from fer_core.base.errors import Cancelled, InvalidSettings
from fer_core.faces.imbalance import imbalance_ratio
from fer_core.faces.split import Split
from fer_core.study.store import key_of
from tests.core.divided import all_train, judging

COUNTS = np.array([60, 0, 7, 30])
ON_NUMBERS = [s for s in STRATEGIES if not BalanceSettings(s).on_pictures]
CODES = np.random.default_rng(0).permutation(np.repeat(np.arange(4, dtype=np.uint8), COUNTS))


def places(settings: BalanceSettings) -> np.ndarray:
    return resample(all_train(CODES), settings).rows


def balanced(
    features: np.ndarray, codes: np.ndarray, settings: BalanceSettings, weights: np.ndarray | None = None
) -> fer_core.balance.Balanced:
    pictures = np.zeros((len(codes), 48, 48), np.uint8)
    look = PictureSource(pictures, lambda images, progress: np.zeros((len(images), features.shape[1]), np.float32))
    return balance(features, all_train(codes, weights), settings, look)


@pytest.fixture()
def rows() -> np.ndarray:
    return np.random.default_rng(1).normal(size=(len(CODES), 3)).astype(np.float32)


def test_undersampling_goes_down_to_the_rarest_class_without_repeating_a_face() -> None:
    kept = places(BalanceSettings("undersample"))
    assert np.bincount(CODES[kept]).tolist() == [7, 0, 7, 7]
    assert len(np.unique(kept)) == len(kept)
    assert kept.dtype == np.int64
    assert (np.diff(kept) > 0).all()


def test_undersampling_keeps_at_most_the_given_number() -> None:
    kept = places(BalanceSettings("undersample", per_class=20))
    assert np.bincount(CODES[kept]).tolist() == [20, 0, 7, 20]


def test_oversampling_keeps_every_face_and_repeats_rare_ones() -> None:
    kept = places(BalanceSettings("oversample"))
    assert np.bincount(CODES[kept]).tolist() == [60, 0, 60, 60]
    assert set(kept) == set(range(len(CODES)))


@pytest.mark.parametrize("strategy", sorted(set(STRATEGIES) - {"undersample", "oversample"}))
def test_other_strategies_leave_the_rows_as_they_are(strategy: str) -> None:
    assert places(BalanceSettings(strategy)).tolist() == list(range(len(CODES)))


@pytest.mark.parametrize("strategy", STRATEGIES)
@pytest.mark.parametrize("per_class", [None, 1, 20, 200])
def test_counts_after_tells_what_balancing_does(strategy: str, per_class: int | None, rows: np.ndarray) -> None:
    settings = BalanceSettings(strategy, per_class)
    told = counts_after(COUNTS, settings)
    done = balanced(rows, CODES, settings)
    if STRATEGIES[settings.strategy].exact:
        assert told.tolist() == np.bincount(done.codes, minlength=4).tolist()
    assert told[1] == 0
    assert set(done.codes) == {0, 2, 3}  # no class is lost, none appears
    assert len(done.features) == len(done.codes) == len(done.weights)
    assert (done.features.dtype, done.codes.dtype, done.weights.dtype) == (np.float32, np.uint8, np.float32)


def test_a_seed_repeats_its_draw_and_another_draws_anew() -> None:
    draws = [places(BalanceSettings("undersample", seed=s)).tolist() for s in (3, 3, 4)]
    assert draws[0] == draws[1] != draws[2]


def test_class_weights_make_every_class_weigh_the_same() -> None:
    weights = class_weights(CODES, 4)
    assert weights.dtype == np.float32
    assert weights.mean() == pytest.approx(1)
    masses = np.bincount(CODES, weights=weights)
    assert masses[[0, 2, 3]] == pytest.approx(len(CODES) / 3)


def test_class_weights_count_second_names_by_their_share(rows: np.ndarray) -> None:
    shares = np.where(CODES == 3, 0.35, 1).astype(np.float32)
    done = balanced(rows, CODES, BalanceSettings("weights"), shares)
    masses = np.bincount(CODES, weights=done.weights)
    assert masses[[0, 2, 3]] == pytest.approx(shares.sum() / 3, rel=1e-5)


def test_smote_rows_lie_on_the_line_between_two_faces_of_their_class(rows: np.ndarray) -> None:
    done = balanced(rows, CODES, BalanceSettings("smote"))
    np.testing.assert_array_equal(done.features[: len(rows)], rows)
    made, real = done.features[len(rows) :], rows[CODES == 2]
    made = made[done.codes[len(rows) :] == 2]
    assert len(made) == 53
    via = np.linalg.norm(made[:, None] - real, axis=2)
    detour = via[:, :, None] + via[:, None, :] - np.linalg.norm(real[:, None] - real, axis=2)
    detour[:, np.arange(7), np.arange(7)] = np.inf
    assert detour.min(axis=(1, 2)) == pytest.approx(0, abs=1e-3)


def test_smote_uses_fewer_neighbours_in_tiny_classes_and_leaves_a_single_face_alone() -> None:
    codes = np.repeat(np.array([0, 1, 2], np.uint8), [20, 2, 1])
    rows = np.random.default_rng(0).normal(size=(23, 2)).astype(np.float32)
    done = balanced(rows, codes, BalanceSettings("smote"))
    assert np.bincount(done.codes).tolist() == [20, 20, 1]


def test_smote_rows_weigh_as_much_as_their_class_does_on_average(rows: np.ndarray) -> None:
    shares = np.where(CODES == 2, 0.35, 1).astype(np.float32)
    done = balanced(rows, CODES, BalanceSettings("smote"), shares)
    assert done.weights[done.codes == 2] == pytest.approx(0.35)


@pytest.mark.parametrize("strategy", STRATEGIES)
def test_one_class_or_no_row_needs_no_balancing(strategy: str) -> None:
    for codes in (np.full(5, 2, np.uint8), np.zeros(0, np.uint8)):
        rows = np.zeros((len(codes), 2), np.float32)
        assert balanced(rows, codes, BalanceSettings(strategy, 3)).codes.tolist() == codes.tolist()


def test_the_imbalance_is_that_of_classes_with_faces() -> None:
    assert imbalance_ratio(COUNTS) == pytest.approx(60 / 7)
    assert imbalance_ratio(np.zeros(3, int)) == 1


@pytest.mark.parametrize("settings", [{"strategy": "magic"}, {"per_class": 0}, {"beta": 1.0}, {"tau": 3.0}])
def test_impossible_settings_are_refused(settings: dict) -> None:
    with pytest.raises(InvalidSettings):
        BalanceSettings(**settings)


def test_features_that_are_no_numbers_are_refused(rows: np.ndarray) -> None:
    rows[3, 1] = np.nan
    with pytest.raises(InvalidSettings, match="not finite numbers"):
        balanced(rows, CODES, BalanceSettings("smote"))
    with pytest.raises(InvalidSettings, match="one class, one weight"):
        all_train(CODES, np.ones(3, np.float32))
    with pytest.raises(InvalidSettings, match="do not belong to the faces"):
        balance(rows[:-1], all_train(CODES), BalanceSettings())


# Before the split


def test_resampling_before_the_split_cannot_be_done(rows: np.ndarray) -> None:
    """Whoever has faces that judge among the rows gets no rows that balancing takes, and it takes nothing else."""
    divided = judging(len(CODES), np.arange(5))
    with pytest.raises(InvalidSettings, match="5 of these 97 rows are not training faces"):
        TrainingRows(divided, np.arange(len(CODES)), CODES)
    aside = Split(np.zeros(len(CODES), np.uint8), 0)
    with pytest.raises(InvalidSettings, match="not training faces"):
        TrainingRows(aside, np.arange(3), CODES[:3])
    for whatever in (CODES, (np.arange(len(CODES)), CODES), rows):
        with pytest.raises(InvalidSettings, match="Split the faces first"):
            resample(whatever, BalanceSettings("oversample"))  # type: ignore[arg-type]
        with pytest.raises(InvalidSettings, match="Split the faces first"):
            balance(rows, whatever, BalanceSettings("oversample"))  # type: ignore[arg-type]


def test_rows_cannot_be_changed_once_they_were_checked() -> None:
    given = np.arange(5, 50)
    mine = TrainingRows(judging(len(CODES), np.arange(5)), given, CODES[5:50])
    given[:] = 0
    assert mine.rows.tolist() == list(range(5, 50))
    with pytest.raises(ValueError, match="read-only"):
        mine.rows[0] = 0
    with pytest.raises(AttributeError):
        mine.rows = np.arange(45)  # type: ignore[misc]


@pytest.mark.parametrize("strategy", ON_NUMBERS)
def test_faces_that_judge_change_nothing(strategy: str, rows: np.ndarray) -> None:
    divided = judging(len(CODES), np.arange(20))
    mine = TrainingRows(divided, divided.train, CODES[divided.train])
    other = rows.copy()
    other[:20] = 99
    done, same = (balance(X, mine, BalanceSettings(strategy)) for X in (rows, other))
    np.testing.assert_array_equal(done.features, same.features)
    np.testing.assert_array_equal(done.weights, same.weights)
    if strategy not in ("smote", "borderline_smote", "adasyn", "smote_enn", "centroids"):
        assert {tuple(row) for row in done.features} <= {tuple(row) for row in rows[20:]}


# The ways one by one


def test_near_miss_keeps_those_closest_to_the_rarest_class() -> None:
    codes = np.repeat(np.array([0, 1], np.uint8), [20, 4])
    line = np.concatenate([np.arange(20), np.full(4, 30)]).astype(np.float32)[:, None]
    done = balanced(line, codes, BalanceSettings("near_miss"))
    assert sorted(done.features[done.codes == 0, 0]) == [16, 17, 18, 19]


def test_centroids_are_middles_of_a_class_and_rare_classes_stay(rows: np.ndarray) -> None:
    done = balanced(rows, CODES, BalanceSettings("centroids"))
    np.testing.assert_array_equal(done.features[done.codes == 2], rows[CODES == 2])
    middles, own = done.features[done.codes == 0], rows[CODES == 0]
    assert len(middles) == 7
    # A centre of its nearest rows: no move to another centre brings it closer to them.
    nearest = np.linalg.norm(own[:, None] - middles, axis=2).argmin(axis=1)
    for i, middle in enumerate(middles):
        assert np.linalg.norm(own[nearest == i].mean(axis=0) - middle) < 0.7


def test_cleaning_drops_rows_among_strangers_but_never_a_whole_class() -> None:
    rng = np.random.default_rng(0)
    rows = np.concatenate([rng.normal(0, 0.3, (40, 2)), rng.normal(5, 0.3, (20, 2)), [[0.0, 0.0]]]).astype(np.float32)
    codes = np.repeat(np.array([0, 1, 2], np.uint8), [40, 20, 1])
    codes[0] = 1  # a stranger
    done = balanced(rows, codes, BalanceSettings("smote_enn"))
    assert not (done.features == rows[0]).all(axis=1).any()
    assert 2 in done.codes


def test_adasyn_works_where_classes_do_not_touch() -> None:
    rows = np.concatenate([np.random.default_rng(0).normal(0, 1, (30, 2)), np.full((8, 2), 90.0)]).astype(np.float32)
    codes = np.repeat(np.array([0, 1], np.uint8), [30, 8])
    assert np.bincount(balanced(rows, codes, BalanceSettings("adasyn")).codes).tolist() == [30, 30]


def test_effective_numbers_lie_between_equal_rows_and_equal_classes() -> None:
    ones = np.ones(len(CODES), np.float32)
    masses = {}
    for beta in (0.0, 0.9, 0.999999):
        weights = effective_weights(CODES, ones, beta)
        assert weights.sum() == pytest.approx(len(CODES), rel=1e-4)
        masses[beta] = np.bincount(CODES, weights=weights)
    assert masses[0.0] == pytest.approx(COUNTS)
    assert masses[0.999999][[0, 2, 3]] == pytest.approx(len(CODES) / 3, rel=1e-3)
    assert COUNTS[2] < masses[0.9][2] < len(CODES) / 3
    # Cui et al.: weights stand to each other as the inverse of (1 - beta^n)
    each = masses[0.9] / np.maximum(COUNTS, 1)
    assert each[2] / each[0] == pytest.approx((1 - 0.9**60) / (1 - 0.9**7), rel=1e-4)


def test_blends_lie_between_two_faces_of_one_class() -> None:
    rng = np.random.default_rng(0)
    codes = np.repeat(np.array([0, 1], np.uint8), [12, 4])
    images = rng.integers(0, 256, (16, 48, 48)).astype(np.uint8)
    made, pairs = made_up(images, codes, {1: 12}, seed=0)
    assert (made.shape, made.dtype, pairs.shape) == ((8, 48, 48), np.uint8, (8, 2))
    assert (codes[pairs] == 1).all() and (pairs[:, 0] != pairs[:, 1]).all()
    low, high = np.sort(images[pairs].astype(int), axis=1).transpose(1, 0, 2, 3)
    assert ((made >= low - 1) & (made <= high + 1)).all()


def test_altered_pictures_are_other_pictures_of_the_same_face(faces) -> None:  # type: ignore[no-untyped-def]
    images = faces.images[:12]
    once, again, other = altered(images, 1), altered(images, 1), altered(images, 2)
    assert (once.dtype, once.shape) == (np.uint8, images.shape)
    np.testing.assert_array_equal(once, again)
    assert (once != other).any() and (once != images).any(axis=(1, 2)).all()
    seen = [np.abs(once.astype(int) - own).mean((1, 2)) for own in (images, images[:, :, ::-1])]
    strangers = np.abs(once.astype(int) - np.roll(images, 1, axis=0)).mean((1, 2))
    assert np.median(np.minimum(*seen)) < np.median(strangers)


@pytest.mark.parametrize("strategy", ["augment", "smote_pixels"])
def test_made_pictures_are_looked_at_like_any_face(strategy: str) -> None:
    codes = np.repeat(np.array([0, 1, 2], np.uint8), [12, 4, 1])
    images = np.random.default_rng(0).integers(0, 256, (17, 48, 48)).astype(np.uint8)
    X = images.reshape(17, -1)[:, :3].astype(np.float32)
    look = PictureSource(images, lambda made, progress: made.reshape(len(made), -1)[:, :3].astype(np.float32))
    done = balance(X, all_train(codes), BalanceSettings(strategy), look)
    alone = 12 if strategy == "augment" else 1  # one face can be altered, but not blended
    assert np.bincount(done.codes).tolist() == [12, 12, alone]
    assert not (done.features[17:, None] == X).all(axis=2).any()
    with pytest.raises(InvalidSettings, match="needs the pictures of the faces"):
        balance(X, all_train(codes), BalanceSettings(strategy))

    def cancel(made: np.ndarray, progress: object) -> np.ndarray:
        raise Cancelled

    with pytest.raises(Cancelled):
        balance(X, all_train(codes), BalanceSettings(strategy), PictureSource(images, cancel))


def test_no_more_pictures_are_made_than_can_be_looked_at() -> None:
    counts = np.array([30_000, 10, 20_000, 0])
    after = counts_after(counts, BalanceSettings("augment"))
    added = after - counts
    assert MAX_MADE - 4 <= added.sum() <= MAX_MADE
    assert added[1] > 2 * added[2] and added[[0, 3]].tolist() == [0, 0]


@pytest.mark.parametrize("strategy", STRATEGIES)
@pytest.mark.parametrize("classes", [2, 50])
def test_any_number_of_classes_and_classes_of_one_face(strategy: str, classes: int) -> None:
    rng = np.random.default_rng(0)
    codes = np.concatenate([rng.integers(0, classes, 6 * classes), np.arange(classes)]).astype(np.uint8)
    codes[codes == 1] = 0
    codes[-1] = 1  # one face
    done = balanced(rng.normal(size=(len(codes), 5)).astype(np.float32), codes, BalanceSettings(strategy))
    assert set(done.codes) == set(codes)
    assert np.isfinite(done.features).all() and (done.weights > 0).all()


def test_settings_can_name_a_result() -> None:
    assert key_of(BalanceSettings("smote")) != key_of(BalanceSettings("smote", seed=1))


def test_only_keeping_all_faces_works_without_labels() -> None:
    assert [s for s, info in STRATEGIES.items() if info.needs == "nothing"] == ["none"]
