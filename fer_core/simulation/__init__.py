"""A simulated person who names faces, for benchmarks, tests and the command line.

Apart from training, the references and balancing by the data set's own labels, this is the only place that may read
true emotions: it stands in for a person's eyes.
"""

from fer_core.simulation.eyes import Eyes, perception
from fer_core.simulation.namer import NamerSettings, SimulatedNamer
from fer_core.simulation.pace import Pace

__all__ = ["Eyes", "NamerSettings", "Pace", "SimulatedNamer", "perception"]
