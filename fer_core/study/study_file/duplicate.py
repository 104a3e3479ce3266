"""A copy of a study in the same home: what its study file would hold, opened under another name."""

import dataclasses
import io
from datetime import UTC, datetime

from fer_core.study import study
from fer_core.study.session import study_log
from fer_core.study.store import Store
from fer_core.study.study import Study
from fer_core.study.study_file.opening import open_study
from fer_core.study.study_file.reading import read_study
from fer_core.study.study_file.writing import write_study


def duplicate(store: Store, study_id: str, name: str) -> Study:
    """Copy a study with its choices, decisions and runs; from then on, the two change independently.

    Decisions keep their ids, times and annotators, so the copy counts the same minutes of work as the original, and
    names refer to the same groups. Raises InvalidSettings for an impossible name, and what `load` raises.
    """
    name, original, out = study.clean_name(name), study.load(store, study_id), io.BytesIO()
    log = study_log(store, study_id)
    try:
        write_study(out, store, original, log.all(), with_faces=False)
    finally:
        log.close()
    out.seek(0)
    contents = read_study(out, len(out.getbuffer()), name)
    created = datetime.now(UTC).isoformat(timespec="seconds")
    return open_study(
        store, dataclasses.replace(contents, study=dataclasses.replace(contents.study, name=name, created=created))
    )
