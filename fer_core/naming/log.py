"""DecisionLog: every decision of a study in the order it was made, appended and never changed.

What `append` has acknowledged is on the disk (SQLite: write-ahead log, flushed at each commit; PostgreSQL: a commit
that waits for the disk). Appending the same event twice is the same as once: (client, seq) is unique in a study, and
only events above a client's acknowledged number are written. Gaps in ``seq`` are allowed: a browser always sends
everything that is not yet settled, so a missing number was refused, or was acknowledged before a backup had to be
restored. Ids count from 1 in the order in which decisions can be seen by others.
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
"""Decisions between two backups; one is also made at opening."""


class DecisionLog:
    """The decisions of one study, in a SQLite file or a PostgreSQL database. Threads and processes may share it.

    Attributes:
        notice: what the person must be told since opening, e.g. that a damaged file was set aside; "" if nothing.
    """

    def __init__(self, place: Path | str, study: str = "") -> None:
        """Open or make the file, or use the database at a URL (then ``study`` tells whose decisions are meant).

        A damaged file is set aside and the last backup opened. Raises FerLabError.
        """
        self._lock = threading.RLock()
        self._read: list[Decision] = []
        self._since_backup = 0
        self._database = database.database(place, study)
        self._table = self._database.table
        with self._errors("opened"):
            self.notice = self._database.prepare()

    def append(self, events: Sequence[Event], annotator: str = "") -> dict[str, int]:
        """Write those events that are not yet there, all in one transaction; returns acks by client.

        Events of one client must ascend in ``seq``. Raises FerLabError, and then nothing was written.
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
        """Take over decisions made elsewhere, with their times and names; returns how many were not yet there.

        They get ids after the last one here, and what refers to another decision follows it. An empty log gets them
        as they were. Raises InvalidDecision where one refers to a decision that is neither here nor among them.
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
        """The highest ``seq`` of a client that is on the disk; 0 for an unknown client."""
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
        """Copy the log beside itself; returns whether that was done (not from a damaged file, nor on a server)."""
        with self._lock, self._errors("backed up"):
            done = self._database.backup()
            self._since_backup = 0
            return done

    def close(self) -> None:
        """Let go of the file. Nothing is lost without it."""
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
            with contextlib.suppress(FerLabError):  # the decisions are safe; the next append tries again
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
    """The decision under its new id, and with the new ids of those it refers to."""

    def here(old: int) -> int:
        if old not in new:
            what = f"Decision {decision.id} refers to decision {old}, which is missing."
            raise InvalidDecision(what, remedy="Import all decisions of the study at once.")
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
