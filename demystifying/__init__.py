"""What the notebooks of the book need beside minituner: figures that the reader can move."""
