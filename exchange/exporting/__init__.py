"""What goes out: sheets of columns (sheets/), cut to what a user may take (order.py), streamed by PostgreSQL
(copying.py), with a codebook (codebook.py), packed (package.py)."""
