"""Decision: an entry of the log. Event: a decision before it is in the log. Membership: the groups of a clustering."""

import dataclasses
from dataclasses import dataclass
from typing import Literal

import numpy as np

from fer_core.base.errors import InvalidDecision
from fer_core.naming.correction import read_picture
from fer_core.naming.verdict import Verdict

Action = Literal["verdict", "undo", "redo", "split", "merge", "move", "return", "correction"]
ACTIONS: tuple[Action, ...] = ("verdict", "undo", "redo", "split", "merge", "move", "return", "correction")

LABELS = "labels"
"""The value of `Event.shown` where labels were shown."""
MOST_PARTS = 5
"""Most groups that one split makes; the least is 2."""
FIRST_NEW = 1_000_000
"""Groups from this number on were made by a split or merge; those of a clustering are 0..k-1."""
_PARTS_OF_ONE = 8


def made_by(decision: int, part: int = 0) -> int:
    """The number of a group that the decision with this id made; it is unique over all decisions and people."""
    return FIRST_NEW + decision * _PARTS_OF_ONE + part


def maker_of(group: int) -> tuple[int, int] | None:
    """The decision that made a group, and which part it is; None for a group of the clustering."""
    return divmod(group - FIRST_NEW, _PARTS_OF_ONE) if group >= FIRST_NEW else None


@dataclass(frozen=True)
class Event:
    """A decision before the log gives it an id and a time. Raises InvalidDecision if its fields do not fit together.

    Attributes:
        client: random id of one loaded page; two tabs are two clients.
        seq: number of the event within its client, 1 or more, ascending.
        clustering: key of the clustering that the decision is about; group numbers are relative to it.
        action: a verdict; a change of the groups (split, merge, move); a step in one's own history (undo and redo of
            the last change, return to an earlier decision); or a correction of a prediction.
        group: number of the group that is named, split, or moved from; None for undo, redo, return, merge, and for a
            verdict on faces of any groups.
        faces: indices of faces in their FaceSet: named, moved or, for a test face, corrected; empty for a verdict on
            the whole group and for a correction of a photo's face.
        verdict: of a verdict or correction; else None.
        parts: of a split: one digit for each face of the group in ascending order, the subgroup (0, 1 …) it goes to.
        groups: of a merge: the groups that become one.
        to: of a move: the group that the faces go to; of a return: id of the decision, 0 for the start.
        picture: of a correction: the photo's face as `correction.written` encodes it; "" for a face of the data set.
        shown: "labels" if the person saw the labels of the named faces; "" for the Name page, which never shows them.
    """

    client: str
    seq: int
    clustering: str
    action: Action = "verdict"
    group: int | None = None
    faces: tuple[int, ...] = ()
    verdict: Verdict | None = None
    parts: str = ""
    groups: tuple[int, ...] = ()
    to: int | None = None
    picture: str = ""
    shown: str = dataclasses.field(default="", repr=False)  # keys of earlier results are made from the repr

    def __post_init__(self) -> None:
        about = (self.group is not None, bool(self.faces), self.verdict is not None)
        more = (bool(self.parts), bool(self.groups), self.to is not None)
        fits = {
            "verdict": about in ((True, False, True), (True, True, True), (False, True, True)) and not any(more),
            "undo": not any(about + more),
            "redo": not any(about + more),
            "split": about == (True, False, False) and more == (True, False, False),
            "merge": not any(about) and more == (False, True, False),
            "move": about == (True, True, False) and more == (False, False, True) and self.to != self.group,
            "return": not any(about) and more == (False, False, True),
            "correction": about == (False, not self.picture, True) and not any(more),
        }
        if not fits.get(self.action, False) or (self.picture and self.action != "correction"):
            raise InvalidDecision("A decision lacks a field that it needs, or has one that does not belong to it.")
        if self.action == "correction" and (len(self.faces) > 1 or self.verdict is None or not self.verdict.emotion):
            raise InvalidDecision("A correction gives one face one name.")
        if self.shown not in ("", LABELS) or (self.shown and not self.faces):
            raise InvalidDecision("Only for named faces is it known whether their labels were shown.")
        if self.picture:
            read_picture(self.picture)
        if self.parts and not 2 <= len(parts_of(self.parts)) <= MOST_PARTS:
            raise InvalidDecision(f"A split makes 2 to {MOST_PARTS} groups, none of them empty.")
        if self.groups and len(set(self.groups)) < max(2, len(self.groups)):
            raise InvalidDecision("A merge needs at least two different groups.")


@dataclass(frozen=True)
class Decision(Event):
    """An entry of the log. ``id`` rises in the order of writing, ``at`` is UTC in ISO 8601."""

    id: int = 0
    at: str = ""
    annotator: str = ""

    @property
    def reshapes(self) -> bool:
        """Whether it changes the groups themselves."""
        return self.action in ("split", "merge", "move")

    @property
    def made(self) -> tuple[int, ...]:
        """Numbers of the groups that a split or merge makes; none for other decisions."""
        if self.action == "merge":
            return (made_by(self.id),)
        return tuple(made_by(self.id, part) for part in range(len(parts_of(self.parts))))


def logged(event: Event, number: int, at: str, annotator: str) -> Decision:
    """The event as an entry of the log."""
    own = {field.name: getattr(event, field.name) for field in dataclasses.fields(Event)}
    return Decision(**own, id=number, at=at, annotator=annotator)


def parts_of(digits: str) -> list[int]:
    """The subgroups 0, 1 … of a split, each with at least one face. Raises InvalidDecision for other digits."""
    found = sorted(set(digits))
    if found != list("01234567"[: len(found)]):
        raise InvalidDecision("A split gives each face a digit, 0, 1 and so on, without skipping any.")
    return list(range(len(found)))


def annotator_name(text: str) -> str:
    """An annotator's name as it is stored: printable characters, single blanks, at most 40; "" for no name."""
    return " ".join("".join(c for c in text if c.isprintable()).split())[:40].strip()


@dataclass(frozen=True, eq=False)
class Membership:
    """Which faces are in which group of a clustering: ``rows`` int [m] face indices, ``groups`` int [m].

    Group -1 is no group: names of groups do not apply to these faces, but each can have its own name.
    """

    rows: np.ndarray
    groups: np.ndarray

    def faces(self, group: int) -> np.ndarray:
        """int [g]: indices of the faces in a group; empty if there is no such group."""
        return self.rows[self.groups == group]
