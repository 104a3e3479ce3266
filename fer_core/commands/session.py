"""The session of a command: a study found by id or name, and checks of what it needs to have."""

import argparse

from fer_core.base.errors import InvalidSettings, NotFound
from fer_core.naming.verdict import NamedFaces
from fer_core.study import study
from fer_core.study.session import Session
from fer_core.study.store import Store
from fer_core.study.study import Study


def study_option(parser: argparse.ArgumentParser, what: str = "id or name of a study (see: study list)") -> None:
    """Add the argument for the study; ``what`` says what can be given."""
    parser.add_argument("study", metavar="STUDY", help=what)


def find(store: Store, wanted: str) -> Study:
    """The study with this id, or else this name.

    Raises:
        NotFound: if there is none.
        InvalidSettings: if several have the name.
        DamagedFile: if it cannot be read.
    """
    if study.is_there(store, wanted):
        return study.load(store, wanted)
    named = [s for s in study.listing(store) if s.name == wanted]
    if len(named) > 1:
        ids = ", ".join(s.id for s in named)
        raise InvalidSettings(f"{len(named)} studies are called “{wanted}”.", remedy=f"Give the id of one: {ids}.")
    if not named:
        remedy = "List the studies with: python -m fer_core study list."
        raise NotFound(f"There is no study “{wanted[:40]}”.", remedy=remedy)
    return named[0]


def open_session(store: Store, wanted: str, until: int | None = None) -> Session:
    """The study with this id or name, with its faces; ``until``: id of the last decision that counts, None for all.

    Raises:
        NotFound: if there is no such study, or its faces are gone.
        InvalidSettings: if several studies have the name, or it has no faces yet.
        DamagedFile: if the study or its faces cannot be read.
    """
    session = Session(store, find(store, wanted), until)
    if not session.study.dataset:
        remedy = "Open faces in the browser, or make a study: python -m fer_core study new NAME --dataset ID."
        raise InvalidSettings("This study has no faces yet.", remedy=remedy)
    _ = session.faces
    return session


def require_groups(session: Session) -> None:
    """Record which faces are in which group. Raises NotFound if the groups have not been made."""
    if not session.lab.groups.ready:
        remedy = f"Make them: python -m fer_core cluster {session.study.id}"
        raise NotFound("The groups of this study have not been made with its current choices.", remedy=remedy)
    session.note_groups()


def require_names(session: Session) -> NamedFaces:
    """Training labels from the names so far. Raises NotFound if there is no group or no name yet."""
    require_groups(session)
    if not len(session.named_faces):
        remedy = f"Import names: python -m fer_core names import {session.study.id} FILE, or use the browser."
        raise NotFound("No group has a name yet.", remedy=remedy)
    return session.named_faces


def about_groups(session: Session) -> list[str]:
    """A warning if the groups hold other faces than when they were named; else nothing."""
    if not session.groups_moved:
        return []
    words = "these groups hold other faces than when they were named, so names may be on the wrong faces"
    return [f"{words} (check the Name page, or open the study file again)"]
