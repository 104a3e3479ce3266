"""The parts of the Data page: opening faces, looking at them, imbalance, audit, alignment."""
