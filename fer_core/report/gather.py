"""Collects the facts of a trained study from its lab. Computes nothing that takes long: results never made stay out."""

import json
from collections import Counter
from datetime import UTC, datetime

import numpy as np

from fer_core.audit import CHECKS
from fer_core.balance import STRATEGIES
from fer_core.base.errors import FerLabError, NotFound
from fer_core.charts.groups import REJECTED_CODE
from fer_core.clustering import ALGORITHMS
from fer_core.faces.faceset import fingerprint
from fer_core.faces.imbalance import imbalance
from fer_core.faces.split import ASIDE
from fer_core.naming import agreement
from fer_core.naming.coverage import REJECTED, faces_covered, groups_covered, standing
from fer_core.naming.replay import NamingState
from fer_core.naming.verdict import Verdict
from fer_core.naming.words import verdict_in_words
from fer_core.recognizer.bootstrap import bootstrap
from fer_core.recognizer.calibration import Calibration, calibration
from fer_core.recognizer.estimators import MODELS
from fer_core.recognizer.evaluate import Scores
from fer_core.recognizer.references import Reference
from fer_core.recognizer.shuffled import shuffled
from fer_core.recognizer.training import Training
from fer_core.reduction import METHODS, PCA
from fer_core.report.facts import Facts, Origin
from fer_core.report.group_looks import looks, something_else
from fer_core.report.input_facts import Data, Defect, FeatureFacts, Network, SplitFacts, StrategyScores
from fer_core.report.result_facts import Annotator, Group, GroupFacts, NamingFacts, RecognizerFacts
from fer_core.study import datasets, encoders, runs
from fer_core.study.lab import Lab
from fer_core.study.runs.run import versions
from fer_core.study.store import plain
from fer_core.study.study import Study


def facts_of(study: Study, lab: Lab, state: NamingState) -> Facts:
    """The facts of ``study`` with the names in ``state``.

    Raises:
        NotFound: if no recognizer was trained on exactly these names yet.
    """
    named = lab.naming.named_faces(state) if lab.groups.ready else None
    if named is None or not lab.training.ready(named):
        raise NotFound("The recognizer is not trained on the newest names yet.", remedy="Train it first.")
    return Facts(
        study.name, datetime.now(UTC).date().isoformat(), _data(lab), _defects(lab), _split(lab, state), _features(lab),
        _grouping(lab, state), _naming(lab, state), _recognizer(study, lab, state), _origin(study, lab, state),
    )  # fmt: skip


def _data(lab: Lab) -> Data:
    faces = lab.faces
    try:
        about = datasets.manifest(lab.results.store, faces.fingerprint)
    except FerLabError:  # the faces can be read; only what was noted at import is lost
        about = {}
    return Data(
        faces.name, str(about.get("source", "")), str(about.get("format", "")), len(faces), faces.classes, faces.usages,
        faces.counts(), faces.emotions is not None, faces.synthetic, len(about.get("rejected", ())),
        imbalance(faces.counts().sum(axis=0)) if faces.emotions is not None else None,
        faces.present, int((~faces.labelled).sum()) if faces.emotions is not None else 0,
    )  # fmt: skip


def _defects(lab: Lab) -> tuple[Defect, ...] | None:
    if not lab.audit.ready:
        return None
    found, out = lab.audit.findings(), lab.division.left_out
    by_check = {check: np.zeros(len(out), bool) for check in CHECKS}
    for step in lab.choices.left_out:
        rows = np.array(step.faces, np.int64)
        by_check.setdefault(step.check, np.zeros(len(out), bool))[rows[rows < len(out)]] = step.out
    return tuple(
        Defect(check, CHECKS[check].title, CHECKS[check].why, len(f), f.groups, int((by_check[check] & out).sum()))
        for check, f in found.items()
    )


def _split(lab: Lab, state: NamingState) -> SplitFacts:
    split, chosen = lab.division.split, lab.choices
    trained = STRATEGIES[chosen.recognizer.balance.strategy]
    settings = chosen.split
    by = {
        "usage": f"the data set's own part {settings.test_usage}",
        "stratified": f"{settings.test_share:.0%} of the faces of each emotion, drawn at random",
        "random": f"{settings.test_share:.0%} of the faces, drawn at random",
    }[settings.method]
    tested = lab.faces.counts(split.test).sum(axis=0) if lab.faces.emotions is not None else None
    return SplitFacts(
        by, len(split.train), len(split.test), int((split.part == ASIDE).sum()), split.copies_aside,
        int(lab.division.left_out.sum()), tested, STRATEGIES[chosen.grouped.strategy].title, trained.title,
        trained.explanation, _compared(lab, state), chosen.compared_seeds,
    )  # fmt: skip


def _compared(lab: Lab, state: NamingState) -> tuple[StrategyScores, ...] | None:
    """The strategies that were compared on the Balance page, if all results are on disk."""
    comparing, chosen = lab.comparison(lab.naming.named_faces(state)), lab.choices
    strategies = [lab.choices.recognizer.balance.__class__(name) for name in chosen.compared if name in STRATEGIES]  # type: ignore[arg-type]
    if comparing.sets is None or not strategies or not comparing.ready(strategies, chosen.compared_seeds):
        return None
    found = []
    for compared in comparing.compare(strategies, chosen.compared_seeds):
        accuracy, balanced = (
            np.array([getattr(o.scores, name) for o in compared.outcomes]) for name in ("accuracy", "balanced_accuracy")
        )
        title = STRATEGIES[compared.settings.strategy].title
        values = (accuracy.mean(), accuracy.std(), balanced.mean(), balanced.std())
        found.append(StrategyScores(title, *(float(value) for value in values)))
    return tuple(found)


def _features(lab: Lab) -> FeatureFacts:
    feature, settings = lab.choices.features, lab.choices.reduction
    reduction, _ = lab.reduction.of(feature)
    noise = lab.reduction.noise(feature) if lab.results.has("noise", lab.reduction.noise_key(feature)) else None
    networks = tuple(
        Network(card.name, encoders.TAUGHT[card.taught], card.source)
        for card in encoders.used_by(lab.results.store, feature, *lab.choices.seen_in_training)
    )
    method = "principal components (PCA)" if settings.method == PCA else METHODS[settings.method].title
    return FeatureFacts(
        feature.title, feature.explanation, lab.choices.aligned, reduction.n_features_,
        "no reduction" if settings.components is None and settings.variance is None else method,
        lab.space.points().shape[1], np.array(reduction.explained_variance_ratio_),
        noise, tuple(f.title for f in lab.choices.seen_in_training), networks,
    )  # fmt: skip


def _grouping(lab: Lab, state: NamingState) -> GroupFacts:
    clustering, about = lab.groups.clustering(), ALGORITHMS[lab.choices.clusters.algorithm]
    checked = lab.results.has("check", lab.validation.check_key)
    return GroupFacts(
        about.title, about.explanation, len(clustering.labels), len(clustering.sizes), clustering.left_out,
        clustering.silhouette, clustering.noise_silhouette, lab.validation.finding(),
        lab.validation.check().islands if checked else None, lab.validation.known_stability(), _groups(lab, state),
    )  # fmt: skip


def _groups(lab: Lab, state: NamingState) -> tuple[Group, ...]:
    now, classes = lab.groups.partition(state), lab.faces.classes

    def group(number: int) -> Group:
        verdict = state.group_verdicts.get(number)
        disputed = state.conflicts.get(number)
        words = " / ".join(dict.fromkeys(verdict_in_words(v) for v in disputed.values())) if disputed else ""
        code = classes.index(verdict.emotion) if verdict and verdict.emotion else -1
        if standing(state.verdicts_on_groups.get(number)) == REJECTED:
            code = REJECTED_CODE
        words = words or (verdict_in_words(verdict) if verdict else "")
        return Group(number, now.labels[number], now.sizes[number], words, code)

    return tuple(group(number) for number in now.numbers)


def _naming(lab: Lab, state: NamingState) -> NamingFacts:
    classes, groups, named = lab.faces.classes, lab.groups.partition(state), lab.naming.named_faces(state)
    standing = Counter(entry.annotator for entry in state.history if entry.standing)
    several = len(state.by_annotator) > 1
    people = tuple(
        Annotator(name, n, *(_answers(getattr(state.by_annotator.get(name), part, {})) for part in ("groups", "faces")))
        for name, n in standing.most_common()
    )
    return NamingFacts(
        state.decisions, state.active_seconds, state.history[0].at, state.history[-1].at, people,
        named.counts(len(classes)), len(np.unique(named.rows)), len(named.corrected),
        groups_covered(state, groups), faces_covered(state, groups), something_else(state, groups),
        looks(lab, state, groups), len(state.face_verdicts),
        len(state.conflicts),
        agreement.on_groups(state, groups, classes) if several else None,
        agreement.on_faces(state, groups, classes) if several else None, state.again,
    )  # fmt: skip


def _answers(verdicts: dict[int, Verdict]) -> dict[str, int]:
    """How often each first name, or other answer, was given."""
    return dict(Counter(v.emotion or verdict_in_words(v) for v in verdicts.values()).most_common())


def _recognizer(study: Study, lab: Lab, state: NamingState) -> RecognizerFacts:
    named = lab.naming.named_faces(state)
    training = lab.training.finished(lab.training.key(named))
    assert training is not None
    model, classes, scores = MODELS[lab.choices.recognizer.model], lab.faces.classes, training.scores
    references = _references(lab, state, scores)
    return RecognizerFacts(
        model.title, model.explanation, lab.training.notes(named), _calibration(lab, training),
        lab.evaluation.vote_share(training), lab.evaluation.label_trouble(references or ()), training.agreement,
        np.bincount(training.probabilities.argmax(axis=1), minlength=len(classes)),
        tuple(classes[c] for c in lab.faces.present if not training.named_at_all[c]),
        scores, None if scores is None else bootstrap(scores.confusion), lab.evaluation.lost(state, named),
        lab.evaluation.without_leaked(training), references, _attempts(study, lab), lab.references.people,
    )  # fmt: skip


def _calibration(lab: Lab, training: Training) -> Calibration | None:
    if lab.faces.emotions is None:
        return None
    return calibration(lab.faces.emotions[lab.division.split.test], training.probabilities)


def _references(lab: Lab, state: NamingState, scores: Scores | None) -> tuple[Reference, ...] | None:
    """References that are there, the lowest first, also that of naming as many single faces as there were decisions."""
    if scores is None or not lab.references.ready:
        return None
    tried = lab.results.has("singles", lab.evaluation.single_faces_key(state.decisions))
    singles = [lab.evaluation.single_faces(state.decisions)] if tried else []
    found = [*lab.references.all(), shuffled(scores.confusion), *singles]
    return tuple(sorted(found, key=lambda reference: reference.accuracy))


def _attempts(study: Study, lab: Lab) -> int:
    test, saved = fingerprint(lab.division.split.test), runs.saved(lab.results.store, study.id)
    return sum(one.run.judges == test for one in (*saved.runs, *saved.deleted))


def _origin(study: Study, lab: Lab, state: NamingState) -> Origin:
    chosen, run = lab.choices, lab.training.key(lab.naming.named_faces(state))
    saved = any(one.run.key == run for one in runs.saved(lab.results.store, study.id).runs)
    keys = {
        "data set": lab.faces.fingerprint,
        "images": lab.faces.image_fingerprint,
        "split": lab.division.split.fingerprint,
        "space": lab.space.key,
        "groups": lab.groups.key,
        "recognizer": run,
        "references": lab.references.key,
    }
    seeds = {
        "split": chosen.split.seed,
        "balancing for grouping": chosen.grouped.seed,
        "reduction": chosen.reduction.seed,
        "groups": chosen.clusters.seed,
        "recognizer": chosen.recognizer.seed,
        "balancing for training": chosen.recognizer.balance.seed,
    }
    # the excluded faces can be ten thousand numbers: they stay in the study
    choices = {**plain(chosen), "left_out": f"{len(chosen.left_out)} steps, {int(lab.division.left_out.sum()):,} faces"}
    return Origin(
        study.id, run if saved else "", keys, seeds, json.dumps(choices, indent=1, ensure_ascii=False), versions()
    )
