"""Runs before the application is loaded: brings the database up to date and makes sure that there is an administrator."""
import os

import django
from django.core.management import call_command

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "diary.settings")
django.setup()
call_command("migrate", verbosity=0)

from django.contrib.auth import get_user_model

users = get_user_model().objects
if not users.filter(username="admin").exists():
    users.create_superuser("admin", "admin@example.org", "secret")
