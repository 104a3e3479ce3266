"""What the lab says of the groups: kept, label-free, and safe where some faces are in no group."""

import dataclasses
from collections.abc import Iterator

import numpy as np
import pytest

from fer_core.base.errors import Cancelled, DamagedFile
from fer_core.clustering import ClusterSettings
from fer_core.clustering.sweep import SweepSettings
from fer_core.faces.faceset import FaceSet
from fer_core.features.pixels import Pixels
from fer_core.naming.replay import NamingState
from fer_core.naming.verdict import Verdict
from fer_core.reduction import ReductionSettings
from fer_core.study import study
from fer_core.study.automatic import simulated
from fer_core.study.lab import Lab
from fer_core.study.store import Store

SWEEP = SweepSettings(last=4, seeds=2)


def lab_of(store: Store, faces: FaceSet, **changes: object) -> Lab:
    chosen = dataclasses.replace(study.fitting(faces), features=Pixels(), reduction=ReductionSettings(5))
    return Lab(store, faces, dataclasses.replace(chosen, **changes))  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Store:
    return Store(tmp_path_factory.mktemp("home"))


def shuffled(faces: FaceSet) -> FaceSet:
    assert faces.emotions is not None
    emotions = np.random.default_rng(0).permutation(faces.emotions)
    return FaceSet.of(faces.images, emotions, classes=faces.classes, usage=faces.usage, usages=faces.usages)


def test_shuffled_labels_change_nothing_but_the_reference(shared: Store, store: Store, faces: FaceSet) -> None:
    true, other = lab_of(shared, faces), lab_of(store, shuffled(faces))
    assert (true.validation.check_key, true.validation.stability_key, true.validation.sweep_key(SWEEP)) == (
        other.validation.check_key, other.validation.stability_key, other.validation.sweep_key(SWEEP),
    )  # fmt: skip
    assert true.validation.finding() is None
    for one, two in (
        (true.validation.check(), other.validation.check()),
        (true.validation.stability(), other.validation.stability()),
    ):
        for name, array in one.arrays().items():
            assert np.array_equal(array, two.arrays()[name]), name
    assert np.array_equal(true.validation.sweep(SWEEP).silhouette, other.validation.sweep(SWEEP).silhouette)
    assert true.validation.finding() == other.validation.finding() is not None
    mine, theirs = true.validation.label_scores(), other.validation.label_scores()
    assert mine is not None and theirs is not None
    assert mine.ami != theirs.ami
    bare = FaceSet.of(faces.images, classes=faces.classes, usage=faces.usage, usages=faces.usages)
    assert lab_of(shared, bare).validation.label_scores() is None


def test_a_stopped_sweep_goes_on_where_it_was(store: Store, faces: FaceSet) -> None:
    lab = lab_of(store, faces)

    def stop(done: int, total: int, what: str) -> None:
        if what == "Trying k = 4":
            raise Cancelled

    with pytest.raises(Cancelled):
        lab.validation.sweep(SWEEP, stop)
    kept = {path.name for path in (store.home / "artefacts" / "sweep").iterdir()}
    assert len(kept) == 3  # k = 1, 2 and 3
    assert not lab.validation.swept(SWEEP)
    told: list[str] = []
    swept = lab.validation.sweep(SWEEP, lambda done, total, what: told.append(what))
    assert set(told) == {"Trying k = 4"}
    assert swept.ks.tolist() == [2, 3, 4]
    assert lab.validation.swept(SWEEP)
    further = dataclasses.replace(SWEEP, last=5)
    assert not lab.validation.swept(further)
    assert np.array_equal(lab.validation.sweep(further).inertia[:3], swept.inertia)


@pytest.fixture()
def left_out(store: Store, faces: FaceSet) -> Iterator[Lab]:
    """A lab whose clustering leaves faces in no group."""
    lab = lab_of(store, faces, clusters=ClusterSettings(algorithm="hdbscan", smallest=4))
    assert lab.groups.clustering().left_out > 3
    assert len(lab.groups.clustering().sizes) > 1
    yield lab


def test_faces_in_no_group_are_never_named_and_break_nothing(left_out: Lab) -> None:
    clustering = left_out.groups.clustering()
    outside = left_out.division.grouped_rows[~clustering.inside]
    groups = left_out.groups.partition(NamingState())
    assert groups.numbers == tuple(range(len(clustering.sizes)))
    assert [groups.sizes[g] for g in groups.numbers] == clustering.sizes.tolist()
    for how in ("typical", "random", "odd"):
        assert np.array_equal(
            np.sort(left_out.groups.face_order(groups, 1, how)),  # type: ignore[arg-type]
            left_out.division.grouped_rows[clustering.labels == 1],
        )
    assert left_out.groups.face_order(groups, 1)[0] == left_out.division.grouped_rows[clustering.order(1)][0]
    verdicts = simulated(left_out, 0)
    assert set(verdicts) == set(groups.numbers)
    named = left_out.naming.from_verdicts({g: Verdict("name", "happy") for g in groups.numbers}, {})
    assert len(named) == len(left_out.division.grouped_rows) - len(outside)
    assert not np.isin(named.rows, outside).any()
    alone = left_out.naming.from_verdicts({}, {int(outside[0]): Verdict("name", "sad")})
    assert alone.rows.tolist() == [outside[0]]
    assert len(left_out.naming.next_groups(NamingState())) == len(groups.numbers)
    assert left_out.validation.check().islands >= 1
    assert left_out.validation.stability().jaccard.shape[1] == len(groups.numbers)
    assert left_out.map.places is not None


def test_the_recognizer_and_its_references_live_without_faces_in_no_group(left_out: Lab) -> None:
    chosen = dataclasses.replace(left_out.choices, trained_on=("hog",))
    lab = Lab(left_out.results.store, left_out.faces, chosen)
    training = lab.training.result(lab.naming.from_verdicts(simulated(lab, 0), {}))
    assert training.scores is not None
    assert {r.key for r in lab.references.all()} >= {"best_naming", "ceiling"}
    lab.training.payoff()


def test_other_clusterings_are_listed_with_their_settings_and_compared(store: Store, faces: FaceSet) -> None:
    four, six = (lab_of(store, faces, clusters=ClusterSettings(k=k)) for k in (4, 6))
    four.groups.clustering()
    assert four.earlier.listing() == []
    six.groups.clustering()
    (earlier,) = six.earlier.listing()
    assert earlier.key == four.groups.key
    assert earlier.settings["clusters"]["k"] == 4
    assert earlier.settings["features"][""] == "Pixels"
    seen = six.earlier.compare(earlier.key)
    assert np.array_equal(seen.rows, six.division.grouped_rows)
    assert 0 < seen.moved.sum() < len(seen.rows)
    with pytest.raises(DamagedFile):
        six.earlier.compare("../../etc")
