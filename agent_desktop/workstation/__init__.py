"""The desktop's headless heart: replica, outbox, stream and recovery."""
