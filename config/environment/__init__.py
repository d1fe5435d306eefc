"""The environment variables of the shop: how each is read, and when it is refused.

`config/settings.py` puts together what these modules return. A value that cannot work is
refused when the process starts, with a message that names the variable and the way out:
nobody should find out from a customer.
"""
