"""A run made again from faces, choices and decisions, in a home of its own: does it give the same numbers?"""

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
"""Accuracies this close are the same."""
MEASURED = ("mesh", "alignment", "copies", "features", "learned")
"""What is measured on the pictures, whatever is chosen or named later: kept results that need not be made again."""


@dataclass(frozen=True)
class Rerun:
    """A run as it was kept, and as it came out now."""

    kept: Run
    now: Run

    @property
    def difference(self) -> float:
        """Accuracy now minus the kept one; of the agreement where nothing is labelled; 0 where neither can be had."""
        kept, now = (run.scores.accuracy if run.scores else run.agreement for run in (self.kept, self.now))
        return (now or 0.0) - (kept or 0.0)

    @property
    def same_names(self) -> bool:
        """Whether the names lie on the same faces. They do not where the groups came out differently: decisions name
        groups by their numbers, and other versions, processors or numbers of threads can draw groups otherwise."""
        return self.kept.names == self.now.names

    @property
    def same(self) -> bool:
        """Whether the numbers are the same; without labels also the names they rest on."""
        alike = bool(self.kept.scores) == bool(self.now.scores)
        return alike and abs(self.difference) <= SAME and (bool(self.kept.scores) or self.same_names)


def rerun(
    store: Store, faces: FaceSet, decisions: Sequence[Decision], run: Run, fresh: bool, progress: Progress = silent
) -> Rerun:
    """Make ``run`` again from ``decisions``; nothing of it stays. ``fresh``: the pictures are measured again too.

    Otherwise what ``store`` holds of `MEASURED` is used. Raises FerLabError where a step cannot be made any more.
    """
    with tempfile.TemporaryDirectory(prefix="rerun-", dir=store.folder("reruns")) as home:
        for kind in () if fresh else MEASURED:
            _link(store.home / "artefacts" / kind, Path(home) / "artefacts" / kind)
        _link(store.home / "encoders", Path(home) / "encoders")
        grouping, learning = parts_of(progress, [9, 1])
        lab = Lab(Store(Path(home)), faces, run.choices)
        lab.groups.clustering(grouping)
        naming = replay(d for d in decisions if d.clustering == run.clustering and d.id <= run.last_decision)
        named = lab.naming.named_faces(naming)
        training = lab.training.result(named, learning)
        return Rerun(run, run_of(lab, naming, named, training, "command line", run.last_decision))


def _link(source: Path, target: Path) -> None:
    """The same files under another name; copies where the file system has no links."""
    if source.is_dir():
        shutil.copytree(source, target, copy_function=_link_file)


def _link_file(source: str, target: str) -> None:
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)
