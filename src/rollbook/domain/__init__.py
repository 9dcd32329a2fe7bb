"""What the service is about: values and rules, without input or output."""
