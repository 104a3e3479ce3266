"""RecentPace: how long work still takes, from its recent reports, counted down between them."""

import time
from collections import deque
from collections.abc import Callable
from itertools import pairwise

MOVES = 5
"""Reports of progress needed before the time left is estimated."""
RECENT = 20.0
"""Seconds of work that the pace is taken from; a tenth of the time so far if that is more."""
SILENCE = 2.0
"""Seconds without a report before a job counts as slow, at least."""
LATE = 5.0
"""Seconds that the end must be later than expected before a job counts as slow, and a quarter of the time left."""
FORGET = 30.0
"""Seconds in which a later end becomes the one that is expected."""

Clock = Callable[[], float]


class RecentPace:
    """The pace of one piece of work; its share of done work is 0..1, times are seconds."""

    def __init__(self, clock: Clock = time.monotonic) -> None:
        self._clock = clock
        self.started = clock()
        self._moves: deque[tuple[float, float]] = deque()
        self._expected: float | None = None

    def report(self, share: float) -> None:
        """Note that this share of the work is done; a share that is not larger than before is ignored."""
        now = self._clock()
        if self._moves and share <= self._moves[-1][1]:
            return
        before = self._moves[-1][0] if self._moves else now
        self._moves.append((now, share))
        since = now - max(RECENT, (now - self.started) / 10)
        while len(self._moves) > MOVES and self._moves[1][0] < since:
            self._moves.popleft()
        if (left := self._left(now)) is not None:
            end, expected = now + left, self._expected
            step = min(1.0, (now - before) / FORGET)
            self._expected = end if expected is None or end < expected else expected + step * (end - expected)

    @property
    def seconds_left(self) -> float | None:
        """Counts down between reports; where none comes, it grows with the silence. None at the beginning."""
        return self._left(self._clock())

    @property
    def slower(self) -> bool:
        """Whether the work is slower than expected: no report for long, or an end later than what was expected."""
        now = self._clock()
        left = self._left(now)
        if left is None or self._expected is None:
            return False
        return self._silent(now) or now + left - self._expected > max(LATE, left / 4)

    def _left(self, now: float) -> float | None:
        if len(self._moves) < MOVES or self._moves[-1][1] <= 0.02 or now - self.started <= 1:
            return None
        (first, begun), (last, done) = self._moves[0], self._moves[-1]
        if last <= first:
            return None
        if self._silent(now):
            return (1 - done) * (now - first) / (done - begun)
        return max(0.0, (1 - done) * (last - first) / (done - begun) - (now - last))

    def _silent(self, now: float) -> bool:
        """Whether the last report was much longer ago than reports were apart."""
        times = [when for when, _ in self._moves]
        gaps = [later - earlier for earlier, later in pairwise(times)]
        return now - times[-1] > max(SILENCE, 3 * max(gaps, default=0.0))
