"""The steps of the schema, each a module that runs the SQL file of its name."""
