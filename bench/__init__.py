"""Benchmarks: what a command, an item, the layer and a start-up cost."""
