"""Looks or movement: what sets a group apart, measured without labels."""

import dataclasses
import shutil
from pathlib import Path

import numpy as np
import pytest

from fer_core.base.errors import InvalidSettings
from fer_core.clustering.appearance import MOVEMENTS, TRAITS, FaceLooks, appearance, likenesses
from fer_core.clustering.words import SHARED, likeness_words
from fer_core.faces.faceset import FaceSet
from fer_core.naming.decision import Event, logged
from fer_core.naming.replay import replay
from fer_core.naming.verdict import Verdict
from fer_core.report.group_looks import looks, something_else
from fer_core.study import study
from fer_core.study.lab import Lab
from fer_core.study.store import Store

N = 400
GROUPS = np.arange(N) % 4


def measured(**moved: float) -> FaceLooks:
    """Faces that differ at random; ``moved``: by how much each trait or movement of group 0 differs on top of that."""
    rng = np.random.default_rng(0)
    columns = {name: rng.normal(size=N) + moved.get(name, 0) * (GROUPS == 0) for name in (*TRAITS, *MOVEMENTS)}
    traits, movements = (np.stack([columns[name] for name in names], axis=1) for names in (TRAITS, MOVEMENTS))
    return FaceLooks(traits.astype(np.float32), movements.astype(np.float32), rng.normal(size=N), np.ones(N, bool))


@pytest.mark.parametrize("trait", TRAITS)
@pytest.mark.parametrize("way", [-2.0, 2.0])
def test_a_group_that_differs_in_looks_alone_stands_out(trait: str, way: float) -> None:
    found = likenesses(measured(**{trait: way}), np.arange(N), GROUPS, range(4))
    assert {number for number, one in found.items() if one.stands_out} == {0}
    assert found[0].trait == trait and found[0].by_trait > 0.7 and found[0].by_movement < 0.2
    assert SHARED[trait] in likeness_words(trait)


def test_a_group_that_moves_as_much_does_not() -> None:
    smile = dict.fromkeys(MOVEMENTS, 1.5)
    found = likenesses(measured(brightness=1.5, **smile), np.arange(N), GROUPS, range(4))
    assert found[0].by_trait > 0.6 and not any(one.stands_out for one in found.values())


def test_nothing_is_said_of_groups_that_cannot_be_compared() -> None:
    known, rows = measured(brightness=3), np.arange(N)
    assert likenesses(known, rows, np.zeros(N, int), [0]) == {}  # there is no other
    assert likenesses(dataclasses.replace(known, found=GROUPS > 0), rows, GROUPS, range(4)).keys() == {1, 2, 3}
    assert likenesses(dataclasses.replace(known, found=np.zeros(N, bool)), rows, GROUPS, range(4)) == {}
    assert likenesses(known, rows, np.full(N, -1), []) == {}


def test_darker_pictures_are_measured_as_darker_and_the_rest_stays(faces: FaceSet, shared: Lab) -> None:
    mesh = shared.pictures.mesh()
    usual, dark = appearance(faces.images, mesh), appearance(faces.images // 2, mesh)
    at = TRAITS.index("brightness")
    assert (dark.traits[:, at] <= usual.traits[:, at] / 2 + 0.5).all()
    assert np.array_equal(np.delete(dark.traits, at, 1), np.delete(usual.traits, at, 1))
    assert np.array_equal(dark.movements, usual.movements) and np.isfinite(usual.traits).all()
    with pytest.raises(InvalidSettings, match="other faces"):
        appearance(faces.images[1:], mesh)


@pytest.fixture(scope="module")
def shared(faces: FaceSet, looked_at: Path, tmp_path_factory: pytest.TempPathFactory) -> Lab:
    """A lab whose groups are made once."""
    home = tmp_path_factory.mktemp("appearance")
    shutil.copytree(looked_at, home / "artefacts")
    return Lab(Store(home), faces, study.fitting(faces))


def test_no_label_is_read(faces: FaceSet, shared: Lab) -> None:
    bare = FaceSet.of(faces.images, classes=faces.classes, usage=faces.usage, usages=faces.usages)
    other = Lab(shared.results.store, bare, shared.choices)
    assert other.appearance.key == shared.appearance.key
    found = []
    for lab in (shared, other):
        members, measures = lab.groups.membership, lab.appearance.measures()
        found.append(likenesses(measures, members.rows, members.groups, range(10)))
        lab.results.forget("appearance", lab.appearance.key)
    assert found[0] and found[0] == found[1]


def test_the_report_counts_such_groups_once_they_were_measured(shared: Lab) -> None:
    given = [Event("client", 1, "k", "verdict", 0, (), Verdict("something_else"))]
    given.append(Event("client", 2, "k", "verdict", None, (int(shared.division.grouped_rows[0]),), given[0].verdict))
    state = replay(logged(event, event.seq, "2026-01-01T00:00:00+00:00", "") for event in given)
    groups = shared.groups.partition(state)
    alone = groups.groups[0] != 0
    assert something_else(state, groups) == (1, groups.sizes[0] + alone)
    assert looks(shared, state, groups) is None
    shared.appearance.measures()
    found = looks(shared, state, groups)
    assert found is not None and found[0] == len(shared.appearance.standing_out(groups)) and found[1:] == (0, 0)
    shared.results.forget("appearance", shared.appearance.key)
