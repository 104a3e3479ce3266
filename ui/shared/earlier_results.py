"""Names and results of earlier choices: shown under a banner that says which choices those were, and how to go on."""

import dataclasses
from collections.abc import Callable, Sequence
from functools import partial
from typing import NamedTuple

import streamlit as st

from fer_core.base.errors import FerLabError
from fer_core.study import study
from fer_core.study.choices import Choices
from fer_core.study.differences import Difference, differences, since_then, with_choices
from fer_core.study.journey import CLUSTERS, FEATURES, NAME, REPORT, TRAIN, Step
from fer_core.study.runs import Run
from ui.shell.text import count, escape
from ui.shell.workspace import Workspace

_BACK = "earlier-went-back"
_PRESENTATION = "present"


class _WentBack(NamedTuple):
    """What *Back* did: on which page and study, the choices before and since, and what is back in words."""

    page: str
    study: str
    before: Choices
    since: Choices
    words: str


def shown(workspace: Workspace, page: Step | None) -> Workspace:
    """The study to show: as it is or, where it has no result yet, as of its last run, under a banner.

    ``page``: whose results are shown; None for the presentation, where the banner is one line without buttons.
    """
    key = page.key if page else _PRESENTATION
    _undo(workspace, key)
    if not workspace.is_now or _has_result(workspace, page) or (before := workspace.as_before) is None:
        return workspace
    run = _run(before)
    found = differences(run.choices, workspace.study.choices)
    words = _of_results(found, workspace.naming.decisions - run.decisions)
    if page is None:
        st.caption(f":material/history: {escape(words)}")
        return before
    saved = f"Nothing is lost: this result and its {count(run.decisions, 'decision')} are saved."
    _banner(workspace, key, f"**{escape(words)}** {saved}", run.choices, found)
    return before


class Further(NamedTuple):
    """What a page offers besides going back: said in the same banner, with what draws its button."""

    words: str
    button: Callable[[], None]


def note(workspace: Workspace, page: Step, further: Further | None = None) -> bool:
    """Say on a page where choices are made that names or results of earlier choices are saved, and offer them.

    Returns whether there was something to say; ``further`` is part of it.
    """
    _undo(workspace, page.key)
    if not workspace.lab.division.ready or workspace.split_problem:
        return False
    try:
        return _note(workspace, page, further)
    except FerLabError:  # the page itself shows what is wrong
        return False


def _note(workspace: Workspace, page: Step, further: Further | None) -> bool:
    earlier, now = workspace.earlier, workspace.study.choices
    unnamed = not workspace.naming.decisions
    if not (earlier.decisions if unnamed else _out_of_date(workspace) and page is not NAME):
        return False
    before = workspace.as_before
    run = _run(before) if before else None
    choices = run.choices if run else earlier.named_with
    found = differences(choices, now) if choices else []
    if unnamed:
        decisions = run.decisions if run else next(iter(earlier.named.values())).decisions
        words = _of_names(decisions, found, run)
    elif found and run:
        words = f"**Your last result{_score(run)} belongs to {_ends(found)}.** It is saved, and so are your names."
    else:
        return False
    _banner(workspace, page.key, words, choices, found, further)
    return True


def _run(before: Workspace) -> Run:
    saved = before.shown_run
    assert saved is not None  # it was opened as of this run
    return saved.run


def _has_result(workspace: Workspace, page: Step | None) -> bool:
    """Whether a page has something to show for the present choices and names; Train makes it where there are names."""
    lab = workspace.lab
    if not lab.groups.ready or not len(named := workspace.named_faces):
        return False
    if page is TRAIN:
        return True
    return lab.training.ready(named) if page is REPORT else lab.training.trained_names(named) is not None


def _out_of_date(workspace: Workspace) -> bool:
    """Whether there are names for the present groups but no recognizer with the present choices."""
    return not workspace.lab.groups.ready or not workspace.lab.training.ready(workspace.named_faces)


def _of_results(found: Sequence[Difference], more: int) -> str:
    if found:
        return f"These results belong to {with_choices(found)}; {since_then(found)}."
    newer = f" You made {count(more, 'decision')} since." if more > 0 else ""
    return f"These results do not contain your newest names yet.{newer}"


def _of_names(decisions: int, found: Sequence[Difference], run: Run | None) -> str:
    verb = "belongs" if decisions == 1 else "belong"
    to = _ends(found) if found else "earlier groups"
    trained = f" and the recognizer trained on them{_score(run)}" if run else ""
    back = "" if found else " They return with the earlier choices."
    return f"**Your {count(decisions, 'decision')} {verb} to {to}.** They{trained} are saved.{back}"


def _ends(found: Sequence[Difference]) -> str:
    return escape(f"{with_choices(found)}; {since_then(found)}")


def _score(run: Run) -> str:
    return f" ({run.scores.accuracy:.0%} correct)" if run.scores else ""


def _banner(
    workspace: Workspace,
    page: str,
    words: str,
    choices: Choices | None,
    found: Sequence[Difference],
    further: Further | None = None,
) -> None:
    """The words with a button that goes back to ``choices``, and a link to where the present ones continue."""
    with st.container(border=True, key="earlier-results", horizontal=True, vertical_alignment="center"):
        st.markdown(f":material/history: {words}{f' {further.words}' if further else ''}", width="stretch")
        if further:
            further.button()
        if choices and found:
            to = with_choices(found) if len(found) == 1 else "the earlier choices"
            st.button(
                f"Back to {escape(to)}", key="earlier-back", icon=":material/undo:",
                on_click=partial(_go_back, workspace, page, choices, to),
            )  # fmt: skip
        step, label = _way_on(workspace, bool(found))
        if step.key != page:
            st.page_link(f"pages/{step.key}.py", label=label, icon=":material/arrow_forward:")


def _way_on(workspace: Workspace, changed: bool) -> tuple[Step, str]:
    """Where the present choices continue: the first step that they lack."""
    if not workspace.lab.space.ready:
        return FEATURES, "Compute the new features"
    if not workspace.lab.groups.ready:
        return CLUSTERS, "Make the new groups"
    if not len(workspace.named_faces):
        return NAME, "Carry the names over" if changed else "Name the groups"
    return TRAIN, "Train with the new choices" if changed else "Train on all names"


def _go_back(workspace: Workspace, page: str, choices: Choices, words: str) -> None:
    before = _choose(workspace, choices)
    st.session_state[_BACK] = _WentBack(page, workspace.study.id, before, choices, words)


def _choose(workspace: Workspace, choices: Choices) -> Choices:
    """Make these the study's choices, which widgets then show; returns those before."""
    before = study.load(workspace.store, workspace.study.id).choices
    study.update(workspace.store, workspace.study.id, lambda now: dataclasses.replace(now, choices=choices))
    return before


def _undo(workspace: Workspace, page: str) -> None:
    """After *Back*, offer its opposite on the same page, until anything else is chosen."""
    done: _WentBack | None = st.session_state.get(_BACK)
    if done is None:
        return
    if (done.page, done.study, done.since) != (page, workspace.study.id, workspace.study.choices):
        del st.session_state[_BACK]
        return

    def undo() -> None:
        del st.session_state[_BACK]
        _choose(workspace, done.before)

    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f":material/check: You are back at {escape(done.words)}.", width="content")
        st.button("Undo", key="earlier-undo", icon=":material/undo:", type="tertiary", on_click=undo)
