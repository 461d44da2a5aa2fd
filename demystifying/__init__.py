"""What the book's notebooks need beside minituner: moving figures, exercises, a set-up check."""
