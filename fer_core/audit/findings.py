"""What each check found, from measures that were made before: rows to look at, and rows to leave out."""

from collections.abc import Mapping
from dataclasses import dataclass, fields

import numpy as np

from fer_core.audit.copies import Copies
from fer_core.audit.labels import LabelSuspects
from fer_core.audit.measures import Measures
from fer_core.audit.settings import AuditSettings
from fer_core.audit.words import CHECKS
from fer_core.faces.faceset import UNLABELLED
from fer_core.faces.split import ASIDE, TEST, TRAIN


@dataclass(frozen=True, eq=False)
class Finding:
    """What one check found.

    Attributes:
        rows: int64 [m], indices of faces; the worst first, copies side by side.
        score: float32 [m], the measure they were found by.
        group: int64 [m], one number for faces that belong together; -1 where each stands for itself.
        conflict: bool [m], whether the face's group carries different labels.
        suggested: int64 [m], the label that would fit better; -1 where none is suggested.
        leave: int64, the faces that are left out where the person leaves out what this check found.
    """

    rows: np.ndarray
    score: np.ndarray
    group: np.ndarray
    conflict: np.ndarray
    suggested: np.ndarray
    leave: np.ndarray

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def groups(self) -> int:
        """Groups of copies; 0 for checks of single faces."""
        return len(np.unique(self.group[self.group >= 0]))


Findings = dict[str, Finding]
"""A finding for each check that could be made, in the order of `CHECKS`."""


def of_copies(copies: Copies, part: np.ndarray, emotions: np.ndarray | None) -> Findings:
    """Duplicates and conflicts.

    Args:
        copies: which faces are one picture.
        part: uint8 [n], of a `Split`: leaving out keeps a test face of each group, else a training face, else another;
            of several the first.
        emotions: uint8 [n]; None without labels, and then there are no conflicts.
    """
    rank = np.choose(part, [2, 1, 0]) if len(part) else part  # ASIDE, TRAIN, TEST
    assert (ASIDE, TRAIN, TEST) == (0, 1, 2)
    exact_in_near = np.zeros(copies.near.max() + 1, np.int64)
    np.add.at(exact_in_near, copies.near[np.unique(copies.exact, return_index=True)[1]], 1)
    found = {
        "exact": _grouped(copies.exact, np.bincount(copies.exact)[copies.exact] > 1, copies, rank, emotions),
        "near": _grouped(copies.near, exact_in_near[copies.near] > 1, copies, rank, emotions),
    }
    if emotions is not None:
        mixed = _mixed(copies.near, emotions)
        finding = _grouped(copies.near, mixed, copies, rank, emotions)
        found["conflicts"] = Finding(**{**_fields(finding), "leave": np.flatnonzero(mixed)})
    return found


def of_leaks(copies: Copies, before: np.ndarray, emotions: np.ndarray | None) -> Finding:
    """Training faces that are copies of a test face, with those.

    ``before``: uint8 [n], the parts before any copy was excluded; ``emotions`` as of `of_copies`.
    """
    training, testing = (np.isin(copies.near, copies.near[before == code]) for code in (TRAIN, TEST))
    chosen = training & testing & (before != ASIDE)
    rank = np.where(before == TEST, 0, 1)
    finding = _grouped(copies.near, chosen, copies, rank, emotions)
    return Finding(**{**_fields(finding), "leave": np.flatnonzero(chosen & (before == TRAIN))})


def _grouped(
    groups: np.ndarray, chosen: np.ndarray, copies: Copies, rank: np.ndarray, emotions: np.ndarray | None
) -> Finding:
    rows = np.flatnonzero(chosen)
    rows = rows[np.lexsort((rows, rank[rows], groups[rows]))]
    first = np.unique(groups[rows], return_index=True)[1]
    order = np.argsort(np.minimum.reduceat(rows, first) if len(rows) else rows)  # groups as they come in the data set
    ends = np.append(first[1:], len(rows))
    rows = np.concatenate([rows[first[i] : ends[i]] for i in order]) if len(rows) else rows
    keepers = rows[np.unique(groups[rows], return_index=True)[1]]
    mixed = np.zeros(len(groups), bool) if emotions is None else _mixed(groups, emotions)
    leave = np.setdiff1d(rows, keepers)
    return Finding(rows, copies.likeness[rows], groups[rows], mixed[rows], np.full(len(rows), -1), leave)


def _mixed(groups: np.ndarray, emotions: np.ndarray) -> np.ndarray:
    """bool [n]: whether a face's group carries more than one label."""
    low = np.full(groups.max() + 1, UNLABELLED)
    high = np.full(groups.max() + 1, -1)
    labelled = emotions != UNLABELLED
    np.minimum.at(low, groups[labelled], emotions[labelled])
    np.maximum.at(high, groups[labelled], emotions[labelled])
    return np.asarray((low < high)[groups])


def of_pictures(measures: Measures, mesh_scores: np.ndarray, settings: AuditSettings) -> Findings:
    """Faces that are hard to see. What is blank is not named again as dark, bright, clipped or no face."""
    blank = measures.contrast < settings.flat
    seen = ~blank
    return {
        "blank": _single(blank, measures.contrast),
        "dark": _single(seen & (measures.light < settings.dark), measures.light),
        "bright": _single(seen & (measures.light > settings.bright), measures.light, highest=True),
        "clipped": _single(seen & (measures.clipped >= settings.clipped), measures.clipped, highest=True),
        "blurred": _single(seen & (measures.sharpness < settings.sharp), measures.sharpness),
        "text": _single(seen & (measures.text >= settings.text), measures.text, highest=True),
        "not_a_face": _single(seen & (mesh_scores < settings.face), mesh_scores),
    }


def _single(chosen: np.ndarray, score: np.ndarray, highest: bool = False) -> Finding:
    rows = np.flatnonzero(chosen)
    rows = rows[np.argsort(-score[rows] if highest else score[rows], kind="stable")]
    return _of_singles(rows, score[rows], np.full(len(rows), -1))


def of_labels(suspects: LabelSuspects, looked_at: np.ndarray) -> Finding:
    """Label suspects; ``looked_at`` (int [m]) are the faces that the suspects' places count in."""
    return _of_singles(looked_at[suspects.rows], suspects.quality, suspects.suggested)


def _of_singles(rows: np.ndarray, score: np.ndarray, suggested: np.ndarray) -> Finding:
    none = np.full(len(rows), -1)
    return Finding(rows, score.astype(np.float32), none, np.zeros(len(rows), bool), suggested, np.sort(rows))


def _fields(finding: Finding) -> dict[str, np.ndarray]:
    return {f.name: getattr(finding, f.name) for f in fields(finding)}


def to_arrays(findings: Findings) -> dict[str, np.ndarray]:
    """Everything, to be kept on disk."""
    return {f"{check}-{name}": array for check, found in findings.items() for name, array in _fields(found).items()}


def from_arrays(arrays: Mapping[str, np.ndarray]) -> Findings:
    """What `to_arrays` gave."""
    names = [f.name for f in fields(Finding)]
    return {
        check: Finding(*(arrays[f"{check}-{name}"] for name in names)) for check in CHECKS if f"{check}-rows" in arrays
    }
