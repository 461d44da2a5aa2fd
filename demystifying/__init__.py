"""What the notebooks need besides minituner: moving figures, exercises, a setup check."""
