"""Where replications run: processes of this computer, or a Dask cluster."""
