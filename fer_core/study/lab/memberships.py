"""Memberships: the clusterings of a data set that are on disk, looked up by key."""

from collections.abc import Iterator, Mapping

from fer_core.naming.decision import Membership
from fer_core.study.lab.groups import clustered
from fer_core.study.store import Store


class Memberships(Mapping[str, Membership]):
    """Members of each clustering by its key; looked up one by one, so it cannot be listed."""

    def __init__(self, store: Store, dataset: str) -> None:
        self._store, self._dataset = store, dataset

    def __getitem__(self, key: str) -> Membership:
        found = clustered(self._store, key, self._dataset)
        if found is None:
            raise KeyError(key)
        return Membership(*found)

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 0
