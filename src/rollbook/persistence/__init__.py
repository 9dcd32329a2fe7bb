"""SQL, and rows to domain values."""
