"""Work that comes round again and again beside the requests."""
