"""How text becomes cells: colours, strips, and the widgets that are painted from them."""
