"""Whole lives of cards, played by a seed: every interleaving, every fault, again and again."""
