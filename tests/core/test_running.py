"""The recognizer that is kept up to date: the same as one fitted anew, whatever came before."""

import numpy as np
import pytest

from fer_core.naming.verdict import NamedFaces
from fer_core.recognizer.incremental import RunningDiscriminant
from fer_core.recognizer.models import Recognizer, RecognizerSettings
from fer_core.recognizer.payoff import Payoff

CLASSES = ("angry", "happy", "sad", "neutral")
FACES, GROUP = 600, 30
ROUNDING = 1e-3  # products of float32 columns that lie up to 30 times their spread from zero


@pytest.fixture(scope="module")
def faces() -> tuple[np.ndarray, np.ndarray]:
    """Clouds of four emotions in columns of very different size, in groups of 30; the last 100 faces are in none."""
    random = np.random.default_rng(0)
    groups = np.arange(FACES) // GROUP
    true = random.permutation(len(CLASSES) * 5).repeat(GROUP) % len(CLASSES)
    middles = random.normal(size=(len(CLASSES), 12)) * 2
    X = (middles[true] + random.normal(size=(FACES, 12))) * np.logspace(-1, 2, 12) + 3
    groups[500:] = -1
    return X.astype(np.float32), np.where(groups < 0, -1, groups)


def names(groups: np.ndarray, said: dict[int, tuple[int, int]]) -> NamedFaces:
    """First and second names (-1 for none) of groups."""
    parts = []
    for group, (first, second) in said.items():
        mine = np.flatnonzero(groups == group)
        for code, weight in ((first, 0.65 if second >= 0 else 1.0), (second, 0.35)):
            if code >= 0:
                parts.append((mine, np.full(len(mine), code), np.full(len(mine), weight)))
    rows, codes, weights = (np.concatenate(part) for part in zip(*parts, strict=True))
    return NamedFaces(rows, codes.astype(np.uint8), weights.astype(np.float32))


def anew(X: np.ndarray, named: NamedFaces) -> np.ndarray:
    fitted = Recognizer(RecognizerSettings(), CLASSES).fit(X[named.rows], named.codes, named.weights)
    return fitted.predict_proba(X)


def kept_up(X: np.ndarray, groups: np.ndarray, *history: NamedFaces) -> RunningDiscriminant:
    running = RunningDiscriminant([X[:, :5], X[:, 5:]], np.maximum(groups, 0) % 3, len(CLASSES))
    for named in history:
        running.set_names(named)
    return running


SAID = {0: (0, -1), 1: (1, 2), 2: (2, -1), 3: (3, 0), 4: (1, -1)}


def test_it_is_the_train_pages_discriminant(faces: tuple[np.ndarray, np.ndarray]) -> None:
    X, groups = faces
    named = names(groups, SAID)
    running = kept_up(X, groups, named)
    model = running.fit()
    assert model is not None
    np.testing.assert_allclose(running.probabilities(model, np.arange(FACES)), anew(X, named), atol=ROUNDING)


def test_the_way_to_the_names_does_not_matter(faces: tuple[np.ndarray, np.ndarray]) -> None:
    """Names that were given, changed and taken back leave nothing behind."""
    X, groups = faces
    detour = [names(groups, {g: said}) for g, said in SAID.items()]
    detour += [names(groups, {**SAID, 5: (0, 1), 0: (3, -1)}), names(groups, SAID)]
    running = kept_up(X, groups, *detour)
    model = running.fit()
    assert model is not None
    np.testing.assert_allclose(
        running.probabilities(model, np.arange(FACES)), anew(X, names(groups, SAID)), atol=ROUNDING
    )


def test_only_what_changed_is_looked_at_again(faces: tuple[np.ndarray, np.ndarray]) -> None:
    X, groups = faces
    running = kept_up(X, groups)
    assert running.set_names(names(groups, SAID)) == 5 * GROUP
    assert running.set_names(names(groups, {**SAID, 7: (0, -1)})) == GROUP
    assert running.set_names(names(groups, {**SAID, 7: (0, -1)})) == 0


def test_a_name_too_rare_to_be_learnt_is_left_out_in_the_same_way(faces: tuple[np.ndarray, np.ndarray]) -> None:
    X, groups = faces
    enough = names(groups, {0: (0, -1), 1: (1, -1), 2: (2, -1)})
    weights = np.append(enough.weights, np.float32(1))
    named = NamedFaces(np.append(enough.rows, 100), np.append(enough.codes, np.uint8(3)), weights)
    running = kept_up(X, groups, named)
    model = running.fit()
    assert model is not None and list(model.classes) == [0, 1, 2]
    np.testing.assert_allclose(running.probabilities(model, np.arange(FACES)), anew(X, named), atol=ROUNDING)


def test_a_fold_left_out_is_as_if_it_had_no_names(faces: tuple[np.ndarray, np.ndarray]) -> None:
    X, groups = faces
    running = kept_up(X, groups, names(groups, SAID))
    model = running.fit(without=1)  # groups 1 and 4
    assert model is not None
    rest = names(groups, {g: said for g, said in SAID.items() if g % 3 != 1})
    np.testing.assert_allclose(running.probabilities(model, np.arange(FACES)), anew(X, rest), atol=ROUNDING)


def test_one_name_is_nothing_to_tell_apart(faces: tuple[np.ndarray, np.ndarray]) -> None:
    X, groups = faces
    assert kept_up(X, groups).fit() is None
    assert kept_up(X, groups, names(groups, {0: (1, -1)})).fit() is None


# The payoff


def payoff(X: np.ndarray, groups: np.ndarray) -> Payoff:
    rows = np.flatnonzero(groups >= 0)
    return Payoff([X], rows, groups[rows], np.arange(500, 600), len(CLASSES))


def truth(faces: tuple[np.ndarray, np.ndarray]) -> np.ndarray:
    return np.random.default_rng(0).permutation(len(CLASSES) * 5).repeat(GROUP) % len(CLASSES)


def test_right_names_pay_and_wrong_ones_do_not(faces: tuple[np.ndarray, np.ndarray]) -> None:
    X, groups = faces
    true = truth(faces)
    right = {g: (int(true[groups == g][0]), -1) for g in range(16)}
    wrong = {g: (int(code), -1) for g, code in enumerate(np.random.default_rng(3).integers(0, 4, 16))}
    good = payoff(X, groups).update(names(groups, right), 16, 60.0)
    bad = payoff(X, groups).update(names(groups, wrong), 16, 60.0)
    assert good.estimate and bad.estimate and good.estimate.middle > bad.estimate.middle + 0.2
    assert good.accuracy(true[500:]) > 0.9 > bad.accuracy(true[500:])
    assert good.faces == 16 * GROUP


def test_two_names_make_the_first_estimate_and_one_makes_none(faces: tuple[np.ndarray, np.ndarray]) -> None:
    X, groups = faces
    made = payoff(X, groups)
    nothing = made.update(NamedFaces(np.zeros(0, np.int64), np.zeros(0, np.uint8), np.zeros(0, np.float32)), 1, 0.0)
    assert nothing.predicted is None and np.isnan(nothing.accuracy(np.zeros(100)))
    one = made.update(names(groups, {0: (1, -1)}), 2, 0.0)
    assert (one.names, one.estimate, one.signs) == (1, None, None)
    two = made.update(names(groups, {0: (1, -1), 1: (2, -1)}), 3, 0.0)
    assert two.names == 2 and two.estimate and 0 < two.estimate.low < two.estimate.middle < two.estimate.high < 1


def test_a_few_faces_of_many_groups_do_not_count_as_many_groups(faces: tuple[np.ndarray, np.ndarray]) -> None:
    X, groups = faces
    whole = names(groups, {g: (g % 4, -1) for g in range(16)})
    few = np.arange(len(whole)) % 5 == 0
    some = NamedFaces(whole.rows[few], whole.codes[few], whole.weights[few])
    many, one = (payoff(X, groups).update(named, 16, 0.0).signs for named in (whole, some))
    assert many and one and (many.groups, one.groups) == (16, 1)


def test_the_true_labels_do_not_enter_the_estimate(faces: tuple[np.ndarray, np.ndarray]) -> None:
    """Neither the labels nor the predictions for the test faces: only their number."""
    X, groups = faces
    said = names(groups, {g: (g % 4, -1) for g in range(8)})
    elsewhere = X.copy()
    elsewhere[500:] = -elsewhere[500:]
    assert payoff(X, groups).update(said, 8, 0.0).estimate == payoff(elsewhere, groups).update(said, 8, 0.0).estimate


def test_an_undone_decision_takes_its_point_with_it(faces: tuple[np.ndarray, np.ndarray]) -> None:
    X, groups = faces
    made = payoff(X, groups)
    for decisions in (3, 4, 5, 4):
        made.update(names(groups, {g: (g % 4, -1) for g in range(decisions)}), decisions, 0.0)
    assert [point.decisions for point in made.points] == [3, 4]
