"""The account pages. Customers can also buy without an account."""
