"""Serves the Mercurial repositories that hgweb.conf beside this script names. HGMODULEPOLICY=py keeps Mercurial from its C modules."""
import os

from mercurial.hgweb import hgweb

application = hgweb(os.fsencode(os.path.join(os.path.dirname(os.path.abspath(__file__)), "hgweb.conf")))
