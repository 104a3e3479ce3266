"""The results of a data set that is removed for good: they go with it, unless another one can use them."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from fer_core.base.errors import FerLabError
from fer_core.base.files import remove_folder
from fer_core.study.store import Store, read_json, write_json

GROUPS = "clustering"
"""Kind of results that stay: names of people refer to them, and another version might make other groups."""


def remove_results(store: Store, folder: Path) -> None:
    """Remove the results of the deleted data set in ``folder``, which is still there. Raises FerLabError.

    Data sets with the same pictures share results. If one is left, deleted or not, the results stay and are noted as
    its own.
    """
    heir = _same_pictures(store, folder)
    for path, about in _results(store, folder.name):
        if heir:
            write_json(path / "manifest.json", {**about, "dataset": heir})
        elif path.parent.name != GROUPS:
            remove_folder(path)


def _results(store: Store, dataset: str) -> Iterator[tuple[Path, dict[str, Any]]]:
    """The results that were made of this data set first, with their manifests."""
    for kind in store.listed("artefacts"):
        for path in store.listed("artefacts", kind.name) if kind.is_dir() else ():
            about = _manifest(path)
            if about.get("dataset") == dataset and about.get("kind") == kind.name:
                yield path, about


def _same_pictures(store: Store, folder: Path) -> str:
    """Another data set of the same pictures, also a deleted one; "" if there is none."""
    pictures = _manifest(folder).get("image_fingerprint")
    others = [*store.listed("datasets"), *store.listed("deleted", "datasets")]
    same = (one.name for one in others if _manifest(one).get("image_fingerprint") == pictures)
    return next((name for name in same if pictures and name != folder.name), "")


def _manifest(folder: Path) -> dict[str, Any]:
    try:
        return read_json(folder / "manifest.json")
    except FerLabError:  # not a finished result or data set
        return {}
