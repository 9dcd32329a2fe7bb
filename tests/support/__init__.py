"""What tests of the running service share."""
