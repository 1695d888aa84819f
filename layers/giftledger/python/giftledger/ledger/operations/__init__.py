"""One verb per module: `decide` is pure and says what a command does to its card, or no."""
