import numpy as np
import pytest

from fer_core.balance import (
    STRATEGIES,
    BalanceSettings,
    balance,
    class_weights,
    counts_after,
    imbalance_ratio,
    resample,
)
from fer_core.errors import InvalidSettings
from fer_core.store import key_of

COUNTS = np.array([60, 0, 7, 30])
CODES = np.random.default_rng(0).permutation(np.repeat(np.arange(4, dtype=np.uint8), COUNTS))


@pytest.fixture()
def rows() -> np.ndarray:
    return np.random.default_rng(1).normal(size=(len(CODES), 3)).astype(np.float32)


def test_undersampling_goes_down_to_the_rarest_class_without_repeating_a_face() -> None:
    kept = resample(CODES, BalanceSettings("undersample"))
    assert np.bincount(CODES[kept]).tolist() == [7, 0, 7, 7]
    assert len(np.unique(kept)) == len(kept)
    assert kept.dtype == np.int64
    assert (np.diff(kept) > 0).all()


def test_undersampling_keeps_at_most_the_given_number() -> None:
    kept = resample(CODES, BalanceSettings("undersample", per_class=20))
    assert np.bincount(CODES[kept]).tolist() == [20, 0, 7, 20]


def test_oversampling_keeps_every_face_and_repeats_rare_ones() -> None:
    kept = resample(CODES, BalanceSettings("oversample"))
    assert np.bincount(CODES[kept]).tolist() == [60, 0, 60, 60]
    assert set(kept) == set(range(len(CODES)))


@pytest.mark.parametrize("strategy", ["none", "smote", "weights"])
def test_other_strategies_leave_the_rows_as_they_are(strategy: str) -> None:
    assert resample(CODES, BalanceSettings(strategy)).tolist() == list(range(len(CODES)))


@pytest.mark.parametrize("strategy", STRATEGIES)
@pytest.mark.parametrize("per_class", [None, 1, 20, 200])
def test_counts_after_tells_what_balancing_does(strategy: str, per_class: int | None, rows: np.ndarray) -> None:
    settings = BalanceSettings(strategy, per_class)
    told = counts_after(COUNTS, settings)
    done = balance(rows, CODES, np.ones(len(CODES), np.float32), settings)
    assert told.tolist() == np.bincount(done.codes, minlength=4).tolist()
    assert told[1] == 0
    assert len(done.features) == len(done.codes) == len(done.weights)
    assert (done.features.dtype, done.codes.dtype, done.weights.dtype) == (np.float32, np.uint8, np.float32)


def test_a_seed_repeats_its_draw_and_another_draws_anew() -> None:
    draws = [resample(CODES, BalanceSettings("undersample", seed=s)).tolist() for s in (3, 3, 4)]
    assert draws[0] == draws[1] != draws[2]


def test_class_weights_make_every_class_weigh_the_same() -> None:
    weights = class_weights(CODES, 4)
    assert weights.dtype == np.float32
    assert weights.mean() == pytest.approx(1)
    masses = np.bincount(CODES, weights=weights)
    assert masses[[0, 2, 3]] == pytest.approx(len(CODES) / 3)


def test_class_weights_count_second_names_by_their_share(rows: np.ndarray) -> None:
    shares = np.where(CODES == 3, 0.35, 1).astype(np.float32)
    balanced = balance(rows, CODES, shares, BalanceSettings("weights"))
    masses = np.bincount(CODES, weights=balanced.weights)
    assert masses[[0, 2, 3]] == pytest.approx(shares.sum() / 3, rel=1e-5)


def test_smote_rows_lie_on_the_line_between_two_faces_of_their_class(rows: np.ndarray) -> None:
    done = balance(rows, CODES, np.ones(len(CODES), np.float32), BalanceSettings("smote"))
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
    done = balance(rows, codes, np.ones(23, np.float32), BalanceSettings("smote"))
    assert np.bincount(done.codes).tolist() == [20, 20, 1]


def test_smote_rows_weigh_as_much_as_their_class_does_on_average(rows: np.ndarray) -> None:
    shares = np.where(CODES == 2, 0.35, 1).astype(np.float32)
    done = balance(rows, CODES, shares, BalanceSettings("smote"))
    assert done.weights[done.codes == 2] == pytest.approx(0.35)


@pytest.mark.parametrize("strategy", STRATEGIES)
def test_one_class_or_no_row_needs_no_balancing(strategy: str) -> None:
    for codes in (np.full(5, 2, np.uint8), np.zeros(0, np.uint8)):
        rows, ones = np.zeros((len(codes), 2), np.float32), np.ones(len(codes), np.float32)
        assert balance(rows, codes, ones, BalanceSettings(strategy, 3)).codes.tolist() == codes.tolist()


def test_the_imbalance_is_that_of_classes_with_faces() -> None:
    assert imbalance_ratio(COUNTS) == pytest.approx(60 / 7)
    assert imbalance_ratio(np.zeros(3, int)) == 1


@pytest.mark.parametrize("settings", [{"strategy": "magic"}, {"per_class": 0}])
def test_impossible_settings_are_refused(settings: dict) -> None:
    with pytest.raises(InvalidSettings):
        BalanceSettings(**settings)


def test_features_that_are_no_numbers_are_refused(rows: np.ndarray) -> None:
    rows[3, 1] = np.nan
    with pytest.raises(InvalidSettings, match="not a number"):
        balance(rows, CODES, np.ones(len(CODES), np.float32), BalanceSettings("smote"))
    with pytest.raises(InvalidSettings, match="one code and one weight"):
        balance(rows, CODES[1:], np.ones(len(CODES), np.float32), BalanceSettings())


def test_settings_can_name_a_result() -> None:
    assert key_of(BalanceSettings("smote")) != key_of(BalanceSettings("smote", seed=1))


def test_only_keeping_all_faces_works_without_labels() -> None:
    assert [s for s, info in STRATEGIES.items() if not info.needs_labels] == ["none"]
