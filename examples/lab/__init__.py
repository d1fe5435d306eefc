"""The lab: break the demo on purpose, and see what each way of telling leaves behind.

A plugin for the demo only: `DEMO=true PLUGIN_APPS=examples.lab`. It stands on the kernel, and
of the shop it knows nothing but the question that the order's page asks: what can be broken,
it finds in the registry.
"""
