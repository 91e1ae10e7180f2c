"""The sync protocol: its messages, central's end and the workstation's end. Knows no feature."""
