"""Person: the decisions of one annotator, with undo, redo and return.

The decisions in effect are a chain: the last decision, the one before it, and so on. A new decision makes a longer
chain, and no chain is ever changed. So undo, redo and return only choose which chain is in effect, and each can be
exactly reversed.
"""

import bisect
from collections.abc import Iterator
from dataclasses import dataclass

from fer_core.naming.decision import Decision


@dataclass(frozen=True, eq=False)
class Link:
    """A decision, the chain that was in effect before it, and the last link in it that changed the groups."""

    decision: Decision
    before: "Link | None"
    reshaped: "Link | None"

    @property
    def reshaping(self) -> "Link | None":
        """The last decision up to this one that changed the groups."""
        return self if self.decision.reshapes else self.reshaped


class Person:
    """The decisions of one annotator that are in effect.

    Attributes:
        now: the chain that is in effect.
        past: changes that undo reverts, the last one last: each decision with the chain before it.
        future: changes that redo restores: each decision with the chain after it.
        last: the last entry with an effect: its action, and the decision that was made, undone or redone.
    """

    def __init__(self) -> None:
        self.now: Link | None = None
        self.past: list[tuple[Decision, Link | None]] = []
        self.future: list[tuple[Decision, Link | None]] = []
        self.last: tuple[str, Decision] | None = None
        self._ids: list[int] = []
        self._stood: list[Link | None] = []

    def add(self, entry: Decision) -> None:
        """Add this annotator's next entry of the log."""
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
        """The decisions in effect, in the order they were made."""
        return list(_chain(self.now))[::-1]

    def reshaping(self) -> list[Decision]:
        """The decisions in effect that change the groups, last one first."""
        found, link = [], self.now and self.now.reshaping
        while link is not None:
            found.append(link.decision)
            link = link.reshaped
        return found

    def in_force(self) -> list[Decision]:
        """The decisions in effect, and the returns that were not undone."""
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
        """This annotator's chain at the time of the decision with this id, whoever made it."""
        place = bisect.bisect_right(self._ids, decision)
        return self._stood[place - 1] if place else None


def _chain(link: Link | None) -> Iterator[Decision]:
    while link is not None:
        yield link.decision
        link = link.before
