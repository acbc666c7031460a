"""Radicale as its documentation says, with the configuration file beside this script."""
import os

os.environ["RADICALE_CONFIG"] = os.path.join(os.path.dirname(os.path.abspath(__file__)), "radicale.conf")

from radicale import application
