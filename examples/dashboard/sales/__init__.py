"""A sales dashboard: it counts the payments and refunds that `orders` publishes."""
