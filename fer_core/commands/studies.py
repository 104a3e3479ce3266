"""``study``: create, list, show and change studies."""

import argparse
import dataclasses
from typing import Any

from fer_core.commands import choosing, study_files
from fer_core.commands.command import Answer, Command
from fer_core.commands.meter import METER
from fer_core.commands.session import find, open_session, study_option
from fer_core.commands.training import about
from fer_core.study import datasets, runs, study
from fer_core.study.journey import states
from fer_core.study.lab import Lab
from fer_core.study.runs import SavedRun
from fer_core.study.store import Store
from fer_core.study.study import Study


def _flags(parser: argparse.ArgumentParser) -> None:
    choosing.feature_flags(parser)
    choosing.group_flags(parser)
    choosing.recognizer_flags(parser)
    choosing.other_flags(parser, "seed of clustering and recognizer")


def _new_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", metavar="NAME", help="name of the study, at most 40 characters")
    parser.add_argument("--dataset", required=True, metavar="ID", help="id of an imported data set (see: datasets)")
    _flags(parser)


def _new(options: argparse.Namespace, store: Store) -> Answer:
    faces = datasets.load(store, options.dataset)
    choices = choosing.changed(options, study.fitting(faces))
    _ = Lab(store, faces, choices).division.grouped_rows  # refuses impossible choices before anything is saved
    made = study.create(store, options.name, options.dataset, choices)
    return Answer(_about(made), [f"{made.id}  {made.name}"])


def _list(options: argparse.Namespace, store: Store) -> Answer:
    found = study.survey(store)
    METER.report("A study cannot be read", found.unreadable)
    lines = [f"{s.id}  {s.created[:10]}  {s.name}" for s in found.studies]
    return Answer([_about(s) for s in found.studies], lines or ["There are no studies yet."])


def _show(options: argparse.Namespace, store: Store) -> Answer:
    shown = find(store, options.study)
    choices = study.listed(shown.choices)
    result: dict[str, Any] = {**_about(shown), "choices": choices}
    lines = [f"{shown.id}  {shown.name}", f"data set {shown.dataset or 'none yet'}"]
    if shown.dataset:
        session = open_session(store, shown.id)
        naming = session.naming
        result |= {"steps": states(shown, session.lab, naming), "decisions": naming.decisions}
        lines += [f"{step}: {state}" for step, state in result["steps"].items()]
        lines += [f"{naming.decisions:,} decisions on the current groups"]
    saved = runs.saved(store, shown.id)
    result["runs"] = [about(one) | {"pinned": one.pinned, "tags": list(one.marks.tags)} for one in saved.runs]
    result["damaged"] = list(saved.damaged)
    lines += ["", *map(_in_line, saved.runs), *(f"damaged: {file}" for file in saved.damaged), ""]
    return Answer(result, lines + [f"{name}={value}" for name, value in choices.items()])


def _in_line(one: SavedRun) -> str:
    accuracy = f"{one.run.scores.accuracy:6.1%}" if one.run.scores else "no labels"
    pinned = "  (pinned)" if one.pinned else ""
    return f"run {one.run.key}  {one.run.made[:16]}  {accuracy}  {one.title}{pinned}"


def _set_options(parser: argparse.ArgumentParser) -> None:
    study_option(parser)
    parser.add_argument("changes", nargs="*", metavar="NAME=VALUE", help="choices by their names (see: study show)")
    parser.add_argument("--name", help="new name of the study")
    _flags(parser)


def _set(options: argparse.Namespace, store: Store) -> Answer:
    session = open_session(store, options.study)
    renamed = study.clean_name(options.name) if options.name is not None else session.study.name
    session.change(lambda now: choosing.assigned(choosing.changed(options, now), options.changes))
    changed = study.update(store, session.study.id, lambda now: dataclasses.replace(now, name=renamed))
    return Answer({**_about(changed), "choices": study.listed(changed.choices)}, [f"{changed.id}  {renamed}"])


def _about(of: Study) -> dict[str, Any]:
    return {
        "study": of.id, "name": of.name, "dataset": of.dataset, "created": of.created, "results": dict(of.results)
    }  # fmt: skip


LIST = Command("list", "List the studies, newest first.", run=_list, examples=("study list", "study list --json"))
STUDIES = dataclasses.replace(LIST, name="studies", text="The same as: study list.", examples=())
COMMAND = Command(
    "study", "Create, list, show, change, save, open and repeat studies.",
    verbs=(
        Command(
            "new", "Create a study on a data set; flags set its choices.", _new_options, _new,
            examples=("study new first --dataset ID", "study new fine --dataset ID --k 100 --seed 1"),
        ),
        LIST,
        Command(
            "show", "Show the steps, runs and choices of a study.", study_option, _show, examples=("study show first",)
        ),
        Command(
            "set", "Change choices of a study; results of earlier choices stay saved.", _set_options, _set,
            examples=("study set first clusters.k=50 recognizer.C=0.5", "study set first --name second"),
        ),
        *study_files.VERBS,
    ),
)  # fmt: skip
