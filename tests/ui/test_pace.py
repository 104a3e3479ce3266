"""The time left of a job: from its recent pace, counted down between reports, and honest where it becomes slower."""

import pytest

from ui.shell.pace import RECENT, RecentPace


class Clock:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def worked(clock: Clock, pace: RecentPace, start: float, end: float, seconds: float, reports: int = 20) -> None:
    """Work from one share to another in so many seconds."""
    for i in range(1, reports + 1):
        clock.now += seconds / reports
        pace.report(start + (end - start) * i / reports)


def test_it_counts_down_between_two_reports() -> None:
    pace = RecentPace(clock := Clock())
    assert pace.seconds_left is None
    worked(clock, pace, 0, 0.5, 20)
    assert pace.seconds_left == pytest.approx(20, abs=0.1)
    clock.now += 1.5
    assert pace.seconds_left == pytest.approx(18.5, abs=0.1) and not pace.slower


def test_the_recent_pace_counts_and_not_the_mean_since_the_start() -> None:
    pace = RecentPace(clock := Clock())
    worked(clock, pace, 0, 0.5, 10)
    worked(clock, pace, 0.5, 0.7, 2 * RECENT, reports=40)
    assert pace.seconds_left == pytest.approx(0.3 / 0.2 * 2 * RECENT, rel=0.05)  # the mean would give 21 s
    assert pace.slower


def test_silence_makes_the_rest_longer_and_is_told() -> None:
    pace = RecentPace(clock := Clock())
    worked(clock, pace, 0, 0.5, 20)
    seen = []
    for _ in range(5):
        clock.now += 10
        seen.append(pace.seconds_left)
    assert seen == sorted(seen) and seen[0] < seen[-1] and pace.slower
    worked(clock, pace, 0.5, 0.9, 10)
    assert pace.seconds_left < seen[0]


def test_who_is_slower_for_long_is_expected_to_be() -> None:
    pace = RecentPace(clock := Clock())
    worked(clock, pace, 0, 0.1, 4)
    worked(clock, pace, 0.1, 0.3, 40, reports=80)
    assert pace.slower
    worked(clock, pace, 0.3, 0.95, 130, reports=260)
    assert not pace.slower and pace.seconds_left == pytest.approx(10, rel=0.1)


def test_no_estimate_from_little_or_nothing() -> None:
    pace = RecentPace(clock := Clock())
    for share in (0.3, 0.3, 0.2, 0.3):
        clock.now += 1
        pace.report(share)
    assert pace.seconds_left is None and not pace.slower
    worked(clock, pace, 0.3, 1, 10)
    clock.now += 60
    assert pace.seconds_left == 0 and pace.slower  # all is reported, but the end does not come
