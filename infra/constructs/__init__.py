"""Parts that the stacks are put together from."""
