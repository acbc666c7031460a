"""The settings of a Django project without a database."""
ALLOWED_HOSTS = ["*"]
SECRET_KEY = "known to everybody, for there is nothing to protect"
ROOT_URLCONF = "shop_urls"
STATIC_URL = "/static/"
NAME = "settings of the shop"
