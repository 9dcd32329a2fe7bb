"""A self-hosted service for organizations and the people in them."""
