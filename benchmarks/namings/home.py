"""A home with as many faces to name as FER2013 has, grouped by pixels, which is quick: only the page is measured."""

import dataclasses
import secrets
import shutil
from pathlib import Path

from fer_core.base.progress import Progress
from fer_core.clustering import ClusterSettings
from fer_core.faces.readers import Import
from fer_core.faces.readers.drawn.sample import sample_faces
from fer_core.faces.split import SplitSettings
from fer_core.features.pixels import Pixels
from fer_core.maps.projection import ProjectionSettings
from fer_core.naming.decision import Decision
from fer_core.naming.log import DecisionLog
from fer_core.study import datasets, study
from fer_core.study.lab import Lab
from fer_core.study.store import Store
from fer_core.study.study import Study

NAME = "Naming benchmark"
JUDGES = 0.1
"""Share of test faces, as in FER2013; the other faces are grouped."""


class Home:
    """Faces on disk, and fresh studies that group ``faces`` of them."""

    def __init__(self, folder: Path, faces: int, progress: Progress) -> None:
        self.store = Store(folder)
        self.progress = progress
        self.dataset = self._dataset(drawn(faces))
        self.faces = datasets.load(self.store, self.dataset)
        self.made: list[Study] = []

    def _dataset(self, faces: int) -> str:
        source = f"sample:lifelike-{faces}"
        known = [i.id for i in datasets.listing(self.store) if datasets.manifest(self.store, i.id)["source"] == source]
        if known:
            return known[0]
        made = sample_faces(faces, style="lifelike", progress=self.progress)
        return datasets.save(self.store, Import(made, (), "sample faces"), source)

    def study(self, k: int) -> Study:
        """A new study with ``k`` groups and a map, without decisions."""
        choices = dataclasses.replace(
            study.fitting(self.faces),
            split=SplitSettings("random", test_share=JUDGES),
            features=Pixels(),
            clusters=ClusterSettings(k=k, restarts=1),
            trained_on=(Pixels.kind,),
        )
        lab = Lab(self.store, self.faces, choices)
        lab.groups.clustering(self.progress)
        lab.map.places(ProjectionSettings("pca"), self.progress)
        made = study.create(self.store, f"{NAME} {secrets.token_hex(2)}", self.dataset, choices)
        self.made.append(made)
        return made

    def decisions(self, of: Study) -> tuple[Decision, ...]:
        """The decisions in a study's log on disk."""
        log = DecisionLog(study.folder(self.store, of.id) / "decisions.sqlite")
        try:
            return log.all()
        finally:
            log.close()

    def forget_studies(self) -> None:
        """Delete the studies made here; faces and groups stay for the next run."""
        for made in self.made:
            shutil.rmtree(study.folder(self.store, made.id))
        self.made.clear()


def drawn(grouped: int) -> int:
    """The number of faces of which ``grouped`` are training faces."""
    return next(n for n in range(grouped + 1, 2 * grouped + 2) if n - max(1, round(JUDGES * n)) == grouped)
