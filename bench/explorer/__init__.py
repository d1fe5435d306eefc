"""What the pages that show the events cost, beside a page of the catalogue."""
