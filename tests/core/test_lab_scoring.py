"""What the lab keeps of the judging: single faces, effort, copies; and that labels stay where they belong."""

import dataclasses

import numpy as np
import pytest

from fer_core.base.errors import Cancelled
from fer_core.clustering import ClusterSettings
from fer_core.faces.faceset import FaceSet
from fer_core.features.pixels import Pixels
from fer_core.naming.decision import Decision
from fer_core.naming.replay import replay
from fer_core.naming.verdict import Verdict
from fer_core.recognizer.effort import MOMENTS, Effort, budgets, csv, ends
from fer_core.recognizer.models import RecognizerSettings
from fer_core.recognizer.single_faces import draws, single_faces
from fer_core.reduction import ReductionSettings
from fer_core.study import study
from fer_core.study.lab import Lab
from fer_core.study.store import Store

K = 8


def lab_of(store: Store, faces: FaceSet) -> Lab:
    chosen = dataclasses.replace(
        study.fitting(faces), aligned=False, features=Pixels(), reduction=ReductionSettings(5),
        clusters=ClusterSettings(k=K), trained_on=("pixels",),
    )  # fmt: skip
    return Lab(store, faces, chosen)


def log_of(lab: Lab) -> list[Decision]:
    """A group named every ten seconds, after its commonest emotion; the second is undone and given again."""
    assert lab.faces.emotions is not None
    codes, labels = lab.faces.emotions[lab.division.grouped_rows], lab.groups.clustering().labels
    names = [lab.faces.classes[int(np.bincount(codes[labels == g]).argmax())] for g in range(K)]
    names[:2] = ["happy", "sad"]
    said = [("verdict", g, Verdict("name", name)) for g, name in enumerate(names)]
    said[2:2] = [("undo", None, None), said[1]]
    return [
        Decision("client", i + 1, lab.groups.key, action, group, (), verdict, id=i + 1,
                 at=f"2026-01-01T10:{i // 6:02}:{i % 6 * 10:02}+00:00")
        for i, (action, group, verdict) in enumerate(said)
    ]  # fmt: skip


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory, faces: FaceSet) -> Lab:
    return lab_of(Store(tmp_path_factory.mktemp("home")), faces)


@pytest.fixture(scope="module")
def curve(lab: Lab) -> Effort:
    return lab.evaluation.effort(log_of(lab))


def test_the_curve_ends_where_the_training_is(lab: Lab, curve: Effort) -> None:
    then = replay(log_of(lab))
    training = lab.training.result(lab.naming.named_faces(then))
    assert training.scores is not None
    assert np.array_equal(curve.confusions[-1], training.scores.confusion)
    assert curve.decisions.tolist() == sorted(set(curve.decisions.tolist()))
    assert curve.decisions[-1] == then.decisions == K
    assert curve.seconds[-1] == then.active_seconds == 90
    assert curve.faces[-1] == training.faces_named
    assert (curve.intervals()[:, 0] <= curve.accuracies).all()
    assert K in curve.singles.budgets and curve.singles.budgets[-1] == len(lab.division.split.train)
    assert len(curve.singles.accuracies) == len(curve.singles.budgets)


def test_the_curve_is_kept_until_something_is_said(lab: Lab, curve: Effort) -> None:
    log = log_of(lab)
    assert lab.results.has("effort", lab.evaluation.effort_key(log))
    assert not lab.results.has("effort", lab.evaluation.effort_key(log[:-1]))
    told: list[str] = []
    again = lab.evaluation.effort(log, lambda done, total, what: told.append(what))
    assert not told and np.array_equal(again.confusions, curve.confusions)
    lines = csv(curve).splitlines()
    assert len(lines) == 1 + len(curve.decisions) + len(curve.singles.budgets)
    assert lines[len(curve.decisions)].startswith(f"named groups,{K},1.50,")


def test_a_stopped_curve_leaves_nothing(store: Store, faces: FaceSet) -> None:
    lab = lab_of(store, faces)
    log = log_of(lab)

    def stop(done: int, total: int, what: str) -> None:
        if "single faces" in what:
            raise Cancelled

    with pytest.raises(Cancelled):
        lab.evaluation.effort(log, stop)
    assert not lab.results.has("effort", lab.evaluation.effort_key(log))


def test_single_faces_are_a_reference_of_as_many_labels(lab: Lab) -> None:
    few, all_of_them = lab.evaluation.single_faces(7), lab.evaluation.single_faces(10_000)
    assert few.key == "single_faces" and few.name.startswith("7 single")
    assert f"{len(lab.division.split.train)} single" in all_of_them.name
    ceiling = next(r for r in lab.references.all() if r.key == "ceiling")
    assert all_of_them.accuracy == pytest.approx(ceiling.accuracy)
    assert lab.evaluation.single_faces_key(7) != lab.evaluation.single_faces_key(8)
    assert lab.results.has("singles", lab.evaluation.single_faces_key(7))


def test_one_face_teaches_its_own_name_alone() -> None:
    rng = np.random.default_rng(0)
    X, judges = rng.normal(size=(20, 3)).astype(np.float32), rng.normal(size=(9, 3)).astype(np.float32)
    codes, true = np.array([2] + [0, 1] * 9 + [0], np.uint8), np.full(9, 2, np.uint8)
    found = single_faces([(X, codes)], judges, true, ("a", "b", "c"), RecognizerSettings(), [1, 20])
    assert found.accuracies[0, 0] == 1 and found.confusions.sum(axis=(2, 3)).tolist() == [[9], [9]]
    assert np.array_equal(draws(50, 10), draws(50, 30)[:, :10])


def test_judges_with_copies_are_told_apart(faces: FaceSet, store: Store) -> None:
    train, judges = (np.flatnonzero(faces.usage == part) for part in (0, 1))
    images = np.array(faces.images)
    images[train[:5]] = images[judges[:5]]
    copied = FaceSet.of(images, faces.emotions, classes=faces.classes, usage=faces.usage, usages=faces.usages)
    lab = lab_of(store, copied)
    training = lab.training.result(lab.naming.named_faces(replay(log_of(lab))))
    found = lab.evaluation.without_leaked(training)
    assert found is not None and found.count == 5 == len(lab.audit.leaked_test_faces())
    kept = ~np.isin(lab.division.split.test, judges[:5])
    true = faces.emotions[lab.division.split.test]  # type: ignore[index]
    right = training.probabilities.argmax(axis=1)[kept] == true[kept]
    assert found.scores.accuracy.value == pytest.approx(right.mean())
    assert found.scores.n == kept.sum()


def test_nothing_is_judged_without_labels_or_copies(lab: Lab, store: Store, faces: FaceSet) -> None:
    named = lab.naming.named_faces(replay(log_of(lab)))
    assert lab.evaluation.without_leaked(lab.training.result(named)) is None
    bare = FaceSet.of(faces.images, classes=faces.classes, usage=faces.usage, usages=faces.usages)
    unlabelled = lab_of(store, bare)
    unlabelled.groups.clustering()
    state = replay(log_of(lab))
    assert unlabelled.evaluation.lost(state, unlabelled.naming.named_faces(state)) is None


def test_losses_add_up_to_the_names(lab: Lab) -> None:
    state = replay(log_of(lab))
    named = lab.naming.named_faces(state)
    found = lab.evaluation.lost(state, named)
    assert found is not None and lab.faces.emotions is not None
    names = named.first_names(len(lab.faces))[lab.division.grouped_rows]
    assert found.named == pytest.approx((names == lab.faces.emotions[lab.division.grouped_rows]).mean())
    assert found.groups == K and found.unnamed_groups == 0


def test_moments_and_budgets_suit_short_and_long_logs() -> None:
    assert ends(0) == [] and ends(1) == [1] and ends(3) == [2, 3]
    assert len(ends(500)) <= MOMENTS and ends(500)[-1] == 500
    assert budgets(3, 2) == [1, 2] or budgets(3, 2)[-1] == 2
    assert 25 in budgets(25, 28_000) and max(budgets(25, 28_000)) == 2000
    assert max(budgets(5000, 28_000)) == 5000
