"""Likely accuracy while naming: a chart that grows with the decisions, the time left, and which group comes next.

The recognizer is refitted outside of the script thread. Nothing here polls (see docs/decisions.md): each decision runs
the fragment again, which shows the newest point that is ready and starts the next one. So the chart is at most a
decision or two behind, and it says how many decisions it includes.
"""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
import plotly.graph_objects as go
import streamlit as st

from fer_core.base.errors import FerLabError
from fer_core.base.progress import Progress
from fer_core.charts.effort import payoff_curve
from fer_core.naming.decision import Decision
from fer_core.naming.groups import Partition
from fer_core.naming.pace import seconds_a_group
from fer_core.naming.replay import NamingState, replay
from fer_core.recognizer.payoff import Payoff, Point
from fer_core.study.store import key_of
from ui.name import outlook
from ui.shell import cache, waiting
from ui.shell.charts import show_chart
from ui.shell.fragment import fragment
from ui.shell.jobs import Job
from ui.shell.text import count, duration
from ui.shell.workspace import Workspace

EARLIER = 8
"""At most this many points are made for decisions from before this server was started."""


@dataclass
class Running:
    """One study's points in memory.

    Attributes:
        payoff: makes the points; None before the first one.
        upto: id of the last decision that is included.
        lock: held while points are made.
        answers: the newest point and its predictions, float32 [m, c].
    """

    payoff: Payoff | None = None
    upto: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)
    answers: tuple[Point, np.ndarray | None] | None = None

    @property
    def points(self) -> tuple[Point, ...]:
        """The points that are ready."""
        return self.payoff.points if self.payoff else ()


@st.cache_resource(show_spinner=False, max_entries=2)
def _running(home: str, study: str, key: str) -> Running:
    return Running()


def running(workspace: Workspace) -> Running:
    """The points of the open study with its current choices."""
    return _running(str(workspace.store.home), workspace.study.id, workspace.lab.training.payoff_key)


def probabilities(workspace: Workspace) -> np.ndarray | None:
    """float32 [m, c]: probabilities of the grouped faces by the newest recognizer; None before there is one."""
    now = running(workspace)
    if now.payoff is None or not now.points:
        return None
    newest = now.points[-1]
    if now.answers is None or now.answers[0] is not newest:
        now.answers = newest, now.payoff.probabilities(workspace.lab.division.grouped_rows)
    return now.answers[1]


def wait(workspace: Workspace, seconds: float) -> bool:
    """Wait up to ``seconds`` for a recognizer of the current names; returns whether there is one."""
    job = _refresh(workspace, _entries(workspace), patient=False)
    if job is not None:
        job.wait(seconds)
    return probabilities(workspace) is not None


def order_and_reasons(workspace: Workspace, groups: Partition, state: NamingState) -> tuple[list[int], dict[int, str]]:
    """All groups in the order to name them, and the reason for each that is undecided.

    The most useful undecided groups come first, decided groups last. No label and no name is read.
    """
    lab = workspace.lab
    key = key_of(workspace.study.id, lab.groups.key, state.standing)
    middles = cache.derived("middles", key, lambda: lab.groups.middles(groups))
    offers = lab.naming.next_groups(state, middles)
    reasons = {offer.group: offer.reason for offer in offers}
    decided = sorted((g for g in groups.numbers if g not in reasons), key=lambda g: -groups.sizes[g])
    return [*reasons, *decided], reasons


def chart(workspace: Workspace) -> None:
    """Draw the likely accuracy over decisions, the time left, and what was reached. Waits only if every group is
    decided."""
    with st.container():
        state, groups = workspace.naming, workspace.groups
        left = sum(group not in state.group_verdicts for group in groups.numbers)
        entries = _entries(workspace)
        job = _refresh(workspace, entries, patient=not left)
        # Points of decisions that were undone since, or that this page has not read yet, are left out.
        points = [p for p in running(workspace).points if p.decisions <= state.decisions]
        _time_left(entries, workspace.annotator, left)
        if points:
            _drawn(workspace, points)
        for line in _lines(workspace, points, job, left):
            st.caption(line, help=outlook.HELP if line.startswith(outlook.LIKELY) else None)
        if job is not None and job.running and not left:
            _catch_up(job.key)


@fragment(run_every=1.0)
def _catch_up(key: str) -> None:
    """Run the page again when the last decisions are estimated too; while a person names, each decision does so."""
    job = cache.jobs().get(key)
    if job is None or not job.running:
        st.rerun()


def _refresh(workspace: Workspace, entries: Sequence[Decision], patient: bool) -> Job | None:
    """Start the job for the newest decisions if none is running; wait only if nobody has to wait to name."""
    if not workspace.naming.decisions and not running(workspace).points:
        return None
    now = running(workspace)
    key = f"payoff-{workspace.study.id}-{workspace.lab.training.payoff_key}"
    job = cache.jobs().get(key)
    if job is not None and not job.running and job.error is None:
        cache.jobs().forget(key)
        job = None
    if job is None and now.upto != _last(entries):
        job = cache.jobs().start(key, "Payoff", _work(workspace, now))
    opened = f"waited-{key}"
    if job is not None and (patient or opened not in st.session_state):
        job.wait(waiting.PATIENCE)
    st.session_state[opened] = True
    if job is not None and job.error is not None and not isinstance(job.error, FerLabError):
        cache.jobs().forget(key)
        raise job.error
    return job


def _work(workspace: Workspace, now: Running) -> Callable[[Progress], None]:
    def work(progress: Progress) -> None:
        with now.lock:
            if now.payoff is None:
                now.payoff = workspace.lab.training.payoff(progress)
            while now.upto != _last(entries := _entries(workspace)):
                for part in _moments(entries, first=not now.payoff.points):
                    then = replay(part)
                    now.payoff.update(workspace.lab.naming.named_faces(then), then.decisions, then.active_seconds)
                now.upto = _last(entries)

    return work


def _moments(entries: Sequence[Decision], first: bool) -> list[Sequence[Decision]]:
    """The decisions up to now; the first time also up to some earlier moments."""
    ends = np.unique(np.linspace(0, len(entries), EARLIER + 2)[1:].astype(int)) if first else [len(entries)]
    return [entries[:end] for end in ends if end]


def _entries(workspace: Workspace) -> list[Decision]:
    return workspace.log.for_clustering(workspace.lab.groups.key)


def _last(entries: Sequence[Decision]) -> int:
    return entries[-1].id if entries else 0


def _time_left(entries: Sequence[Decision], annotator: str, left: int) -> None:
    pace = seconds_a_group(entries, annotator)
    if left and pace is not None:
        st.caption(
            f"About **{duration(left * pace)}** left: {count(left, 'group')} at your pace of {pace:.0f} s each.",
            help="The median of your times from one group to the next. Breaks of more than a minute are not counted.",
        )


def _drawn(workspace: Workspace, points: Sequence[Point]) -> None:
    drawn = figure(points, _labels(workspace), len(workspace.faces.classes))
    show_chart(drawn, key="payoff", buttons=False)


def figure(points: Sequence[Point], labels: np.ndarray | None, emotions: int) -> go.Figure:
    """The chart of ``points``, beside the accuracy by ``labels`` (uint8 [t]) where they may be used.

    As in words, a wide range has no middle.
    """
    ranges = np.full((len(points), 3), np.nan)
    for row, likely in zip(ranges, (point.estimate for point in points), strict=True):
        if likely is not None:
            row[:] = likely.low, likely.middle if likely.narrow else np.nan, likely.high
    true = None if labels is None else np.array([point.accuracy(labels) for point in points])
    return payoff_curve([point.decisions for point in points], ranges, true, 1 / emotions)


def _labels(workspace: Workspace) -> np.ndarray | None:
    """uint8 [t], labels of the test faces; None unless the person switched the reference on."""
    emotions = workspace.faces.emotions
    if emotions is None or not len(workspace.lab.division.split.test):
        return None
    asked = st.toggle(
        "Show accuracy on the test set",
        key=workspace.widget("payoff-reference"),
        help="Compares predictions with the labels of the test faces.",
    )
    if not asked:
        return None
    st.caption("For reference only. Choosing names to raise this score would make the test set useless as a test.")
    return np.asarray(emotions[workspace.lab.division.split.test])


def _lines(workspace: Workspace, points: Sequence[Point], job: Job | None, left: int) -> list[str]:
    """The sentences under the chart; empty ones are left out."""
    if job is not None and job.error is not None:
        return [outlook.failed(str(job.error))]
    if not points:
        return [outlook.nothing_yet(None if job is None else (job.what, job.share))]
    counts, grouped = workspace.named_counts(), len(workspace.groups.rows)
    reached = "" if counts is None else outlook.reached(counts, grouped, left)
    lines = [
        outlook.likely(points[-1], len(workspace.faces.classes)),
        outlook.behind(workspace.naming.decisions - points[-1].decisions, left),
        " ".join(filter(None, (reached, outlook.further(points[-1], left)))),
    ]
    return [line for line in lines if line]
