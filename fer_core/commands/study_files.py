"""``study save | open | rerun``: a study as one file, and a check that a run gives the same numbers again."""

import argparse
from pathlib import Path
from typing import Any

from fer_core.base.errors import NotFound
from fer_core.base.files import written
from fer_core.base.paths import typed_path
from fer_core.commands.command import DIFFERS, FINE, Answer, Command
from fer_core.commands.meter import METER
from fer_core.commands.session import open_session, study_option
from fer_core.commands.training import run_meant
from fer_core.study import datasets
from fer_core.study.rerun import Rerun, rerun
from fer_core.study.runs import Run, RunList
from fer_core.study.store import Store
from fer_core.study.study_file import Contents, open_study, read_study, write_study


def _save_options(parser: argparse.ArgumentParser) -> None:
    study_option(parser)
    parser.add_argument("file", type=typed_path, metavar="FILE", help="zip file to write")
    faces = "include the faces (default: only synthetic ones, as others may be of real people)"
    parser.add_argument("--faces", action=argparse.BooleanOptionalAction, default=None, help=faces)


def _save(options: argparse.Namespace, store: Store) -> Answer:
    session = open_session(store, options.study)
    with_faces = session.faces.synthetic if options.faces is None else options.faces
    with written(options.file) as out:
        write_study(out, store, session.study, session.log.all(), with_faces, METER)
    size = options.file.stat().st_size
    result = {"study": session.study.id, "file": str(options.file), "faces": with_faces, "bytes": size}
    words = "with its faces" if with_faces else f"without its faces (data set {session.study.dataset})"
    amount = f"{size / 1e6:.1f} MB" if size >= 1e5 else f"{size / 1e3:.0f} kB"
    return Answer(result, [f"{options.file}: {amount}, {words}"])


def _open_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=typed_path, metavar="FILE", help="zip file saved by FER Lab")


def _open(options: argparse.Namespace, store: Store) -> Answer:
    contents = _read(options.file)
    made = open_study(store, contents)
    result = {
        "study": made.id, "name": made.name, "dataset": made.dataset, "decisions": len(contents.decisions),
        "runs": len(contents.runs), "faces": contents.faces is not None,
    }  # fmt: skip
    amount = f"{len(contents.decisions):,} decisions, {len(contents.runs):,} runs"
    unknown = {d.clustering for d in contents.decisions} - {one.key for one in contents.groups}
    words = "check its names here with" if unknown else "check its scores here with"
    check = [f"{words}: python -m fer_core study rerun {made.id}"] if contents.runs else []
    return Answer(result, [f"{made.id}  {made.name}", amount, *check])


def _rerun_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("study", metavar="STUDY|FILE", help="a study, or a zip file saved by FER Lab")
    parser.add_argument("--run", dest="wanted", metavar="RUN", help="key or name of a run (default: the shown run)")
    parser.add_argument("--fresh", action="store_true", help="also compute features again (minutes on FER2013)")


def _rerun(options: argparse.Namespace, store: Store) -> Answer:
    path = typed_path(options.study)
    if path.is_file():
        contents = _read(path)
        saved = RunList(tuple(one for one in contents.runs if not one.marks.deleted))
        run = _chosen(saved, options.wanted)
        faces = contents.faces.faces if contents.faces else datasets.load(store, run.dataset)
        found = rerun(store, faces, contents.decisions, run, options.fresh, METER)
    else:
        session = open_session(store, options.study)
        run = run_meant(session, options.wanted).run
        faces = datasets.load(store, run.dataset)
        found = rerun(store, faces, session.log.all(), run, options.fresh, METER)
    saved_run = _about(found.saved)
    result = {
        "same": found.same,
        "same_names": found.same_names,
        "difference": found.difference,
        "saved": saved_run,
        "kept": saved_run,  # its name in earlier versions
        "now": _about(found.now),
    }
    return Answer(result, _lines(found), FINE if found.same else DIFFERS)


def _chosen(saved: RunList, wanted: str | None) -> Run:
    if wanted:
        return saved.run(wanted).run
    shown = saved.pinned or next(iter(saved.runs), None)
    if shown is None:
        raise NotFound("There is no run in this file.", remedy="Train the study, then save it.")
    return shown.run


def _about(run: Run) -> dict[str, Any]:
    return {
        "run": run.key, "clustering": run.clustering, "names": run.names, "made": run.made,
        "accuracy": run.scores and run.scores.accuracy, "macro_f1": run.scores and run.scores.macro_f1,
        "agreement": run.agreement, "versions": dict(run.versions),
    }  # fmt: skip


def _lines(found: Rerun) -> list[str]:
    lines = []
    for words, run in (("saved", found.saved), ("now", found.now)):
        score = f"accuracy {run.scores.accuracy:.10f}" if run.scores else f"agreement {run.agreement}"
        lines.append(f"{words:<6}{score}  training {run.key}  names {run.names}")
    if not found.same_names:
        lines.append("the groups hold other faces here, so the names are on other faces")
    others = [name for name, was in found.saved.versions.items() if found.now.versions.get(name) != was]
    if not found.same and others:
        lines.append(f"library versions differ here: {', '.join(others)}")
    return [*lines, "the same" if found.same else f"different by {found.difference:+.10f}"]


def _read(path: Path) -> Contents:
    try:
        with path.open("rb") as stream:
            return read_study(stream, path.stat().st_size, path.name, METER)
    except OSError as error:
        raise NotFound(f"File cannot be read ({error.strerror}).", where=str(path), remedy="Check the path.") from error


VERBS = (
    Command(
        "save", "Save a study as one zip file: choices, decisions, runs and, if wanted, its faces.",
        _save_options, _save, examples=("study save first first.zip", "study save first first.zip --faces"),
    ),
    Command(
        "open", "Open a saved study; every part is checked before anything is written.",
        _open_options, _open, examples=("study open first.zip",),
    ),
    Command(
        "rerun", "Repeat a run in an empty home and compare it with the saved one; exit code 1 if it differs.",
        _rerun_options, _rerun,
        examples=("study rerun first", "study rerun first.zip --fresh", "study rerun first --run smoother --json"),
    ),
)  # fmt: skip
