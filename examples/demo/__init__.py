"""The demo shop: goods, people and a few past orders, made through the apps' own services."""
