"""Numbers and lists in words."""

from collections.abc import Sequence


def count(number: int, thing: str) -> str:
    """A number of things: "1 decision", "25 decisions"."""
    return f"{number:,} {thing}" + ("" if number == 1 else "s")


def duration(seconds: float) -> str:
    """A time in seconds in words: "40 s", "12 min"."""
    return f"{seconds:.0f} s" if seconds < 90 else f"{seconds / 60:.0f} min"


def percent(share: float) -> str:
    """A share (0..1) in words: "47.0%"."""
    return f"{share:.1%}"


def one_in(share: float) -> str:
    """A share (0..1) as a simple fraction close to it, in words: "1 in 2", "2 in 3", "1 in 7"."""
    if not 0.03 <= share <= 0.97:
        return "almost none" if share < 0.5 else "almost all"
    fractions = [(below, of) for of in (2, 3, 4, 5, 6, 7, 8, 10, 20) for below in range(1, of)]
    below, of = min(fractions, key=lambda found: abs(found[0] / found[1] - share) + 0.003 * found[1])
    return f"{below} in {of}"


def points(change: float) -> str:
    """A difference of shares (−1..1) in percentage points: "+2.4", "−0.8", "0.0"."""
    text = f"{100 * change:+.1f}"
    return "0.0" if text in ("+0.0", "-0.0") else text.replace("-", "−")


def first_of(names: Sequence[str], most: int) -> str:
    """The first ``most`` names and the number of others: "a, b and 3 more"."""
    more = len(names) - most
    return ", ".join(names[:most]) + (f" and {more:,} more" if more > 0 else "")


def listed(names: list[str]) -> str:
    """Names as in a sentence: "a", "a and b", "a, b and c"."""
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1] if names else "")))
