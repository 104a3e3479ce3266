from dataclasses import replace

import numpy as np
import pytest
from sklearn.preprocessing import StandardScaler

from fer_core.balance import BalanceSettings
from fer_core.base.errors import Cancelled, InvalidSettings
from fer_core.recognizer.discriminant import WeightedDiscriminant
from fer_core.recognizer.models import Recognizer
from fer_core.recognizer.settings import MODELS, RecognizerSettings
from fer_core.study.store import key_of, plain
from tests.core.divided import all_train

CLASSES = ("angry", "disgust", "fear", "happy")
CENTRES = np.array([[0, 0, 0], [2.5, 0, 0], [0, 2.5, 0], [0, 0, 2.5]])


def blobs(counts: list[int], seed: int = 0, spread: float = 1.0) -> tuple[np.ndarray, np.ndarray]:
    """float32 [n, 3] points around one centre per class, shuffled, and their codes."""
    rng = np.random.default_rng(seed)
    codes = rng.permutation(np.repeat(np.arange(len(counts)), counts)).astype(np.uint8)
    return (CENTRES[codes] + rng.normal(0, spread, (len(codes), 3))).astype(np.float32), codes


def recall(recognizer: Recognizer, code: int) -> float:
    points, codes = blobs([500] * 4, seed=9)
    return float((recognizer.predict(points) == code)[codes == code].mean())


@pytest.mark.parametrize("model", MODELS)
def test_every_model_learns_clear_classes_and_gives_probabilities(model: str) -> None:
    recognizer = Recognizer(RecognizerSettings(model), CLASSES).fit(*blobs([150] * 4, spread=0.5))
    points, codes = blobs([50] * 4, seed=1, spread=0.5)
    probabilities = recognizer.predict_proba(points)
    assert (probabilities.dtype, probabilities.shape) == (np.float32, (200, 4))
    assert probabilities.sum(axis=1) == pytest.approx(1, abs=1e-5)
    assert (probabilities >= 0).all()
    assert (recognizer.predict(points) == codes).mean() > 0.95
    assert recognizer.predict(points).dtype == np.uint8


@pytest.mark.parametrize("model", MODELS)
def test_an_emotion_that_was_never_named_is_never_predicted(model: str) -> None:
    points, codes = blobs([80, 0, 80, 0])
    probabilities = Recognizer(RecognizerSettings(model), CLASSES).fit(points, codes).predict_proba(points)
    assert (probabilities[:, [1, 3]] == 0).all()
    assert (probabilities.argmax(axis=1) == codes).mean() > 0.8
    assert probabilities.sum(axis=1) == pytest.approx(1, abs=1e-5)


@pytest.mark.parametrize("model", MODELS)
def test_the_same_seed_gives_the_same_probabilities(model: str) -> None:
    points, codes = blobs([60, 20, 60, 10])
    settings = RecognizerSettings(model, landmarks=20, balance=BalanceSettings("oversample"), seed=5)
    twice = [Recognizer(settings, CLASSES).train(points, all_train(codes)).predict_proba(points) for _ in range(2)]
    np.testing.assert_array_equal(*twice)


@pytest.mark.parametrize("strategy", ["undersample", "oversample", "smote", "weights"])
def test_balancing_finds_more_of_a_rare_emotion(strategy: str) -> None:
    points, codes = blobs([600, 20, 600, 600], spread=1.2)
    plain = Recognizer(RecognizerSettings(), CLASSES).fit(points, codes)
    settings = RecognizerSettings(balance=BalanceSettings(strategy))
    balanced = Recognizer(settings, CLASSES).train(points, all_train(codes))
    assert recall(balanced, 1) > recall(plain, 1) + 0.2


@pytest.mark.parametrize("model", [m for m in MODELS if m != "neighbours"])
def test_a_second_name_shifts_the_probability(model: str) -> None:
    points, codes = blobs([100, 0, 100, 0])
    doubled = np.concatenate([points, points[codes == 0]])
    names = np.concatenate([codes, np.full(100, 3, np.uint8)])
    weights = np.concatenate([np.where(codes == 0, 0.65, 1), np.full(100, 0.35)]).astype(np.float32)
    angry = (
        Recognizer(RecognizerSettings(model), CLASSES).fit(doubled, names, weights).predict_proba(points[codes == 0])
    )
    happy = angry[:, 3].mean()
    assert 0.15 < happy < angry[:, 0].mean()
    turned = np.where(names == 3, 0.65, np.where(names == 0, 0.35, 1)).astype(np.float32)
    other = Recognizer(RecognizerSettings(model), CLASSES).fit(doubled, names, turned).predict_proba(points[codes == 0])
    assert other[:, 3].mean() > happy + 0.1


def test_nearest_neighbours_see_first_names_alone() -> None:
    points, codes = blobs([40, 0, 40, 0])
    second = np.full(80, 3, np.uint8)
    weights = np.repeat(np.array([0.65, 0.35], np.float32), 80)
    settings = RecognizerSettings("neighbours", neighbours=5)
    both = Recognizer(settings, CLASSES).fit(np.tile(points, (2, 1)), np.concatenate([codes, second]), weights)
    firsts = Recognizer(settings, CLASSES).fit(points, codes)
    np.testing.assert_array_equal(both.predict_proba(points), firsts.predict_proba(points))


def test_the_sharpness_of_an_svm_follows_how_sure_the_names_are() -> None:
    clear = Recognizer(RecognizerSettings("linear_svm"), CLASSES).fit(*blobs([100] * 4, spread=0.5))
    points, codes = blobs([100] * 4, spread=0.5)
    wrong = np.random.default_rng(0).random(400) < 0.4
    codes[wrong] = np.random.default_rng(1).integers(0, 4, int(wrong.sum()))
    unsure = Recognizer(RecognizerSettings("linear_svm"), CLASSES).fit(points, codes)
    sure = unsure.predict_proba(points).max(axis=1).mean()
    assert clear.predict_proba(points).max(axis=1).mean() > sure + 0.1
    assert sure == pytest.approx((unsure.predict(points) == codes).mean(), abs=0.07)


def test_features_of_any_scale_count_alike() -> None:
    points, codes = blobs([100] * 4)
    stretched = points * np.array([1e-4, 1, 1e4], np.float32)
    plain = Recognizer(RecognizerSettings(), CLASSES).fit(points, codes).predict(points)
    assert (Recognizer(RecognizerSettings(), CLASSES).fit(stretched, codes).predict(stretched) == plain).mean() > 0.99


@pytest.mark.parametrize("model", MODELS)
def test_a_handful_of_faces_is_enough(model: str) -> None:
    points, codes = blobs([3, 1, 2, 0], spread=0.1)
    assert Recognizer(RecognizerSettings(model), CLASSES).fit(points, codes).predict(points).shape == (6,)


def test_one_emotion_is_refused_with_what_to_do() -> None:
    points, codes = blobs([30, 30, 0, 0])
    with pytest.raises(InvalidSettings, match="Name groups with at least two emotions"):
        Recognizer(RecognizerSettings(), CLASSES).fit(points, np.zeros(60, np.uint8))
    with pytest.raises(InvalidSettings, match="two emotions"):
        Recognizer(RecognizerSettings(), CLASSES).fit(points, codes, (codes == 0).astype(np.float32))
    with pytest.raises(InvalidSettings, match="two emotions"):
        Recognizer(RecognizerSettings(), CLASSES).fit(points[:0], codes[:0])


def test_what_cannot_be_learnt_from_is_refused() -> None:
    points, codes = blobs([20] * 4)
    recognizer = Recognizer(RecognizerSettings(), CLASSES)
    broken = points.copy()
    broken[4, 1] = np.nan
    weights = np.ones(80, np.float32)
    for bad in [
        (broken, codes),
        (points, codes[1:]),
        (points, codes + 2),
        (points, codes, -weights),
        (points[0], codes),
    ]:
        with pytest.raises(InvalidSettings):
            recognizer.fit(*bad)
    recognizer.fit(points, codes)
    for features in (broken, points[:, :2], points[0]):
        with pytest.raises(InvalidSettings):
            recognizer.predict(features)
    assert recognizer.predict(points[:0]).shape == (0,)


@pytest.mark.parametrize("settings", [{"model": "oracle"}, {"C": 0}, {"C": float("nan")}, {"trees": 0}])
def test_impossible_settings_are_refused(settings: dict) -> None:
    with pytest.raises(InvalidSettings):
        RecognizerSettings(**settings)


def test_nearest_neighbours_pass_over_class_weights() -> None:
    points, codes = blobs([20] * 4)
    plain = Recognizer(RecognizerSettings("neighbours"), CLASSES).fit(points, codes)
    settings = RecognizerSettings("neighbours", BalanceSettings("weights"))
    weighted = Recognizer(settings, CLASSES).train(points, all_train(codes))
    assert np.array_equal(plain.predict_proba(points), weighted.predict_proba(points))


def test_rows_of_unknown_origin_are_never_balanced() -> None:
    with pytest.raises(InvalidSettings, match="not known to be training rows"):
        Recognizer(RecognizerSettings(balance=BalanceSettings("oversample")), CLASSES).fit(*blobs([20] * 4))


@pytest.mark.parametrize("model", MODELS)
def test_logit_adjustment_treats_all_classes_as_equally_common(model: str) -> None:
    points, codes = blobs([600, 40, 600, 600], spread=1.2)
    rows = all_train(codes)
    plain = Recognizer(RecognizerSettings(model), CLASSES).train(points, rows)
    found = {}
    for tau in (0.0, 1.0):
        settings = RecognizerSettings(model, BalanceSettings("logit_adjustment", tau=tau))
        found[tau] = Recognizer(settings, CLASSES).train(points, rows)
    np.testing.assert_allclose(found[0.0].predict_proba(points), plain.predict_proba(points), atol=1e-6)
    assert recall(found[1.0], 1) > recall(plain, 1) + 0.05
    assert found[1.0].predict_proba(points).sum(axis=1) == pytest.approx(1, abs=1e-5)


def test_the_discriminant_gives_back_only_as_much_of_the_prior_as_it_used() -> None:
    points, codes = blobs([600, 40, 600, 600])
    settings = RecognizerSettings(balance=BalanceSettings("logit_adjustment"))
    adjusted = Recognizer(settings, CLASSES).train(points, all_train(codes))
    even = WeightedDiscriminant(prior_power=0).fit(StandardScaler().fit_transform(points), codes)
    expected = even.predict_proba(StandardScaler().fit_transform(points))
    np.testing.assert_allclose(adjusted.predict_proba(points), expected, atol=1e-4)


def test_training_can_be_cancelled() -> None:
    def cancel(done: int, total: int, what: str) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        Recognizer(RecognizerSettings(), CLASSES).fit(*blobs([20] * 4), progress=cancel)


def test_settings_can_name_a_result() -> None:
    balanced = RecognizerSettings(balance=BalanceSettings("weights"))
    assert key_of(RecognizerSettings()) != key_of(balanced)


def test_choices_that_came_later_leave_the_names_of_earlier_results_alone() -> None:
    earlier = {"", "model", "balance", "C", "landmarks", "trees", "leaf", "neighbours", "seed"}
    assert set(plain(RecognizerSettings("logistic"))) == earlier
    assert set(plain(RecognizerSettings("rbf_svm"))) == earlier | {"exact_rows"}
    back = replace(RecognizerSettings("rbf_svm"), model="logistic")
    assert back == RecognizerSettings("logistic")
    assert set(plain(RecognizerSettings(robust="prune"))) == earlier | {"robust"}


@pytest.mark.parametrize(
    "settings",
    [{"robust": "magic"}, {"calibration": "magic"}, {"members": ()}, {"members": ("neighbours",)}, {"epochs": 0}],
)
def test_impossible_ways_are_refused(settings: dict) -> None:
    with pytest.raises(InvalidSettings):
        RecognizerSettings(**settings)
