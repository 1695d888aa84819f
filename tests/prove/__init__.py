"""The proof: everything that is tried against the promise, and the report on it."""
