"""What is planted into the sample is there, is listed, and nothing else is spoilt."""

import json

import numpy as np
import pytest

from fer_core.faces.faceset import FaceSet
from fer_core.faces.readers.drawn.defects import PAIR_SHARES, SINGLE_SHARES
from fer_core.faces.readers.drawn.sample import SAMPLES, import_sample, sample_faces
from fer_core.faces.readers.imported import Import
from fer_core.faces.split import copy_groups


@pytest.fixture(scope="module")
def imported() -> Import:
    return import_sample("clear")


@pytest.fixture(scope="module")
def clean() -> FaceSet:
    return sample_faces(2800)


def planted(imported: Import, kind: str) -> np.ndarray:
    return np.array(imported.notes["planted"][kind])


def test_import_tells_what_it_is(imported: Import) -> None:
    assert len(imported.faces) == SAMPLES["clear"][1] and imported.faces.name == "Sample faces (clear)"
    assert not imported.rejected and imported.faces.synthetic
    assert json.loads(json.dumps(imported.notes)) == imported.notes


def test_as_many_as_promised_and_no_face_twice(imported: Import) -> None:
    for kind, share in (PAIR_SHARES | SINGLE_SHARES).items():
        assert len(planted(imported, kind)) == round(share * len(imported.faces)), kind
    involved = np.concatenate([planted(imported, kind).ravel() for kind in imported.notes["planted"]])
    assert len(np.unique(involved)) == len(involved)


def test_exact_duplicates_are_the_listed_ones_alone(imported: Import) -> None:
    groups = copy_groups(imported.faces)
    pairs = planted(imported, "exact_duplicates")
    assert (groups[pairs[:, 0]] == groups[pairs[:, 1]]).all()
    assert len(np.unique(groups)) == len(imported.faces) - len(pairs)


def test_near_duplicates_are_alike_and_not_equal(imported: Import) -> None:
    images = imported.faces.images.astype(np.float32)
    pairs = planted(imported, "near_duplicates")
    assert not (images[pairs[:, 0]] == images[pairs[:, 1]]).all((1, 2)).any()
    alike = np.array([best_correlation(images[a], images[b]) for a, b in pairs])
    others = zip(pairs[:, 0], np.roll(pairs[:, 1], 1), strict=True)
    strangers = np.array([best_correlation(images[a], images[b]) for a, b in others])
    assert alike.min() > 0.95 > strangers.max()


def best_correlation(one: np.ndarray, other: np.ndarray) -> float:
    """Highest correlation of two faces over shifts of up to two pixels."""
    middle = one[4:44, 4:44].ravel()
    shifts = [(down, right) for down in range(2, 7) for right in range(2, 7)]
    return max(float(np.corrcoef(middle, other[d : d + 40, r : r + 40].ravel())[0, 1]) for d, r in shifts)


@pytest.mark.parametrize("kind", list(PAIR_SHARES))
def test_some_copies_cross_the_split_with_the_same_emotion(imported: Import, kind: str) -> None:
    pairs, faces = planted(imported, kind), imported.faces
    assert (np.sort(faces.usage[pairs], axis=1) == [0, 1]).all(1).sum() >= 3
    assert faces.emotions is not None
    assert (faces.emotions[pairs[:, 0]] == faces.emotions[pairs[:, 1]]).all()


def test_blanks_are_flat(imported: Import) -> None:
    flat = imported.faces.images.std((1, 2)) < 4
    assert np.flatnonzero(flat).tolist() == imported.notes["planted"]["blank"]


def test_text_leaves_the_face_and_patterns_do_not(imported: Import, clean: FaceSet) -> None:
    same = (imported.faces.images == clean.images).mean((1, 2))
    assert (same[planted(imported, "text")] > 0.6).all() and (same[planted(imported, "text")] < 0.99).all()
    assert (same[planted(imported, "not_a_face")] < 0.2).all()


def test_wrong_labels_and_nothing_else_changed_emotion(imported: Import, clean: FaceSet) -> None:
    changed = np.flatnonzero(imported.faces.emotions != clean.emotions)
    assert changed.tolist() == imported.notes["planted"]["wrong_labels"]


def test_all_other_faces_are_untouched(imported: Import, clean: FaceSet) -> None:
    changed = np.flatnonzero((imported.faces.images != clean.images).any((1, 2)))
    pairs = [planted(imported, kind)[:, 1] for kind in PAIR_SHARES]
    singles = [planted(imported, kind) for kind in ("blank", "not_a_face", "text")]
    assert changed.tolist() == sorted(np.concatenate(pairs + singles).tolist())


def test_few_faces_can_be_spoilt_too() -> None:
    for n in (1, 5, 30):
        spoilt, clean = sample_faces(n, defects=True), sample_faces(n)
        assert len(spoilt) == len(clean) == n
    assert spoilt.fingerprint != clean.fingerprint
