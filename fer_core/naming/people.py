"""Person: one annotator's decisions, and the way back through them.

How somebody's decisions stand is a chain: the last decision, the one before it, and so on. A new decision makes a
longer chain, and nothing ever changes an old one. So undo, redo and return only choose which chain holds, and each is
the exact opposite of another.
"""

import bisect
from collections.abc import Iterator
from dataclasses import dataclass

from fer_core.naming.decision import Decision


@dataclass(frozen=True, eq=False)
class Link:
    """A decision, those that stood before it, and the last of these that changed the groups."""

    decision: Decision
    before: "Link | None"
    reshaped: "Link | None"

    @property
    def reshaping(self) -> "Link | None":
        """The last decision up to this one that changed the groups."""
        return self if self.decision.reshapes else self.reshaped


class Person:
    """What stands of one annotator's decisions.

    Attributes:
        past: what undo takes back, the last change last: the decision that made it, and how things stood before.
        future: the same for redo, and how things stood after.
        last: the last entry that had an effect: its action, and the decision that was made, undone or redone.
    """

    def __init__(self) -> None:
        self.now: Link | None = None
        self.past: list[tuple[Decision, Link | None]] = []
        self.future: list[tuple[Decision, Link | None]] = []
        self.last: tuple[str, Decision] | None = None
        self._ids: list[int] = []
        self._stood: list[Link | None] = []

    def add(self, entry: Decision) -> None:
        """Take in this person's next entry of the log."""
        if entry.action == "undo":
            self._step(entry, self.past, self.future)
        elif entry.action == "redo":
            self._step(entry, self.future, self.past)
        else:
            self.past.append((entry, self.now))
            self.future.clear()
            reshaped = self.now and self.now.reshaping
            self.now = self._then(entry.to or 0) if entry.action == "return" else Link(entry, self.now, reshaped)
            self.last = entry.action, entry
        self._ids.append(entry.id)
        self._stood.append(self.now)

    def standing(self) -> list[Decision]:
        """The decisions that stand, in the order they were made."""
        return list(_chain(self.now))[::-1]

    def reshaping(self) -> list[Decision]:
        """Those of them that change the groups, the last one first."""
        found, link = [], self.now and self.now.reshaping
        while link is not None:
            found.append(link.decision)
            link = link.reshaped
        return found

    def in_force(self) -> list[Decision]:
        """The decisions that stand, and the returns that were not undone."""
        return [*self.standing(), *(change for change, _ in self.past if change.action == "return")]

    def _step(
        self, entry: Decision, source: list[tuple[Decision, Link | None]], target: list[tuple[Decision, Link | None]]
    ) -> None:
        if not source:
            return
        change, there = source.pop()
        target.append((change, self.now))
        self.now = there
        self.last = entry.action, change

    def _then(self, decision: int) -> Link | None:
        """How things stood for this person after the decision with this id, whoever made it."""
        place = bisect.bisect_right(self._ids, decision)
        return self._stood[place - 1] if place else None


def _chain(link: Link | None) -> Iterator[Decision]:
    while link is not None:
        yield link.decision
        link = link.before
