"""What all tests share: small seeded sample faces, an empty home, and the real data where it is given."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from filelock import FileLock
from hypothesis import settings

from fer_core.faces.faceset import FaceSet
from fer_core.faces.readers.drawn.sample import sample_faces
from fer_core.study import study
from fer_core.study.lab import Lab
from fer_core.study.store import Store

settings.register_profile("patient", deadline=None)  # a busy machine is no bug
settings.load_profile("patient")


@pytest.fixture(scope="session")
def faces() -> FaceSet:
    """210 clear synthetic faces in FER2013's proportions, with parts Training, PublicTest, PrivateTest."""
    return sample_faces(210, seed=7, style="clear")


def made_once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], None]) -> Path:
    """A folder that all workers share: the first that needs it makes it, and the others wait. Copy it, never write."""
    below = factory.getbasetemp()
    below = below.parent if "PYTEST_XDIST_WORKER" in os.environ else below
    folder, making = below / name, below / f"{name}-in-making"
    with FileLock(below / f"{name}.lock"):
        if not folder.exists():
            make(making)
            making.rename(folder)
    return folder


@pytest.fixture(scope="session")
def looked_at(faces: FaceSet, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Mesh and features of ``faces`` as a store keeps them, made once: they take longer than most tests."""

    def make(home: Path) -> None:
        Lab(Store(home), faces, study.fitting(faces)).inputs.matrix()
        for kind in ("reduction", "split"):
            shutil.rmtree(home / "artefacts" / kind)

    return made_once(tmp_path_factory, "looked-at", make) / "artefacts"


@pytest.fixture()
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "home")


@pytest.fixture(scope="session")
def real_data() -> Path:
    folder = os.environ.get("FER_LAB_REAL_DATA")
    if not folder:
        pytest.skip("FER_LAB_REAL_DATA is not set")
    return Path(folder)
