"""A study as one zip: it opens elsewhere as it was; whatever else is in the file is refused and nothing is kept."""

import dataclasses
import hashlib
import io
import json
import pickle
import re
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fer_core.audit import Exclusion
from fer_core.base.errors import FerLabError, NotFound
from fer_core.clustering import Clustering, ClusterSettings, cluster
from fer_core.faces.faceset import FaceSet
from fer_core.faces.readers import Import
from fer_core.faces.sources import FaceSources
from fer_core.features.pixels import Pixels
from fer_core.naming.decision import Event
from fer_core.naming.log import open_log
from fer_core.naming.replay import replay
from fer_core.naming.verdict import Verdict
from fer_core.study import datasets, runs, study
from fer_core.study.choices import checked
from fer_core.study.lab import Lab, groups
from fer_core.study.lab.named_groups import came_out_otherwise, mark_of, note, noted
from fer_core.study.rerun import rerun
from fer_core.study.store import Store
from fer_core.study.study_file import Contents, RefusedFile, open_study, read_study, write_study
from fer_core.study.study_file.contents import DECISIONS, IMAGES, MANIFEST, RUNS, STUDY, VERSION

Members = dict[str, bytes]


@pytest.fixture(scope="module")
def made(faces: FaceSet, looked_at: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Store, study.Study]:
    """A study with everything: people, a split, undo, faces left out, a run with a name."""
    store = Store(tmp_path_factory.mktemp("saved"))
    shutil.copytree(looked_at, store.home / "artefacts")
    dataset = datasets.save(store, Import(faces, (), "sample"), "sample:clear")
    choices = dataclasses.replace(
        study.fitting(faces), features=Pixels(), clusters=ClusterSettings(k=6), trained_on=("geometry",),
        left_out=(Exclusion("blank", (3, 5)),),
    )  # fmt: skip
    of = study.create(store, "Mine, ünïcode =1", dataset, choices)
    lab = Lab(store, faces, choices)
    key, members = lab.groups.key, np.flatnonzero(lab.groups.clustering().labels == 0)
    digits = "".join("01"[i % 2] for i in range(len(members)))
    log = open_log(study.folder(store, of.id) / "decisions.sqlite", of.id)
    for group in range(6):
        verdict = Verdict("name", faces.classes[group], faces.classes[6] if group else "")
        log.append([Event("page-0001", group + 1, key, "verdict", group, (), verdict)], "=Anna")
    log.append([Event("page-0002", 1, key, "split", 0, parts=digits), Event("page-0002", 2, key, "undo")], "Béla")
    naming = replay(log.for_clustering(key))
    named = lab.naming.named_faces(naming)
    run = runs.run_of(lab, naming, named, lab.training.result(named), "command line", log.all()[-1].id)
    log.close()
    runs.note(store, of.id, run)
    runs.rename(store, of.id, run.key, "first")
    runs.pin(store, of.id, run.key)
    return store, of


def saved(made: tuple[Store, study.Study], with_faces: bool = True) -> bytes:
    store, of = made
    log = open_log(study.folder(store, of.id) / "decisions.sqlite", of.id)
    out = io.BytesIO()
    write_study(out, store, of, log.all(), with_faces)
    log.close()
    return out.getvalue()


@pytest.fixture(scope="module")
def content(made: tuple[Store, study.Study]) -> bytes:
    return saved(made)


@pytest.fixture(scope="module")
def small(made: tuple[Store, study.Study]) -> bytes:
    """Without faces: quick to change in many ways."""
    return saved(made, with_faces=False)


def read(content: bytes) -> Contents:
    return read_study(io.BytesIO(content), len(content))


def members_of(content: bytes) -> Members:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(members: Members, mend: bool = True) -> bytes:
    """A zip of these members; ``mend``: with a manifest that has their hashes, as a clever forger would write it."""
    members = dict(members)
    if mend and MANIFEST in members:
        manifest = json.loads(members.pop(MANIFEST))
        manifest["members"] = {
            name: {"sha256": hashlib.sha256(data).hexdigest(), "bytes": len(data)} for name, data in members.items()
        }
        members[MANIFEST] = json.dumps(manifest).encode()
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


def same(one: Contents, other: Contents) -> bool:
    apart = ("faces", "groups")
    fields = [field.name for field in dataclasses.fields(Contents) if field.name not in apart]
    return all(getattr(one, name) == getattr(other, name) for name in fields) and same_groups(one, other)


def same_groups(one: Contents, other: Contents) -> bool:
    def told(contents: Contents) -> list[Any]:
        return [(g.key, g.settings, {n: a.tobytes() for n, a in g.arrays.items()}) for g in contents.groups]

    return told(one) == told(other)


def test_a_study_opens_elsewhere_as_it_was(
    made: tuple[Store, study.Study], content: bytes, tmp_path: Path, faces: FaceSet
) -> None:
    store, of = made
    elsewhere = Store(tmp_path)
    opened = open_study(elsewhere, read(content))
    assert opened == of and study.load(elsewhere, of.id) == of
    assert datasets.load(elsewhere, of.dataset).fingerprint == faces.fingerprint
    logs = [open_log(study.folder(home, of.id) / "decisions.sqlite", of.id) for home in (store, elsewhere)]
    assert logs[0].all() == logs[1].all() and len(logs[0].all()) == 8
    assert runs.saved(elsewhere, of.id) == runs.saved(store, of.id)
    assert runs.saved(elsewhere, of.id).pinned.title == "first"


def test_a_second_one_gets_another_id(made: tuple[Store, study.Study], content: bytes, tmp_path: Path) -> None:
    elsewhere = Store(tmp_path)
    first, second = (open_study(elsewhere, read(content)) for _ in range(2))
    assert first.id == made[1].id != second.id
    assert {s.id for s in study.listing(elsewhere)} == {first.id, second.id}
    assert [p.name for p in (tmp_path / "studies").iterdir() if not (p / "study.json").is_file()] == []


def test_without_faces_the_same_ones_are_asked_for(
    made: tuple[Store, study.Study], small: bytes, tmp_path: Path, faces: FaceSet
) -> None:
    elsewhere = Store(tmp_path)
    with pytest.raises(NotFound, match=made[1].dataset):
        open_study(elsewhere, read(small))
    assert study.listing(elsewhere) == []
    datasets.save(elsewhere, Import(faces, (), "sample"), "sample")
    assert open_study(elsewhere, read(small)) == made[1]


def test_the_same_numbers_come_out_again(made: tuple[Store, study.Study], content: bytes, faces: FaceSet) -> None:
    store, of = made
    contents, run = read(content), runs.saved(store, of.id).runs[0].run
    found = rerun(store, faces, contents.decisions, contents.runs[0].run, fresh=False)
    assert found.same and found.now.key == run.key and found.now.names == run.names
    assert found.now.scores == run.scores and found.difference == 0
    assert list((store.home / "reruns").iterdir()) == []
    assert rerun(store, faces, contents.decisions, run, fresh=True).now.scores == run.scores
    fewer = rerun(store, faces, contents.decisions[:2], run, fresh=False)
    assert not fewer.same and not fewer.same_names


def elsewhere_with_other_groups(
    home: Path, looked_at: Path, of: study.Study, content: bytes, monkeypatch: pytest.MonkeyPatch
) -> tuple[Lab, Store]:
    """The study opened in a home where the same choices would give other groups, as other versions might."""

    def otherwise(*given: Any) -> Clustering:
        found = cluster(*given)
        return dataclasses.replace(found, labels=np.roll(found.labels, 7))

    monkeypatch.setattr(groups, "cluster", otherwise)
    store = Store(home)
    shutil.copytree(looked_at, home / "artefacts")
    opened = open_study(store, read(content))
    return Lab(store, datasets.load(store, of.dataset), opened.choices), store


def without_groups(content: bytes) -> Members:
    return {name: data for name, data in members_of(content).items() if not name.startswith("groups/")}


def test_names_lie_on_the_faces_they_were_given_to_wherever_a_study_is_opened(
    made: tuple[Store, study.Study], content: bytes, tmp_path: Path, looked_at: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store, of = made
    before, decisions = Lab(store, datasets.load(store, of.dataset), of.choices), read(content).decisions
    lab, _ = elsewhere_with_other_groups(tmp_path / "a", looked_at, of, content, monkeypatch)
    naming = replay(d for d in decisions if d.clustering == lab.groups.key)
    assert np.array_equal(lab.groups.partition(naming).groups, before.groups.partition(naming).groups)
    named = lab.naming.named_faces(naming)
    run = runs.saved(store, of.id).runs[0].run
    assert named.fingerprint == before.naming.named_faces(naming).fingerprint == run.names
    assert runs.run_of(lab, naming, named, lab.training.result(named), "browser", 8).scores == run.scores
    old = changed(MANIFEST, put("version", value=1))(without_groups(content))  # what earlier versions saved
    lab, _ = elsewhere_with_other_groups(tmp_path / "b", looked_at, of, packed(old), monkeypatch)
    assert lab.naming.named_faces(naming).fingerprint != run.names


def test_groups_that_are_here_stay_unless_they_took_the_place_of_the_named_ones(
    made: tuple[Store, study.Study], content: bytes, tmp_path: Path, looked_at: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = packed(without_groups(content))
    lab, store = elsewhere_with_other_groups(tmp_path / "home", looked_at, made[1], old, monkeypatch)
    key, others = lab.groups.key, mark_of(lab.groups.membership)
    second = open_study(store, read(content))
    wanted = noted(store, second.id, key)
    again = Lab(store, lab.faces, lab.choices)
    assert mark_of(again.groups.membership) == others != wanted  # somebody else's names may lie on them
    assert came_out_otherwise(store, second.id, key, again.groups.membership, decided=True)
    third = open_study(store, read(content))  # by now this home has noted the named groups, and no other ones
    back = Lab(store, lab.faces, lab.choices)
    assert mark_of(back.groups.membership) == wanted
    assert not came_out_otherwise(store, third.id, key, back.groups.membership, decided=True)
    note(store, made[1].id, key, wanted)
    shutil.rmtree(store.home / "artefacts" / "clustering" / key)
    changed_here = Lab(store, lab.faces, lab.choices).groups.membership
    note(store, made[1].id, key, mark_of(changed_here))  # a study was named on these meanwhile
    open_study(store, read(content))
    assert mark_of(Lab(store, lab.faces, lab.choices).groups.membership) == others


def test_damaged_groups_are_left_out_and_brought_back(
    made: tuple[Store, study.Study], content: bytes, tmp_path: Path
) -> None:
    store = Store(tmp_path)
    of = open_study(store, read(content))
    (key,) = (one.key for one in read(content).groups)
    labels = tmp_path / "artefacts" / "clustering" / key / "labels.npy"
    labels.write_bytes(labels.read_bytes()[:-9])
    assert read(saved((store, of))).groups == ()
    open_study(store, read(content))
    assert same_groups(read(saved((store, of))), read(content))


def test_groups_of_other_faces_than_the_key_names_are_made_anew(
    made: tuple[Store, study.Study], content: bytes, tmp_path: Path, faces: FaceSet
) -> None:
    members = members_of(content)
    (rows,) = (name for name in members if name.endswith("rows.npy"))
    shifted = np.load(io.BytesIO(members[rows]))
    shifted[-1] = len(faces) - 1
    store = Store(tmp_path)
    of = open_study(store, read(packed({**members, rows: _npy(shifted)})))
    shutil.copytree(made[0].home / "artefacts", tmp_path / "artefacts", dirs_exist_ok=True,
                    ignore=shutil.ignore_patterns("clustering"))  # fmt: skip
    lab = Lab(store, faces, of.choices)
    assert len(lab.groups.clustering().labels) == len(lab.division.grouped_rows)
    assert np.array_equal(store.load("clustering", lab.groups.key)[0]["rows"], lab.division.grouped_rows)


def test_where_faces_came_from_travels_along(made: tuple[Store, study.Study], faces: FaceSet, tmp_path: Path) -> None:
    named = dataclasses.replace(faces, sources=FaceSources.of(f"ö/{i}.png" for i in range(len(faces))))
    store, of = made
    apart = Store(tmp_path / "home")
    shutil.copytree(store.home, apart.home)
    datasets.save(apart, Import(named, (), "folder of images"), "pictures")
    content = saved((apart, of))
    for elsewhere in (Store(tmp_path / "empty"), store):  # one without the faces, one that has them without sources
        opened = open_study(elsewhere, read(content))
        assert datasets.load(elsewhere, opened.dataset).sources == named.sources
    mischief = changed("faces/about.json", put("sources", value=["/etc/pass\nwd", *["C:\\x\\y"] * 209]))
    found = read(packed(mischief(members_of(content)))).faces
    assert found is not None and list(found.faces.sources)[:2] == ["pass\\u000awd", "y"]


def changed(name: str, change: Callable[[Any], Any]) -> Callable[[Members], Members]:
    def apply(members: Members) -> Members:
        value = json.loads(members[name])
        return {**members, name: json.dumps(change(value) or value).encode()}

    return apply


def put(*path: Any, value: Any) -> Callable[[Any], None]:
    def change(whole: Any) -> None:
        for step in path[:-1]:
            whole = whole[step]
        whole[path[-1]] = value

    return change


def grouped(name: str, change: Callable[[np.ndarray], np.ndarray]) -> Callable[[Members], Members]:
    """A forgery of one of the arrays of the groups."""

    def apply(members: Members) -> Members:
        (member,) = (one for one in members if one.startswith("groups/") and one.endswith(f"/{name}.npy"))
        return {**members, member: _npy(change(np.load(io.BytesIO(members[member]))))}

    return apply


def settled(*path: Any, value: Any) -> Callable[[Members], Members]:
    def apply(members: Members) -> Members:
        (member,) = (one for one in members if one.startswith("groups/") and one.endswith("/about.json"))
        return changed(member, put(*path, value=value))(members)

    return apply


def renamed(old: str, new: str) -> Callable[[Members], Members]:
    return lambda members: {re.sub(old, new, name): data for name, data in members.items()}


FORGED: dict[str, Callable[[Members], Members]] = {
    "other pixels": lambda m: {**m, IMAGES: m[IMAGES][:-1] + bytes([m[IMAGES][-1] ^ 1])},
    "objects for pixels": lambda m: {**m, IMAGES: _npy(np.array([{"a": 1}], object))},
    "a pickle for pixels": lambda m: {**m, IMAGES: pickle.dumps(np.zeros(3))},
    "decimals for pixels": lambda m: {**m, IMAGES: _npy(np.zeros((210, 48, 48)))},
    "a header that lies": lambda m: {**m, IMAGES: m[IMAGES].replace(b"(210, 48, 48)", b"(910, 48, 48)")},
    "a program": lambda m: {**m, "setup.py": b"print()"},
    "no decisions": lambda m: {name: data for name, data in m.items() if name != DECISIONS},
    "half of the faces": lambda m: {name: data for name, data in m.items() if name != "faces/usage.npy"},
    "another decision": lambda m: {**m, DECISIONS: m[DECISIONS].replace(b",name,angry,", b",name,cross,", 1)},
    "decisions out of order": lambda m: {**m, DECISIONS: b"\r\n".join(sorted(m[DECISIONS].split(b"\r\n"))[::-1])},
    "an older future": changed(MANIFEST, put("version", value=VERSION + 1)),
    "a version that is none": changed(MANIFEST, put("version", value="1")),
    "another format": changed(MANIFEST, put("format", value="zip")),
    "another data set": changed(MANIFEST, put("dataset", "id", value="0" * 16)),
    "a data set by path": changed(MANIFEST, put("dataset", "id", value="../../etc")),
    "a study by path": changed(STUDY, put("id", value="../../../etc")),
    "a name with a break": changed(STUDY, put("name", value="a\nb")),
    "k as text": changed(STUDY, put("choices", "clusters", "k", value="6")),
    "features that are none": changed(STUDY, put("choices", "features", "", value="os")),
    "settings for faces": changed(STUDY, put("choices", "features", value={"": "Study", "id": "x", "name": "y"})),
    "faces left out by name": changed(STUDY, put("choices", "left_out", 0, "faces", value=["x"])),
    "a perfect score": changed(RUNS, put("runs", 0, "run", "scores", "accuracy", value=7)),
    "a run by path": changed(RUNS, put("runs", 0, "run", "key", value="../study")),
    "a run twice": changed(RUNS, lambda value: {"runs": value["runs"] * 2}),
    "a long tag": changed(RUNS, put("runs", 0, "marks", "tags", value=["x" * 41])),
    "deep JSON": lambda m: {**m, STUDY: b'{"a":' * 100_000},
    "not a number": lambda m: {**m, STUDY: m[STUDY].replace(b'"tour": 0', b'"tour": NaN')},
    "a group that is none": grouped("labels", lambda a: np.where(a == 0, -2, a).astype(a.dtype)),
    "a group too many": grouped("labels", lambda a: a + (np.arange(len(a)) == 0).astype(a.dtype) * 9),
    "a group without faces": grouped("labels", lambda a: np.where(a == 2, 1, a).astype(a.dtype)),
    "groups as decimals": grouped("labels", lambda a: a.astype(np.float32)),
    "groups of fewer faces": grouped("labels", lambda a: a[1:]),
    "groups without faces": grouped("rows", lambda a: a[:0]),
    "faces twice": grouped("rows", lambda a: np.concatenate([a[:1], a[:-1]])),
    "faces backwards": grouped("rows", lambda a: a[::-1]),
    "faces that are not there": grouped("rows", lambda a: a + 100_000),
    "faces before the first": grouped("rows", lambda a: a - 1_000),
    "distances that are none": grouped("distances", lambda a: a * np.float32(np.nan)),
    "distances below nothing": grouped("distances", lambda a: -a - 1),
    "silhouettes beyond one": grouped("silhouettes", lambda a: a + 3),
    "scores too many": grouped("scores", lambda a: np.append(a, 1.0)),
    "endless centres": grouped("centres", lambda a: a + np.float32(np.inf)),
    "flat centres": grouped("centres", lambda a: a[0]),
    "groups by path": renamed("groups/[0-9a-f]+/", "groups/../../study/"),
    "groups that nobody named": renamed("groups/[0-9a-f]+/", f"groups/{'0' * 16}/"),
    "groups without centres": lambda m: {name: data for name, data in m.items() if not name.endswith("centres.npy")},
    "an unknown array": renamed("scores.npy", "model.npy"),
    "features of groups by name": settled("features", value="pixels"),
    "k of groups as text": settled("clusters", "k", value="6"),
    "more settings of groups": settled("kind", value="training"),
    "settings of groups as a study": settled("", value="Study"),
    "too few sources": changed("faces/about.json", put("sources", value=["x"])),
    "sources that are numbers": changed("faces/about.json", put("sources", value=list(range(210)))),
    "a source without an end": changed("faces/about.json", put("sources", value=["x" * 5000] * 210)),
    "a name twice": lambda m: {**m, STUDY: m[STUDY].replace(b'"tour": 0', b'"tour": 0, "tour": 1')},
}


def _npy(array: np.ndarray) -> bytes:
    out = io.BytesIO()
    np.save(out, array)
    return out.getvalue()


@pytest.mark.parametrize("forgery", FORGED)
def test_a_forged_study_is_refused_even_with_mended_hashes(content: bytes, forgery: str) -> None:
    members = members_of(content)
    forged = FORGED[forgery](members)
    assert forged != members
    with pytest.raises(RefusedFile) as error:
        read(packed(forged))
    assert str(error.value)


def test_a_tampered_study_is_refused_by_its_hash(content: bytes) -> None:
    members = members_of(content)
    other = {**members, STUDY: members[STUDY].replace(b"Mine", b"Ours")}
    with pytest.raises(RefusedFile, match="not what was written"):
        read(packed(other, mend=False))
    assert read(packed(other)).study.name.startswith("Ours")  # what the hash alone has held back


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (pickle.dumps({"study": 1}), "pickle"),
        (b"", "not a zip"),
        (b"PK\x03\x04 but no more", "zip"),
        (packed({"a.txt": b"x"}), "not a study"),
        (packed({MANIFEST: b"[]"}, mend=False), "JSON object"),
        (packed({"../study.json": b"{}", MANIFEST: b"{}"}, mend=False), "leads out"),
    ],
)
def test_other_files_are_refused(content: bytes, words: str) -> None:
    with pytest.raises(RefusedFile, match=words):
        read(content)


def test_a_bomb_is_refused_before_it_is_unpacked(content: bytes) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members_of(content).items():
            archive.writestr(name, data if name != STUDY else bytes(40 * 2**20))
    with pytest.raises(RefusedFile, match="times its size"):
        read(out.getvalue())


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_flipped_bytes_give_the_same_study_or_a_clear_error(small: bytes, data: st.DataObject) -> None:
    places = data.draw(st.lists(st.integers(0, len(small) - 1), min_size=1, max_size=4))
    flipped = bytearray(small)
    for place in places:
        flipped[place] ^= data.draw(st.integers(1, 255))
    try:
        assert same(read(bytes(flipped)), read(small))
    except FerLabError as error:
        assert str(error)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_members_moved_about_give_a_clear_error(small: bytes, data: st.DataObject) -> None:
    members = members_of(small)
    name = data.draw(st.sampled_from(sorted(members)))
    other = data.draw(
        st.one_of(st.sampled_from(sorted(members)), st.text(st.characters(min_codepoint=32), min_size=1, max_size=20))
    )
    moved = {(other if key == name else key): value for key, value in members.items()}
    try:
        assert same(read(packed(moved, mend=data.draw(st.booleans()))), read(small))
    except (FerLabError, UnicodeEncodeError) as error:
        assert str(error)


@settings(max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_other_values_with_mended_hashes_give_a_clear_error_or_a_study(small: bytes, data: st.DataObject) -> None:
    members = members_of(small)
    name = data.draw(st.sampled_from([STUDY, RUNS, MANIFEST]))
    whole = json.loads(members[name])
    inner, step = data.draw(st.sampled_from(list(_places(whole))))
    anything = st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
        lambda some: st.lists(some, max_size=2) | st.dictionaries(st.text(max_size=4), some, max_size=2),
        max_leaves=4,
    )
    inner[step] = data.draw(anything)
    try:
        found = read(packed({**members, name: json.dumps(whole).encode()}, mend=name != MANIFEST))
        checked(found.study.choices)
    except FerLabError as error:
        assert str(error)


def _places(value: Any) -> Any:
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, inner in list(pairs):
        yield value, step
        yield from _places(inner)


@settings(max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_other_groups_with_mended_hashes_fit_the_faces_or_are_refused(small: bytes, data: st.DataObject) -> None:
    members = members_of(small)
    name = data.draw(st.sampled_from(sorted(n for n in members if n.startswith("groups/") and n.endswith(".npy"))))
    array = np.load(io.BytesIO(members[name]))
    value = data.draw(st.integers(-3, 300) if array.dtype.kind == "i" else st.floats(width=32))
    array.reshape(-1)[data.draw(st.integers(0, array.size - 1))] = value
    array = array[: data.draw(st.sampled_from([len(array), len(array) - 1]))]
    try:
        (found,) = read(packed({**members, name: _npy(array)})).groups
    except RefusedFile as error:
        assert str(error)
        return
    k, sizes = len(found.arrays["centres"]), np.bincount(found.membership.groups + 1)
    assert len(sizes) == k + 1 and sizes[1:].all() and len(found.membership.rows) == sizes.sum()
    assert all(np.isfinite(one).all() for one in found.arrays.values())
    rows = found.membership.rows
    assert rows[0] >= 0 and rows[-1] < 210 and np.diff(rows).min() > 0
