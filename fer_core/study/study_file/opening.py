"""Saves the study from a checked file in this home: first what a study needs, the study itself last."""

import dataclasses
import secrets
import shutil
from collections.abc import Sequence

from fer_core.base.errors import FerLabError, NotFound
from fer_core.study import datasets, study
from fer_core.study.deleted import is_deleted
from fer_core.study.lab import named_groups
from fer_core.study.runs import SavedRun, storage
from fer_core.study.session import study_log
from fer_core.study.store import Store, plain, write_json
from fer_core.study.study import Study
from fer_core.study.study_file.contents import Contents, RefusedFile
from fer_core.study.study_file.groupings import put


def lacks_faces(store: Store, contents: Contents) -> bool:
    """Whether the study's faces are neither in the file nor in this home."""
    wanted = contents.dataset.id
    return bool(wanted) and contents.faces is None and wanted not in {d.id for d in datasets.listing(store)}


def open_study(store: Store, contents: Contents) -> Study:
    """Save a study that was read from a file; it gets a new id if its own is taken.

    Raises:
        NotFound: if its faces are neither in the file nor in this home.
        RefusedFile: if the data set here has another number of faces.
        FerLabError: if it cannot be written.
    """
    if lacks_faces(store, contents):
        of = contents.dataset
        what = f"The file does not contain the faces of the study: “{of.name}”, {of.faces:,} faces, data set {of.id}."
        raise NotFound(what, remedy="Open these faces on the Data page first, or save the study with its faces.")
    if contents.faces is None and any(
        d.id == contents.dataset.id and d.faces != contents.dataset.faces for d in datasets.listing(store)
    ):
        raise RefusedFile("The file gives a wrong number of faces for its data set.")
    if contents.faces is not None:
        datasets.save(store, contents.faces, contents.source)
    made = dataclasses.replace(contents.study, id=_free_id(store, contents.study.id))
    folder = study.folder(store, made.id)
    try:
        log = study_log(store, made.id)
        try:
            log.adopt(contents.decisions)
        finally:
            log.close()
        _save_groups(store, made.id, contents)
        _save_runs(store, made.id, contents.runs)
        return study.save(store, made)
    except FerLabError:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def _free_id(store: Store, wanted: str) -> str:
    """The id, or a new one if a study, a deleted one, or decisions in a shared database, already have it."""
    while (store.home / "studies" / wanted).exists() or is_deleted(store, wanted) or _decided(store, wanted):
        wanted = secrets.token_hex(4)
    return wanted


def _decided(store: Store, study_id: str) -> bool:
    """Whether there are decisions under an id without a study here."""
    folder = study.folder(store, study_id)
    log = study_log(store, study_id)
    try:
        return bool(log.all())
    finally:
        log.close()
        shutil.rmtree(folder, ignore_errors=True)


def _save_groups(store: Store, study_id: str, contents: Contents) -> None:
    """Save the groups that were named, and note them, so that different groups here are detected."""
    for one in contents.groups:
        put(store, one, contents.dataset)
        named_groups.note(store, study_id, one.key, named_groups.mark_of(one.membership))


def _save_runs(store: Store, study_id: str, saved: Sequence[SavedRun]) -> None:
    for one in saved:
        storage.note(store, study_id, one.run)
        if one.marks != storage.Marks():
            path = study.folder(store, study_id) / "runs" / f"{one.run.key}.marks.json"
            write_json(path, plain(one.marks))
        if one.pinned:
            storage.pin(store, study_id, one.run.key)
