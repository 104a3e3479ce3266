"""Deleted studies and data sets: moved into the folder ``deleted`` of the home, from where they can be restored.

::

    deleted/studies/<id>/    as it was in studies/<id>
    deleted/datasets/<id>/   as it was in datasets/<id>
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from fer_core.base.errors import FerLabError, InvalidSettings, NotFound
from fer_core.base.files import move_folder, remove_folder
from fer_core.base.words import first_of
from fer_core.study import study
from fer_core.study.left_behind import remove_results
from fer_core.study.store import Store, is_file, read_json

Kind = Literal["studies", "datasets"]
NAMED = 5
"""Studies that an error names; more are counted."""


@dataclass(frozen=True)
class Deleted:
    """A deleted study or data set, with its name."""

    kind: Kind
    id: str
    name: str


def delete_study(store: Store, study_id: str) -> None:
    """Move a study with its decisions and runs to the deleted ones. Its log must be closed. Raises what `load` raises.

    Decisions in a database of the person's own stay there, and are found again when the study is restored.
    """
    _move(study.folder(store, study.load(store, study_id).id), _bin(store, "studies") / study_id)


def delete_dataset(store: Store, dataset: str) -> None:
    """Move a data set to the deleted ones. Raises InvalidSettings if a study uses it, and NotFound."""
    users = users_of(store).get(dataset, [])
    if users:
        what = f"This data set is used by {first_of([f'“{name}”' for name in users], NAMED)}."
        raise InvalidSettings(what, remedy="Delete its studies first, or open other faces in them.")
    path = store.home / "datasets" / dataset
    if dataset not in {one.name for one in store.listed("datasets")}:
        raise NotFound("There is no data set with this id.", where=dataset[:40])
    _move(path, _bin(store, "datasets") / dataset)


def users_of(store: Store) -> dict[str, list[str]]:
    """For each data set that a study uses, the names of its studies."""
    found: dict[str, list[str]] = {}
    for one in study.listing(store):
        if one.dataset:
            found.setdefault(one.dataset, []).append(one.name)
    return found


def restore(store: Store, one: Deleted) -> None:
    """Move it back. Raises FerLabError if something else has its place, and NotFound if it is gone."""
    _move(_bin(store, one.kind) / _checked(store, one), store.folder(one.kind) / one.id)


def remove(store: Store, one: Deleted) -> None:
    """Remove a deleted study or data set from the disk; this cannot be undone. Raises NotFound, FerLabError.

    What was computed from a data set goes with it, see `remove_results`.
    """
    folder = _bin(store, one.kind) / _checked(store, one)
    if one.kind == "datasets":
        remove_results(store, folder)
    remove_folder(folder)


def listing(store: Store) -> list[Deleted]:
    """All deleted studies, then all deleted data sets. Raises Unreadable."""
    kinds: Sequence[Kind] = ("studies", "datasets")
    return [Deleted(kind, path.name, _name(path)) for kind in kinds for path in store.listed("deleted", kind)]


def is_deleted(store: Store, study_id: str) -> bool:
    """Whether a study with this id was deleted and can be restored."""
    return study_id in {path.name for path in store.listed("deleted", "studies")}


def _bin(store: Store, kind: Kind) -> Path:
    return store.folder("deleted", kind)


def _checked(store: Store, one: Deleted) -> str:
    if one.id not in {path.name for path in store.listed("deleted", one.kind)}:  # it becomes a path
        raise NotFound("It is not among the deleted ones.", where=one.id[:40], remedy="Look at the list again.")
    return one.id


def _name(path: Path) -> str:
    for file in ("study.json", "manifest.json"):
        if is_file(path / file):
            try:
                return str(read_json(path / file).get("name", path.name))
            except FerLabError:
                break
    return path.name


def _move(path: Path, target: Path) -> None:
    if target.exists():
        what = "There is already something with the same id in that place."
        raise FerLabError(what, where=str(target), remedy="Move it away, then try again.")
    move_folder(path, target)
