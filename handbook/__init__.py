"""The pages of the documentation that are made from the code, so that they can't lag behind it."""
