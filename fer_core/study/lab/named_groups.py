"""Named groups: which faces the groups held when they were named, noted beside the study, a small file a clustering.

Decisions name groups by number. Where a clustering is made again from features that differ in their last digits, a
number can mean other faces; the note tells.
"""

import re
from pathlib import Path
from typing import Any

import numpy as np

from fer_core.base.errors import FerLabError
from fer_core.faces.faceset import fingerprint
from fer_core.naming.decision import Membership
from fer_core.study import study
from fer_core.study.store import Store, read_json, write_json

_KEY = re.compile(r"[0-9a-f]{16}")


def mark_of(membership: Membership) -> str:
    """A 16-digit name for exactly these faces in these groups."""
    rows, groups = np.asarray(membership.rows, np.int64), np.asarray(membership.groups, np.int32)
    return fingerprint(rows, groups)


def noted(store: Store, study_id: str, clustering: str) -> str:
    """The mark that was noted for a clustering; "" for none."""
    try:
        return str(_note(store, study_id, clustering).get("membership", ""))
    except FerLabError:
        return ""  # none yet, or damaged: it is noted anew


def note(store: Store, study_id: str, clustering: str, mark: str) -> None:
    """Note that the study's names on this clustering were given to groups of this mark."""
    study.folder(store, study_id)
    store.folder("studies", study_id, "groups")
    write_json(_path(store, study_id, clustering), {"membership": mark})


def came_out_otherwise(store: Store, study_id: str, clustering: str, now: Membership, decided: bool) -> bool:
    """Whether the groups on disk hold other faces than when they were named; ``decided``: whether any was named."""
    before = noted(store, study_id, clustering)
    return bool(before) and decided and before != mark_of(now)


def marks(store: Store, clustering: str) -> set[str]:
    """What all studies of this home noted for a clustering."""
    found = (noted(store, path.name, clustering) for path in (store.home / "studies").glob("*/"))
    return {mark for mark in found if mark}


def _note(store: Store, study_id: str, clustering: str) -> dict[str, Any]:
    return read_json(_path(store, study_id, clustering))


def _path(store: Store, study_id: str, clustering: str) -> Path:
    assert _KEY.fullmatch(clustering), clustering
    return store.home / "studies" / study_id / "groups" / f"{clustering}.json"
