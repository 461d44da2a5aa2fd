"""What joins minituner to other libraries. It needs the tuner; the tuner never needs it."""
