"""What the notebooks need beside minituner: moving figures, exercises, a set-up check."""
