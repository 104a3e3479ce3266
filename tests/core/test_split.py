"""Splits: no face and no copy of a face on both sides."""

import dataclasses

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fer_core.base.errors import InvalidSettings
from fer_core.faces.faceset import FaceSet
from fer_core.faces.split import ASIDE, TEST, TRAIN, SplitSettings, copy_groups, default_split, split


def with_copies(faces: FaceSet, pairs: list[tuple[int, int]]) -> FaceSet:
    images = faces.images.copy()
    for original, copy in pairs:
        images[copy] = images[original]
    return FaceSet.of(
        images, faces.emotions, classes=faces.classes, usage=faces.usage, usages=faces.usages, name="copies"
    )


def test_the_default_is_the_public_test_part(faces: FaceSet) -> None:
    assert default_split(faces) == SplitSettings("usage", "PublicTest")
    plain = FaceSet.of(faces.images, classes=("a", "b"))
    assert default_split(plain).method == "random"


def test_other_test_parts_stay_unseen(faces: FaceSet) -> None:
    made = split(faces, SplitSettings())
    private = faces.usage == faces.usages.index("PrivateTest")
    assert (made.part[private] == ASIDE).all()
    assert (made.part[faces.usage == faces.usages.index("PublicTest")] == TEST).all()


def test_training_copies_of_judges_are_set_aside(faces: FaceSet) -> None:
    judge = int(np.flatnonzero(faces.usage == faces.usages.index("PublicTest"))[0])
    learner = int(np.flatnonzero(faces.usage == faces.usages.index("Training"))[0])
    made = split(with_copies(faces, [(judge, learner)]), SplitSettings())
    assert made.part[learner] == ASIDE
    assert made.part[judge] == TEST
    assert made.copies_aside == 1


@given(seed=st.integers(0, 1000), share=st.floats(0.1, 0.5), method=st.sampled_from(["stratified", "random"]))
def test_drawn_splits_keep_copies_together(faces: FaceSet, seed: int, share: float, method: str) -> None:
    copied = with_copies(faces, [(i, i + 100) for i in range(40)])
    made = split(copied, SplitSettings(method, test_share=share, seed=seed))  # type: ignore[arg-type]
    groups = copy_groups(copied)
    assert not set(groups[made.part == TEST]) & set(groups[made.part == TRAIN])
    assert abs(len(made.test) / len(copied) - share) < 0.15


def test_stratified_holds_out_the_same_share_of_each_emotion(faces: FaceSet) -> None:
    made = split(faces, SplitSettings("stratified", test_share=0.25, seed=3))
    assert faces.emotions is not None
    for code in np.unique(faces.emotions):
        mine = faces.emotions == code
        assert (made.part[mine] == TEST).sum() == round(0.25 * mine.sum())


@pytest.mark.parametrize(
    "settings",
    [
        SplitSettings("usage", "Elsewhere"),
        SplitSettings("random", test_share=0.0),
        SplitSettings("random", test_share=1.5),
    ],
)
def test_impossible_splits_say_what_to_do(faces: FaceSet, settings: SplitSettings) -> None:
    with pytest.raises(InvalidSettings) as caught:
        split(faces, settings)
    assert caught.value.remedy


def test_a_stratified_split_needs_labels(faces: FaceSet) -> None:
    with pytest.raises(InvalidSettings, match="needs labels"):
        split(FaceSet.of(faces.images, classes=("a",)), SplitSettings("stratified"))


def test_label_free_splits_ignore_labels(faces: FaceSet) -> None:
    assert faces.emotions is not None
    shuffled = np.random.default_rng(0).permutation(faces.emotions)
    other = FaceSet.of(
        faces.images, shuffled, classes=faces.classes, usage=faces.usage, usages=faces.usages, name="shuffled"
    )
    for settings in (SplitSettings(), SplitSettings("random", seed=5)):
        assert split(faces, settings).fingerprint == split(other, dataclasses.replace(settings)).fingerprint


def parted(faces: FaceSet, copied: int, third: str = "Extra") -> FaceSet:
    """Ten faces of Training, of which the first ``copied`` are those of Test, and none of a third part."""
    images = faces.images[:20].copy()
    images[:copied] = images[10 : 10 + copied]
    usage = np.repeat([0, 1], 10).astype(np.uint8)
    return FaceSet.of(
        images, faces.emotions[:20], classes=faces.classes, usage=usage, usages=("Training", "Test", third)
    )


def out(*rows: int) -> np.ndarray:
    return np.isin(np.arange(20), rows)


@pytest.mark.parametrize(
    ("copied", "left_out", "said"),
    [
        (
            10,
            out(),
            ["training set is empty", "of the 10 faces in Training, 10 are copies of faces in Test", "random test set"],
        ),
        (
            4,
            out(*range(4, 10)),
            ["4 are copies of faces in Test", "6 were excluded by you", "random test set", "Undo last"],
        ),
        (0, out(*range(10)), ["training set is empty", "10 were excluded by you", "Undo last"]),
        (
            3,
            out(*range(10, 20)),
            ["test set is empty", "of the 10 faces in Test, 10 were excluded by you", "Undo last"],
        ),
    ],
)
def test_an_empty_side_says_what_emptied_it(faces: FaceSet, copied: int, left_out: np.ndarray, said: list[str]) -> None:
    with pytest.raises(InvalidSettings) as caught:
        split(parted(faces, copied), SplitSettings("usage", "Test"), left_out=left_out)
    told = str(caught.value)
    assert "The data set's parts are Training (10), Test (10), Extra (0)." in told
    for part in said:
        assert part in told
    assert ("copies of" in told) == ("copies" in " ".join(said))


def test_an_empty_side_without_anything_set_aside_is_explained(faces: FaceSet) -> None:
    with pytest.raises(InvalidSettings, match="Extra has no possible test faces"):
        split(parted(faces, 0), SplitSettings("usage", "Extra"))
    with pytest.raises(InvalidSettings, match="other test parts, which are not used"):
        split(parted(faces, 0), SplitSettings("usage", "Training"))
    one = FaceSet.of(np.repeat(faces.images[:1], 5, axis=0), classes=("a",))
    with pytest.raises(InvalidSettings, match=r"only one face, or only copies of one\. Open more faces"):
        split(one, SplitSettings("random"))
    each = FaceSet.of(faces.images[:3].copy(), np.arange(3, dtype=np.uint8), classes=("a", "b", "c"))
    with pytest.raises(InvalidSettings, match=r"there is only one face of each emotion.*random test set"):
        split(each, SplitSettings("stratified"))
    with pytest.raises(InvalidSettings, match="were excluded by you"):
        split(parted(faces, 0), SplitSettings("random"), left_out=np.ones(20, bool))
