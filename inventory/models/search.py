"""The search index: one row for every product."""

from django.db import models

from inventory.models.catalogue import Product


class SearchEntry(models.Model):
    """A product's words in lower case and without accents, as the search compares them.

    `listed` products are shown in the catalogue; staff can find the others as well.


    The migration adds what each database needs on top: on PostgreSQL a generated `tsvector`
    column and a trigram index, on SQLite two FTS5 tables that triggers keep current.
    """

    product = models.OneToOneField(Product, on_delete=models.CASCADE, related_name="search_entry")
    name = models.TextField()
    text = models.TextField()
    listed = models.BooleanField(default=True)

    class Meta:
        verbose_name_plural = "search entries"

    def __str__(self) -> str:
        return self.name
