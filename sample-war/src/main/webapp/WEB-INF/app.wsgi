"""The script that web.xml names: it defines ``application``, the callable of PEP 3333. The rest is in lib-python/sample."""
from sample.app import application
