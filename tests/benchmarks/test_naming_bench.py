"""The naming benchmark's arithmetic and words; its timing is the benchmark's own business."""

import math
import socket
from collections import Counter
from pathlib import Path

import pytest

from benchmarks import naming
from benchmarks.namings import home, report, rig
from benchmarks.namings.report import Timing


def test_percentiles_lie_between_neighbours() -> None:
    timing = Timing("a key", tuple(float(value) for value in range(101, 0, -1)))
    assert (timing.p50, timing.p95) == (51, 96)
    assert report.percentile([10, 20], 50) == 15
    assert math.isnan(report.percentile([], 50))


def test_the_table_has_a_line_for_each_column_of_what_was_timed() -> None:
    lines = report.table(naming.key_timings(200, [(20, 80, 100), (40, 120, 1300)])).splitlines()
    assert lines[2] == "| 200 faces: key … next group on the screen | 30 | 39 | 2 |"
    assert lines[4].endswith("| 700 | 1,240 | 2 |")
    assert len(lines) == 5


@pytest.mark.parametrize(
    ("kept", "lost"), [({"Ann": 2, "Ben": 1}, 0), ({"Ann": 2}, 1), ({"Ann": 3, "Ben": 1}, 1), ({"Ann": 1, "Ben": 2}, 2)]
)
def test_decisions_of_each_person_are_held_against_the_log(kept: dict[str, int], lost: int) -> None:
    spans = {"Ann": [(0.0, 0.1), (0.5, 0.9)], "Ben": [(7.0, 9.5)]}
    text, missed = naming.together(spans, Counter(kept), seconds=2)
    assert missed == lost
    assert "**1.0 acknowledged decisions a second**" in text  # Ben's came after his two seconds
    assert "p50 400 ms" in text


def test_the_results_replace_what_stood_between_the_marks(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(f"Before\n{report.START}\nold\n{report.END}\nAfter\n", "utf-8")
    report.put_into(page, "new")
    assert page.read_text("utf-8") == f"Before\n{report.START}\n\nnew\n\n{report.END}\nAfter\n"


def test_keys_never_go_to_a_server_that_is_there_already(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        bench = rig.Rig(None, tmp_path, other.getsockname()[1], tmp_path / "log")
        with pytest.raises(SystemExit, match="Something else listens"), bench.server(rig.APP):
            pass
    assert not rig.taken(bench.port)


@pytest.mark.parametrize("grouped", [35_887, 1, 2800])
def test_so_many_faces_are_grouped_as_were_asked_for(grouped: int) -> None:
    faces = home.drawn(grouped)
    assert faces - max(1, round(home.JUDGES * faces)) == grouped
