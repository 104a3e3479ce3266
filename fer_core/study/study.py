"""Study: a named, saved set of choices. Changing a choice makes later results out of date, but deletes nothing."""

import dataclasses
import re
import secrets
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

from fer_core.audit import Exclusion
from fer_core.balance import BalanceSettings
from fer_core.base import typed
from fer_core.base.errors import DamagedFile, FerLabError, InvalidSettings
from fer_core.clustering import ClusterSettings
from fer_core.faces.faceset import FaceSet
from fer_core.faces.meshes import MeshKind
from fer_core.faces.split import SplitSettings, default_split
from fer_core.features import CHOSEN, FEATURES, Feature
from fer_core.recognizer.settings import RecognizerSettings
from fer_core.reduction import ReductionSettings
from fer_core.study.choices import Choices, check_algorithm
from fer_core.study.recommended import with_usual_features
from fer_core.study.store import Store, is_file, plain, read_json, write_json

_writing = threading.Lock()
_ID = re.compile(r"[0-9a-f]{8}")


@dataclass(frozen=True)
class Study:
    """The work of a person or team on one data set.

    Attributes:
        id: short and random, part of the URL.
        name: at most 40 characters.
        dataset: id of the data set; "" before one is chosen.
        choices: the settings of every step.
        results: for each finished step, the key of its result.
        created: UTC, ISO 8601.
        tour: stop of the guided tour, from 1; 0 without a tour.
    """

    id: str
    name: str
    dataset: str = ""
    choices: Choices = field(default_factory=Choices)
    results: Mapping[str, str] = field(default_factory=dict)
    created: str = ""
    tour: int = 0

    def choose(self, **choices: Any) -> "Study":
        """The same study with some choices replaced."""
        return dataclasses.replace(self, choices=dataclasses.replace(self.choices, **choices))

    def made(self, step: str, key: str) -> "Study":
        """The same study with ``key`` as the result of ``step``."""
        return dataclasses.replace(self, results={**self.results, step: key})


def listed(settings: Any, before: str = "") -> dict[str, Any]:
    """Every setting of a dataclass by its dotted name (``clusters.k``), as plain values; features by their kind.

    For excluded faces it has their number, because they can be thousands.
    """
    found: dict[str, Any] = {}
    for one in dataclasses.fields(settings):
        inner, name = getattr(settings, one.name), f"{before}{one.name}"
        if isinstance(inner, Feature):
            found[name] = inner.kind
        if dataclasses.is_dataclass(inner):
            found |= listed(inner, f"{name}.")
        elif one.name == "left_out":
            found[name] = sum(len(step.faces) if step.out else -len(step.faces) for step in inner)
        elif isinstance(inner, tuple):
            found[name] = [kind.kind if isinstance(kind, Feature) else kind for kind in inner]
        else:
            found[name] = inner
    return found


def fitting(faces: FaceSet, mesh: MeshKind = "landmarker") -> Choices:
    """Default choices for these faces: aligned, their own test part, a sensible number of groups, and calibrated
    probabilities; ``mesh``: the networks that a study has already."""
    clusters = ClusterSettings(k=max(2, min(25, len(faces) // 20)))
    recognizer = RecognizerSettings(calibration="temperature")
    split = default_split(faces)
    chosen = Choices(aligned=True, mesh=mesh, split=split, clusters=clusters, recognizer=recognizer)
    return with_usual_features(chosen)


def on(study: Study, dataset: str, choices: Choices, **changes: Any) -> Study:
    """The same study on another data set, with new choices and without results; ``changes``: of other fields."""
    return dataclasses.replace(study, dataset=dataset, choices=choices, results={}, **changes)


def renamed(study: Study, name: str) -> Study:
    """The same study under another name. Raises InvalidSettings for an impossible name."""
    return dataclasses.replace(study, name=clean_name(name))


def create(store: Store, name: str, dataset: str = "", choices: Choices | None = None) -> Study:
    """A new study, saved. Raises InvalidSettings for an impossible name."""
    now = datetime.now(UTC).isoformat(timespec="seconds")
    study = Study(secrets.token_hex(4), clean_name(name), dataset, choices or Choices(), {}, now)
    return save(store, study)


def clean_name(name: str) -> str:
    """``name`` without control and direction characters. Raises InvalidSettings unless it has 1 to 40 characters."""
    clean = " ".join("".join(c for c in name if c.isprintable()).split())
    if not 1 <= len(clean) <= 40:
        raise InvalidSettings("The name of a study must have 1 to 40 characters.", remedy="Choose another name.")
    return clean


def save(store: Store, study: Study) -> Study:
    """Save the study to disk and return it."""
    write_json(folder(store, study.id) / "study.json", plain(study))
    return study


def update(store: Store, study_id: str, change: Callable[[Study], Study]) -> Study:
    """Change the study as it is on disk, so that simultaneous changes by others are not lost.

    Returns the changed study. Raises what `load` raises.
    """
    with _writing:
        return save(store, change(load(store, study_id)))


def folder(store: Store, study_id: str) -> Path:
    """The folder of a study, made if missing."""
    return store.folder("studies", _checked(study_id))


def load(store: Store, study_id: str) -> Study:
    """A saved study. Raises NotFound, DamagedFile or InvalidSettings."""
    path = store.home / "studies" / _checked(study_id) / "study.json"
    study = revived(read_json(path), str(path))
    if not isinstance(study, Study):
        raise DamagedFile("This file contains no study.", where=str(path))
    try:
        typed.check(study)
        check_algorithm(study.choices)
    except InvalidSettings as error:
        raise DamagedFile(f"This study cannot be read: {error.what}", where=str(path)) from error
    if study.id != study_id:
        what = f"This file contains the study {study.id[:40]!r}, which belongs in a folder with that name."
        raise DamagedFile(what, where=str(path), remedy="Rename the folder to that name, or move it away.")
    return study


def _checked(study_id: str) -> str:
    if not _ID.fullmatch(study_id):  # it may come from a URL and becomes a path
        raise InvalidSettings("This is not the id of a study.", remedy="Check it, or open another study.")
    return study_id


def is_there(store: Store, study_id: str) -> bool:
    """Whether there is a folder or file for a study with this id. Raises Unreadable."""
    return study_id in {path.name for path in store.listed("studies")}


class KnownStudies(NamedTuple):
    """All studies of a home: those that can be read, newest first, and the errors of the others."""

    studies: list[Study]
    unreadable: list[FerLabError]


def survey(store: Store) -> KnownStudies:
    """List the folder of studies; unreadable ones are not changed. Raises Unreadable for the folder."""
    found = KnownStudies([], [])
    for path in store.listed("studies"):
        if _ID.fullmatch(path.name) or is_file(path / "study.json"):
            try:
                found.studies.append(load(store, path.name))
            except FerLabError as error:
                found.unreadable.append(error if error.where else _misplaced(path))
    found.studies.sort(key=lambda study: study.created, reverse=True)
    return found


def listing(store: Store) -> list[Study]:
    """All readable studies, newest first; `survey` also has the errors of the others."""
    return survey(store).studies


def _misplaced(path: Path) -> FerLabError:
    what = "This folder contains a study, but its name is not the id of a study."
    return DamagedFile(what, where=str(path), remedy="Rename it to the “id” in its study.json.")


def revived(value: Any, where: str, more: Sequence[type] = ()) -> Any:
    """The inverse of `store.plain`: unknown fields are ignored, missing ones get their default.

    Types of fields are not checked (see `fer_core.base.typed`).

    Args:
        value: from JSON.
        where: the file, for errors.
        more: dataclasses that it may contain besides those of a study.

    Raises:
        DamagedFile: if it names another class, or fields are missing or impossible.
    """
    if isinstance(value, list):
        return tuple(revived(item, where, more) for item in value)
    if not isinstance(value, dict):
        return value
    if "" not in value:
        return {name: revived(item, where, more) for name, item in value.items()}
    known = {**_saved(), **{cls.__name__: cls for cls in more}}
    cls = known.get(value[""]) if isinstance(value[""], str) else None
    if cls is None:
        raise DamagedFile(f"It contains an unknown kind of settings, {str(value[''])[:40]!r}.", where=where)
    names = {f.name for f in dataclasses.fields(cls)}
    try:
        return cls(**{name: revived(item, where, more) for name, item in value.items() if name in names})
    except (TypeError, ValueError, AttributeError, RecursionError) as error:
        raise DamagedFile("Some of its settings are missing or impossible.", where=where) from error


def _saved() -> dict[str, type]:
    """The classes that the file of a study may contain."""
    settings = (
        Study, Choices, SplitSettings, Exclusion, BalanceSettings, ReductionSettings, ClusterSettings,
        RecognizerSettings,
    )  # fmt: skip
    return {cls.__name__: cls for cls in (*settings, *FEATURES.values(), *CHOSEN.values())}
