"""The first start: sample faces with groups and a map, made once, and whether the welcome is over."""

from fer_core.base.errors import FerLabError
from fer_core.base.progress import Progress, part_of, silent
from fer_core.faces.readers import read_faces
from fer_core.maps.projection import ProjectionSettings
from fer_core.naming.replay import NamingState
from fer_core.study import datasets, study
from fer_core.study.journey import NAME, REPORT, TRAIN, TRY, current_keys
from fer_core.study.lab import Lab
from fer_core.study.store import Store, key_of
from fer_core.study.study import Study

SAMPLE = "sample:clear"
_OVER = key_of("welcome is over")


def prepare(store: Store, progress: Progress = silent) -> Lab:
    """Draw and group the sample faces, unless this was done before. Takes about ten seconds on two cores."""
    dataset = _known(store)
    if dataset is None:
        dataset = datasets.save(store, read_faces(SAMPLE, part_of(progress, 0, 0.4)), SAMPLE)
        store.save("welcome", key_of(SAMPLE), {}, {"dataset": dataset})
    faces = datasets.load(store, dataset)
    lab = Lab(store, faces, study.fitting(faces))
    lab.groups.clustering(part_of(progress, 0.4, 0.97))
    lab.map.places(ProjectionSettings(), part_of(progress, 0.97, 1))
    return lab


def begun(on: Study, lab: Lab) -> Study:
    """The study on the prepared sample: all steps before naming are done, and the tour begins."""
    ready = study.on(on, lab.faces.fingerprint, lab.choices, tour=1)
    for step, key in current_keys(lab, NamingState()).items():
        ready = ready if step in (NAME.key, TRAIN.key, TRY.key, REPORT.key) else ready.made(step, key)
    return ready


def is_prepared(store: Store) -> bool:
    """Whether the sample faces are drawn and grouped, so that `prepare` only loads them."""
    dataset = _known(store)
    if dataset is None:
        return False
    faces = datasets.load(store, dataset)
    return Lab(store, faces, study.fitting(faces)).groups.ready


def is_over(store: Store) -> bool:
    """Whether somebody has passed the welcome in this home."""
    return store.artefact("welcome", _OVER) is not None


def end(store: Store) -> None:
    """Do not show the welcome in this home again unless someone asks for it."""
    store.save("welcome", _OVER, {}, {})


def _known(store: Store) -> str | None:
    try:
        dataset = store.load("welcome", key_of(SAMPLE))[1]["dataset"]
        datasets.load(store, dataset)
    except (FerLabError, KeyError):
        return None  # not drawn yet, or gone since
    return dataset
