"""Who must own a script (P-12, P-13)."""
import os
import stat


class Forbidden(Exception):
    """A script or its directory has another owner than demanded, or others may write it."""


class Owners:
    """The owners demanded of scripts and their directories."""

    def __init__(self, user, group):
        """``user``, ``group``: numbers, None for any."""
        self._user = user
        self._group = group

    def check(self, script):
        """Raise Forbidden if ``script`` or its directory is not as demanded. A script that is missing is left to the loader."""
        try:
            for path in (script, os.path.dirname(script) or "."):
                self._check(path, os.stat(path))
        except OSError:
            return

    def _check(self, path, found):
        if self._user is not None and found.st_uid != self._user:
            raise Forbidden("[%s] belongs to user [%d], but scriptUser demands [%d]: change its owner or scriptUser." % (path, found.st_uid, self._user))
        if self._group is not None and found.st_gid != self._group:
            raise Forbidden("[%s] belongs to group [%d], but scriptGroup demands [%d]: change its group or scriptGroup." % (path, found.st_gid, self._group))
        open_to = stat.S_IWOTH if self._user is None else stat.S_IWOTH | stat.S_IWGRP
        if found.st_mode & open_to:
            raise Forbidden("[%s] may be written by others than its owner (mode [%o]), which scriptUser and scriptGroup rule out: chmod o-w,g-w."
                            % (path, stat.S_IMODE(found.st_mode)))
