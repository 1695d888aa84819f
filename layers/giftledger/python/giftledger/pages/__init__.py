"""The public pages: what the holder of a code or of a claim link may see."""
