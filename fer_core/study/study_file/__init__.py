"""A whole study as one zip, which another FER Lab opens.

Its content is checked, its format has a version, and it contains no pickle ([runs.md](docs/runs.md)).
"""

from fer_core.study.study_file.contents import FORMAT, VERSION, Contents, RefusedFile
from fer_core.study.study_file.duplicate import duplicate
from fer_core.study.study_file.opening import lacks_faces, open_study
from fer_core.study.study_file.reading import read_study
from fer_core.study.study_file.writing import write_study

__all__ = [
    "FORMAT", "VERSION", "Contents", "RefusedFile", "duplicate", "lacks_faces", "open_study", "read_study",
    "write_study",
]  # fmt: skip
