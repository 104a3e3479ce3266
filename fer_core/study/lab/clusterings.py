"""Clusterings: all groupings of a data set's faces that are on disk, by key."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from fer_core.base.errors import DamagedFile, FerLabError
from fer_core.clustering.compare import Comparison, compare
from fer_core.naming.decision import Membership
from fer_core.study.lab.groups import FaceGroups
from fer_core.study.lab.results import Results, made_of
from fer_core.study.store import Store, read_json

MADE_WITH = ("aligned", "features", "reduction", "clusters")
"""What a clustering's manifest tells of its settings."""


class Clusterings(Mapping[str, Membership]):
    """The members of each clustering by its key; looked up one by one with ``find``, so it cannot be listed."""

    def __init__(self, find: Callable[[str], Membership | None]) -> None:
        self._find = find

    @classmethod
    def on_disk(cls, store: Store, dataset: str) -> "Clusterings":
        """Those of this data set's pictures, read from disk each time."""
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
    """Which faces are in which group of a clustering of this data set's pictures; None where it is not whole on disk.

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


@dataclass(frozen=True)
class EarlierClustering:
    """A clustering of the same data set that is on disk; ``settings`` are those that made it (aligned, features,
    reduction, clusters: as `store.plain` writes them), empty where that was not noted yet. ``made``: seconds since
    1970."""

    key: str
    settings: dict[str, Any]
    made: float


@dataclass(frozen=True, eq=False)
class EarlierClusterings:
    """Clusterings that were made of the same data set before, beside the present one."""

    results: Results
    groups: FaceGroups

    def listing(self) -> list[EarlierClustering]:
        """Those on disk, the newest first."""
        found = []
        for path in (self.results.store.home / "artefacts" / "clustering").glob("*/manifest.json"):
            try:
                manifest = read_json(path)
            except FerLabError:
                continue  # damaged: it is made again where its choices are made again
            if manifest.get("dataset") == self.results.dataset and path.parent.name != self.groups.key:
                settings = {name: value for name, value in manifest.items() if name in MADE_WITH}
                found.append(EarlierClustering(path.parent.name, settings, path.stat().st_mtime))
        return sorted(found, key=lambda one: -one.made)

    def compare(self, key: str) -> Comparison:
        """The present groups beside those of another clustering. Raises DamagedFile or InvalidSettings."""
        other = membership(self.results.store, key, self.results.dataset)
        if other is None:
            raise DamagedFile("That clustering is no longer whole on disk.", remedy="Choose another one.")
        present = self.groups.membership
        return compare(present.rows, present.groups, other.rows, other.groups)
