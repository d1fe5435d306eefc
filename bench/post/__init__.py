"""A plugin of the shop that is nothing but deliveries: two kinds of receivers to be measured."""
