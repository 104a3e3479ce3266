"""What is asked of a study that an earlier version wrote; the answers of that version are in its fixture.

Each answer is plain values by what they are about, so that they can be written as JSON and compared one by one.
"""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from fer_core.balance import BalanceSettings
from fer_core.clustering.sweep import SweepSettings
from fer_core.commands.opened import Opened
from fer_core.faces.faceset import fingerprint
from fer_core.features import FEATURES
from fer_core.maps.projection import ProjectionSettings
from fer_core.naming import agreement
from fer_core.naming.elsewhere import read_names
from fer_core.naming.exchange import decisions_csv, decisions_json, read_decisions
from fer_core.naming.labelled import names_csv, names_json
from fer_core.naming.replay import replay
from fer_core.naming.verdict import Verdict
from fer_core.study.journey import current_keys
from fer_core.study.lab import Comparing, Searching
from fer_core.study.lab.exporting import export_key
from fer_core.study.store import key_of

WRITTEN = Path(__file__).parents[1] / "fixtures" / "home-of-two-annotators"
STUDIES = ("Level eyes", "As they came")
PEOPLE = ("Anna", "Béla")
KINDS = (
    "expression", "geometry", "landmarks", "shape_free", "warped_patches", "warped", "patches", "hog", "lbp", "gabor",
    "pixels",
)  # fmt: skip
WAYS = ("none", "undersample", "oversample", "smote", "weights", "effective_weights", "logit_adjustment")


def keys(opened: Opened) -> dict[str, Any]:
    """Every name of a result."""
    lab, named, kinds = opened.lab, opened.named(), [FEATURES[kind]() for kind in KINDS]
    grouped, decisions = opened.study.choices.features, opened.log.for_clustering(opened.lab.clustering_key)
    ways = [BalanceSettings(name) for name in WAYS]  # type: ignore[arg-type]
    return {
        "choices": key_of("choices", opened.study.choices),
        "steps": current_keys(lab, opened.naming),
        "split": [lab.split.fingerprint, lab.split.train_fingerprint, fingerprint(lab.split.test)],
        "grouped": fingerprint(lab.grouped_rows),
        "balance": lab.balance_key,
        "copies": lab.copies_key,
        "audit": lab.audit_key,
        "mesh": lab.mesh_key,
        "alignment": lab.alignment_key,
        "pictures": lab.pictures_key,
        "features": {kind.kind: lab.features_key(kind) for kind in [*kinds, grouped]},
        "learned": {kind.kind: lab.learned_key(kind) for kind in [*kinds, grouped]},
        "reduction": {kind.kind: lab.reduction_key(kind) for kind in [*kinds, grouped]},
        "noise": lab.noise_key(grouped),
        "companions": [lab.companions_key(grouped, "pictures"), lab.companions_key(grouped, "points")],
        "space": lab.space[1],
        "points": lab.points_key,
        "clustering": lab.clustering_key,
        "maps": [lab.map_key(ProjectionSettings(method)) for method in ("pca", "umap", "tsne")],
        "check": lab.check_key,
        "stability": lab.stability_key,
        "sweep": lab.sweep_key(SweepSettings()),
        "inputs": lab.inputs_key,
        "training": lab.training_key(named),
        "references": lab.references_key,
        "payoff": lab.payoff_key,
        "single faces": lab.single_faces_key(20),
        "effort": lab.effort_key(decisions),
        "comparison": Comparing(lab, named).key(ways, 2),
        "search": Searching(lab, named).key,
        "export": export_key(lab, named),
    }


def groups(opened: Opened) -> dict[str, Any]:
    """Which faces are together, by the computer and by people; and how groups are numbered."""
    own, now = opened.lab.membership, opened.lab.partition(opened.naming)
    return {
        "own": [own.rows.tolist(), own.groups.tolist()],
        "now": [now.rows.tolist(), now.groups.tolist()],
        "labels": {str(number): now.labels[number] for number in now.numbers},
        "as when named": not opened.groups_moved(),
    }


def names(opened: Opened) -> dict[str, Any]:
    """What each face is called."""
    named = opened.named()
    assert named.groups is not None
    return {
        "fingerprint": named.fingerprint,
        "rows": named.rows.tolist(),
        "codes": named.codes.tolist(),
        "weights": [float(weight) for weight in named.weights],
        "groups": named.groups.tolist(),
        "corrected": [fingerprint(named.corrected.images), named.corrected.codes.tolist()],
    }


def people(opened: Opened) -> dict[str, Any]:
    """What each person said, where they differ, and what each may take back."""
    state, now, classes = opened.naming, opened.lab.partition(opened.naming), opened.faces.classes
    decisions = opened.log.for_clustering(opened.lab.clustering_key)
    mine = {who: replay(decisions, who) for who in PEOPLE}
    agreeing = (agreement.on_groups(state, now, classes), agreement.on_faces(state, now, classes))
    return {
        "counts": [len(opened.log.all()), state.decisions, len(state.by_annotator)],
        "groups": {who: _verdicts(said.groups) for who, said in state.by_annotator.items()},
        "faces": {who: _verdicts(said.faces) for who, said in state.by_annotator.items()},
        "held": [_verdicts(state.group_verdicts), _verdicts(state.face_verdicts)],
        "conflicts": [sorted(state.conflicts), sorted(state.face_conflicts)],
        "history": [[entry.id, entry.annotator, entry.standing] for entry in state.history],
        "standing": list(state.standing),
        "may undo or redo": {who: [one.can_undo, one.can_redo, one.last_group] for who, one in mine.items()},
        "seconds": state.active_seconds,
        "agreement": [[a.measure, a.items, a.overall, a.alike, dict(a.per_answer)] for a in agreeing],
        "disputed": [list(pair) for pair in agreement.most_disputed(state, now, classes)],
        "corrections": [[key_of(one.picture), one.emotion] for one in state.corrections],
    }


def earlier_groups(opened: Opened) -> dict[str, Any]:
    """What was said of other groups and is suggested for these."""
    found = opened.lab.carried_over(opened.naming, opened.log.all())
    photos = opened.lab.earlier_corrections(opened.naming, opened.log.all())
    return {
        "carried over": {str(g): [*_words(one.verdict), one.sure, one.known] for g, one in found.items()},
        "corrections": [[key_of(one.picture), one.emotion] for one in photos],
        "clusterings": sorted(one.key for one in opened.lab.earlier()),
    }


def files(opened: Opened) -> dict[str, Any]:
    """Names and decisions as files, and names out of Label Studio's."""
    decisions, named, faces = opened.log.all(), opened.named(), opened.faces
    assert tuple(read_decisions(decisions_csv(decisions), classes=faces.classes)) == decisions
    assert tuple(read_decisions(decisions_json(decisions), classes=faces.classes)) == decisions
    found = read_names(
        (WRITTEN / "label-studio.json").read_bytes(), classes=faces.classes, n_faces=len(faces),
        clustering=opened.lab.clustering_key, rows=opened.lab.grouped_rows, sources=faces.sources,
    )  # fmt: skip
    from_outside = {who: [[list(e.faces), *_words(e.verdict)] for e in events] for who, events in found.events.items()}
    return {
        "decisions": [decisions_csv(decisions).decode(), key_of(decisions_json(decisions).decode())],
        "names csv": names_csv(named, faces.classes, faces.sources).decode(),
        "names json": names_json(named, faces.classes, faces.sources).decode(),
        "label studio": [from_outside, found.left_out, list(found.unknown), list(found.unclear)],
    }


def audit(opened: Opened) -> dict[str, Any]:
    """What is wrong with the faces, and what a person left out."""
    found = {
        check: [one.rows.tolist(), one.group.tolist(), one.suggested.tolist(), one.leave.tolist()]
        for check, one in opened.lab.audit().items()
    }
    return {"findings": found, "left out": np.flatnonzero(opened.lab.left_out).tolist()}


Ask = Callable[[Opened], dict[str, Any]]
NAMING: tuple[Ask, ...] = (keys, groups, names, people, earlier_groups, files)


def _words(verdict: Verdict | None) -> list[str]:
    return [verdict.kind, verdict.emotion, verdict.second] if verdict else []


def _verdicts(given: Mapping[int, Verdict]) -> dict[str, list[str]]:
    return {str(number): _words(given[number]) for number in sorted(given)}
