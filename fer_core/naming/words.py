"""Decisions in words, for the history and for the last change."""

from collections.abc import Mapping

from fer_core.naming.decision import Decision
from fer_core.naming.groups import label
from fer_core.naming.verdict import Verdict

NO_NAME = "an annotator without a name"
"""Whoever made decisions without giving a name, in a sentence."""
_KINDS = {"mixed": "mixed", "skip": "skipped", "not_a_face": "not a face", "something_else": "something else"}


def verdict_in_words(verdict: Verdict) -> str:
    """A verdict in words: "happy", "happy + sad", "mixed", "skipped", "not a face" or "something else"."""
    if verdict.kind == "name":
        return " + ".join(filter(None, (verdict.emotion, verdict.second)))
    return _KINDS[verdict.kind]


def decision_in_words(decision: Decision, labels: Mapping[int, str]) -> str:
    """What a decision did, e.g. "Group 13 named happy"; ``labels`` of groups made by splits and merges."""
    text = _text(decision, labels)
    return text[:1].upper() + text[1:]


def undo_in_words(decision: Decision, labels: Mapping[int, str]) -> str:
    """What the undo of a decision did, e.g. "Undo: group 13 named happy"."""
    return f"Undo: {_text(decision, labels)}"


def redo_in_words(decision: Decision, labels: Mapping[int, str]) -> str:
    """What the redo of a decision did, e.g. "Redo: group 13 named happy"."""
    return f"Redo: {_text(decision, labels)}"


def _text(decision: Decision, labels: Mapping[int, str]) -> str:
    group = "" if decision.group is None else f"group {label(decision.group, labels)}"
    faces = f"{len(decision.faces):,} {'face' if len(decision.faces) == 1 else 'faces'}"
    if decision.action == "split":
        return f"{group} split into {', '.join(label(number, labels) for number in decision.made)}"
    if decision.action == "merge":
        return f"groups {', '.join(label(number, labels) for number in decision.groups)} merged"
    if decision.action == "move":
        return f"{faces} moved from {group} to group {label(decision.to or 0, labels)}"
    if decision.action == "return":
        return f"returned to decision {decision.to}" if decision.to else "returned to the start"
    assert decision.verdict is not None
    if decision.action == "correction":
        return f"a {'test' if decision.faces else 'photo'} face corrected to {verdict_in_words(decision.verdict)}"
    what = " of ".join(filter(None, (faces if decision.faces else "", group)))
    named = "named " if decision.verdict.kind == "name" else ""
    return f"{what} {named}{verdict_in_words(decision.verdict)}"
