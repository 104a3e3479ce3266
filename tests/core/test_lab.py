"""The lab: results are kept, found again, and made without a look at a label before training."""

import dataclasses

import numpy as np
import pytest

from fer_core.balance import BalanceSettings
from fer_core.base.errors import Cancelled
from fer_core.clustering import ClusterSettings
from fer_core.faces.faceset import FaceSet
from fer_core.faces.meshes import FINDERS
from fer_core.faces.split import SplitSettings
from fer_core.features.expression import Expression
from fer_core.features.geometry import Geometry
from fer_core.features.hog import Hog
from fer_core.features.patches import Patches
from fer_core.features.pixels import Pixels
from fer_core.features.shape_free import ShapeFree
from fer_core.maps.projection import ProjectionSettings
from fer_core.naming.decision import Decision, made_by
from fer_core.naming.replay import NamingState, replay
from fer_core.naming.verdict import Verdict
from fer_core.reduction import ReductionSettings
from fer_core.study import study
from fer_core.study.automatic import go_through
from fer_core.study.choices import Choices
from fer_core.study.journey import current_keys, states
from fer_core.study.lab import Lab
from fer_core.study.lab.clusterings import membership
from fer_core.study.store import Store


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """One home for the tests that only read, so that the mesh is found once."""
    return Store(tmp_path_factory.mktemp("home"))


def choices(faces: FaceSet, **changes: object) -> Choices:
    return dataclasses.replace(study.fitting(faces), **changes)  # type: ignore[arg-type]


def shuffled_labels(faces: FaceSet) -> FaceSet:
    assert faces.emotions is not None
    emotions = np.random.default_rng(0).permutation(faces.emotions)
    return FaceSet.of(faces.images, emotions, classes=faces.classes, usage=faces.usage, usages=faces.usages)


@pytest.mark.parametrize(
    "feature",
    [Geometry(), Hog(), Pixels(), ShapeFree(), Patches(atoms=20, patches=1000, components=25)],
    ids=lambda f: f.kind,
)
def test_shuffled_labels_change_nothing_before_training(
    shared: Store, store: Store, faces: FaceSet, feature: study.Feature
) -> None:
    chosen = choices(faces, features=feature)
    true, shuffled = Lab(shared, faces, chosen), Lab(store, shuffled_labels(faces), chosen)
    assert true.groups.key == shuffled.groups.key
    assert np.array_equal(true.space.points(), shuffled.space.points())
    for name, array in true.groups.clustering().arrays().items():
        assert np.array_equal(array, shuffled.groups.clustering().arrays()[name]), name
    assert np.array_equal(true.map.places(ProjectionSettings()), shuffled.map.places(ProjectionSettings()))


def test_unlabelled_faces_give_the_same_groups(shared: Store, store: Store, faces: FaceSet) -> None:
    bare = FaceSet.of(faces.images, classes=faces.classes, usage=faces.usage, usages=faces.usages)
    chosen = choices(faces)
    assert np.array_equal(
        Lab(shared, faces, chosen).groups.clustering().labels, Lab(store, bare, chosen).groups.clustering().labels
    )


def test_faces_that_judge_change_nothing_in_the_space_of_groups(store: Store, faces: FaceSet) -> None:
    lab = Lab(store, faces, choices(faces, features=Pixels()))
    images = faces.images.copy()
    images[lab.division.split.test] = 255 - images[lab.division.split.test]
    other = FaceSet.of(images, faces.emotions, classes=faces.classes, usage=faces.usage, usages=faces.usages)
    changed = Lab(store, other, lab.choices)
    assert np.array_equal(changed.division.split.part, lab.division.split.part)
    assert np.allclose(changed.reduction.of(Pixels())[0].components_, lab.reduction.of(Pixels())[0].components_)
    assert np.array_equal(changed.groups.clustering().labels, lab.groups.clustering().labels)
    assert not np.isin(lab.division.grouped_rows, lab.division.split.test).any()


def test_what_was_made_is_found_again(store: Store, faces: FaceSet, monkeypatch: pytest.MonkeyPatch) -> None:
    made = Lab(store, faces, choices(faces, features=Pixels())).groups.clustering()

    def never(*args: object) -> None:
        raise AssertionError("computed twice")

    monkeypatch.setattr("fer_core.study.lab.groups.cluster", never)
    monkeypatch.setattr(Pixels, "extract", never)
    again = Lab(store, faces, choices(faces, features=Pixels())).groups.clustering()
    assert np.array_equal(again.labels, made.labels)


def test_fewer_components_need_no_new_fit(store: Store, faces: FaceSet, monkeypatch: pytest.MonkeyPatch) -> None:
    many = Lab(store, faces, choices(faces, features=Pixels(), reduction=ReductionSettings(20))).space.points()
    monkeypatch.setattr(Pixels, "extract", lambda *args: pytest.fail("computed twice"))
    few = Lab(store, faces, choices(faces, features=Pixels(), reduction=ReductionSettings(5))).space.points()
    assert np.array_equal(few, many[:, :5])


def test_a_damaged_result_is_made_again(store: Store, faces: FaceSet) -> None:
    lab = Lab(store, faces, choices(faces, features=Pixels()))
    labels = np.array(lab.groups.clustering().labels)
    file = store.home / "artefacts" / "clustering" / lab.groups.key / "labels.npy"
    file.write_bytes(file.read_bytes()[:100])
    assert np.array_equal(Lab(store, faces, lab.choices).groups.clustering().labels, labels)


def test_cancelled_work_leaves_nothing_half_made(store: Store, faces: FaceSet) -> None:
    def stop(done: int, total: int, what: str) -> None:
        raise Cancelled

    lab = Lab(store, faces, choices(faces, features=Pixels()))
    with pytest.raises(Cancelled):
        lab.groups.clustering(stop)
    assert not lab.results.has("clustering", lab.groups.key)
    assert len(lab.groups.clustering().labels) == len(lab.division.grouped_rows)


def test_balancing_what_is_grouped_reads_labels_and_shows(shared: Store, faces: FaceSet) -> None:
    assert faces.emotions is not None
    lab = Lab(shared, faces, choices(faces, grouped=BalanceSettings("undersample")))
    counts = np.bincount(faces.emotions[lab.division.grouped_rows], minlength=7)
    assert len(set(counts.tolist())) == 1
    bare = FaceSet.of(faces.images, classes=faces.classes, usage=faces.usage, usages=faces.usages)
    assert len(Lab(shared, bare, lab.choices).division.grouped_rows) == len(lab.division.split.train)


def test_a_run_is_better_than_chance_and_says_beside_what(shared: Store, faces: FaceSet) -> None:
    result = go_through(Lab(shared, faces, choices(faces)), "simulated", seed=0).result
    assert result["accuracy"] > result["references"]["majority"]["accuracy"]
    assert set(result["references"]) == {"chance", "majority", "student_baseline", "best_naming", "ceiling"}
    assert result["decisions"] == 10


def test_without_labels_training_still_says_something(store: Store, faces: FaceSet) -> None:
    bare = FaceSet.of(faces.images, classes=faces.classes, usage=faces.usage, usages=faces.usages)
    lab = Lab(store, bare, choices(faces, features=Pixels(), trained_on=("pixels",)))
    training = lab.training.result(
        lab.naming.from_verdicts({0: Verdict("name", "happy"), 1: Verdict("name", "sad")}, {})
    )
    assert training.scores is None
    assert lab.references.all() == []
    assert 0 <= training.agreement <= 1
    assert training.probabilities.shape == (len(lab.division.split.test), 7)
    never_named = [i for i, c in enumerate(bare.classes) if c not in ("happy", "sad")]
    assert (training.probabilities[:, never_named] == 0).all()


def test_a_kept_training_reads_back_the_same(shared: Store, faces: FaceSet) -> None:
    lab = Lab(shared, faces, choices(faces))
    named = lab.naming.from_verdicts({g: Verdict("name", faces.classes[g % 7]) for g in range(10)}, {})
    first, again = lab.training.result(named), lab.training.finished(lab.training.key(named))
    assert again is not None and first.scores is not None and again.scores is not None
    assert again.scores.accuracy == first.scores.accuracy
    assert lab.training.finished("unknown") is None


def test_other_judges_are_another_training(shared: Store, faces: FaceSet) -> None:
    assert faces.emotions is not None
    results = {}
    for part in ("PublicTest", "PrivateTest"):
        lab = Lab(shared, faces, choices(faces, split=SplitSettings("usage", part)))
        named = lab.naming.from_verdicts({g: Verdict("name", faces.classes[g % 7]) for g in range(10)}, {})
        training = lab.training.result(named)
        said = training.probabilities.argmax(axis=1)
        assert training.scores is not None
        assert training.scores.accuracy == (said == faces.emotions[lab.division.split.test]).mean()
        results[part] = lab.training.key(named), lab.references.key
    assert len(set(results["PublicTest"] + results["PrivateTest"])) == 4


def test_more_names_need_no_new_references(shared: Store, faces: FaceSet, monkeypatch: pytest.MonkeyPatch) -> None:
    lab = Lab(shared, faces, choices(faces))
    first = lab.references.all()
    monkeypatch.setattr("fer_core.study.lab.references.references", lambda *args: pytest.fail("computed twice"))
    assert [(r.key, r.accuracy) for r in lab.references.all()] == [(r.key, r.accuracy) for r in first]
    assert [r.key for r in first] == ["chance", "majority", "student_baseline", "best_naming", "ceiling"]


def test_training_works_where_all_true_labels_are_alike(store: Store, faces: FaceSet) -> None:
    alike = FaceSet.of(
        faces.images, np.full(len(faces), 3, np.uint8), classes=faces.classes, usage=faces.usage, usages=faces.usages
    )
    lab = Lab(store, alike, choices(faces, features=Pixels(), trained_on=("pixels",)))
    named = lab.naming.from_verdicts({0: Verdict("name", "happy"), 1: Verdict("name", "sad")}, {})
    assert lab.training.result(named).scores is not None
    assert "student_baseline" not in {r.key for r in lab.references.all()}


@pytest.mark.parametrize("n", [3, 5, 9])
def test_a_handful_of_faces_can_be_grouped(store: Store, faces: FaceSet, n: int) -> None:
    few = FaceSet.of(faces.images[:n].copy(), classes=faces.classes)
    lab = Lab(store, few, Choices(split=SplitSettings("random", test_share=0.05), features=Pixels()))
    assert len(lab.division.split.test) == 1
    assert len(lab.space.points()) == n


def test_a_clustering_is_found_by_its_key_in_its_own_data_set_only(shared: Store, faces: FaceSet) -> None:
    lab = Lab(shared, faces, choices(faces))
    labels = lab.groups.clustering().labels
    found = membership(shared, lab.groups.key, faces.fingerprint)
    assert found is not None
    assert np.array_equal(found.rows, lab.division.grouped_rows) and np.array_equal(found.groups, labels)
    assert membership(shared, lab.groups.key, "another") is None
    assert membership(shared, "../../../etc", faces.fingerprint) is None


def test_split_groups_are_ordered_named_and_trained_as_they_are_now(shared: Store, faces: FaceSet) -> None:
    lab = Lab(shared, faces, choices(faces))
    whole = lab.groups.partition(NamingState())
    assert np.array_equal(lab.groups.face_order(whole, 0), lab.division.grouped_rows[lab.groups.clustering().order(0)])
    members = np.sort(whole.faces(0))
    digits = lab.groups.divide(members, 2)
    far = np.linalg.norm(lab.space.points()[members] - lab.space.points()[members].mean(axis=0), axis=1)
    inner = np.array(list(lab.groups.divide(members, 2, "core"))) == "0"
    assert far[inner].max() <= far[~inner].min()
    assert inner.sum() == -(-len(members) // 2)
    said = [
        Decision("c", 1, "a", "split", 0, parts=digits, id=1),
        Decision("c", 2, "a", "verdict", made_by(1, 1), (), Verdict("name", "happy"), id=2),
        Decision("c", 3, "a", "verdict", 1, (), Verdict("name", "sad"), id=3, annotator="Ann"),
        Decision("c", 4, "a", "verdict", 1, (), Verdict("name", "fear"), id=4, annotator="Bob"),
    ]
    state = replay(said)
    now = lab.groups.partition(state)
    part = members[np.array(list(digits)) == "1"]
    order = lab.groups.face_order(now, made_by(1, 1))
    assert sorted(order.tolist()) == part.tolist()
    points, same = lab.space.points(), 1e-5  # two faces are equally far from their mean, but for rounding

    def distances(order: np.ndarray) -> np.ndarray:
        return np.linalg.norm(points[order] - points[part].mean(axis=0), axis=1)

    assert (np.diff(distances(order)) >= -same).all()
    assert (np.diff(distances(lab.groups.face_order(now, made_by(1, 1), "odd"))) <= same).all()
    assert sorted(lab.groups.face_order(now, made_by(1, 1), "random").tolist()) == part.tolist()
    named = lab.naming.named_faces(state)
    assert set(named.rows[named.codes == faces.classes.index("happy")]) == set(part.tolist())
    assert named.weights[np.isin(named.rows, now.faces(1))].tolist() == [0.5] * (2 * now.sizes[1])


def test_faces_that_are_moved_leave_the_others_where_they_are(shared: Store, faces: FaceSet) -> None:
    lab = Lab(shared, faces, choices(faces))
    shown = lab.groups.face_order(lab.groups.partition(NamingState()), 0, "random").tolist()
    other = lab.groups.face_order(lab.groups.partition(NamingState()), 1, "random").tolist()
    state = replay([Decision("c", 1, "a", "move", 0, tuple(shown[1:3]), to=1, id=1)])
    now = lab.groups.partition(state)
    assert lab.groups.face_order(now, 0, "random").tolist() == [shown[0], *shown[3:]]
    grown = lab.groups.face_order(now, 1, "random").tolist()
    assert [face for face in grown if face in other] == other
    assert set(grown) - set(other) == set(shown[1:3])


def test_names_are_carried_over_to_other_groups_of_the_same_faces(shared: Store, faces: FaceSet) -> None:
    before = Lab(shared, faces, choices(faces))
    groups = before.groups.clustering()
    decisions = [
        Decision("c", g + 1, before.groups.key, "verdict", g, (), Verdict("name", faces.classes[g % 3]), id=g + 1)
        for g in range(len(groups.sizes))
    ]
    decisions.append(Decision("c", 99, "0123456789abcdef", "verdict", 0, (), Verdict("name", "fear"), id=99))  # gone
    now = Lab(shared, faces, choices(faces, clusters=ClusterSettings(k=4, seed=5)))
    found = now.naming.carried_over(NamingState(), decisions)
    assert set(found) == {0, 1, 2, 3}
    for group, suggestion in found.items():
        members = now.groups.clustering().labels == group
        names = np.array(faces.classes)[groups.labels[members] % 3]
        first = suggestion.verdict.emotion
        assert suggestion.share == pytest.approx((names == first).mean())
        assert all((names == other).sum() <= (names == first).sum() for other in faces.classes)
    assert before.naming.carried_over(NamingState(), decisions) == {}  # its own names need no carrying


def test_changing_an_early_choice_makes_later_steps_stale_and_going_back_mends_it(
    shared: Store, faces: FaceSet
) -> None:
    mine = study.Study("01234567", "Mine", faces.fingerprint, choices(faces))
    verdicts = {g: Verdict("name", faces.classes[g % 7]) for g in range(10)}
    naming = NamingState(group_verdicts=verdicts)
    lab = Lab(shared, faces, mine.choices)
    assert states(mine, lab, NamingState())["train"] == "missing"
    lab.training.result(lab.naming.from_verdicts(verdicts, {}))
    for step, key in current_keys(lab, naming).items():
        mine = mine.made(step, key)
    assert set(states(mine, lab, naming).values()) == {"done"}

    other = Lab(shared, faces, dataclasses.replace(mine.choices, clusters=ClusterSettings(k=4)))
    stale = [step for step, how_far in states(mine, other, NamingState()).items() if how_far == "stale"]
    assert stale == ["clusters", "name", "train", "try_it", "report"]
    assert set(states(mine, Lab(shared, faces, mine.choices), naming).values()) == {"done"}


def test_what_was_learned_from_faces_is_kept_and_serves_new_photos(store: Store, faces: FaceSet) -> None:
    expression = Expression(views=(ShapeFree(), Patches(atoms=20, patches=1000, components=10)), directions=5)
    lab = Lab(store, faces, choices(faces, features=expression))
    rows = lab.features.table(expression)
    assert all(lab.results.has("learned", lab.features.learned_key(f)) for f in (expression, expression.views[1]))
    photo = faces.images[[5, 90]].copy()
    np.testing.assert_allclose(lab.features.of_images(expression, photo), rows[[5, 90]], atol=1e-3)
    np.testing.assert_allclose(
        lab.features.of_images(Geometry(), photo), lab.features.table(Geometry())[[5, 90]], atol=1e-5
    )


def test_only_what_is_learned_depends_on_the_split(store: Store, faces: FaceSet) -> None:
    patches = Patches(atoms=20, patches=1000, components=10)
    one, other = (Lab(store, faces, choices(faces, split=SplitSettings("random", seed=seed))) for seed in (0, 1))
    assert one.features.key(Hog()) == other.features.key(Hog())
    assert one.features.key(patches) != other.features.key(patches)
    assert not np.array_equal(one.features.learned(patches)["atoms"], other.features.learned(patches)["atoms"])


def test_faces_that_judge_teach_nothing(store: Store, faces: FaceSet) -> None:
    patches = Patches(atoms=20, patches=1000, components=10)
    lab = Lab(store, faces, choices(faces))
    images = faces.images.copy()
    images[lab.division.split.test] = 255 - images[lab.division.split.test]
    changed = Lab(
        store,
        FaceSet.of(images, faces.emotions, classes=faces.classes, usage=faces.usage, usages=faces.usages),
        lab.choices,
    )
    for name, array in lab.features.learned(patches).items():
        assert np.array_equal(array, changed.features.learned(patches)[name]), name


def test_a_mesh_that_other_networks_found_is_found_again(
    store: Store, faces: FaceSet, monkeypatch: pytest.MonkeyPatch
) -> None:
    lab = Lab(store, faces, choices(faces))
    with monkeypatch.context() as patch:
        other = dataclasses.replace(FINDERS["landmarker"], first_files={"face_mesh.onnx": "an older one"})
        patch.setattr("fer_core.study.lab.pictures.FINDERS", {**FINDERS, "landmarker": other})
        older = np.zeros((len(faces), 468, 3), np.int16)
        store.save("mesh", lab.pictures.mesh_key, {"points": older, "scores": np.zeros(len(older), np.float32)}, {})
    assert lab.pictures.mesh().refined.any()


def test_progress_runs_once_over_the_mesh_and_what_follows(store: Store, faces: FaceSet) -> None:
    calls: list[tuple[float, str]] = []
    lab = Lab(store, faces, choices(faces))
    lab.features.table(ShapeFree(), lambda done, total, what: calls.append((done / total if total else 0, what)))
    shares = [share for share, _ in calls]
    assert shares == sorted(shares) and shares[-1] == 1
    reached = {what: share for share, what in calls}
    assert 0.6 < reached["Finding the points of each face"] < 1 and reached["Computing texture"] == 1


@pytest.mark.parametrize("stop_at", ["Finding the points", "Learning patterns", "Comparing patches"])
def test_cancel_while_looking_leaves_nothing_half_made(store: Store, faces: FaceSet, stop_at: str) -> None:
    def stop(done: int, total: int, what: str) -> None:
        if what.startswith(stop_at):
            raise Cancelled

    feature = Geometry() if stop_at.startswith("Finding") else Patches(atoms=20, patches=1000, components=10)
    lab = Lab(store, faces, choices(faces))
    with pytest.raises(Cancelled):
        lab.features.table(feature, stop)
    assert not lab.results.has("features", lab.features.key(feature))
    assert len(lab.features.table(feature)) == len(faces)
