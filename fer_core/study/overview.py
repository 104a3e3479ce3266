"""Studies and data sets side by side, from what is noted of them: no faces are read and nothing is computed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from fer_core.base.errors import FerLabError
from fer_core.naming.decision import Decision
from fer_core.naming.replay import replay
from fer_core.study import datasets, runs
from fer_core.study.datasets import DatasetInfo
from fer_core.study.deleted import users_of
from fer_core.study.store import Store
from fer_core.study.study import Study


@dataclass(frozen=True)
class StudyRow:
    """A study in a list.

    Attributes:
        study: the study.
        dataset: name of its data set; "" without one.
        faces: number of its faces; 0 if the data set is gone.
        groups: wanted groups; None where the algorithm finds their number.
        decisions: those that were not undone, on all groups of the study.
        seconds: the time that they took.
        runs: number of trainings that are listed.
        accuracy: of the pinned run, else of the newest one on these faces (0..1); None without a scored run.
        changed: time of the last decision, run or saved choice, UTC.
    """

    study: Study
    dataset: str
    faces: int
    groups: int | None
    decisions: int
    seconds: float
    runs: int
    accuracy: float | None
    changed: datetime


def study_row(store: Store, study: Study, decisions: Sequence[Decision], known: Sequence[DatasetInfo]) -> StudyRow:
    """What is noted of a study with these ``decisions``; ``known``: the data sets of the home."""
    of = next((one for one in known if one.id == study.dataset), None)
    by_groups: dict[str, list[Decision]] = {}
    for decision in decisions:
        by_groups.setdefault(decision.clustering, []).append(decision)
    states = [replay(some) for some in by_groups.values()]
    saved = runs.saved(store, study.id)
    same = [one for one in saved.runs if one.run.dataset == study.dataset]
    shown = saved.pinned or next(iter(same), None)
    scores = shown.run.scores if shown else None
    clusters = study.choices.clusters
    return StudyRow(
        study, of.name if of else "", of.faces if of else 0, clusters.k if "k" in clusters.uses else None,
        sum(state.decisions for state in states), sum(state.active_seconds for state in states), len(saved.runs),
        scores.accuracy if scores else None, _changed(store, study, decisions, [one.run.made for one in saved.runs]),
    )  # fmt: skip


def _changed(store: Store, study: Study, decisions: Sequence[Decision], made: Sequence[str]) -> datetime:
    file = store.home / "studies" / study.id / "study.json"
    times = [datetime.fromtimestamp(file.stat().st_mtime, UTC)]
    for text in (*(decision.at for decision in decisions[-1:]), *made[:1]):
        if text:
            when = datetime.fromisoformat(text)
            times.append(when if when.tzinfo else when.replace(tzinfo=UTC))
    return max(times)


@dataclass(frozen=True)
class DatasetRow:
    """A data set in a list: what is noted of it, its bytes on disk, and the names of the studies that use it."""

    info: DatasetInfo
    size: int
    studies: tuple[str, ...]


def dataset_rows(store: Store) -> tuple[list[DatasetRow], list[FerLabError]]:
    """All data sets, newest first, and the errors of those that cannot be read. Raises Unreadable."""
    known, users = datasets.survey(store), users_of(store)
    rows = [DatasetRow(info, _size(store, info.id), tuple(users.get(info.id, ()))) for info in known.datasets]
    return rows, known.unreadable


def _size(store: Store, dataset: str) -> int:
    try:
        return sum(file.stat().st_size for file in store.listed("datasets", dataset))
    except OSError:
        return 0
