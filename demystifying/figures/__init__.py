"""The moving figures of the chapters. Each module computes with minituner, and draws."""
