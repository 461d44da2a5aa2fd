"""What the notebooks of the book need beside minituner: figures that move."""
