"""The guided first visit: its state is read from the visitor's orders and the event log."""
