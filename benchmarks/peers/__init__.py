"""What others would write in other ways, to be measured beside."""
