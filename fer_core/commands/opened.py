"""A study as a command works on it: found by id or name, with its faces, steps and decisions."""

import argparse
import dataclasses
from collections.abc import Callable
from functools import cached_property

from fer_core.base.errors import InvalidSettings, NotFound
from fer_core.faces.faceset import FaceSet
from fer_core.naming.log import DecisionLog, open_log
from fer_core.naming.replay import NamingState, replay
from fer_core.naming.verdict import NamedFaces
from fer_core.study import datasets, study
from fer_core.study.choices import Choices
from fer_core.study.journey import NAME, Step, current_keys
from fer_core.study.lab import Lab, named_groups
from fer_core.study.store import Store
from fer_core.study.study import Study

LOG = "decisions.sqlite"


def study_option(parser: argparse.ArgumentParser, what: str = "id or name of a study (see: study list)") -> None:
    """The study that a command works on; ``what`` says what can be given."""
    parser.add_argument("study", metavar="STUDY", help=what)


def find(store: Store, wanted: str) -> Study:
    """The study with this id, or else of this name. Raises NotFound, InvalidSettings (two of one name), DamagedFile."""
    if study.is_there(store, wanted):
        return study.load(store, wanted)
    named = [s for s in study.listing(store) if s.name == wanted]
    if len(named) > 1:
        ids = ", ".join(s.id for s in named)
        raise InvalidSettings(f"{len(named)} studies are called “{wanted}”.", remedy=f"Give one's id: {ids}.")
    if not named:
        remedy = "List the studies with: python -m fer_core study list."
        raise NotFound(f"There is no study “{wanted[:40]}”.", remedy=remedy)
    return named[0]


class Opened:
    """An open study. What is changed is saved at once."""

    def __init__(self, store: Store, wanted: str) -> None:
        """Raises as `find` does, and NotFound or DamagedFile where its faces are gone."""
        self.store, self.study = store, find(store, wanted)
        if not self.study.dataset:
            remedy = "Open faces in the browser, or make one with: python -m fer_core study new NAME --dataset ID."
            raise InvalidSettings("This study has no faces yet.", remedy=remedy)
        self.faces: FaceSet = datasets.load(store, self.study.dataset)

    @cached_property
    def lab(self) -> Lab:
        """The steps of its choices."""
        return Lab(self.store, self.faces, self.study.choices)

    @cached_property
    def log(self) -> DecisionLog:
        """What people decided in it."""
        return open_log(study.folder(self.store, self.study.id) / LOG, self.study.id)

    @property
    def naming(self) -> NamingState:
        """What has been said of its present groups, as it is now."""
        return replay(self.log.for_clustering(self.lab.clustering_key))

    def named(self) -> NamedFaces:
        """Labels that follow from the names so far. Raises NotFound where there is no group or name yet."""
        self.require_groups()
        named = self.lab.named_now(self.naming)
        if not len(named):
            raise NotFound("No group has a name yet.", remedy=f"Name some: python -m fer_core names … {self.study.id}")
        return named

    def require_groups(self) -> None:
        """Raise NotFound where the groups that its choices ask for are not made."""
        if not self.lab.kept("clustering", self.lab.clustering_key):
            remedy = f"Make them: python -m fer_core cluster {self.study.id}"
            raise NotFound("The groups that this study's choices ask for are not made yet.", remedy=remedy)
        self.groups_moved()

    def groups_moved(self) -> bool:
        """Whether the groups hold other faces than when they were named; where none was named, they are noted."""
        key, decided = self.lab.clustering_key, bool(self.log.for_clustering(self.lab.clustering_key))
        return named_groups.came_out_otherwise(self.store, self.study.id, key, self.lab.membership, decided)

    def about_groups(self) -> list[str]:
        """A line that tells where the groups came out differently; else none."""
        words = "the groups came out differently than when they were named: names may lie on other faces"
        return [f"{words} (look on Name, or open the study's file again)"] if self.groups_moved() else []

    def change(self, changes: Callable[[Choices], Choices]) -> None:
        """Save changed choices, if they can work. Raises InvalidSettings; then nothing was changed."""
        choices = changes(self.study.choices)
        if choices == self.study.choices:
            return
        lab = Lab(self.store, self.faces, choices)
        _ = lab.grouped_rows, lab.clustering_key
        self.study = study.update(
            self.store, self.study.id, lambda now: dataclasses.replace(now, choices=changes(now.choices))
        )
        self.__dict__.pop("lab", None)

    def made(self, step: Step) -> None:
        """Note that a step has its result for the present choices and names, as a page does."""
        naming = self.naming if step is not NAME else NamingState()
        key = current_keys(self.lab, naming)[step.key]
        self.study = study.update(self.store, self.study.id, lambda now: now.made(step.key, key))
