"""How often the range contains the accuracy, how far the estimate is off, and how wide the range is."""

import itertools
from collections.abc import Callable, Sequence

import numpy as np

from benchmarks.estimates.fit import fitted, gains, without
from benchmarks.estimates.namings import NamingMoment, naming_of
from fer_core.recognizer.estimate import FITTED, FURTHER, Formula, LikelyAccuracy, estimate

STEPS = ((1, 3), (4, 6), (8, 12), (15, 20), (25, 50))
"""First and last decision of each column."""
FALL = 0.05
"""A fall of the middle (0..1) that somebody would notice."""
Using = Callable[[NamingMoment], Formula]

SHIPPED = "as shipped"


def _shipped(moment: NamingMoment) -> Formula:
    return FITTED


def estimates(moments: Sequence[NamingMoment], using: Using) -> list[LikelyAccuracy]:
    """The estimate at each moment, by the formula that ``using`` chooses."""
    return [estimate(m, m.tested, using(m)) for m in moments]


def coverage(moments: Sequence[NamingMoment], using: Using) -> float:
    """Share (0..1) of moments whose accuracy is in the range; NaN without moments."""
    held = [e.low <= m.accuracy <= e.high for m, e in zip(moments, estimates(moments, using), strict=True)]
    return float(np.mean(held)) if held else float("nan")


def formulas(moments: Sequence[NamingMoment]) -> dict[str, Using]:
    """Formulas that were fitted on these moments, on other seeds than each, and on other kinds of faces."""
    seeds = {s: fitted(without(moments, seed=s)) for s in {m.seed for m in moments} if without(moments, seed=s)}
    kinds = {k: fitted(without(moments, kind=k)) for k in {m.kind for m in moments} if without(moments, kind=k)}
    return {
        SHIPPED: _shipped,
        "fitted on other seeds": lambda m: seeds.get(m.seed, FITTED),
        "fitted on other kinds of faces": lambda m: kinds.get(m.kind, FITTED),
    }


def markdown(moments: Sequence[NamingMoment], *, fit: bool = False) -> str:
    """All tables; with ``fit`` also of formulas that were fitted on some of these moments."""
    namings = len({naming_of(m) for m in moments})
    using = formulas(moments) if fit else {SHIPPED: _shipped}
    parts = [f"{namings} namings, {len(moments):,} moments."]
    parts += [_table(f"Range contains the accuracy, %: {name}", moments, _held(by)) for name, by in using.items()]
    parts.append(_table("Estimate − accuracy, points (mean, and root mean square)", moments, _bias(_shipped)))
    parts.append(_table("Mean width of the range, points", moments, _width(_shipped)))
    parts.append(_table("Moments", moments, lambda here: str(len(here))))
    parts += [_falls(moments), _gains(moments)]
    return "\n\n".join(parts)


Cell = Callable[[Sequence[NamingMoment]], str]


def _held(using: Using) -> Cell:
    return lambda moments: f"{100 * coverage(moments, using):.0f}"


def _bias(using: Using) -> Cell:
    def cell(moments: Sequence[NamingMoment]) -> str:
        off = np.array([e.middle - m.accuracy for m, e in zip(moments, estimates(moments, using), strict=True)])
        return f"{100 * off.mean():+.0f} ({100 * np.sqrt((off**2).mean()):.0f})".replace("-", "−")

    return cell


def _width(using: Using) -> Cell:
    return lambda moments: f"{100 * np.mean([e.high - e.low for e in estimates(moments, using)]):.0f}"


def _table(title: str, moments: Sequence[NamingMoment], cell: Cell) -> str:
    heads = [f"{first}–{last}" for first, last in STEPS]
    lines = [f"| {title} | {' | '.join(heads)} |", "|---" * (len(heads) + 1) + "|"]
    for kind in [*dict.fromkeys(m.kind for m in moments), ""]:
        of = [m for m in moments if kind in ("", m.kind)]
        cells = [[m for m in of if first <= m.decisions <= last] for first, last in STEPS]
        lines.append(f"| {kind or '**all**'} | {' | '.join(cell(c) if c else '–' for c in cells)} |")
    return "\n".join(lines)


def _falls(moments: Sequence[NamingMoment]) -> str:
    """How often a middle misleads: it falls although the accuracy rises."""
    lines = [
        f"| Accuracy rises, middle falls by more than {100 * FALL:.0f} points | of all ranges | of narrow ranges |",
        "|---|---|---|",
    ]
    for kind in [*dict.fromkeys(m.kind for m in moments), ""]:
        of = [m for m in moments if kind in ("", m.kind)]
        lines.append(f"| {kind or '**all**'} | {_fallen(of, told=False)} | {_fallen(of, told=True)} |")
    return "\n".join(lines)


def _fallen(moments: Sequence[NamingMoment], told: bool) -> str:
    """The share of pairs of successive moments of a naming, of those alone whose middle is ``told``."""
    pairs = [
        (a.middle - b.middle, before.accuracy < after.accuracy)
        for (before, after), (a, b) in zip(
            itertools.pairwise(moments), itertools.pairwise(estimates(moments, _shipped)), strict=True
        )
        if naming_of(before) == naming_of(after) and (not told or (a.narrow and b.narrow))
    ]
    misled = sum(rises and fell > FALL for fell, rises in pairs)
    return f"{misled} of {len(pairs)}"


def _gains(moments: Sequence[NamingMoment]) -> str:
    unsteady, gained = gains(moments)
    lines = [
        f"| not steady, % | next {FURTHER} groups: median | one in ten gained less than | cases |",
        "|---|---|---|---|",
    ]
    for low, high in ((0, 0.05), (0.05, 0.1), (0.1, 0.15), (0.15, 0.2), (0.2, 0.3), (0.3, 1)):
        here = gained[(unsteady >= low) & (unsteady < high)]
        if len(here):
            median, least = (f"{100 * np.quantile(here, q):+.1f}".replace("-", "−") for q in (0.5, 0.1))
            lines.append(f"| {100 * low:.0f}–{100 * high:.0f} | {median} | {least} | {len(here)} |")
    return "\n".join(lines)
