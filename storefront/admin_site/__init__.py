"""The shop's admin: Django's, with the shop's menu, home page, colours, times and money."""
