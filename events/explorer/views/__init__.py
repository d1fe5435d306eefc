"""The pages of the back room, one module each."""
