"""The pictures of the example set: how they are drawn, and the outlines that the drawing leaves."""
