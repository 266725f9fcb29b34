"""How a register lies on disk: the journal is the truth, all else is made from it."""
