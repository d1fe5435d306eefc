"""What pages cost with tables of a large shop, beside those of a small one."""
