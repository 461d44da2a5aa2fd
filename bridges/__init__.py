"""What joins minituner to other libraries: it needs the tuner, and the tuner never needs it."""
