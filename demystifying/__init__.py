"""What the notebooks of *Demystifying KerasTuner* need beside minituner."""
