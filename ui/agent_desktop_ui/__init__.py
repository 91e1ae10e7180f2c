"""The window of Agent Desktop: Qt, and nothing else is."""
