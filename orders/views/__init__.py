"""The pages of basket, checkout and orders."""
