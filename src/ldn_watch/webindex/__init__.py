"""The index that search.html reads: plain static files, the same bytes for the same citations."""
