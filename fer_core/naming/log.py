"""DecisionLog: every decision of a study in order; decisions are appended and never changed.

Decisions that `append` acknowledges are on disk (SQLite: write-ahead log, flushed at each commit; PostgreSQL: a commit
that waits for the disk). Appending an event twice has the same effect as once: (client, seq) is unique in a study, and
only events above the acknowledged number of their client are written. Gaps in ``seq`` are allowed: a browser always
sends all events that are not acknowledged, so a missing number was refused, or acknowledged before a backup had to be
restored. Ids count from 1, in the order in which others see the decisions.
"""

import contextlib
import dataclasses
import itertools
import sqlite3
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from fer_core.base.errors import FerLabError, InvalidDecision
from fer_core.naming import database, table
from fer_core.naming.decision import Decision, Event, logged, made_by, maker_of

BACKUP_EVERY = 50
"""Number of decisions between two backups; a backup is also made when the log is opened."""


class DecisionLog:
    """The decisions of one study, in a SQLite file or a PostgreSQL database. Threads and processes may share it.

    Attributes:
        notice: a message for the person since opening, e.g. that the file was damaged; "" for none.
    """

    def __init__(self, place: Path | str, study: str = "") -> None:
        """Open or create a log. A damaged file is renamed and the last backup opened.

        Args:
            place: path of a SQLite file, or URL of a database.
            study: id of the study, for a database that several studies share.

        Raises:
            FerLabError: if the log cannot be opened.
        """
        self._lock = threading.RLock()
        self._read: list[Decision] = []
        self._since_backup = 0
        self._database = database.database(place, study)
        self._table = self._database.table
        with self._errors("opened"):
            self.notice = self._database.prepare()

    def append(self, events: Sequence[Event], annotator: str = "") -> dict[str, int]:
        """Write the events that are not in the log yet, all in one transaction.

        Args:
            events: those of one client must ascend in ``seq``.
            annotator: who made them.

        Returns:
            The highest number on disk, by client.

        Raises:
            FerLabError: if they cannot be saved; then none of them was written.
        """
        with self._lock, self._errors("saved"), self._transaction(writing=True) as connection:
            acks = {e.client: self._ack(connection, e.client) for e in events}
            fresh: list[Event] = []
            for event in events:
                if event.seq > acks[event.client]:
                    fresh.append(event)
                    acks[event.client] = event.seq
            ids = itertools.count(self._last_id(connection) + 1)
            entries = [logged(event, number, table.now(), annotator) for event, number in zip(fresh, ids, strict=False)]
            self._insert(connection, [table.row_of(entry) for entry in entries])
        self._backup_after(len(fresh))
        return acks

    def adopt(self, decisions: Sequence[Decision]) -> int:
        """Add decisions from another log, with their times and annotators; returns how many are new.

        They get ids after the last one here, and references to other decisions are changed accordingly. In an empty
        log they keep their ids. Raises InvalidDecision if one refers to a decision that is neither here nor among
        them.
        """
        with self._lock, self._errors("saved"), self._transaction(writing=True) as connection:
            query = sa.select(self._table.c.client, self._table.c.seq, self._table.c.id).where(*self._mine)
            ids = {(client, seq): number for client, seq, number in connection.execute(query)}
            fresh = [d for d in decisions if (d.client, d.seq) not in ids]
            last = self._last_id(connection)
            new = {d.id: ids.get((d.client, d.seq), d.id + last) for d in decisions}
            renamed = [_renumbered(decision, new) for decision in fresh]
            self._insert(connection, [table.row_of(decision) for decision in renamed])
        self._backup_after(len(fresh))
        return len(fresh)

    def ack(self, client: str) -> int:
        """The highest ``seq`` of a client on disk; 0 for an unknown client."""
        with self._errors("read"), self._transaction() as connection:
            return self._ack(connection, client)

    def all(self) -> tuple[Decision, ...]:
        """Every decision of the study, in order."""
        with self._lock:
            self._read += self.since(self._read[-1].id if self._read else 0)
            return tuple(self._read)

    def since(self, last_id: int) -> list[Decision]:
        """The decisions after the one with this id, in order."""
        query = sa.select(self._table).where(self._table.c.id > last_id, *self._mine).order_by(self._table.c.id)
        with self._errors("read"), self._transaction() as connection:
            return [table.decision_of(dict(row)) for row in connection.execute(query).mappings()]

    def for_clustering(self, key: str) -> list[Decision]:
        """The decisions on one clustering, in order."""
        return [decision for decision in self.all() if decision.clustering == key]

    def backup(self) -> bool:
        """Back up the log; returns whether it was done (not for a damaged file or a database server)."""
        with self._lock, self._errors("backed up"):
            done = self._database.backup()
            self._since_backup = 0
            return done

    def close(self) -> None:
        """Close the file. Decisions are safe without this."""
        self._database.engine.dispose()

    @property
    def _mine(self) -> list[sa.ColumnElement[bool]]:
        return [self._table.c[name] == value for name, value in self._database.fixed.items()]

    def _ack(self, connection: sa.Connection, client: str) -> int:
        query = sa.select(sa.func.max(self._table.c.seq)).where(self._table.c.client == client, *self._mine)
        return connection.execute(query).scalar() or 0

    def _last_id(self, connection: sa.Connection) -> int:
        return connection.execute(sa.select(sa.func.max(self._table.c.id)).where(*self._mine)).scalar() or 0

    def _insert(self, connection: sa.Connection, rows: list[dict[str, Any]]) -> None:
        if rows:
            connection.execute(sa.insert(self._table), [{**self._database.fixed, **row} for row in rows])

    def _backup_after(self, written: int) -> None:
        self._since_backup += written
        if self._since_backup >= BACKUP_EVERY:
            with contextlib.suppress(FerLabError):  # decisions are saved anyway; the next append tries again
                self.backup()

    @contextlib.contextmanager
    def _transaction(self, writing: bool = False) -> Iterator[sa.Connection]:
        with self._database.engine.connect() as connection:
            connection = connection.execution_options(reading=not writing)
            with connection.begin():
                if writing:
                    self._database.lock(connection)
                yield connection

    @contextlib.contextmanager
    def _errors(self, done: str) -> Iterator[None]:
        try:
            yield
        except (sa.exc.SQLAlchemyError, sqlite3.Error, OSError) as error:
            cause = getattr(error, "orig", None) or error
            raise FerLabError(
                f"The decisions could not be {done} ({cause}).",
                where=self._database.where,
                remedy=self._database.remedy(cause),
            ) from error


def open_log(path: Path, study: str) -> DecisionLog:
    """The study's log: in the database that ``FER_LAB_DATABASE`` names, else in the file ``path``."""
    return DecisionLog(database.chosen(path), study)


def _renumbered(decision: Decision, new: dict[int, int]) -> Decision:
    """The decision with its new id, and new ids in its references."""

    def here(old: int) -> int:
        if old not in new:
            what = f"Decision {decision.id} refers to decision {old}, which is missing."
            raise InvalidDecision(what, remedy="Import all decisions of the study together.")
        return new[old]

    def group(number: int) -> int:
        maker = maker_of(number)
        return number if maker is None else made_by(here(maker[0]), maker[1])

    to = decision.to
    if to is not None:
        to = group(to) if decision.action == "move" else here(to) if to else 0
    return dataclasses.replace(
        decision,
        id=new[decision.id],
        group=None if decision.group is None else group(decision.group),
        groups=tuple(map(group, decision.groups)),
        to=to,
    )
