"""The plug-in host: hooks, manifests, the loader, and the narrow api that plug-ins import."""
