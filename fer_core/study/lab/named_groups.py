"""Notes which faces the groups had when they were named, in a small file for each clustering of a study.

Decisions refer to groups by number. If a clustering is made again from features that differ in their last digits, a
number can mean other faces; the note shows this. It also says with which choices the groups return.
"""

import re
from pathlib import Path
from typing import Any

import numpy as np

from fer_core.base.errors import FerLabError
from fer_core.faces.faceset import fingerprint
from fer_core.naming.decision import Membership
from fer_core.study import study
from fer_core.study.choices import Choices, checked
from fer_core.study.store import Store, plain, read_json, write_json

_KEY = re.compile(r"[0-9a-f]{16}")


def mark_of(membership: Membership) -> str:
    """A fingerprint of which faces are in which groups, 16 hexadecimal digits."""
    rows, groups = np.asarray(membership.rows, np.int64), np.asarray(membership.groups, np.int32)
    return fingerprint(rows, groups)


def noted(store: Store, study_id: str, clustering: str) -> str:
    """The fingerprint noted for a clustering; "" if there is none."""
    try:
        return str(_note(store, study_id, clustering).get("membership", ""))
    except FerLabError:
        return ""  # none yet, or damaged: it will be noted again


def noted_choices(store: Store, study_id: str, clustering: str) -> Choices | None:
    """The choices that a clustering was made with; None if they were not noted, as by earlier versions.

    ``clustering`` may come from an imported file.
    """
    if not _KEY.fullmatch(clustering):
        return None
    try:
        note = _note(store, study_id, clustering)
        choices = study.revived(note.get("choices"), clustering)
        return checked(choices) if isinstance(choices, Choices) else None
    except FerLabError:
        return None


def note(store: Store, study_id: str, clustering: str, mark: str, choices: Choices | None = None) -> None:
    """Note that the study's names on this clustering were given to groups with this fingerprint.

    ``choices``: of the study, if they are known to ask for this clustering.
    """
    study.folder(store, study_id)
    store.folder("studies", study_id, "groups")
    made_with = {"choices": plain(choices)} if choices else {}
    write_json(_path(store, study_id, clustering), {"membership": mark, **made_with})


def came_out_otherwise(store: Store, study_id: str, clustering: str, now: Membership, decided: bool) -> bool:
    """Whether the groups ``now`` have other faces than when they were named; ``decided``: whether any was named."""
    before = noted(store, study_id, clustering)
    return bool(before) and decided and before != mark_of(now)


def marks(store: Store, clustering: str) -> set[str]:
    """The fingerprints that all studies of this home noted for a clustering."""
    found = (noted(store, path.name, clustering) for path in (store.home / "studies").glob("*/"))
    return {mark for mark in found if mark}


def _note(store: Store, study_id: str, clustering: str) -> dict[str, Any]:
    return read_json(_path(store, study_id, clustering))


def _path(store: Store, study_id: str, clustering: str) -> Path:
    assert _KEY.fullmatch(clustering), clustering
    return store.home / "studies" / study_id / "groups" / f"{clustering}.json"
