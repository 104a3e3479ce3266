"""Runs on disk: each is written once and never changed; its name, tags and deletion are in a separate file.

In the folder of a study::

    runs/<key>.json        the run
    runs/<key>.marks.json  its name and tags, and whether it was deleted (can be undone)
    runs/pinned.json       which run is pinned

Every file is replaced in one step, so that simultaneous writing cannot leave a partial file.
"""

import dataclasses
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from fer_core.base import typed
from fer_core.base.errors import DamagedFile, FerLabError, InvalidSettings, NotFound, Unreadable
from fer_core.recognizer.estimators import MODELS
from fer_core.study import study
from fer_core.study.choices import checked
from fer_core.study.runs.run import Run, RunScores
from fer_core.study.store import Store, is_file, plain, read_json, write_json

MOST_TAGS = 10
_KEY = re.compile(r"[0-9a-f]{16}")
_PINNED = "pinned.json"


@dataclass(frozen=True)
class Marks:
    """What people added to a run: a name, tags, whether it was deleted."""

    name: str = ""
    tags: tuple[str, ...] = ()
    deleted: bool = False


@dataclass(frozen=True)
class SavedRun:
    """A run with its marks."""

    run: Run
    marks: Marks = Marks()
    pinned: bool = False

    @property
    def title(self) -> str:
        """Its name, or else model and groups: "Linear discriminant · 25 groups"."""
        if self.marks.name:
            return self.marks.name
        clusters = self.run.choices.clusters
        groups = f"{clusters.k} groups" if "k" in clusters.uses else clusters.algorithm
        return f"{MODELS[self.run.choices.recognizer.model].title} · {groups}"


@dataclass(frozen=True)
class RunList:
    """All runs of a study, newest first: listed runs, deleted runs, and damaged files."""

    runs: tuple[SavedRun, ...] = ()
    deleted: tuple[SavedRun, ...] = ()
    damaged: tuple[str, ...] = ()

    def run(self, wanted: str) -> SavedRun:
        """The run with this title, key or beginning of a key. Raises NotFound, or InvalidSettings for several."""
        found = [one for one in self.runs if wanted and (one.title == wanted or one.run.key.startswith(wanted))]
        if not found:
            raise NotFound(f"There is no run “{wanted[:40]}” in this study.", remedy="List its runs with: study show.")
        if len(found) > 1:
            raise InvalidSettings(f"“{wanted[:40]}” matches {len(found)} runs.", remedy="Give the whole key of one.")
        return found[0]

    @property
    def pinned(self) -> SavedRun | None:
        """The pinned run."""
        return next((one for one in self.runs if one.pinned), None)

    def fitting(self, key: str, names: str, dataset: str) -> SavedRun | None:
        """The run with the training ``key``; else the newest on this data set that was trained on the same names."""
        same = [one for one in self.runs if one.run.names == names and one.run.dataset == dataset]
        return next((one for one in same if one.run.key == key), None) or next(iter(same), None)


def note(store: Store, study_id: str, run: Run) -> Run:
    """Save a run unless it is saved already; returns the saved one. A deleted run stays deleted."""
    path = _folder(store, study_id) / f"{run.key}.json"
    if is_file(path):
        try:
            return read(read_json(path), path.name)
        except FerLabError:
            pass  # damaged: the same run replaces it
    write_json(path, plain(run))
    return run


def saved(store: Store, study_id: str) -> RunList:
    """All saved runs of a study; an unreadable folder or file is among the damaged ones."""
    own, found, damaged = study.folder(store, study_id).name, [], []
    try:
        files = store.listed("studies", own, "runs")
    except FerLabError:
        return RunList(damaged=(f"{own}/runs",))
    folder = _folder(store, study_id)
    pinned = _pinned(folder)
    for path in files:
        if path.suffix == ".json" and _KEY.fullmatch(path.stem):
            try:
                run = _read_file(path, path.stat().st_mtime_ns)
                found.append(SavedRun(run, _marks(folder, run.key), run.key == pinned))
            except (FerLabError, OSError):
                damaged.append(f"{own}/runs/{path.name}")
    found.sort(key=lambda one: (one.run.made, one.run.key), reverse=True)
    listed = tuple(one for one in found if not one.marks.deleted)
    return RunList(listed, tuple(one for one in found if one.marks.deleted), tuple(sorted(damaged)))


def read(value: Mapping[str, Any], where: str) -> Run:
    """A run from JSON of any origin; checks every value. Raises DamagedFile."""
    run = study.revived(dict(value), where, (Run, RunScores))
    try:
        if not isinstance(run, Run):
            raise InvalidSettings("It contains no run.")
        typed.check(run)
        checked(run.choices)
        _check(run)
    except InvalidSettings as error:
        raise DamagedFile(f"This run cannot be read: {error.what}", where=where) from error
    return run


def read_marks(value: Mapping[str, Any], where: str) -> Marks:
    """Marks from JSON of any origin; checks every value. Raises DamagedFile."""
    marks = study.revived(dict(value), where, (Marks,))
    try:
        if not isinstance(marks, Marks):
            raise InvalidSettings("It contains no marks.")
        typed.check(marks)
        return Marks(clean(marks.name), _tags(marks.tags), marks.deleted)
    except InvalidSettings as error:
        raise DamagedFile(f"These marks cannot be read: {error.what}", where=where) from error


def rename(store: Store, study_id: str, key: str, name: str) -> None:
    """Give a run a name of at most 40 characters; "" removes it. Raises InvalidSettings, NotFound."""
    wanted = clean(name)
    mark(store, study_id, key, lambda marks: dataclasses.replace(marks, name=wanted))


def tag(store: Store, study_id: str, key: str, tags: tuple[str, ...]) -> None:
    """Replace the tags of a run. Raises InvalidSettings, NotFound."""
    wanted = _tags(tags)
    mark(store, study_id, key, lambda marks: dataclasses.replace(marks, tags=wanted))


def delete(store: Store, study_id: str, key: str) -> None:
    """Mark a run as deleted; `restore` undoes this. Raises NotFound."""
    mark(store, study_id, key, lambda marks: dataclasses.replace(marks, deleted=True))


def restore(store: Store, study_id: str, key: str) -> None:
    """Restore a deleted run, with its name and tags. Raises NotFound."""
    mark(store, study_id, key, lambda marks: dataclasses.replace(marks, deleted=False))


def mark(store: Store, study_id: str, key: str, change: Callable[[Marks], Marks]) -> None:
    """Change the marks of a run. Raises NotFound if there is no such run."""
    folder = _folder(store, study_id)
    if not _KEY.fullmatch(key) or not is_file(folder / f"{key}.json"):
        raise NotFound("There is no such run in this study.", remedy="Choose one from the list.")
    write_json(folder / f"{key}.marks.json", plain(change(_marks(folder, key))))


def pin(store: Store, study_id: str, key: str) -> None:
    """Pin a run, so that it is the one that is shown; "" unpins."""
    write_json(_folder(store, study_id) / _PINNED, {"run": key})


def clean(text: str) -> str:
    """A name or tag with printable characters and single spaces. Raises InvalidSettings over 40 characters."""
    found = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    if len(found) > 40:
        raise InvalidSettings(
            "The name or tag of a run can have at most 40 characters.", remedy="Choose a shorter one."
        )
    return found


@lru_cache(maxsize=512)
def _read_file(path: Path, changed: int) -> Run:
    """A run from its file, read again only after a change, because every page shows a run in its sidebar."""
    return read(read_json(path), path.name)


def _tags(tags: tuple[str, ...]) -> tuple[str, ...]:
    found = tuple(dict.fromkeys(cleaned for one in tags if (cleaned := clean(one))))
    if len(found) > MOST_TAGS:
        raise InvalidSettings(f"A run can have at most {MOST_TAGS} tags.", remedy="Remove some.")
    return found


def _check(run: Run) -> None:
    if not all(
        map(_KEY.fullmatch, (run.key, run.dataset, run.clustering, run.inputs, run.split, run.judges, run.names))
    ):
        raise InvalidSettings("One of its fingerprints is not valid.")
    count, scores = len(run.classes), run.scores
    if scores is not None:
        columns = (scores.precision, scores.recall, scores.f1, scores.confusion, *scores.confusion)
        shares = (scores.accuracy, scores.balanced_accuracy, scores.macro_f1, *scores.interval, *scores.recall)
        if any(len(column) != count for column in columns) or len(scores.interval) != 2:
            raise InvalidSettings("Its scores do not match its emotions.")
        if not all(0 <= share <= 1 for share in (*shares, *scores.precision, *scores.f1)):
            raise InvalidSettings("One of its scores is not between 0 and 1.")


def _marks(folder: Path, key: str) -> Marks:
    try:
        return read_marks(read_json(folder / f"{key}.marks.json"), key)
    except Unreadable:
        raise  # a change would overwrite marks that cannot be read
    except FerLabError:
        return Marks()  # none yet, or damaged: the run itself is what matters


def _pinned(folder: Path) -> str:
    try:
        return str(read_json(folder / _PINNED).get("run", ""))
    except FerLabError:
        return ""


def _folder(store: Store, study_id: str) -> Path:
    return store.folder("studies", study.folder(store, study_id).name, "runs")
