"""Show the face: who asks, forms, pages, and one blueprint for each role."""
