"""The same of a study's runs: their settings, scores, predictions and recognizers."""

from typing import Any

from fer_core.commands.session import require_names
from fer_core.faces.faceset import fingerprint
from fer_core.naming.uncertain import uncertain_faces
from fer_core.study import runs
from fer_core.study.lab import Lab
from fer_core.study.runs import SavedRun
from fer_core.study.session import Session
from fer_core.study.store import key_of
from fer_core.study.study import listed
from tests.core.earlier_answers import NAMING, Ask, audit


def settings(opened: Session) -> dict[str, Any]:
    """Every setting of the study and of each run, those too that no file spells out as they have their default."""
    kept = runs.saved(opened.store, opened.study.id)
    every = {"study": opened.study.choices, **{one.run.key: one.run.choices for one in (*kept.runs, *kept.deleted)}}
    return {f"{of} {name}": value for of, choices in every.items() for name, value in listed(choices).items()}


def noted_runs(opened: Session) -> dict[str, Any]:
    """Every run as it was noted, and what people said of it."""
    kept = runs.saved(opened.store, opened.study.id)
    assert kept.pinned and not kept.damaged
    return {
        "runs": {one.run.key: _run(one) for one in (*kept.runs, *kept.deleted)},
        "pinned": kept.pinned.run.key,
        "deleted": [one.run.key for one in kept.deleted],
    }


def trainings(opened: Session) -> dict[str, Any]:
    """What the runs predicted, which is on disk and has the noted scores; two of them beside each other."""
    kept, faces, store = runs.saved(opened.store, opened.study.id), opened.faces, opened.store
    made = {one.run.key: runs.training_of(store, faces, one.run) for one in (*kept.runs, *kept.deleted)}
    for one in (*kept.runs, *kept.deleted):
        training, scores = made[one.run.key], one.run.scores
        assert training and training.scores and scores
        assert training.scores.confusion.tolist() == [list(row) for row in scores.confusion]
        for name in ("accuracy", "balanced_accuracy", "macro_f1"):
            assert getattr(training.scores, name) == getattr(scores, name)
    first, second, *_ = (one.run for one in sorted(kept.runs, key=lambda one: one.run.made))
    test, ours, theirs = runs.compared(store, faces, first, second), made[first.key], made[second.key]
    assert ours and theirs
    return {
        "predicted": {key: fingerprint(training.probabilities) for key, training in made.items() if training},
        "differing": sorted(runs.differing(first, second)),
        "compared": [test.both, test.only_first, test.only_second, test.neither, test.p, *test.interval],
        "agreeing": runs.agreeing(ours, theirs),
        "recall": {name: list(both) for name, both in runs.recall_changes(first, second).items()},
    }


def results(opened: Session) -> dict[str, Any]:
    """What is made of the training of the present names, and of the groups."""
    lab, named, state = opened.lab, require_names(opened), opened.naming
    training, now = lab.training.result(named), lab.groups.partition(state)
    losses, votes = lab.evaluation.lost(state, named), lab.evaluation.vote_share(training)
    assert losses and votes
    predicted = lab.training.recognizer(named).predict_proba(lab.inputs.matrix()[now.rows])
    return {
        "references": {one.key: one.accuracy for one in lab.references.all()},
        "losses": [losses.faces, losses.mixed, losses.unnamed, losses.renamed, list(losses.hidden)],
        "votes": [votes.faces, votes.share, votes.chance, votes.best],
        "named": [training.faces_named, training.agreement],
        "uncertain": uncertain_faces(predicted, now.rows, now.groups, list(state.face_verdicts), 12).tolist(),
        "next": [offer.group for offer in lab.naming.next_groups(state)],
    }


def predictions(opened: Session) -> dict[str, Any]:
    """Probabilities of 20 held-out faces by every recognizer, as its file gives it back."""
    kept, found = runs.saved(opened.store, opened.study.id), {}
    for run in (one.run for one in (*kept.runs, *kept.deleted)):
        lab = Lab(opened.store, opened.faces, run.choices)
        recognizer = lab.training.finished_recognizer(run.key)
        assert recognizer is not None, f"{run.key} cannot be opened"
        found[run.key] = recognizer.predict_proba(lab.inputs.matrix()[lab.division.split.test[:20]]).tolist()
    return found


def _run(one: SavedRun) -> dict[str, Any]:
    run, scores = one.run, one.run.scores
    assert scores is not None
    return {
        "marks": [one.marks.name, list(one.marks.tags), one.marks.deleted],
        "choices": key_of("choices", run.choices),
        "keys": [run.dataset, run.clustering, run.inputs, run.split, run.judges, run.names],
        "counts": [run.last_decision, run.decisions, run.people, run.faces_named, run.tested],
        "scores": [scores.accuracy, scores.balanced_accuracy, scores.macro_f1, run.agreement, *scores.interval],
        "classes": [list(run.classes), list(scores.precision), list(scores.recall), list(scores.f1)],
        "confusion": [list(row) for row in scores.confusion],
    }


IN_FILES: tuple[Ask, ...] = (*NAMING, settings, noted_runs)
"""What a study file tells by itself, without any result."""
ASKED: tuple[Ask, ...] = (*IN_FILES, audit, trainings, results)
