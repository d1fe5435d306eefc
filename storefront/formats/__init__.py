"""How the shop writes times. Numbers are written as the language does."""
