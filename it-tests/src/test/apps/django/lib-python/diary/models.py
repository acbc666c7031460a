from django.db import models


class Entry(models.Model):
    title = models.CharField(max_length=100, unique=True)
    text = models.TextField(blank=True)
    written = models.DateTimeField(auto_now_add=True)
    attachment = models.FileField(upload_to="attachments", blank=True)

    class Meta:
        verbose_name_plural = "entries"

    def __str__(self):
        return self.title
