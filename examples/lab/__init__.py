"""The lab: inject faults into the demo, and compare ways to announce an order.

A plugin for the demo only: `DEMO=true PLUGIN_APPS=examples.lab`. It uses the public seams of the
kernel, finds the receivers in the registry, and answers two questions of the shop.
"""
