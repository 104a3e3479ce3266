"""Clusterings in a study file. Decisions refer to groups by number, so the file has the faces of each number.

``groups/<key>/`` has one file for each array, and the settings in ``about.json``. Writing and reading check the same.
"""

import dataclasses
import re
import shutil
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from fer_core.base import typed
from fer_core.base.errors import DamagedFile, FerLabError
from fer_core.clustering import ClusterSettings
from fer_core.clustering.result import KEPT
from fer_core.faces.readers.limits import MAX_FACES
from fer_core.features import Feature
from fer_core.naming.decision import Decision, Membership
from fer_core.reduction import ReductionSettings
from fer_core.study import study as studies
from fer_core.study.lab import named_groups
from fer_core.study.lab.results import made_of
from fer_core.study.store import Store, plain
from fer_core.study.study_file.contents import MAX_GROUPINGS, MAX_GROUPS_BYTES, MAX_JSON, DataSet, Grouping, RefusedFile
from fer_core.study.study_file.parts import NPY_HEAD, array_in, json_in

_ABOUT = "about.json"
_SHAPES = {
    "rows": ("int64", 1), "labels": ("int32", 1), "centres": ("float32", 2), "distances": ("float32", 1),
    "silhouettes": ("float32", 1), "scores": ("float64", 1),
}  # fmt: skip
_SETTINGS: dict[str, type] = {
    "aligned": bool, "mesh": str, "features": Feature, "reduction": ReductionSettings, "clusters": ClusterSettings
}  # fmt: skip
_KEY = re.compile(r"[0-9a-f]{16}")
_MEMBER = re.compile(rf"groups/([0-9a-f]{{16}})/(?:({'|'.join(_SHAPES)})\.npy|about\.json)")
_ROUNDING = 1e-3


def about(key: str) -> str:
    """The name of the member with a clustering's settings."""
    return f"groups/{key}/{_ABOUT}"


def member(key: str, name: str) -> str:
    """The name of the member with one of a clustering's arrays."""
    return f"groups/{key}/{name}.npy"


def is_of_groups(name: str) -> bool:
    """Whether a member belongs to a clustering: it has the form of a key and a known name."""
    return bool(_MEMBER.fullmatch(name))


def most_of(name: str) -> int:
    """Most bytes of a member."""
    return 2**20 if name.endswith(_ABOUT) else MAX_JSON if name.endswith("/centres.npy") else MAX_FACES * 8 + NPY_HEAD


def groupings(members: Mapping[str, bytes], decisions: Iterable[Decision], n_faces: int) -> tuple[Grouping, ...]:
    """The clusterings in a file. Raises RefusedFile unless each is complete and used by a decision."""
    keys = sorted({found[1] for found in map(_MEMBER.fullmatch, members) if found})
    if len(keys) > MAX_GROUPINGS or not set(keys) <= {d.clustering for d in decisions}:
        raise RefusedFile("It contains groups that nobody named.", where="groups")
    return tuple(_grouping(members, key, n_faces) for key in keys)


def saved_groupings(store: Store, dataset: str, decisions: Sequence[Decision], n_faces: int) -> list[Grouping]:
    """The clusterings that ``decisions`` refer to and that are complete on disk, the most recently named first."""
    found: list[Grouping] = []
    left = MAX_GROUPS_BYTES
    for key in dict.fromkeys(d.clustering for d in reversed(decisions)):
        one = _on_disk(store, dataset, key, n_faces) if len(found) < MAX_GROUPINGS else None
        size = sum(array.nbytes + NPY_HEAD for array in one.arrays.values()) + most_of(_ABOUT) if one else 0
        if one is not None and size <= left:
            found.append(one)
            left -= size
    return found


def put(store: Store, one: Grouping, dataset: DataSet) -> None:
    """Save a clustering from a file if there is none with its key.

    An existing one with the same key stays, because names of a study may depend on it. It is replaced if a study of
    this home noted exactly the groups of the file and none noted the existing ones: the file then restores lost groups.
    """
    folder = store.artefact("clustering", one.key)
    if folder is not None and not _can_be_replaced(store, one):
        return
    if folder is not None:
        shutil.rmtree(folder)
    manifest = {"kind": "clustering", "dataset": dataset.id, "faces": dataset.name, "from": "a study file"}
    store.save("clustering", one.key, one.arrays, {**manifest, **one.settings})


def _can_be_replaced(store: Store, one: Grouping) -> bool:
    try:
        arrays, _ = store.load("clustering", one.key)
        here = named_groups.mark_of(Membership(arrays["rows"], arrays["labels"]))
    except (DamagedFile, KeyError):
        return True
    wanted, noted = named_groups.mark_of(one.membership), named_groups.marks(store, one.key)
    return here != wanted and wanted in noted and here not in noted


def _on_disk(store: Store, dataset: str, key: str, n_faces: int) -> Grouping | None:
    if not _KEY.fullmatch(key) or store.artefact("clustering", key) is None:
        return None
    try:
        arrays, manifest = store.load("clustering", key)
        settings = _settings({name: manifest[name] for name in _SETTINGS if name in manifest}, key)
        if not made_of(store, manifest, dataset) or set(arrays) != set(_SHAPES):
            return None
        for name, array in arrays.items():
            if array.dtype != np.dtype(_SHAPES[name][0]) or array.ndim != _SHAPES[name][1]:
                return None
        _check(arrays, n_faces, key)
    except FerLabError:
        return None  # damaged: it is made again when needed
    return Grouping(key, arrays, settings)


def _grouping(members: Mapping[str, bytes], key: str, n_faces: int) -> Grouping:
    missing = [name for name in (about(key), *(member(key, name) for name in _SHAPES)) if name not in members]
    if missing:
        raise RefusedFile("A part of these groups is missing.", where=missing[0])
    arrays = {
        name: array_in(members[member(key, name)], member(key, name), dimensions, dtype)
        for name, (dtype, dimensions) in _SHAPES.items()
    }
    _check(arrays, n_faces, f"groups/{key}")
    return Grouping(key, arrays, _settings(json_in(members[about(key)], about(key)), about(key)))


def _settings(value: Mapping[str, Any], where: str) -> dict[str, Any]:
    """Settings as in a manifest, with checked types; all of them are optional."""
    found = studies.revived(dict(value), where)
    if not isinstance(found, dict) or not set(found) <= set(_SETTINGS):
        raise RefusedFile("These are not settings of groups.", where=where)
    for name, one in found.items():
        if not isinstance(one, _SETTINGS[name]):
            raise RefusedFile(f"The setting “{name}” of these groups is not valid.", where=where)
        if dataclasses.is_dataclass(one):
            typed.check(one, name)
    return {name: plain(one) for name, one in found.items()}


def _check(arrays: Mapping[str, np.ndarray], n_faces: int, where: str) -> None:
    """Raise RefusedFile unless the arrays can be one clustering of these faces."""
    labels, centres, distances, silhouettes, scores = (arrays[name] for name in KEPT)
    rows, k = arrays["rows"], len(centres)
    if any(len(array) != len(rows) for array in (labels, distances, silhouettes)) or scores.shape != (2,):
        raise RefusedFile("The parts of these groups do not match each other.", where=where)
    if not len(rows) or not k or rows[0] < 0 or rows[-1] >= n_faces or not np.all(rows[1:] > rows[:-1]):
        raise RefusedFile("The faces of these groups are not those of the study.", where=where)
    if labels.min() < -1 or labels.max() != k - 1 or np.bincount(labels[labels >= 0], minlength=k).min() < 1:
        raise RefusedFile("Some of these groups have no faces, or some faces belong to no existing group.", where=where)
    if not all(np.isfinite(array).all() for array in (centres, distances, silhouettes, scores)):
        raise RefusedFile("Some numbers of these groups are not finite.", where=where)
    if distances.min() < 0 or np.abs(silhouettes).max() > 1 + _ROUNDING:
        raise RefusedFile("Some distances or silhouettes of these groups are impossible.", where=where)
