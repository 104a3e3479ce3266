"""What is wrong with the faces: for each check a row with pictures and a switch, on the Data page."""

import numpy as np
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from fer_core.audit import CHECKS, Exclusions, Finding, with_step, without_check, words
from fer_core.faces.split import TEST, TRAIN
from ui.components.face_picker import face_picker
from ui.shared import naming_again, one_face
from ui.shell import waiting
from ui.shell.text import count
from ui.shell.workspace import Workspace

SHOWN = 24
"""Faces on a page of a check."""
ALWAYS = ("leaks",)
"""Checks whose faces are always set aside, without a switch."""


def section(workspace: Workspace) -> None:
    """The audit: a button that starts it; then its checks with counts, pictures and switches."""
    st.subheader("What is wrong with these faces?", anchor=False)
    lab = workspace.lab
    if not lab.audit.ready and not waiting.wanted(lab.audit.key):
        st.markdown(
            "Checks every face for copies, unusable pictures and doubtful labels. This takes seconds for a few "
            "thousand faces and minutes for all of FER2013. Nothing is deleted."
        )
        if st.button("Find problems", icon=":material/troubleshoot:", type="primary"):
            waiting.ask(lab.audit.key)
        return
    findings = waiting.result(workspace, "audit", lab.audit.key, "Finding problems", lab.audit.findings)
    if findings is None:
        return
    _total(workspace)
    for check, found in findings.items():
        if len(found):
            _row(workspace, check, found)
    clean = [CHECKS[check].title for check, found in findings.items() if not len(found)]
    if clean:
        st.caption(f"Nothing found for: {', '.join(clean)}.")


def flags(workspace: Workspace) -> dict[str, np.ndarray]:
    """For the face browser: rows of the faces that each check found, by its title; empty before the audit has run."""
    lab = workspace.lab
    if not lab.audit.ready:
        return {}
    return {CHECKS[check].title: found.rows for check, found in lab.audit.findings().items() if len(found)}


def _total(workspace: Workspace) -> None:
    """How many faces are excluded now, and a button to undo the last step."""
    steps, out = workspace.study.choices.left_out, workspace.lab.division.left_out
    line, button = st.columns([5, 1], vertical_alignment="center")
    part = workspace.lab.division.split.part
    rest = f"{(part == TRAIN).sum():,} are training faces and {(part == TEST).sum():,} are test faces."
    line.markdown(
        f"**{count(int(out.sum()), 'face')} excluded** of {len(out):,}. {rest}"
        if steps
        else f"No face is excluded yet. {rest} Switch a check on to exclude the faces that it found from every step."
    )
    if button.button("Undo last", icon=":material/undo:", disabled=not steps, width="stretch", key="audit-undo"):
        _choose(workspace, steps[:-1])


def _choose(workspace: Workspace, steps: Exclusions) -> None:
    """Save the steps and give the widgets new keys, so that they show the new state."""
    name = f"audit-turn-{workspace.study.id}"
    st.session_state[name] = st.session_state.get(name, 0) + 1
    workspace.choose(left_out=steps)


def _widget(workspace: Workspace, name: str) -> str:
    """A key that changes with every step, so that a switch shows the right state after an undo."""
    return workspace.widget(f"audit-{name}-{st.session_state.get(f'audit-turn-{workspace.study.id}', 0)}")


def _row(workspace: Workspace, check: str, found: Finding) -> None:
    """A check: its title does not change, or the part would close while a person works in it."""
    about = CHECKS[check]
    title = f"**{about.title}** · {words.how_many(len(found), found.groups)}"
    with st.expander(title, key=workspace.widget(f"audit-{check}"), on_change="rerun") as part:
        if not part.open:  # draw pictures only when the part is open
            return
        text, switch = st.columns([4, 1], vertical_alignment="center")
        text.markdown(f"{about.why} {'' if check == 'conflicts' else _conflicts(found)}")
        if check in ALWAYS:
            switch.badge(f"{len(found.leave):,} excluded", icon=":material/check:")
        else:
            _switch(workspace, check, found, switch.container())
            _excluded(workspace, check, found)
        shown = _page(workspace, check, found)
        pictures(workspace, check, found, shown)
        if check not in ALWAYS:
            _single_faces(workspace, check, found.rows[shown], workspace.lab.division.left_out)


def _excluded(workspace: Workspace, check: str, found: Finding) -> None:
    """How many of these faces are excluded now, and a button to undo the last step if it was one of this check."""
    excluded, steps = int(workspace.lab.division.left_out[found.rows].sum()), workspace.study.choices.left_out
    last = bool(steps) and steps[-1].check == check
    if excluded or last:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f":material/check: {excluded:,} of {count(len(found), 'face')} excluded")
            if last and st.button("Undo", icon=":material/undo:", key=f"audit-undo-{check}"):
                _choose(workspace, steps[:-1])


def _conflicts(found: Finding) -> str:
    return words.different_labels(len(np.unique(found.group[found.conflict])))


def _switch(workspace: Workspace, check: str, found: Finding, place: DeltaGenerator) -> None:
    steps = workspace.study.choices.left_out
    on = any(step.check == check and step.out and len(step.faces) > 1 for step in steps)
    on = on or (bool(len(found.leave)) and bool(workspace.lab.division.left_out[found.leave].all()))
    wanted = place.toggle(
        "Exclude",
        on,
        key=_widget(workspace, f"switch-{check}"),
        help=f"{count(len(found.leave), 'face')}. {words.EXCLUDED}",
        disabled=not len(found.leave),
    )
    if wanted and not on:
        _choose(workspace, with_step(steps, check, found.leave))
    elif on and not wanted:
        others = without_check(steps, check)
        _choose(workspace, others if others != steps else with_step(steps, check, found.leave, out=False))


def _page(workspace: Workspace, check: str, found: Finding) -> np.ndarray:
    """int64 [m]: positions in ``found`` of the faces on the chosen page; a group of copies stays on one page."""
    starts = _starts(found)
    if len(starts) == 1:
        return np.arange(len(found))
    ends = [*starts[1:], len(found)]
    page = st.number_input(
        f"Page of {len(starts):,}", 1, len(starts), key=workspace.widget(f"audit-page-{check}"), width=160
    )
    return np.arange(starts[page - 1], ends[page - 1])


def _starts(found: Finding) -> list[int]:
    """Position in ``found`` at which each page begins."""
    starts, now = [0], found.group
    for place in range(1, len(found)):
        new = now[place] < 0 or now[place] != now[place - 1]
        end = place + (np.argmax(now[place:] != now[place]) or len(now) - place if now[place] >= 0 else 1)
        if new and end - starts[-1] > SHOWN:
            starts.append(place)
    return starts


def pictures(workspace: Workspace, check: str, found: Finding, shown: np.ndarray) -> None:
    """Faces to click and name again, copies joined by bars; below each its number on the page, its label, and the
    suggested label or its part of the data set.

    Args:
        workspace: of the open study.
        check: key of the check.
        found: what it found.
        shown: int64 [m], positions in ``found`` to draw.
    """
    faces, out, rows, groups = workspace.faces, workspace.lab.division.left_out, found.rows[shown], found.group[shown]
    naming_again.line(workspace)
    captions = [
        _below(workspace, found, int(place), number, bool(out[face]))
        for number, (place, face) in enumerate(zip(shown, rows, strict=True), 1)
    ]
    picked = face_picker(
        faces.images[rows], rows.tolist(), [one_face.tooltip_of(faces, int(row)) for row in rows], captions,
        size=96, key=f"audit-faces-{check}-{workspace.study.id}", dark=out[rows].tolist(),
        joined=[i > 0 and groups[i] >= 0 and groups[i] == groups[i - 1] for i in range(len(groups))],
        names=len(faces.classes), on_key=naming_again.keys(workspace),
    )  # fmt: skip
    st.caption(_legend(found))
    if picked is not None:
        one_face.bring(picked, found.rows)
        st.rerun()  # the page shows the face of the address further up


def _below(workspace: Workspace, found: Finding, place: int, number: int, out: bool) -> str:
    faces, face = workspace.faces, int(found.rows[place])
    suggested = int(found.suggested[place])
    first = f"{number} {'(out) ' if out else ''}{faces.label_of(face) or ''}"
    second = f"maybe {faces.classes[suggested]}" if suggested >= 0 else faces.usages[int(faces.usage[face])]
    named = naming_again.in_words(workspace, face) if workspace.lab.groups.ready else ""
    return "\n".join(filter(None, (first, second, named)))


def _legend(found: Finding) -> str:
    if found.groups:
        return (
            "A bar joins the copies of one picture. Below each face: its number on this page, its label and its part."
        )
    if (found.suggested >= 0).any():
        return "Below each face: its number on this page, its label, and the label of similar faces."
    return "Below each face: its number on this page, its label and its part."


def _single_faces(workspace: Workspace, check: str, rows: np.ndarray, out: np.ndarray) -> None:
    """Exclude or include single faces."""
    now = [number for number, face in enumerate(rows, 1) if out[face]]
    with st.popover("Choose faces"):
        st.caption("Select the numbers of the faces to exclude.")
        wanted = st.pills(
            "Excluded",
            range(1, len(rows) + 1),
            selection_mode="multi",
            default=now,
            key=_widget(workspace, f"single-{check}-{int(rows[0])}"),
            label_visibility="collapsed",
            wrap=True,
        )
    changed = set(wanted) ^ set(now)
    if changed:
        number = min(changed)
        steps = with_step(workspace.study.choices.left_out, check, rows[[number - 1]], out=number in wanted)
        _choose(workspace, steps)
