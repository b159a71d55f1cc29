"""HTML to the web: where sites go, and what goes with them."""
