"""What a worker process sets for itself before it serves: user, limits, locale and the like (P-04 to P-07, P-10, P-17, P-18, P-41 to P-43)."""
import locale
import os
import sys
import threading
import time

try:
    import resource
except ImportError:
    resource = None

# GraalPy takes more of the machine's stack for a Python frame: its default is too little for Python's own limit of recursion
_GRAALPY_STACK = 16 << 20


class SettingError(Exception):
    """A setting that the process cannot do without could not be made; the text is for the operator."""


def apply(settings, warn):
    """Make the settings that need no more rights than the process has; ``warn(text)`` for those it can do without. Raise SettingError."""
    if settings["umask"]:
        os.umask(int(settings["umask"], 8))
    if settings["nice"]:
        _attempt(warn, "cpuPriority [%d]" % settings["nice"], lambda: os.setpriority(os.PRIO_PROCESS, 0, settings["nice"]))
    for key, name in (("memory_limit", "RLIMIT_DATA"), ("virtual_memory_limit", "RLIMIT_AS"), ("cpu_time_limit", "RLIMIT_CPU")):
        if settings[key]:
            _attempt(warn, "%s [%d]" % (key, settings[key]), lambda: _limit(name, int(settings[key])))
    if settings["locale"]:
        os.environ["LC_ALL"] = settings["locale"]
        _attempt(warn, "locale [%s]" % settings["locale"], lambda: locale.setlocale(locale.LC_ALL, settings["locale"]))
    if settings["switch_interval"]:
        _attempt(warn, "switchInterval [%s]" % settings["switch_interval"], lambda: sys.setswitchinterval(settings["switch_interval"]))
    stack = settings["stack_size"] or (_GRAALPY_STACK if sys.implementation.name == "graalpy" else 0)
    if stack:
        _attempt(warn, "threadStackSize [%d]" % stack, lambda: threading.stack_size(stack))


def _attempt(warn, what, action):
    try:
        action()
    except (OSError, ValueError, AttributeError, NotImplementedError, locale.Error) as error:
        warn("%s has no effect: %s. The process goes on without it." % (what, error))


def _limit(name, value):
    if resource is None:
        raise OSError("this Python has no resource limits")
    which = getattr(resource, name)
    hard = resource.getrlimit(which)[1]
    if hard != resource.RLIM_INFINITY:
        value = min(value, hard)
    resource.setrlimit(which, (value, value))


def user_number(name):
    """The number of the user ``name`` or ``#number``; None for "". Raise SettingError."""
    return _number(name, "user", lambda: __import__("pwd").getpwnam(name).pw_uid)


def group_number(name):
    """The number of the group ``name`` or ``#number``; None for "". Raise SettingError."""
    return _number(name, "group", lambda: __import__("grp").getgrnam(name).gr_gid)


def _number(name, what, find):
    if not name:
        return None
    try:
        return int(name[1:]) if name.startswith("#") else find()
    except (KeyError, ValueError, ImportError):
        raise SettingError("There is no %s [%s]. Create it, or name another one." % (what, name)) from None


def become(user, group, supplementary):
    """Change to another user and groups, if they differ; for good. Raise SettingError."""
    user_id, group_id = user_number(user), group_number(group)
    groups = [group_number(name) for name in supplementary]
    if user_id == 0 and os.getuid() == 0:
        raise SettingError("user [%s] is root, which no application may be. Name another user." % user)
    try:
        if user_id is not None and user_id != os.geteuid():
            _join(user_id, group_id, groups)
            os.setuid(user_id)
        else:
            if groups:
                os.setgroups(groups)
            if group_id is not None and group_id != os.getegid():
                os.setgid(group_id)
    except PermissionError:
        raise SettingError("The worker cannot become user [%s], group [%s]: only root may change. Run Tomcat as that user, or as root."
                           % (user, group)) from None


def _join(user_id, group_id, groups):
    import pwd
    try:
        entry = pwd.getpwuid(user_id)
    except KeyError:
        entry = None
    if group_id is None:
        if entry is None:
            raise SettingError("user [#%d] has no entry in the user database, so group has to be set." % user_id)
        group_id = entry.pw_gid
    if groups or entry is None:
        os.setgroups(groups)
    else:
        os.initgroups(entry.pw_name, group_id)
    os.setgid(group_id)


def resident_bytes():
    """Memory of this process in RAM, in bytes; at its largest where the system does not tell the present size."""
    try:
        with open("/proc/self/statm", "rb") as file:
            return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError, IndexError):
        if resource is None:
            return 0
        largest = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return largest if sys.platform == "darwin" else largest * 1024


def largest_resident_bytes():
    """The most memory in RAM that this process has had, in bytes; the present size where the system does not tell."""
    try:
        with open("/proc/self/status", "rb") as file:
            return next(int(line.split()[1]) * 1024 for line in file if line.startswith(b"VmHWM:"))
    except (OSError, ValueError, IndexError, StopIteration):
        return resident_bytes()


def cpu_seconds():
    """CPU time of this process since its start, in seconds."""
    return sum(cpu_times())


def cpu_times():
    """CPU time of this process since its start, in seconds: as user, and in the system."""
    if hasattr(os, "times"):
        used = os.times()
        return used.user, used.system
    # GraalPy has no os.times, and its time.process_time does not tell this
    try:
        with open("/proc/self/stat", "rb") as file:
            fields = file.read().rpartition(b") ")[2].split()
        ticks = os.sysconf("SC_CLK_TCK")
        return int(fields[11]) / ticks, int(fields[12]) / ticks
    except (OSError, ValueError, IndexError):
        return time.process_time(), 0.0


def die_with_parent():
    """Have the kernel end this process when the thread that started it ends (Linux, PR_SET_PDEATHSIG)."""
    import ctypes
    import signal
    ctypes.CDLL(None).prctl(1, int(signal.SIGKILL))
