"""The sentences beside the chart of likely accuracy: what is likely now, what was reached, what more names bring."""

import numpy as np

from fer_core.recognizer.estimate import FURTHER, NAMINGS, gain
from fer_core.recognizer.payoff import Point
from ui.shell.text import count, escape

LIKELY = "After "
"""How the sentence with the estimate begins."""
HELP = (
    "Estimated without labels, for the discriminant with default settings. It follows from how steady, clear, "
    "confident and varied its predictions are, and how often a recognizer of the other groups predicts a group's name. "
    f"It was fitted on {NAMINGS} simulated namings of FER2013 and the samples. In these, and in new ones, at least 95 "
    "of 100 such ranges contained the accuracy on the test faces. With poor features, other emotions or only a few "
    "names, fewer may contain it. An annotator who errs in the same way everywhere is not noticed."
)


def failed(error: str) -> str:
    """Why there is no chart."""
    return f"The recognizer cannot be trained yet. {escape(error)}"


def nothing_yet(making: tuple[str, float] | None) -> str:
    """What stands in place of the chart; ``making``: what is being computed and the share that is done."""
    if making is None:
        return "A chart will show how accurate a recognizer trained on your names is likely to be."
    what, share = making
    return f"Preparing the chart: {what or 'features of the faces'} ({share:.0%}). You can go on naming."


def likely(point: Point, emotions: int) -> str:
    """The likely accuracy of a recognizer trained on the names up to ``point``, or why there is none yet."""
    made = f"{LIKELY}{count(point.decisions, 'decision')}, {count(point.faces, 'face')} named"
    if point.estimate is None:
        have = "No emotion is a name" if not point.names else "One emotion is a name"
        return f"{made}. {have} so far: a recognizer needs two."
    low, middle, high = (f"{share:.0%}" for share in (point.estimate.low, point.estimate.middle, point.estimate.high))
    span = f"**between {low} and {high}**"
    if point.estimate.narrow:
        score = f"would score **about {middle}** on test faces, likely {span}"
    else:
        score = f"would likely score {span} on test faces"
    return f"{made}: Train {score}. Chance is {1 / emotions:.0%}."


def behind(decisions: int, left: int) -> str:
    """That the chart does not include the last ``decisions``; "" if it includes all. ``left``: undecided groups."""
    if decisions < 1:
        return ""
    what = "your last decision" if decisions == 1 else f"the last {decisions:,} decisions"
    return f"The chart does not include {what} yet. {'It catches up while you name.' if left else 'It is catching up.'}"


def reached(counts: np.ndarray, grouped: int, left: int) -> str:
    """The milestones that were reached.

    Args:
        counts: int [c], faces by first name.
        grouped: number of faces to name.
        left: number of undecided groups.
    """
    share = counts.sum() / max(grouped, 1)
    steps = [
        "Every group is decided." if not left else "Half of the faces are named." if share >= 0.5 else "",
        "Every emotion has a name." if counts.all() else "",
    ]
    return " ".join(filter(None, steps))


def further(point: Point, left: int) -> str:
    """About how much the next groups would bring; "" where that cannot be said."""
    points = None if point.signs is None else gain(point.signs, left)
    if points is None:
        return ""
    return f"The next {FURTHER} groups usually bring about {100 * points:.0f} points more."
