"""Two emotions, faces without a label, annotators' votes: what follows for splits, references and scores."""

import dataclasses
import shutil
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fer_core.audit.findings import of_copies
from fer_core.balance import BalanceSettings
from fer_core.clustering import ClusterSettings
from fer_core.clustering.reference import label_scores
from fer_core.faces.emotions import FER2013
from fer_core.faces.faceset import UNLABELLED, FaceSet
from fer_core.faces.split import (
    ASIDE,
    TEST,
    TRAIN,
    SplitSettings,
    copy_groups,
    default_split,
    possible_test_parts,
    split,
)
from fer_core.features.pixels import Pixels
from fer_core.naming.replay import NamingState
from fer_core.naming.verdict import NamedFaces
from fer_core.recognizer.training import Training
from fer_core.report.predictions import predictions_sheet
from fer_core.simulation import SimulatedNamer
from fer_core.study import study
from fer_core.study.automatic import simulated
from fer_core.study.lab import Lab
from fer_core.study.store import Store
from tests.core.labellings import HAPPY, SAD, labelled, partly_labelled, shuffled, two_emotions, voted

K = 6


@pytest.fixture()
def home(store: Store, looked_at: Path) -> Store:
    shutil.copytree(looked_at, store.home / "artefacts")
    return store


def lab_of(store: Store, faces: FaceSet, **choices: object) -> Lab:
    chosen = dataclasses.replace(
        study.fitting(faces), features=Pixels(), clusters=ClusterSettings(k=K), trained_on=("geometry",), **choices
    )
    return Lab(store, faces, chosen)


def trained(lab: Lab) -> tuple[NamedFaces, Training]:
    named = lab.naming.from_verdicts(simulated(lab, 0), {})
    return named, lab.training.result(named)


def test_with_two_emotions_guessing_is_one_half(home: Store, faces: FaceSet) -> None:
    lab = lab_of(home, two_emotions(faces))
    found = {r.key: r for r in lab.references.all()}
    assert found["chance"].accuracy == 0.5 == lab.faces.chance
    assert found["student_baseline"].scores is not None and found["student_baseline"].scores.support.sum() > 0
    assert "2 groups" in found["student_baseline"].explanation
    assert found["ceiling"].accuracy > 0.7
    assert not lab.evaluation.label_trouble(list(found.values()))


def test_a_face_without_a_label_never_judges(faces: FaceSet) -> None:
    some = partly_labelled(faces)
    made, before = split(some, SplitSettings()), split(faces, SplitSettings())
    bare = ~some.labelled
    assert (made.part[bare & (before.part == TEST)] == ASIDE).all()
    assert np.array_equal(made.part[some.labelled], before.part[some.labelled])
    assert (made.part[bare & (faces.usage == faces.usages.index("Training"))] == TRAIN).all()


@given(seed=st.integers(0, 1000), share=st.floats(0.1, 0.5), method=st.sampled_from(["stratified", "random"]))
def test_drawn_splits_hold_out_labelled_faces_alone(faces: FaceSet, seed: int, share: float, method: str) -> None:
    images = faces.images.copy()
    images[100:140] = images[:40]  # copies, of which some have a label and some have none
    assert faces.emotions is not None
    emotions = faces.emotions.copy()
    emotions[::3] = UNLABELLED
    some = FaceSet.of(images, emotions, classes=faces.classes, usage=faces.usage, usages=faces.usages)
    made = split(some, SplitSettings(method, test_share=share, seed=seed))  # type: ignore[arg-type]
    groups = copy_groups(some)
    assert some.labelled[made.test].all()
    assert not set(groups[made.part == TEST]) & set(groups[made.part == TRAIN])
    assert abs(len(made.test) / some.labelled.sum() - share) < 0.15


def test_a_part_without_labels_cannot_judge(faces: FaceSet) -> None:
    assert faces.emotions is not None
    emotions = faces.emotions.copy()
    emotions[faces.usage == faces.usages.index("PublicTest")] = UNLABELLED
    some = labelled(faces, emotions)
    assert "PublicTest" not in possible_test_parts(some) and "PublicTest" in possible_test_parts(faces)
    assert default_split(some) == SplitSettings("usage", "PrivateTest")


@pytest.mark.parametrize("settings", [SplitSettings(), SplitSettings("random", seed=3)])
def test_what_is_label_free_sees_no_label_of_a_partly_labelled_set(
    home: Store, faces: FaceSet, settings: SplitSettings
) -> None:
    some = partly_labelled(faces)
    one, other = (lab_of(home, each, split=settings) for each in (some, shuffled(some)))
    assert one.faces.fingerprint != other.faces.fingerprint
    assert one.division.split.fingerprint == other.division.split.fingerprint
    assert one.groups.key == other.groups.key and one.division.copies_key == other.division.copies_key


def test_faces_without_a_label_are_grouped_and_teach(home: Store, faces: FaceSet) -> None:
    lab = lab_of(home, partly_labelled(faces))
    assert np.array_equal(lab.division.grouped_rows, lab.division.split.train)
    named, training = trained(lab)
    assert set(named.rows.tolist()) & set(np.flatnonzero(~lab.faces.labelled).tolist())
    assert training.scores is not None and training.scores.n == len(lab.division.split.test)
    found = {r.key: r for r in lab.references.all()}
    known = int(lab.faces.labelled[lab.division.split.train].sum())
    assert f"{known:,} training faces that have a label" in found["ceiling"].explanation
    assert set(found) == {"chance", "majority", "student_baseline", "best_naming", "ceiling"}
    lost = lab.evaluation.lost(NamingState(), named)
    assert lost is not None and lost.faces == known


def test_balancing_groups_leaves_faces_without_a_label_in(home: Store, faces: FaceSet) -> None:
    lab = lab_of(home, partly_labelled(faces), grouped=BalanceSettings("undersample", per_class=5))
    rows, train = lab.division.grouped_rows, lab.division.split.train
    bare = ~lab.faces.labelled
    assert bare[rows].sum() == bare[train].sum() > 0
    assert lab.faces.counts(rows).sum(axis=0).max() == 5


def test_what_reads_labels_reads_those_that_are_there(home: Store, faces: FaceSet) -> None:
    lab = lab_of(home, partly_labelled(faces))
    scores, lesson = lab.validation.label_scores(), lab.comparison(None).sets
    known = int(lab.faces.labelled[lab.division.grouped_rows].sum())
    assert scores is not None and scores.table.sum() == known
    assert lesson is not None and len(lesson.rows) == known
    single = lab.evaluation.single_faces(10_000)
    assert f"{known:,} random training faces" in single.explanation
    assert not (lab.audit.findings()["labels"].rows[:, None] == np.flatnonzero(~lab.faces.labelled)).any()


def test_no_labelled_face_to_learn_from_leaves_guessing_alone(home: Store, faces: FaceSet) -> None:
    assert faces.emotions is not None
    emotions = np.where(faces.usage == faces.usages.index("PublicTest"), faces.emotions, UNLABELLED).astype(np.uint8)
    lab = lab_of(home, labelled(faces, emotions))
    assert [r.key for r in lab.references.all()] == ["chance"]
    assert lab.validation.label_scores() is None and lab.comparison(None).sets is None
    assert lab.evaluation.lost(NamingState(), lab.naming.from_verdicts({}, {})) is None
    assert {verdict.kind for verdict in simulated(lab, 0).values()} == {"skip"}


def test_copies_without_a_label_are_no_conflict(home: Store, faces: FaceSet) -> None:
    images = faces.images.copy()
    images[1], images[4] = images[0], images[3]
    emotions = np.full(len(faces), HAPPY, np.uint8)
    emotions[[0, 2]] = UNLABELLED
    emotions[4] = SAD
    some = FaceSet.of(images, emotions, classes=faces.classes)
    found = of_copies(
        Lab(home, some, study.fitting(some)).division.copies(), np.full(len(faces), TRAIN, np.uint8), emotions
    )
    assert {3, 4} <= set(found["conflicts"].rows.tolist())
    assert not {0, 1} & set(found["conflicts"].rows.tolist())


def test_a_group_of_unlabelled_faces_has_no_commonest_label() -> None:
    codes = np.array([0, 0, UNLABELLED, UNLABELLED, 1], np.uint8)
    found = label_scores(np.array([0, 0, 1, 1, 2]), codes, 2)
    assert found.named.tolist() == [0, -1, 1] and found.purity == 1


def test_a_simulated_person_looks_at_labelled_faces_alone() -> None:
    codes = np.array([UNLABELLED] * 40 + [1] * 5 + [UNLABELLED] * 9, np.uint8)
    groups = np.array([0] * 45 + [1] * 9)
    said = SimulatedNamer().name_groups(groups, codes, ("a", "b"))
    assert (said[0].emotion, said[1].kind) == ("b", "skip")
    assert SimulatedNamer().name_faces(np.array([7]), codes[:1], ("a", "b"))[7].kind == "skip"


def test_a_prediction_of_a_face_without_a_label_has_an_empty_cell(faces: FaceSet) -> None:
    some = partly_labelled(faces)
    told = list(predictions_sheet(some, np.array([0, 1]), np.full((2, 7), 1 / 7, np.float32)).rows)
    assert told[0][2] == "" and told[1][2] == some.label_of(1)


def test_votes_judge_by_the_share_who_said_the_same(home: Store, faces: FaceSet) -> None:
    lab = lab_of(home, voted(faces))
    assert lab.faces.votes is not None and lab.faces.emotions is not None
    _, training = trained(lab)
    found = lab.evaluation.vote_share(training)
    assert found is not None
    asked = np.flatnonzero(lab.faces.votes[lab.division.split.test].any(axis=1))
    said, true = training.probabilities.argmax(axis=1)[asked], lab.faces.emotions[lab.division.split.test][asked]
    by_hand = 0.7 * (said == true).mean() + 0.3 * (said == (true + 1) % 7).mean()
    assert found.share == pytest.approx(by_hand) and found.low <= found.share <= found.high
    assert found.best == pytest.approx(0.7) and found.chance == pytest.approx(1 / 7) and found.faces == len(asked)
    assert lab_of(home, faces).evaluation.vote_share(training) is None


def test_names_that_the_truth_lacks_stay_predictions() -> None:
    from fer_core.recognizer.evaluate import evaluate, in_truth, in_truth_or_predicted

    fear = FER2013.index("fear")
    table = evaluate(np.array([HAPPY, SAD, SAD]), np.array([HAPPY, SAD, fear]), 7).confusion
    assert in_truth(table) == [HAPPY, SAD]
    assert in_truth_or_predicted(table) == [fear, HAPPY, SAD]
