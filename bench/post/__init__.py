"""A plugin with two kinds of durable receivers whose deliveries are measured."""
