"""A finished run in, views of it out. Changes no data."""
