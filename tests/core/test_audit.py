"""The audit finds what was planted, hardly anything else, and leaves nothing out by itself."""

import dataclasses
from collections.abc import Iterable
from itertools import combinations

import numpy as np
import pytest

from fer_core.audit import AuditSettings, Findings, find_copies, left_out, with_step, without_check
from fer_core.audit.labels import label_suspects
from fer_core.audit.measures import measure
from fer_core.base.errors import Cancelled, InvalidSettings
from fer_core.faces.faceset import FaceSet
from fer_core.faces.readers.drawn.defects import Planted, plant
from fer_core.faces.readers.drawn.sample import sample_faces
from fer_core.faces.split import ASIDE, TEST, TRAIN, SplitSettings
from fer_core.study import study
from fer_core.study.choices import Choices
from fer_core.study.lab import Lab
from fer_core.study.store import Store

Spoilt = tuple[FaceSet, Planted]


@pytest.fixture(scope="module")
def spoilt() -> Spoilt:
    """700 clear faces with everything that `plant` plants."""
    clean = sample_faces(700, seed=5)
    assert clean.emotions is not None
    images, emotions = clean.images.copy(), clean.emotions.copy()
    planted = plant(images, emotions, len(clean.classes), np.random.default_rng(1))
    made = FaceSet.of(images, emotions, classes=clean.classes, usage=clean.usage, usages=clean.usages)
    return made, planted


@pytest.fixture(scope="module")
def lab(spoilt: Spoilt, tmp_path_factory: pytest.TempPathFactory) -> Lab:
    return Lab(Store(tmp_path_factory.mktemp("audit")), spoilt[0], study.fitting(spoilt[0]))


@pytest.fixture(scope="module")
def found(lab: Lab) -> Findings:
    return lab.audit.findings()


def pairs_of(groups: np.ndarray) -> set[tuple[int, int]]:
    members = (np.flatnonzero(groups == g).tolist() for g in np.flatnonzero(np.bincount(groups) > 1))
    return {pair for faces in members for pair in combinations(faces, 2)}


def in_order(pairs: Iterable[list[int]]) -> set[tuple[int, int]]:
    return {(min(pair), max(pair)) for pair in pairs}


def test_every_copy_is_found_and_nothing_else(lab: Lab, spoilt: Spoilt) -> None:
    planted, copies = spoilt[1], lab.division.copies()
    exact, near = in_order(planted["exact_duplicates"]), in_order(planted["near_duplicates"])
    assert pairs_of(copies.exact) == exact
    assert pairs_of(copies.near) == exact | near


@pytest.mark.parametrize("style", ["clear", "lifelike"])
def test_faces_that_merely_look_alike_are_no_copies(style: str) -> None:
    faces = sample_faces(400, seed=2, style=style)  # type: ignore[arg-type]
    assert len(np.unique(find_copies(faces.images).near)) == len(faces)


def test_what_cannot_be_seen_is_found(found: Findings, spoilt: Spoilt) -> None:
    planted = spoilt[1]
    assert set(found["blank"].rows.tolist()) == set(planted["blank"])
    nothing = set(planted["not_a_face"])
    assert len(nothing & set(found["not_a_face"].rows.tolist())) >= 0.7 * len(nothing)
    assert set(found["not_a_face"].rows.tolist()) <= nothing
    letters = set(found["text"].rows.tolist())
    hits = len(letters & set(planted["text"]))
    assert hits >= 0.7 * len(planted["text"]) and hits >= 0.7 * len(letters)


def test_noise_is_no_face(lab: Lab, store: Store) -> None:
    images = np.array(lab.faces.images[:60])
    images[:4] = np.random.default_rng(0).integers(0, 256, (4, 48, 48), dtype=np.uint8)
    other = Lab(store, FaceSet.of(images, classes=("a",)), Choices(split=SplitSettings("random")))
    assert set(range(4)) <= set(other.audit.findings()["not_a_face"].rows.tolist())
    assert "labels" not in other.audit.findings() and "conflicts" not in other.audit.findings()


def test_darkness_light_clipping_and_blur_are_measured() -> None:
    from scipy.ndimage import gaussian_filter

    faces = sample_faces(4, seed=1).images.copy()
    faces[0] = faces[0] // 6
    faces[1] = 235 + faces[1] // 13
    faces[2] = np.where(faces[2] > np.median(faces[2]), 255, 0)
    plain = measure(sample_faces(4, seed=1).images).sharpness[3]
    faces[3] = gaussian_filter(faces[3], 3)
    got = measure(faces)
    assert got.light[0] < 40 and got.contrast[1] < 30 and got.clipped[2] == 1
    assert got.sharpness[3] < plain / 2


def test_leaks_are_the_copies_on_both_sides(lab: Lab, found: Findings, spoilt: Spoilt) -> None:
    faces, planted = spoilt
    own = np.array([TRAIN, TEST, ASIDE])[faces.usage]  # Training, PublicTest, PrivateTest
    both = [p for p in planted["exact_duplicates"] + planted["near_duplicates"] if set(own[p]) == {TRAIN, TEST}]
    assert both
    assert set(found["leaks"].rows.tolist()) == {face for pair in both for face in pair}
    assert set(lab.audit.leaked_test_faces().tolist()) == {face for pair in both for face in pair if own[face] == TEST}
    learners = [face for pair in both for face in pair if own[face] == TRAIN]
    assert (lab.division.split.part[learners] == ASIDE).all()
    assert lab.division.split.copies_aside == len(learners)


@pytest.mark.parametrize("method", ["random", "stratified"])
def test_drawn_splits_keep_near_copies_on_one_side(lab: Lab, method: str) -> None:
    drawn = SplitSettings(method, seed=3)  # type: ignore[arg-type]
    other = Lab(lab.results.store, lab.faces, dataclasses.replace(lab.choices, split=drawn))
    near = other.division.copies().near
    assert not set(near[other.division.split.part == TEST]) & set(near[other.division.split.part == TRAIN])
    assert not len(other.audit.leaked_test_faces())


def test_leaving_out_duplicates_keeps_one_of_each_group(lab: Lab, found: Findings) -> None:
    steps = with_step((), "exact", found["exact"].leave)
    steps = with_step(steps, "near", found["near"].leave)
    other = Lab(lab.results.store, lab.faces, dataclasses.replace(lab.choices, left_out=steps))
    near = other.division.copies().near
    assert len(np.unique(near[~other.division.left_out])) == len(np.unique(near)) == (~other.division.left_out).sum()
    judges = lab.division.split.part == TEST
    assert (other.division.left_out & judges).sum() == judges.sum() - len(
        np.unique(near[judges])
    )  # judges go before others


def test_a_face_left_out_neither_teaches_nor_judges_and_moves_no_other(lab: Lab) -> None:
    for settings in (SplitSettings(), SplitSettings("random")):
        before = Lab(lab.results.store, lab.faces, dataclasses.replace(lab.choices, split=settings))
        gone = np.array([before.division.split.train[0], before.division.split.test[0]])
        chosen = dataclasses.replace(before.choices, left_out=with_step((), "labels", gone))
        after = Lab(lab.results.store, lab.faces, chosen)
        changed = np.flatnonzero(after.division.split.part != before.division.split.part)
        assert changed.tolist() == sorted(gone.tolist())
        assert (after.division.split.part[gone] == ASIDE).all()
        assert after.groups.key != before.groups.key
        assert after.audit.key == before.audit.key  # what is found stays to be seen


def test_conflicting_labels_are_marked(lab: Lab, spoilt: Spoilt, store: Store) -> None:
    faces, planted = spoilt
    first, second = planted["near_duplicates"][0]
    assert faces.emotions is not None
    emotions = np.array(faces.emotions)
    emotions[second] = (emotions[first] + 1) % 7
    changed = FaceSet.of(faces.images, emotions, classes=faces.classes, usage=faces.usage, usages=faces.usages)
    other = Lab(
        lab.results.store, changed, lab.choices
    )  # the images are the same, so copies and meshes are found again
    assert set(other.audit.findings()["conflicts"].leave.tolist()) == {first, second}
    assert other.audit.findings()["near"].conflict.sum() == 2
    assert other.division.copies_key == lab.division.copies_key


def test_flipped_labels_are_suspected() -> None:
    rng = np.random.default_rng(0)
    true = rng.integers(0, 5, 1500)
    features = (np.eye(5)[true] * 4 + rng.normal(size=(1500, 5))).astype(np.float32)
    flipped = rng.permutation(1500)[:75]
    labels = true.copy()
    labels[flipped] = (true[flipped] + rng.integers(1, 5, 75)) % 5
    suspects = label_suspects(features, labels, np.arange(1500))
    right = np.isin(suspects.rows, flipped)
    assert right.sum() >= 0.75 * len(flipped) and right.mean() >= 0.95
    assert (suspects.suggested == true[suspects.rows])[right].mean() > 0.95
    assert (np.diff(suspects.quality) >= 0).all()


def test_sample_labels_are_suspected_among_training_faces_alone(lab: Lab, found: Findings, spoilt: Spoilt) -> None:
    flipped = set(spoilt[1]["wrong_labels"]) & set(lab.division.split.train.tolist())
    suspects = found["labels"].rows
    assert np.isin(suspects, lab.division.split.train).all()
    hits = len(flipped & set(suspects.tolist()))
    assert hits >= 0.5 * len(flipped) and hits >= 0.3 * len(suspects)


@pytest.mark.parametrize("labels", [[0] * 40, [0] * 37 + [1] * 3])
def test_too_few_faces_of_a_label_are_not_suspected(labels: list[int]) -> None:
    features = np.random.default_rng(0).normal(size=(40, 3)).astype(np.float32)
    assert not len(label_suspects(features, np.array(labels), np.arange(40)).rows)


def test_steps_can_be_undone_and_faces_kept() -> None:
    steps = with_step(with_step((), "blank", np.array([1, 2, 3])), "dark", np.array([3, 4]))
    kept = with_step(steps, "blank", np.array([2]), out=False)
    assert np.flatnonzero(left_out(kept, 6)).tolist() == [1, 3, 4]
    assert np.flatnonzero(left_out(kept[:-1], 6)).tolist() == [1, 2, 3, 4]
    assert np.flatnonzero(left_out(without_check(kept, "blank"), 6)).tolist() == [3, 4]
    assert np.flatnonzero(left_out(steps, 3)).tolist() == [1, 2]  # faces that are not there do no harm


def test_label_free_checks_ignore_labels(lab: Lab, found: Findings, spoilt: Spoilt, store: Store) -> None:
    faces = spoilt[0]
    bare = FaceSet.of(faces.images, classes=faces.classes, usage=faces.usage, usages=faces.usages)
    other = Lab(lab.results.store, bare, lab.choices).audit.findings()
    for check in other:
        assert np.array_equal(other[check].rows, found[check].rows), check


def test_cancelling_leaves_nothing_half_made(store: Store, spoilt: Spoilt) -> None:
    def stop(done: int, total: int, what: str) -> None:
        raise Cancelled

    other = Lab(store, spoilt[0], study.fitting(spoilt[0]))
    with pytest.raises(Cancelled):
        other.audit.findings(stop)
    assert not other.results.has("audit", other.audit.key) and not other.results.has(
        "copies", other.division.copies_key
    )


@pytest.mark.parametrize("bad", [{"alike": 1.2}, {"face": -0.1}, {"folds": 1}])
def test_impossible_thresholds_are_refused(bad: dict[str, float]) -> None:
    with pytest.raises(InvalidSettings):
        AuditSettings(**bad)  # type: ignore[arg-type]


@pytest.mark.parametrize("count", [1, 2, 30])
def test_tiny_sets_work(store: Store, count: int) -> None:
    images = sample_faces(count, seed=1).images
    assert len(find_copies(images).near) == len(measure(images).text) == count
