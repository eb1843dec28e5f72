"""What the tests of this folder share."""

from tests.spending.own_table import own_table

__all__ = ["own_table"]
