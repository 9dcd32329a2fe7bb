"""One function an operation: authorize, decide, store, in one transaction."""
