"""Ways to balance side by side: choose, run, and see what each gains and loses."""

from collections.abc import Sequence
from functools import partial

import numpy as np
import pandas as pd
import streamlit as st

from fer_core.balance import STRATEGIES, BalanceSettings, Strategy, offered
from fer_core.charts.balancing import recall_cells, strategy_scores
from fer_core.recognizer.comparison import METRICS, SHARE, Compared, Metric, Trade, best, csv, spread, trade
from fer_core.study.lab.comparison import BalanceComparison
from ui.shared.ink import on_page
from ui.shell import cache, waiting
from ui.shell.text import count, escape
from ui.shell.workspace import Workspace

LEAST = 0.005
"""Differences below half a point are not worth a word."""


def section(workspace: Workspace) -> None:
    """The whole part: what is compared, the button, and the results."""
    compared = comparing(workspace)
    lesson = compared.sets
    if lesson is None:
        st.info(
            "This needs two emotions that are named, or labelled by the data set. Name some groups first; then "
            "every way "
            "to balance can be tried here on the **named** faces.",
            icon=":material/info:",
        )
        return
    taught = (
        "the names given so far" if lesson.training_source == "names" else "the data set's own labels (a reference)"
    )
    judged = "the data set's labels of the held-out faces"
    if lesson.test_source == "names":
        judged = "a fifth of the named faces, held back: it tells whether names are repeated, not if they are right"
    st.caption(f"Taught by {taught}: {len(lesson.rows):,} rows. Judged by {judged}.")
    strategies, seeds = _controls(workspace)
    ways = [_settings(workspace, strategy) for strategy in strategies]
    _run(workspace, compared, ways, seeds)
    done = [way for way in ways if compared.ready([way], seeds)]
    if done:
        _results(workspace, compared, compared.compare(done, seeds))


def comparing(workspace: Workspace) -> BalanceComparison:
    """Comparisons on the names given so far, if there are any."""
    named = workspace.lab.groups.ready and workspace.naming.decisions
    return workspace.lab.comparison(workspace.named_faces if named else None)


def _controls(workspace: Workspace) -> tuple[list[Strategy], int]:
    choices = workspace.study.choices
    left, right = st.columns([4, 1])
    chosen = left.multiselect(
        "Ways to compare",
        list(offered(*choices.compared)),
        [s for s in choices.compared if s in STRATEGIES],
        format_func=lambda s: STRATEGIES[s].title,
        key=workspace.widget("compared"),
    )
    seeds = right.number_input(
        "Seeds",
        1,
        10,
        choices.compared_seeds,
        key=workspace.widget("compared-seeds"),
        help=f"Each learns from other {SHARE:.0%} of the training faces, the same for all ways.",
    )
    ordered = [s for s in STRATEGIES if s in chosen]
    workspace.choose(compared=tuple(ordered), compared_seeds=int(seeds))
    return ordered, int(seeds)


def _settings(workspace: Workspace, strategy: Strategy) -> BalanceSettings:
    """The numbers chosen above where it is the way chosen there, else the usual ones."""
    now = workspace.study.choices.recognizer.balance
    return now if now.strategy == strategy else BalanceSettings(strategy)


def _run(workspace: Workspace, comparing: BalanceComparison, ways: Sequence[BalanceSettings], seeds: int) -> None:
    """The button; once pressed, progress with Cancel until all is there."""
    if not ways:
        st.caption("Choose at least one way; two or more can be compared.")
        return
    missing = sum(not comparing.ready([way], seeds) for way in ways)
    asked, key = workspace.widget("comparison-asked"), comparing.key(ways, seeds)
    if not missing:
        return
    if st.session_state.get(asked) != key and cache.jobs().get(key) is None:
        label = "Run side by side" if missing == len(ways) else f"Run the {missing} that are missing"
        if not st.button(label, key="compare", type="primary", icon=":material/compare_arrows:"):
            return
        st.session_state[asked] = key
    work = partial(comparing.compare, ways, seeds)
    waiting.obtain(key, "Comparing ways to balance", work, slot=workspace.widget("comparison"))


def _results(workspace: Workspace, comparing: BalanceComparison, found: Sequence[Compared]) -> None:
    classes, titles = workspace.faces.classes, [_title(way.settings) for way in found]
    st.dataframe(_table(found, titles), width="stretch", hide_index=True)
    seeds = len(found[0].outcomes)
    st.caption(
        "★ best; ≈ as good: the difference from the best is within its spread over seeds. "
        f"± is the standard deviation over {count(seeds, 'seed')}, each of which learns from other {SHARE:.0%} of the "
        "training faces." + (" With one seed, chance cannot be told from a difference." if seeds == 1 else "")
    )
    _sentences(found, titles, classes)
    left, right = st.columns(2)
    left.plotly_chart(strategy_scores(found, titles), key="compared-scores")
    right.plotly_chart(on_page(recall_cells(found, titles, classes)), key="compared-recalls")
    _use(workspace, found)
    lesson = comparing.sets
    assert lesson is not None
    st.download_button(
        "These results (CSV)",
        lambda: csv(found, classes, lesson.training_source, lesson.test_source),
        "balancing.csv",
        "text/csv",
        icon=":material/download:",
    )


def _table(found: Sequence[Compared], titles: Sequence[str]) -> pd.DataFrame:
    columns: dict[str, Sequence[str]] = {"way": titles}
    for metric, name in METRICS.items():
        columns[name] = _marked(np.array([way.values(metric) for way in found]), metric)
    columns["training rows"] = [f"{way.rows:,.0f}" for way in found]
    columns["seconds"] = [f"{way.seconds:.1f}" for way in found]
    return pd.DataFrame(columns)


def _marked(values: np.ndarray, metric: Metric) -> list[str]:
    """Mean ± spread as text, with a sign before the best one and those that do as well."""
    winner, level = best(values)
    signs = ["★ " if i == winner else "≈ " if level[i] else "" for i in range(len(values))]
    means, spreads = values.mean(axis=1), spread(values, axis=1)
    if metric == "macro_f1":
        return [f"{sign}{mean:.3f} ± {sd:.3f}" for sign, mean, sd in zip(signs, means, spreads, strict=True)]
    return [f"{sign}{mean:.1%} ± {100 * sd:.1f}" for sign, mean, sd in zip(signs, means, spreads, strict=True)]


def _title(settings: BalanceSettings) -> str:
    title = STRATEGIES[settings.strategy].title
    return title + (f", {settings.per_class:,} each" if settings.per_class else "")


def _sentences(found: Sequence[Compared], titles: Sequence[str], classes: Sequence[str]) -> None:
    """What was gained and lost against leaving the faces as they are (else against the first way)."""
    if len(found) < 2:
        return
    base = next((i for i, way in enumerate(found) if way.settings.strategy == "none"), 0)
    others = [i for i in range(len(found)) if i != base]
    sentences = {i: _sentence(titles[i], trade(found[i], found[base]), classes) for i in others}
    best_other = max(others, key=lambda i: found[i].values("balanced_accuracy").mean())
    st.markdown(f"Against “{escape(titles[base])}”: {sentences[best_other]}")
    if len(others) > 1:
        with st.expander("What each of the others gains and loses"):
            st.markdown("\n".join(f"- {sentences[i]}" for i in others if i != best_other))


def _sentence(title: str, change: Trade, classes: Sequence[str]) -> str:
    parts = []
    if change.gained is not None and change.gain >= LEAST:
        parts.append(f"finds {_points(change.gain)} more of **{escape(classes[change.gained])}**")
    if change.lost is not None and change.loss >= LEAST:
        parts.append(f"finds {_points(change.loss)} less of **{escape(classes[change.lost])}**")
    if abs(change.accuracy) >= LEAST:
        verb = "gains" if change.accuracy > 0 else "loses"
        sure = "" if change.clear else ", which may be chance"
        parts.append(f"{verb} {_points(abs(change.accuracy))} of accuracy{sure}")
    else:
        parts.append("changes the accuracy by less than half a point")
    return f"**{escape(title)}** " + (", ".join(parts[:-1]) + " and " if len(parts) > 1 else "") + parts[-1] + "."


def _points(share: float) -> str:
    """A difference of shares in words: "3 points"; a single decimal below ten."""
    text = f"{100 * share:.0f}" if share >= 0.0995 else f"{100 * share:.1f}"
    return f"{text} {'point' if text == '1.0' else 'points'}"


def _use(workspace: Workspace, found: Sequence[Compared]) -> None:
    """Make one of the ways the choice for the recognizer."""
    strategies = [way.settings.strategy for way in found]
    now = workspace.study.choices.recognizer.balance.strategy
    with st.container(horizontal=True, vertical_alignment="bottom"):
        chosen = st.selectbox(
            "For the recognizer",
            strategies,
            strategies.index(now) if now in strategies else 0,
            format_func=lambda s: STRATEGIES[s].title,
            key=workspace.widget("use-strategy"),
            width=320,
        )
        st.button("Use this one", key="use", disabled=chosen == now, on_click=_take, args=(workspace, chosen))


def _take(workspace: Workspace, strategy: Strategy) -> None:
    """Before the page runs again: its control above shows the new choice and saves it."""
    st.session_state[workspace.widget("trained-strategy")] = strategy
