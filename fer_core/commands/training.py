"""``train`` and ``evaluate``: train a recognizer on the names of a study, and compare its scores with references."""

import argparse
import dataclasses
from functools import partial
from typing import Any

import numpy as np

from fer_core.base.errors import NotFound
from fer_core.commands import choosing
from fer_core.commands.command import DIFFERS, FINE, Answer, Command
from fer_core.commands.meter import METER
from fer_core.commands.run import scored, synthetic
from fer_core.commands.session import about_groups, open_session, require_names, study_option
from fer_core.recognizer import words
from fer_core.recognizer.annotators import VoteShare
from fer_core.recognizer.evaluate import in_truth, in_truth_or_predicted
from fer_core.recognizer.shuffled import shuffled
from fer_core.study import runs
from fer_core.study.journey import TRAIN
from fer_core.study.lab import Lab
from fer_core.study.runs import SavedRun
from fer_core.study.session import Session
from fer_core.study.store import Store


def _train_options(parser: argparse.ArgumentParser) -> None:
    study_option(parser)
    choosing.recognizer_flags(parser)
    choosing.other_flags(parser, "seed of the recognizer")
    parser.add_argument("--name", default="", help="name of this run")
    parser.add_argument("--tag", action="append", default=[], help="a tag for this run; may be given several times")


def _train(options: argparse.Namespace, store: Store) -> Answer:
    session = open_session(store, options.study)
    require_names(session)  # refuses a study without names before any choice changes
    session.change(partial(choosing.changed, options, seeds=("recognizer",)))
    lab, naming, named = session.lab, session.naming, require_names(session)
    training = lab.training.result(named, METER)
    decisions = session.log.for_clustering(lab.groups.key)
    run = runs.run_of(lab, naming, named, training, "command line", decisions[-1].id)
    run = runs.note(store, session.study.id, run)
    if options.name:
        runs.rename(store, session.study.id, run.key, options.name)
    if options.tag:
        runs.tag(store, session.study.id, run.key, tuple(options.tag))
    session.made(TRAIN)
    saved = SavedRun(run)
    lines = [
        f"run {run.key}  {options.name or saved.title}",
        f"{run.faces_named:,} faces named by {run.decisions:,} decisions",
        *about_groups(session),
    ]
    return Answer(
        about(saved) | {"study": session.study.id}, lines + _lines(saved) + synthetic(session.faces.synthetic)
    )


def _evaluate_options(parser: argparse.ArgumentParser) -> None:
    study_option(parser)
    parser.add_argument("--run", dest="wanted", metavar="RUN", help="key or name of a run (default: the shown run)")
    parser.add_argument("--at-least", type=float, metavar="SHARE", help="exit with code 1 if the accuracy is lower")


def _evaluate(options: argparse.Namespace, store: Store) -> Answer:
    session = open_session(store, options.study)
    saved = run_meant(session, options.wanted)
    run = saved.run
    if run.dataset != session.study.dataset:
        raise NotFound("This run was trained on another data set.", remedy=f"Open a study on data set {run.dataset}.")
    lab = Lab(store, session.faces, run.choices)
    references = [*lab.references.all(METER), *([shuffled(np.array(run.scores.confusion))] if run.scores else [])]
    trouble, training = lab.evaluation.label_trouble(references), lab.training.finished(run.key)
    votes = None if training is None else lab.evaluation.vote_share(training)
    result = about(saved) | {
        "study": session.study.id,
        "label_trouble": list(trouble),
        "votes": votes and dataclasses.asdict(votes),
        "references": {
            r.key: {"accuracy": r.accuracy, "macro_f1": r.macro_f1, "explanation": r.explanation} for r in references
        },
    }
    lines = [f"run {run.key}  {saved.title}", *_lines(saved), *_voted(votes), *_per_class(saved)]
    lines += [f"  {r.accuracy:6.1%}  {r.name}" for r in sorted(references, key=lambda r: r.accuracy)]
    lines += [lab.references.people.explanation] if lab.references.people else []
    lines += ["", *trouble] if trouble else []
    below = options.at_least is not None and (run.scores is None or run.scores.accuracy < options.at_least)
    lines += [f"failed: accuracy is lower than {options.at_least:.1%}"] if below else []
    return Answer(result, lines + synthetic(session.faces.synthetic), DIFFERS if below else FINE)


def run_meant(session: Session, wanted: str | None = None) -> SavedRun:
    """The run with this key or name; by default the pinned run, else the newest that fits the current names.

    Raises NotFound if there is none.
    """
    if wanted:
        return session.runs.run(wanted)
    if not session.runs.pinned:
        require_names(session)
    shown = session.shown_run
    if shown is None:
        remedy = f"Train one: python -m fer_core train {session.study.id}"
        raise NotFound("No run of this study was trained on its current names.", remedy=remedy)
    return shown


def about(saved: SavedRun) -> dict[str, Any]:
    """A run as JSON."""
    run, scores = saved.run, saved.run.scores
    return {
        "run": run.key,
        "title": saved.title,
        "dataset": run.dataset,
        "decisions": run.decisions,
        "faces_named": run.faces_named,
        "tested": run.tested,
        "accuracy": scores and scores.accuracy,
        "accuracy_interval": scores and list(scores.interval),
        "balanced_accuracy": scores and scores.balanced_accuracy,
        "macro_f1": scores and scores.macro_f1,
        "classes": run.classes,
        "recall": scores and {run.classes[c]: scores.recall[c] for c in in_truth(np.array(scores.confusion))},
        "confusion": scores and scores.confusion,
        "agreement": run.agreement,
        "seconds": run.seconds,
        "versions": dict(run.versions),
    }


def _lines(saved: SavedRun) -> list[str]:
    agreement = saved.run.agreement
    repeats = [words.repeated_names(agreement)] if agreement is not None else []
    if saved.run.scores is None:
        return [words.NOBODY_KNOWS, *repeats]
    return [scored(about(saved)), *repeats]


def _per_class(saved: SavedRun) -> list[str]:
    run, scores = saved.run, saved.run.scores
    if scores is None:
        return []
    table = np.array(scores.confusion)
    true = in_truth(table)
    lines = [
        f"  {scores.precision[c]:9.1%}  "
        + (f"{scores.recall[c]:6.1%}  {scores.f1[c]:.2f}" if c in true else "     –     –")
        + f"  {run.classes[c]}"
        for c in in_truth_or_predicted(table)
    ]
    return ["  precision  recall   F1", *lines, ""]


def _voted(votes: VoteShare | None) -> list[str]:
    return [] if votes is None else [words.against_votes(votes)]


TRAIN_COMMAND = Command(
    "train", "Train a recognizer on the names of a study and save it as a run; flags change the choices.",
    _train_options, _train,
    examples=("train first", "train first --model logistic --set recognizer.C=1 --name smoother", "train first --json"),
)  # fmt: skip
EVALUATE_COMMAND = Command(
    "evaluate", "Show the scores of a run on the test set, compared with references.",
    _evaluate_options, _evaluate,
    examples=("evaluate first", "evaluate first --run smoother --at-least 0.4", "evaluate first --json"),
)  # fmt: skip
