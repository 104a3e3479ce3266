"""What bringing in a file of decisions or names would do, told before it is done; it draws nothing."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from fer_core.naming import exchange, sheet
from fer_core.naming.decision import Decision, Membership
from fer_core.naming.elsewhere import ImportedNames, read_names
from ui.shell.text import count, escape
from ui.shell.workspace import Workspace


@dataclass(frozen=True, eq=False)
class Plan:
    """What an import would do.

    Attributes:
        words: that, in words.
        button: the same on a button; "" where there is nothing to do.
        do: does it, and returns how many decisions were new.
    """

    words: str
    button: str
    do: Callable[[], int]


def plan(workspace: Workspace, data: bytes, known: Mapping[str, Membership]) -> Plan:
    """What importing the content of a file would do; ``known``: clusterings on disk, by key.

    Raises FerLabError for a file that cannot be imported.
    """
    if "action" in sheet.columns_of(data):
        decisions = exchange.read_decisions(data, classes=workspace.faces.classes, clusterings=known)
        return _of_decisions(workspace, decisions, known)
    found = read_names(
        data, classes=workspace.faces.classes, n_faces=len(workspace.faces), sources=workspace.faces.sources,
        clustering=workspace.lab.groups.key, rows=workspace.lab.division.grouped_rows,
    )  # fmt: skip
    return _of_names(workspace, found)


def _of_decisions(workspace: Workspace, decisions: Sequence[Decision], known: Mapping[str, Membership]) -> Plan:
    here = {(d.client, d.seq) for d in workspace.decisions}
    new = [d for d in decisions if (d.client, d.seq) not in here]
    old = len(decisions) - len(new)
    words = f"{count(len(decisions), 'decision')} by {_people([d.annotator for d in decisions])}, " + (
        f"{old:,} of them here already." if old else "none of them here yet."
    )
    elsewhere = [d for d in new if d.clustering != workspace.lab.groups.key]
    lost = [d for d in elsewhere if d.clustering not in known]
    if elsewhere:
        words += f" {len(elsewhere):,} are on other groups than the present ones and count again with those choices."
    if lost:
        words += f" The groups of {len(lost):,} have not been made on this computer."
    button = f"Bring in {count(len(new), 'decision')}" if new else ""
    return Plan(words, button, lambda: workspace.log.adopt(decisions))


def _of_names(workspace: Workspace, found: ImportedNames) -> Plan:
    log = workspace.log
    events = [event for sent in found.events.values() for event in sent]
    here = max((log.ack(client) for client in {event.client for event in events}), default=0)
    new = [event for event in events if event.seq > here]
    faces = sum(len(event.faces) for event in events)
    words = f"Names of {count(faces, 'face')} by {_people(list(found.events))}." if events else "No face to name."
    words = " ".join([words, *map(escape, found.notes())])
    if events and not new:
        words += " All of them are here already."
    elif events:
        words += " A face's own name wins over the name of its group."

    def do() -> int:
        for who, sent in found.events.items():
            log.append(sent, who)
        return len(new)

    return Plan(words, f"Name {count(faces, 'face')}" if new else "", do)


def _people(names: Sequence[str]) -> str:
    known = set(names)
    return "one person" if len(known) == 1 else f"{len(known)} people"
