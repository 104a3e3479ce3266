"""A simulated annotator, for benchmarks, tests and the command line.

Apart from references, evaluation and balancing by labels, this is the only place that may read labels: the simulated
annotator sees them in place of faces.
"""

from fer_core.simulation.eyes import Eyes, perception
from fer_core.simulation.namer import NamerSettings, SimulatedNamer
from fer_core.simulation.pace import Pace

__all__ = ["Eyes", "NamerSettings", "Pace", "SimulatedNamer", "perception"]
