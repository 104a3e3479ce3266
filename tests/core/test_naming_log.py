"""The log keeps what it acknowledged: over restarts, repeats, several writers, full disks and damaged files."""

import os
import resource
import signal
import sqlite3
import subprocess
import sys
import tempfile
import textwrap
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fer_core.base.errors import FerLabError
from fer_core.naming.decision import Event
from fer_core.naming.log import BACKUP_EVERY, DecisionLog
from fer_core.naming.replay import replay
from fer_core.naming.verdict import Verdict

HAPPY = Verdict("name", "happy", "sad")


def named(seq: int, client: str = "client-1", group: int = 0, said: Verdict = HAPPY) -> Event:
    return Event(client, seq, "a", "verdict", group, (), said)


@pytest.fixture()
def path(tmp_path: Path) -> Path:
    return tmp_path / "decisions.sqlite"


@contextmanager
def opened(path: Path) -> Iterator[DecisionLog]:
    log = DecisionLog(path)
    try:
        yield log
    finally:
        log.close()


def seqs(path: Path, client: str = "client-1") -> list[int]:
    with opened(path) as log:
        return [d.seq for d in log.all() if d.client == client]


def test_what_was_appended_is_there_after_reopening(path: Path) -> None:
    events = [
        named(1), Event("client-1", 2, "a", "verdict", 1, (7, 8), Verdict("mixed")), Event("client-1", 3, "a", "undo")
    ]  # fmt: skip
    with opened(path) as log:
        assert log.append(events, annotator="Ann") == {"client-1": 3}
        before = log.all()
    with opened(path) as log:
        assert log.notice == ""
        assert log.all() == before
        assert log.ack("client-1") == 3
        assert log.ack("nobody-here") == 0
        first, second, third = log.all()
    assert first.verdict == HAPPY
    assert first.annotator == "Ann"
    assert first.at.endswith("+00:00")
    assert second.faces == (7, 8)
    assert third.action == "undo"


def test_sent_twice_is_written_once(path: Path) -> None:
    with opened(path) as log:
        log.append([named(1), named(2)])
        assert log.append([named(1), named(2), named(3)]) == {"client-1": 3}
        assert log.append([named(2)]) == {"client-1": 3}
        assert [d.seq for d in log.all()] == [1, 2, 3]


def test_a_number_that_was_refused_leaves_a_gap(path: Path) -> None:
    with opened(path) as log:
        log.append([named(1)])
        assert log.append([named(3)]) == {"client-1": 3}


def test_two_tabs_do_not_disturb_each_other(path: Path) -> None:
    with opened(path) as log:
        assert log.append([named(1), named(1, "client-2"), named(2)]) == {"client-1": 2, "client-2": 1}


def test_each_clustering_has_its_own_decisions(path: Path) -> None:
    with opened(path) as log:
        log.append([named(1), Event("client-1", 2, "b", "verdict", 0, (), HAPPY)])
        assert [d.clustering for d in log.for_clustering("b")] == ["b"]


def test_another_process_sees_what_was_written(path: Path) -> None:
    with opened(path) as log, opened(path) as other:
        log.append([named(1)])
        assert len(other.all()) == 1
        other.append([named(2)])
        log.append([named(3)])
        assert [d.seq for d in log.all()] == [d.seq for d in other.all()] == [1, 2, 3]


def test_writers_at_the_same_time_lose_nothing(path: Path) -> None:
    with opened(path) as log, opened(path) as other, ThreadPoolExecutor(4) as pool:

        def write(writer: int) -> None:
            for seq in range(1, 11):
                (log, other)[writer % 2].append([named(i, f"client-{writer}") for i in range(1, seq + 1)])

        list(pool.map(write, range(4)))
        assert sorted((d.client, d.seq) for d in log.all()) == [
            (f"client-{w}", s) for w in range(4) for s in range(1, 11)
        ]


def test_kill_9_keeps_what_was_acknowledged(path: Path) -> None:
    """A process prints each acknowledged number and is killed in the middle of its work."""
    program = textwrap.dedent(f"""
        from pathlib import Path
        from tests.core.test_naming_log import DecisionLog, named
        log = DecisionLog(Path({str(path)!r}))
        for seq in range(1, 100000):
            print(log.append([named(seq)])["client-1"], flush=True)
    """)
    process = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True, cwd=Path.cwd())
    assert process.stdout is not None
    seen = 0
    for line in process.stdout:
        seen = int(line)
        if seen == 70:
            os.kill(process.pid, signal.SIGKILL)
            break
    rest = process.stdout.read().split()
    process.wait()
    kept = seqs(path)
    assert kept == list(range(1, len(kept) + 1))
    assert len(kept) >= (int(rest[-1]) if rest else seen)


def test_a_full_disk_acknowledges_nothing_and_goes_on_later(path: Path) -> None:
    with opened(path) as log:
        log.append([named(1)])
        soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
        big = [Event("client-1", i, "a", "verdict", 0, tuple(range(2000)), HAPPY) for i in range(2, 60)]
        resource.setrlimit(resource.RLIMIT_FSIZE, (64 * 1024, hard))
        try:
            with pytest.raises(FerLabError, match="Free some disk space"):
                log.append(big)
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        assert log.ack("client-1") == 1
        assert log.append(big) == {"client-1": 59}
    assert seqs(path) == list(range(1, 60))


def test_a_folder_that_cannot_be_used_is_explained(tmp_path: Path) -> None:
    with pytest.raises(FerLabError, match="decisions"):
        DecisionLog(tmp_path / "nowhere" / "decisions.sqlite")


@pytest.mark.parametrize("content", [b"", b"no database at all" * 500, None])
def test_a_ruined_file_is_set_aside_and_the_backup_opened(path: Path, content: bytes | None) -> None:
    with opened(path) as log:
        log.append([named(1), named(2)])
        log.backup()
    path.unlink() if content is None else path.write_bytes(content)
    with opened(path) as log:
        assert [d.seq for d in log.all()] == [1, 2]
        assert "backup" in log.notice
        assert log.append([named(3)]) == {"client-1": 3}
    if content is not None:
        [aside] = path.parent.glob("decisions.sqlite.damaged-*")
        assert aside.read_bytes() == content
    with opened(path) as log:
        assert log.notice == ""
        assert [d.seq for d in log.all()] == [1, 2, 3]


def test_what_can_be_read_of_a_damaged_file_is_kept(path: Path) -> None:
    with opened(path) as log:
        log.append([named(1)])
        log.backup()
        log.append([Event("client-1", seq, "a", "verdict", 0, tuple(range(900)), HAPPY) for seq in range(2, 40)])
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    content = bytearray(path.read_bytes())
    content[-8192:] = b"\xa5" * 8192
    path.write_bytes(content)
    with opened(path) as log:
        kept = [d.seq for d in log.all()]
        assert "later decisions" in log.notice
    assert kept == list(range(1, len(kept) + 1))
    assert 1 < len(kept) < 40


def test_without_a_backup_a_ruined_file_is_still_kept(path: Path) -> None:
    path.write_bytes(b"not SQLite" * 1000)
    with opened(path) as log:
        assert log.all() == ()
        assert "no backup" in log.notice
    assert len(list(path.parent.glob("*.damaged-*"))) == 1


def test_backups_are_made_as_the_work_goes_on(path: Path) -> None:
    with opened(path) as log:
        log.append([named(seq) for seq in range(1, BACKUP_EVERY + 1)])
    with closing(sqlite3.connect(path.with_name("decisions.sqlite.backup"))) as connection:
        assert connection.execute("SELECT count(*) FROM decisions").fetchone() == (BACKUP_EVERY,)
    assert not list(path.parent.glob(".new-*"))


_said = st.sampled_from([HAPPY, Verdict("name", "sad"), Verdict("mixed"), Verdict("skip")])
_events = st.lists(
    st.tuples(
        st.sampled_from(["client-1", "client-2"]),
        st.sampled_from(["verdict", "verdict", "undo", "redo"]),
        st.integers(0, 3), st.sets(st.integers(0, 4), max_size=2), _said,
    ), max_size=25,
)  # fmt: skip


def numbered(drawn: list) -> list[Event]:
    last: dict[str, int] = {}
    events = []
    for client, action, group, faces, said in drawn:
        last[client] = last.get(client, 0) + 1
        about = (group, tuple(group * 10 + f for f in sorted(faces)), said) if action == "verdict" else (None, (), None)
        events.append(Event(client, last[client], "a", action, *about))
    return events


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(drawn=_events, data=st.data())
def test_repeats_and_restarts_never_change_the_outcome(drawn: list, data: st.DataObject) -> None:
    """However often unsettled events are sent again, and whenever the log is reopened, the state is the same."""
    events = numbered(drawn)
    with tempfile.TemporaryDirectory() as folder:
        log = DecisionLog(Path(folder) / "decisions.sqlite")
        for end in range(1, len(events) + 1):
            begin = data.draw(st.integers(0, end - 1), label="sent again from")
            log.append(events[begin:end])
            again = data.draw(st.lists(st.integers(0, end - 1), max_size=2), label="late copies")
            for i in sorted(again):
                log.append(events[i:end])
            if data.draw(st.booleans(), label="restart"):
                log.close()
                log = DecisionLog(Path(folder) / "decisions.sqlite")
        kept = log.for_clustering("a")
        log.close()
        with opened(Path(folder) / "decisions.sqlite") as fresh:
            assert replay(fresh.for_clustering("a")) == replay(kept)
    assert [(d.client, d.seq, d.action, d.faces) for d in kept] == [
        (e.client, e.seq, e.action, e.faces) for e in events
    ]
