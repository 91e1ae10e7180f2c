"""The ASGI service: sign-in, sync, stream, telephony host, jobs."""
