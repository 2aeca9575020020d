"""A fleet in a world of its own: the real engine, the real journal file, and everything else simulated.

Time is virtual, so an hour passes in a moment and the same steps always come to the same end.
"""
