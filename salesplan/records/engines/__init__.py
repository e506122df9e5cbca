"""Where records are counted: files in DuckDB, a warehouse, a cluster."""
