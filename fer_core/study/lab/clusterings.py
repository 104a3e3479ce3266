"""Clusterings of a data set's faces that are on disk, by key."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from fer_core.base.errors import DamagedFile, FerLabError
from fer_core.clustering.compare import Comparison, compare
from fer_core.naming.decision import Membership
from fer_core.study import study
from fer_core.study.lab.groups import FaceGroups
from fer_core.study.lab.results import Results, made_of
from fer_core.study.store import Store, read_json

MADE_WITH = ("aligned", "mesh", "features", "reduction", "clusters")
"""The settings in the manifest of a clustering."""


class Clusterings(Mapping[str, Membership]):
    """Which faces are in which groups, by key of a clustering; found one by one with ``find``, so not iterable."""

    def __init__(self, find: Callable[[str], Membership | None]) -> None:
        self._find = find

    @classmethod
    def on_disk(cls, store: Store, dataset: str) -> "Clusterings":
        """Clusterings of the pictures of this data set, read from disk each time."""
        return cls(partial(membership, store, dataset=dataset))

    def __getitem__(self, key: str) -> Membership:
        found = self._find(key)
        if found is None:
            raise KeyError(key)
        return found

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 0


def membership(store: Store, key: str, dataset: str) -> Membership | None:
    """Which faces are in which group of a clustering of this data set; None if it is not complete on disk.

    ``key`` may come from a browser.
    """
    if not re.fullmatch(r"[0-9a-f]{16}", key) or store.artefact("clustering", key) is None:
        return None
    try:
        arrays, manifest = store.load("clustering", key)
    except DamagedFile:
        return None
    known = {"rows", "labels"} <= arrays.keys() and made_of(store, manifest, dataset)
    return Membership(arrays["rows"], arrays["labels"]) if known else None


def settings_of(store: Store, key: str, dataset: str) -> dict[str, Any]:
    """The settings `MADE_WITH` of a clustering of this data set; empty if they are not noted or it is not on disk."""
    path = store.artefact("clustering", key) if re.fullmatch(r"[0-9a-f]{16}", key) else None
    try:
        manifest = {"mesh": "face_mesh", **read_json(path / "manifest.json")} if path else {}  # not noted once
        known = {name: study.revived(manifest[name], key) for name in MADE_WITH if name in manifest}
    except FerLabError:
        return {}
    return known if len(known) == len(MADE_WITH) and made_of(store, manifest, dataset) else {}


@dataclass(frozen=True)
class EarlierClustering:
    """A clustering of the same data set on disk.

    Attributes:
        key: of the clustering.
        settings: `MADE_WITH`, as `store.plain` writes them; empty for old ones.
        made: seconds since 1970.
    """

    key: str
    settings: dict[str, Any]
    made: float


@dataclass(frozen=True, eq=False)
class EarlierClusterings:
    """Other clusterings of the same data set, to compare with the present one."""

    results: Results
    groups: FaceGroups

    def listing(self) -> list[EarlierClustering]:
        """Other clusterings on disk, the newest first."""
        found = []
        for path in (self.results.store.home / "artefacts" / "clustering").glob("*/manifest.json"):
            try:
                manifest = read_json(path)
            except FerLabError:
                continue  # damaged: it is made again when its choices are
            if manifest.get("dataset") == self.results.dataset and path.parent.name != self.groups.key:
                settings = {name: value for name, value in manifest.items() if name in MADE_WITH}
                found.append(EarlierClustering(path.parent.name, settings, path.stat().st_mtime))
        return sorted(found, key=lambda one: -one.made)

    def compare(self, key: str) -> Comparison:
        """Compare the present groups with another clustering. Raises DamagedFile or InvalidSettings."""
        other = membership(self.results.store, key, self.results.dataset)
        if other is None:
            raise DamagedFile("This clustering is no longer complete on disk.", remedy="Choose another one.")
        present = self.groups.membership
        return compare(present.rows, present.groups, other.rows, other.groups)
