"""Every document that is sent to the Admin API, with the shape of its answer, split by use."""
