"""Findings of each check, from measures made before: faces to look at, and faces to exclude."""

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
        group: int64 [m], the same number for copies of one picture; -1 for checks of single faces.
        conflict: bool [m], whether copies of the face have different labels.
        suggested: int64 [m], code of a label that fits better; -1 where none is suggested.
        leave: int64 [k], the faces that this check's switch excludes.
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
        """Number of groups of copies; 0 for checks of single faces."""
        return len(np.unique(self.group[self.group >= 0]))


Findings = dict[str, Finding]
"""A finding for each check that was possible, in the order of `CHECKS`."""


def of_copies(copies: Copies, part: np.ndarray, emotions: np.ndarray | None) -> Findings:
    """Findings of exact copies, near copies and copies with different labels.

    Args:
        copies: which faces are one picture.
        part: uint8 [n], of a `Split`. One face of each group is not excluded: the first test face, else the first
            training face, else the first.
        emotions: uint8 [n]; None without labels, and then there is no check for different labels.
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
    """Training faces that are copies of test faces, together with these test faces.

    Args:
        copies: which faces are one picture.
        before: uint8 [n], the parts of a `Split` before any copy was excluded.
        emotions: uint8 [n]; None without labels.
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
    order = np.argsort(np.minimum.reduceat(rows, first) if len(rows) else rows)  # groups in the order of the data set
    ends = np.append(first[1:], len(rows))
    rows = np.concatenate([rows[first[i] : ends[i]] for i in order]) if len(rows) else rows
    included = rows[np.unique(groups[rows], return_index=True)[1]]
    mixed = np.zeros(len(groups), bool) if emotions is None else _mixed(groups, emotions)
    leave = np.setdiff1d(rows, included)
    return Finding(rows, copies.likeness[rows], groups[rows], mixed[rows], np.full(len(rows), -1), leave)


def _mixed(groups: np.ndarray, emotions: np.ndarray) -> np.ndarray:
    """bool [n]: whether the copies of a face have more than one label."""
    low = np.full(groups.max() + 1, UNLABELLED)
    high = np.full(groups.max() + 1, -1)
    labelled = emotions != UNLABELLED
    np.minimum.at(low, groups[labelled], emotions[labelled])
    np.maximum.at(high, groups[labelled], emotions[labelled])
    return np.asarray((low < high)[groups])


def of_pictures(measures: Measures, mesh_scores: np.ndarray, settings: AuditSettings) -> Findings:
    """Findings of unusable pictures; blank ones are not listed again as dark, bright, clipped or no face.

    Args:
        measures: of n faces.
        mesh_scores: float32 [n], face scores of the mesh, 0..1.
        settings: thresholds of the checks.
    """
    blank = measures.contrast < settings.flat
    visible = ~blank
    return {
        "blank": _single(blank, measures.contrast),
        "dark": _single(visible & (measures.light < settings.dark), measures.light),
        "bright": _single(visible & (measures.light > settings.bright), measures.light, highest=True),
        "clipped": _single(visible & (measures.clipped >= settings.clipped), measures.clipped, highest=True),
        "blurred": _single(visible & (measures.sharpness < settings.sharp), measures.sharpness),
        "text": _single(visible & (measures.text >= settings.text), measures.text, highest=True),
        "not_a_face": _single(visible & (mesh_scores < settings.face), mesh_scores),
    }


def _single(chosen: np.ndarray, score: np.ndarray, highest: bool = False) -> Finding:
    rows = np.flatnonzero(chosen)
    rows = rows[np.argsort(-score[rows] if highest else score[rows], kind="stable")]
    return _of_singles(rows, score[rows], np.full(len(rows), -1))


def of_labels(suspects: LabelSuspects, looked_at: np.ndarray) -> Finding:
    """The finding of label suspects, whose rows are positions in ``looked_at`` (int [m], indices of faces)."""
    return _of_singles(looked_at[suspects.rows], suspects.quality, suspects.suggested)


def _of_singles(rows: np.ndarray, score: np.ndarray, suggested: np.ndarray) -> Finding:
    none = np.full(len(rows), -1)
    return Finding(rows, score.astype(np.float32), none, np.zeros(len(rows), bool), suggested, np.sort(rows))


def _fields(finding: Finding) -> dict[str, np.ndarray]:
    return {f.name: getattr(finding, f.name) for f in fields(finding)}


def to_arrays(findings: Findings) -> dict[str, np.ndarray]:
    """All findings as named arrays, to be saved."""
    return {f"{check}-{name}": array for check, found in findings.items() for name, array in _fields(found).items()}


def from_arrays(arrays: Mapping[str, np.ndarray]) -> Findings:
    """Findings from the arrays of `to_arrays`."""
    names = [f.name for f in fields(Finding)]
    return {
        check: Finding(*(arrays[f"{check}-{name}"] for name in names)) for check in CHECKS if f"{check}-rows" in arrays
    }
