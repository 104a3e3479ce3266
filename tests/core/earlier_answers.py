"""What is asked of a study that an earlier version wrote; the answers of that version are in its fixture.

Each answer is plain values by what they are about, so that they can be written as JSON and compared one by one.
"""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from fer_core.balance import BalanceSettings
from fer_core.clustering.sweep import SweepSettings
from fer_core.commands.session import require_names
from fer_core.faces.faceset import fingerprint
from fer_core.features import FEATURES
from fer_core.maps.projection import ProjectionSettings
from fer_core.naming import agreement
from fer_core.naming.decision import Decision
from fer_core.naming.elsewhere import read_names
from fer_core.naming.exchange import decisions_sheet, read_decisions
from fer_core.naming.labelled import names_sheet
from fer_core.naming.replay import replay
from fer_core.naming.sheet import ExportTable, to_csv, to_json
from fer_core.naming.verdict import Verdict
from fer_core.study.journey import current_keys
from fer_core.study.session import Session
from fer_core.study.store import key_of

WRITTEN = Path(__file__).parents[1] / "fixtures" / "home-of-two-annotators"
STUDIES = ("Level eyes", "As they came")
PEOPLE = ("Anna", "Béla")
KINDS = (
    "expression", "geometry", "landmarks", "shape_free", "warped_patches", "warped", "patches", "hog", "lbp", "gabor",
    "pixels",
)  # fmt: skip
STEPS = ("data", "balance", "features", "clusters", "name", "train", "try_it", "report")
COLUMNS = (
    "id", "at", "annotator", "client", "seq", "clustering", "action", "group", "faces", "kind", "emotion", "second",
    "parts", "groups", "to", "picture",
)  # fmt: skip
"""Of exported decisions; later versions may have more of both."""
WAYS = ("none", "undersample", "oversample", "smote", "weights", "effective_weights", "logit_adjustment")


def keys(opened: Session) -> dict[str, Any]:
    """Every name of a result."""
    lab, named, kinds = opened.lab, require_names(opened), [FEATURES[kind]() for kind in KINDS]
    grouped, decisions = opened.study.choices.features, opened.log.for_clustering(opened.lab.groups.key)
    ways = [BalanceSettings(name) for name in WAYS]  # type: ignore[arg-type]
    current = current_keys(lab, opened.naming)
    return {
        "choices": key_of("choices", opened.study.choices),
        "steps": {step: current[step] for step in STEPS},
        "split": [
            lab.division.split.fingerprint,
            lab.division.split.train_fingerprint,
            fingerprint(lab.division.split.test),
        ],
        "grouped": fingerprint(lab.division.grouped_rows),
        "balance": lab.division.balance_key,
        "copies": lab.division.copies_key,
        "audit": lab.audit.key,
        "mesh": lab.pictures.mesh_key,
        "alignment": lab.pictures.alignment_key,
        "pictures": lab.pictures.key,
        "features": {kind.kind: lab.features.key(kind) for kind in [*kinds, grouped]},
        "learned": {kind.kind: lab.features.learned_key(kind) for kind in [*kinds, grouped]},
        "reduction": {kind.kind: lab.reduction.key(kind) for kind in [*kinds, grouped]},
        "noise": lab.reduction.noise_key(grouped),
        "companions": [
            lab.reduction.companions_key(grouped, "pictures"),
            lab.reduction.companions_key(grouped, "points"),
        ],
        "space": lab.space.result[1],
        "points": lab.space.key,
        "clustering": lab.groups.key,
        "maps": [lab.map.key(ProjectionSettings(method)) for method in ("pca", "umap", "tsne")],
        "check": lab.validation.check_key,
        "stability": lab.validation.stability_key,
        "sweep": lab.validation.sweep_key(SweepSettings()),
        "inputs": lab.inputs.key,
        "training": lab.training.key(named),
        "references": lab.references.key,
        "payoff": lab.training.payoff_key,
        "single faces": lab.evaluation.single_faces_key(20),
        "effort": lab.evaluation.effort_key(decisions),
        "comparison": lab.comparison(named).key(ways, 2),
        "search": lab.search(named).key,
        "export": lab.export.key(named),
    }


def groups(opened: Session) -> dict[str, Any]:
    """Which faces are together, by the computer and by people; and how groups are numbered."""
    own, now = opened.lab.groups.membership, opened.lab.groups.partition(opened.naming)
    return {
        "own": [own.rows.tolist(), own.groups.tolist()],
        "now": [now.rows.tolist(), now.groups.tolist()],
        "labels": {str(number): now.labels[number] for number in now.numbers},
        "as when named": not opened.groups_moved,
    }


def names(opened: Session) -> dict[str, Any]:
    """What each face is called."""
    named = require_names(opened)
    assert named.groups is not None
    return {
        "fingerprint": named.fingerprint,
        "rows": named.rows.tolist(),
        "codes": named.codes.tolist(),
        "weights": [float(weight) for weight in named.weights],
        "groups": named.groups.tolist(),
        "corrected": [fingerprint(named.corrected.images), named.corrected.codes.tolist()],
    }


def people(opened: Session) -> dict[str, Any]:
    """What each person said, where they differ, and what each may take back."""
    state, now, classes = opened.naming, opened.lab.groups.partition(opened.naming), opened.faces.classes
    decisions = opened.log.for_clustering(opened.lab.groups.key)
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


def earlier_groups(opened: Session) -> dict[str, Any]:
    """What was said of other groups and is suggested for these."""
    found = opened.lab.naming.carried_over(opened.naming, opened.log.all())
    photos = opened.lab.naming.earlier_corrections(opened.naming, opened.log.all())
    return {
        "carried over": {str(g): [*_words(one.verdict), one.share, one.known] for g, one in found.items()},
        "corrections": [[key_of(one.picture), one.emotion] for one in photos],
        "clusterings": sorted(one.key for one in opened.lab.earlier.listing()),
    }


def files(opened: Session) -> dict[str, Any]:
    """Names and decisions as files, and names out of Label Studio's."""
    decisions, named, faces = opened.log.all(), require_names(opened), opened.faces
    assert tuple(read_decisions(to_csv(decisions_sheet(decisions)), classes=faces.classes)) == decisions
    assert tuple(read_decisions(to_json(decisions_sheet(decisions)), classes=faces.classes)) == decisions
    found = read_names(
        (WRITTEN / "label-studio.json").read_bytes(), classes=faces.classes, n_faces=len(faces),
        clustering=opened.lab.groups.key, rows=opened.lab.division.grouped_rows, sources=faces.sources,
    )  # fmt: skip
    from_outside = {who: [[list(e.faces), *_words(e.verdict)] for e in events] for who, events in found.events.items()}
    return {
        "decisions": [to_csv(_as_then(decisions)).decode(), key_of(to_json(_as_then(decisions)).decode())],
        "names csv": to_csv(names_sheet(named, faces.classes, faces.sources)).decode(),
        "names json": to_json(names_sheet(named, faces.classes, faces.sources)).decode(),
        "label studio": [from_outside, found.left_out, list(found.unknown), list(found.unclear)],
    }


def audit(opened: Session) -> dict[str, Any]:
    """What is wrong with the faces, and what a person left out."""
    found = {
        check: [one.rows.tolist(), one.group.tolist(), one.suggested.tolist(), one.leave.tolist()]
        for check, one in opened.lab.audit.findings().items()
    }
    return {"findings": found, "left out": np.flatnonzero(opened.lab.division.left_out).tolist()}


Ask = Callable[[Session], dict[str, Any]]
NAMING: tuple[Ask, ...] = (keys, groups, names, people, earlier_groups, files)


def _as_then(decisions: Sequence[Decision]) -> ExportTable:
    """Exported decisions in the columns that there were."""
    table = decisions_sheet(decisions)
    places = [list(table.columns).index(name) for name in COLUMNS]
    return ExportTable(COLUMNS, ([row[place] for place in places] for row in table.rows))


def _words(verdict: Verdict | None) -> list[str]:
    return [verdict.kind, verdict.emotion, verdict.second] if verdict else []


def _verdicts(given: Mapping[int, Verdict]) -> dict[str, list[str]]:
    return {str(number): _words(given[number]) for number in sorted(given)}
