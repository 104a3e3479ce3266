"""Repeats a run from faces, choices and decisions in a separate home, to see whether it gives the same numbers."""

import os
import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from fer_core.base.progress import Progress, parts_of, silent
from fer_core.faces.faceset import FaceSet
from fer_core.naming.decision import Decision
from fer_core.naming.replay import replay
from fer_core.study.lab import Lab
from fer_core.study.runs import Run, run_of
from fer_core.study.store import Store

SAME = 1e-9
"""Largest difference of accuracies that count as the same."""
MEASURED = ("mesh", "alignment", "copies", "features", "learned")
"""Results that depend on the pictures and not on later choices or names; they are not made again."""


@dataclass(frozen=True)
class Rerun:
    """A run as it was saved, and as it was repeated now."""

    saved: Run
    now: Run

    @property
    def difference(self) -> float:
        """Accuracy now minus the saved one; without labels, that of the agreement; 0 if there is neither."""
        before, now = (run.scores.accuracy if run.scores else run.agreement for run in (self.saved, self.now))
        return (now or 0.0) - (before or 0.0)

    @property
    def same_names(self) -> bool:
        """Whether the names belong to the same faces.

        They do not if the groups are different: decisions refer to groups by number, and other versions, processors or
        numbers of threads can give other groups.
        """
        return self.saved.names == self.now.names

    @property
    def same(self) -> bool:
        """Whether the numbers are the same; without labels, also the names."""
        both = bool(self.saved.scores) == bool(self.now.scores)
        return both and abs(self.difference) <= SAME and (bool(self.saved.scores) or self.same_names)


def rerun(
    store: Store, faces: FaceSet, decisions: Sequence[Decision], run: Run, fresh: bool, progress: Progress = silent
) -> Rerun:
    """Repeat ``run`` in a temporary home.

    Args:
        store: the home with the run; its `MEASURED` results are used.
        faces: the data set.
        decisions: of the study.
        run: to repeat.
        fresh: whether to make the `MEASURED` results again too.
        progress: may raise Cancelled.

    Raises:
        FerLabError: if a step cannot be made any more.
    """
    with tempfile.TemporaryDirectory(prefix="rerun-", dir=store.folder("reruns")) as home:
        for kind in () if fresh else MEASURED:
            _link(store.home / "artefacts" / kind, Path(home) / "artefacts" / kind)
        _link(store.home / "encoders", Path(home) / "encoders")
        grouping, training_part = parts_of(progress, [9, 1])
        lab = Lab(Store(Path(home)), faces, run.choices)
        lab.groups.clustering(grouping)
        naming = replay(d for d in decisions if d.clustering == run.clustering and d.id <= run.last_decision)
        named = lab.naming.named_faces(naming)
        training = lab.training.result(named, training_part)
        return Rerun(run, run_of(lab, naming, named, training, "command line", run.last_decision))


def _link(source: Path, target: Path) -> None:
    """Link a folder's files to another folder; copy them if the file system has no links."""
    if source.is_dir():
        shutil.copytree(source, target, copy_function=_link_file)


def _link_file(source: str, target: str) -> None:
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)
