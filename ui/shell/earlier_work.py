"""What was done with earlier choices, in a line for the sidebar."""

from fer_core.study.differences import differences, with_choices
from fer_core.study.earlier import EarlierWork
from ui.shell.text import count, duration, escape


def in_words(earlier: EarlierWork) -> str:
    """Decisions on other groups, their time, and the accuracy of the last run with other choices; "" without any."""
    if not earlier.decisions:
        return ""
    parts = [f"**{count(earlier.decisions, 'decision')}** on earlier groups"]
    if earlier.active_seconds >= 1:
        parts.append(duration(earlier.active_seconds))
    run = next((one.run for one in earlier.listed_runs), None)
    if run is not None and run.scores:
        found = differences(run.choices, earlier.study.choices)
        with_what = escape(with_choices(found)) if found else "earlier names"
        parts.append(f"**{run.scores.accuracy:.0%} correct** with {with_what} (chance {earlier.faces.chance:.0%})")
    return " · ".join(parts)
