"""The parts of the Try it page: the prediction for a face, why it was made, and corrections."""
