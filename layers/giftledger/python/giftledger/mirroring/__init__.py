"""What follows in the shop from what is posted here: mirrored cards, orders fulfilled or denied."""
