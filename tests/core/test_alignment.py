"""Alignment: what was turned, scaled or moved is put back; what is no face stays as it is."""

import dataclasses
import json
from collections.abc import Callable

import numpy as np
import pytest

from fer_core.alignment import (
    ALIGNED,
    NO_FACE,
    PLACE,
    SIZE,
    STABLE,
    TEMPLATE,
    TILTED,
    Alignment,
    AlignmentSettings,
    align,
    inverse,
    level,
    level_again,
    moved,
    stable_points,
)
from fer_core.alignment.find import believed_both
from fer_core.base.errors import Cancelled, InvalidSettings
from fer_core.faces import face_mesh
from fer_core.faces.face_mesh import quick_landmarks
from fer_core.faces.faceset import FaceSet
from fer_core.faces.landmarker import landmarks
from fer_core.faces.mesh import POINTS, Mesh, in_steps
from fer_core.features.combined import Combined
from fer_core.features.hog import Hog
from fer_core.features.landmarks import Landmarks
from fer_core.features.pixels import Pixels
from fer_core.features.template import EYES
from fer_core.study import study
from fer_core.study.lab import Lab
from fer_core.study.store import Store
from tools.mesh_templates import median_points

Levels = Callable[[np.ndarray], tuple[Alignment, Mesh]]
HOME = np.array(TEMPLATE)[:4].mean(axis=0)


def planted(n: int, tilt: float = 0.0, scale: float = 1.0, shift: tuple[float, float] = (0.0, 0.0)) -> Alignment:
    """Turns n pictures by ``tilt`` degrees, clockwise as they are seen, enlarges them and moves them."""
    turned, larger = np.full(n, -tilt, np.float32), np.full(n, scale, np.float32)
    # `eyes` go to the template's place: eyes that are off by -shift / scale (turned back) move all by shift.
    back = np.radians(-tilt)
    turn = np.array([[np.cos(back), -np.sin(back)], [np.sin(back), np.cos(back)]])
    eyes = np.tile(HOME - turn @ np.array(shift) / scale, (n, 1)).astype(np.float32)
    return Alignment(np.zeros(n, np.uint8), turned, larger, eyes)


def eye_centres(points: np.ndarray) -> np.ndarray:
    """[n, 2, 2] of points [n, 468, 2 or more]."""
    return np.stack([points[:, list(eye), :2].mean(axis=1) for eye in EYES], axis=1)


def mesh_of(points: np.ndarray, scores: np.ndarray | None = None) -> Mesh:
    """A mesh whose points `STABLE` lie at float [n, 7, 2]."""
    whole = np.zeros((len(points), POINTS, 3), np.float32)
    whole[:, list(STABLE), :2] = points
    steps = in_steps(whole)
    scores = np.ones(len(points), np.float32) if scores is None else scores
    return Mesh.from_arrays({"points": steps, "scores": scores})


@pytest.fixture(scope="module")
def some(faces: FaceSet) -> np.ndarray:
    """24 faces."""
    return faces.images[:24].copy()


@pytest.fixture(scope="module", params=["present", "earlier"])
def how(request: pytest.FixtureRequest) -> Levels:
    """Alignment by the present networks, or by those of earlier versions."""
    if request.param == "present":
        return lambda images: level(images, quick_landmarks(images), landmarks)
    return lambda images: level_again(images, face_mesh.landmarks(images))


@pytest.fixture(scope="module")
def levelled(some: np.ndarray, how: Levels) -> tuple[Alignment, Mesh, np.ndarray]:
    alignment, mesh = how(some)
    assert (alignment.reasons == ALIGNED).all()
    return alignment, mesh, alignment.images(some)


def test_eyes_are_level_and_in_place(levelled: tuple[Alignment, Mesh, np.ndarray]) -> None:
    eyes = eye_centres(levelled[1].in_face())
    np.testing.assert_allclose(eyes.mean(axis=1), np.tile(HOME, (len(eyes), 1)), atol=0.05)
    assert np.abs(eyes[:, 0, 1] - eyes[:, 1, 1]).max() < 0.05


@pytest.mark.parametrize(
    ("tilt", "scale", "shift"),
    [(12, 1, (0, 0)), (-20, 1, (0, 0)), (0, 0.8, (0, 0)), (0, 1, (4, -3)), (15, 0.85, (-3, 2))],
)
def test_what_was_turned_scaled_and_moved_is_put_back(
    levelled: tuple[Alignment, Mesh, np.ndarray], how: Levels, tilt: float, scale: float, shift: tuple[float, float]
) -> None:
    _, mesh, upright = levelled
    harm = planted(len(upright), tilt, scale, shift)
    harmed = harm.images(upright)
    before = moved(eye_centres(mesh.in_face()).astype(float), harm.transform())
    found, _ = how(harmed)
    after = moved(before, found.transform())
    off = np.linalg.norm(after - eye_centres(mesh.in_face()), axis=2).mean(axis=1)
    assert np.median(off) < 1 and np.quantile(off, 0.9) < 2
    assert np.linalg.norm(before - eye_centres(mesh.in_face()), axis=2).mean() > 1.4
    assert abs(np.median(found.tilts) - tilt) < 2
    assert np.median(found.scales) == pytest.approx(1 / scale, abs=0.05)


def test_points_go_where_pixels_go() -> None:
    y, x = np.mgrid[:48, :48] + 0.5
    spots = np.array([[20.0, 15.0], [30.0, 33.0]])
    images = np.stack([200 * np.exp(-((x - a) ** 2 + (y - b) ** 2) / 8) for a, b in spots]).astype(np.uint8)
    turn = planted(2, 17, 1.2, (3, -2))
    there = turn.images(images).astype(float)
    centre = np.stack([(there * axis).sum(axis=(1, 2)) / there.sum(axis=(1, 2)) for axis in (x, y)], axis=1)
    np.testing.assert_allclose(centre, moved(spots[:, None], turn.transform())[:, 0], atol=0.15)


def test_a_mesh_moves_along_and_back(some: np.ndarray) -> None:
    mesh = landmarks(some[:6])
    turn = planted(6, 10, 1.1, (2, 1))
    there = turn.mesh(mesh)
    np.testing.assert_allclose(
        there.in_face()[..., :2], moved(mesh.in_face()[..., :2].astype(float), turn.transform()), atol=0.01
    )
    np.testing.assert_allclose(there.in_face()[..., 2], mesh.in_face()[..., 2] * 1.1, atol=0.01)
    again = moved(moved(stable_points(mesh), turn.transform()), inverse(turn.transform()))
    np.testing.assert_allclose(again, stable_points(mesh), atol=1e-9)
    stays = dataclasses.replace(turn, reasons=np.full(6, NO_FACE, np.uint8))
    assert np.array_equal(stays.mesh(mesh).points, mesh.points)
    assert np.array_equal(stays.mesh(mesh).refined, mesh.refined)


def test_the_mesh_found_again_is_about_where_it_was_moved(levelled: tuple[Alignment, Mesh, np.ndarray]) -> None:
    _, mesh, images = levelled
    apart = np.linalg.norm((landmarks(images).in_face() - mesh.in_face())[..., :2], axis=2)
    assert np.median(apart) < 0.6


def test_a_mirrored_face_comes_out_mirrored() -> None:
    rng = np.random.default_rng(0)
    points = np.array(TEMPLATE) + rng.normal(0, 1, (5, 7, 2))
    flipped = points[:, [2, 3, 0, 1, 4, 6, 5]] * [-1, 1] + [48, 0]
    images = rng.integers(0, 256, (5, 48, 48), dtype=np.uint8)
    there = align(mesh_of(points)).images(images)
    other = align(mesh_of(flipped)).images(np.ascontiguousarray(images[:, :, ::-1]))
    assert np.abs(there.astype(int) - other[:, :, ::-1]).max() <= 2


def test_two_moves_add_up_to_what_every_processor_finds() -> None:
    random = np.random.default_rng(0)
    tilts, scales = random.uniform(-15, 15, (2, 400)), random.uniform(0.9, 1.1, (2, 400))
    eyes = HOME + random.normal(0, 1, (2, 400, 2))
    first, second = (
        Alignment(np.zeros(400, np.uint8), *(a[i].astype(np.float32) for a in (tilts, scales, eyes))) for i in range(2)
    )
    both = believed_both(first, second, AlignmentSettings())
    assert both.changed.all()
    # Float64 holds both exactly, so nothing but the last rounding decides, and that is the same everywhere.
    assert np.array_equal(both.tilts, (first.tilts.astype(np.float64) + second.tilts).astype(np.float32))
    assert np.array_equal(both.scales, (first.scales.astype(np.float64) * second.scales).astype(np.float32))
    there = moved(moved(np.tile(TEMPLATE, (400, 1, 1)), first.transform()), second.transform())
    np.testing.assert_allclose(moved(np.tile(TEMPLATE, (400, 1, 1)), both.transform()), there, atol=1e-4)


def test_who_is_not_believed_keeps_the_crop_and_is_told_why(some: np.ndarray) -> None:
    home = np.array(TEMPLATE)
    turn = np.radians(50)
    tilted = (home - HOME) @ np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]]) + HOME
    points = np.stack([home, home, tilted, (home - HOME) * 0.5 + HOME, home + np.array([15, 0])])
    scores = np.array([0.9, 0.3, 0.9, 0.9, 0.9], np.float32)
    found = align(mesh_of(points, scores))
    assert found.reasons.tolist() == [ALIGNED, NO_FACE, TILTED, SIZE, PLACE]
    assert found.tilts[2] == pytest.approx(50, abs=0.2) and found.scales[3] == pytest.approx(2, abs=0.05)
    assert np.array_equal(found.images(some[:5])[1:], some[1:5])
    assert (found.correction()[1:] == 0).all()


def test_pictures_without_a_face_stay_as_they_are() -> None:
    noise = np.random.default_rng(0).integers(0, 256, (2, 48, 48), dtype=np.uint8)
    images = np.concatenate([np.full((1, 48, 48), grey, np.uint8) for grey in (0, 90, 255)] + [noise])
    mesh = landmarks(images)
    alignment, moved_mesh = level(images, mesh, landmarks)
    assert np.array_equal(alignment.images(images)[~alignment.changed], images[~alignment.changed])
    assert np.array_equal(alignment.images(images)[:3], images[:3])
    assert np.isfinite(alignment.transform()).all() and np.isfinite(moved_mesh.in_face()).all()
    nothing = Mesh.from_arrays({"points": np.zeros((1, POINTS, 3), np.int16), "scores": np.zeros(1, np.float32)})
    assert align(nothing).reasons.tolist() == [NO_FACE]


def test_a_constant_picture_stays_constant_whatever_the_mesh_says() -> None:
    images = np.full((1, 48, 48), 77, np.uint8)
    assert np.array_equal(planted(1, 30, 1.4, (9, 9)).images(images), images)


def test_no_faces_are_no_trouble(how: Levels) -> None:
    none = np.zeros((0, 48, 48), np.uint8)
    alignment, mesh = how(none)
    assert len(alignment) == len(mesh) == len(alignment.images(none)) == len(alignment.correction()) == 0
    with pytest.raises(InvalidSettings):
        median_points(landmarks(none))


def test_a_face_s_alignment_depends_on_no_other(
    some: np.ndarray, levelled: tuple[Alignment, Mesh, np.ndarray], how: Levels
) -> None:
    alone, mesh = how(some[3:5])
    assert np.array_equal(alone.images(some[3:5]), levelled[2][3:5])
    assert np.array_equal(mesh.points, levelled[1].points[3:5])


def test_other_faces_and_other_arrays_are_refused(some: np.ndarray) -> None:
    with pytest.raises(InvalidSettings, match="other faces"):
        planted(3).images(some)
    with pytest.raises(InvalidSettings, match="other faces"):
        level(some, mesh_of(np.array([TEMPLATE])), landmarks)
    with pytest.raises(InvalidSettings):
        planted(2).images(np.zeros((2, 24, 24), np.uint8))
    with pytest.raises(InvalidSettings):
        AlignmentSettings(size=0.5)


def test_the_template_is_found_again_in_faces_that_were_brought_to_it(
    levelled: tuple[Alignment, Mesh, np.ndarray],
) -> None:
    found = median_points(levelled[1])
    np.testing.assert_allclose(found, np.array(TEMPLATE), atol=2)
    np.testing.assert_allclose(found[:4].mean(axis=0), HOME, atol=0.1)
    assert found[:, 0].mean() == pytest.approx(24)


# In the lab


@pytest.fixture(scope="module")
def small(faces: FaceSet) -> FaceSet:
    """60 faces, one of them blank and some of them tilted."""
    images = faces.images[:60].copy()
    images[7] = 128
    images[20:40] = planted(20, 18).images(images[20:40])
    return FaceSet.of(images, faces.emotions[:60], classes=faces.classes, usage=faces.usage[:60], usages=faces.usages)


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Store:
    return Store(tmp_path_factory.mktemp("aligned"))


def lab_of(store: Store, faces: FaceSet, aligned: bool = False) -> Lab:
    return Lab(store, faces, dataclasses.replace(study.fitting(faces), features=Pixels(), aligned=aligned))


def test_aligned_faces_are_another_result_and_the_others_keep_theirs(kept: Store, small: FaceSet) -> None:
    on, off = lab_of(kept, small, aligned=True), lab_of(kept, small)
    for feature in (Pixels(), Landmarks()):
        assert on.features.key(feature) != off.features.key(feature)
        assert on.reduction.key(feature) != off.reduction.key(feature)
    assert on.groups.key != off.groups.key
    assert on.pictures.mesh_key == off.pictures.mesh_key and on.pictures.alignment_key == off.pictures.alignment_key
    assert off.pictures.sources().images is small.images
    aligned = on.pictures.sources()
    assert np.array_equal(aligned.images, on.pictures.alignment().images(small.images))
    assert np.array_equal(aligned.images[7], small.images[7]) and on.pictures.alignment().reasons[7] == NO_FACE
    assert np.array_equal(on.features.table(Pixels()), Pixels().extract(aligned))
    assert not np.array_equal(on.features.table(Pixels()), off.features.table(Pixels()))


def test_a_kind_whose_numbers_changed_has_other_keys_and_so_has_what_is_made_of_it(
    kept: Store, small: FaceSet, monkeypatch: pytest.MonkeyPatch
) -> None:
    lab, changed = lab_of(kept, small), (Landmarks(), Combined((Landmarks(), Pixels()), (1.0, 1.0)))
    before = [(lab.features.key(kind), lab.features.learned_key(kind)) for kind in (*changed, Pixels())]
    monkeypatch.setattr(Landmarks, "edition", 7)
    after = [(lab.features.key(kind), lab.features.learned_key(kind)) for kind in (*changed, Pixels())]
    assert all(old != new for old, new in zip(before[:2], after[:2], strict=True)) and before[2] == after[2]


def test_new_photos_are_aligned_the_same_way(kept: Store, small: FaceSet) -> None:
    for aligned in (True, False):
        lab = lab_of(kept, small, aligned=aligned)
        rows = np.array([7, 22, 41])
        for feature in (Pixels(), Hog(), Landmarks()):
            found = lab.features.of_images(feature, small.images[rows].copy())
            np.testing.assert_allclose(found, lab.features.table(feature)[rows], atol=1e-5)


def test_shuffled_labels_align_the_same(kept: Store, store: Store, small: FaceSet) -> None:
    emotions = np.random.default_rng(0).permutation(small.emotions)
    shuffled = FaceSet.of(small.images, emotions, classes=small.classes, usage=small.usage, usages=small.usages)
    one, other = lab_of(kept, small, aligned=True), lab_of(store, shuffled, aligned=True)
    assert one.pictures.alignment_key == other.pictures.alignment_key and one.groups.key == other.groups.key
    assert np.array_equal(one.pictures.sources().images, other.pictures.sources().images)
    assert np.array_equal(one.groups.clustering().labels, other.groups.clustering().labels)


def test_progress_runs_once_and_cancel_leaves_nothing(store: Store, small: FaceSet) -> None:
    calls: list[tuple[float, str]] = []
    lab = lab_of(store, small, aligned=True)

    def stop(done: int, total: int, what: str) -> None:
        if what.startswith("Aligning"):
            raise Cancelled

    with pytest.raises(Cancelled):
        lab.features.table(Pixels(), stop)
    assert lab.results.has("mesh", lab.pictures.mesh_key) and not lab.results.has(
        "alignment", lab.pictures.alignment_key
    )
    lab.features.table(Landmarks(), lambda done, total, what: calls.append((done / total if total else 0, what)))
    shares = [share for share, _ in calls]
    assert shares == sorted(shares) and shares[-1] == 1
    assert {"Finding the points of each face", "Aligning faces"} <= {what for _, what in calls}


def test_studies_from_before_are_not_aligned(store: Store) -> None:
    made = study.create(store, "Old")
    path = study.folder(store, made.id) / "study.json"
    value = json.loads(path.read_text())
    del value["choices"]["aligned"]
    path.write_text(json.dumps(value))
    assert study.load(store, made.id).choices.aligned is False
    study.save(store, made.choose(aligned=True))
    assert study.load(store, made.id).choices.aligned is True
