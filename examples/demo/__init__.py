"""The demo shop: products, accounts and past orders, created by the services of the apps."""
