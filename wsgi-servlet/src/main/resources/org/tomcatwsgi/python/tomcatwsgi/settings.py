"""The settings of a worker process, as the first line from its supervisor holds them (docs/daemon-protocol.md section 2)."""

DEFAULTS = {
    "group": "", "process": 1,
    "socket": "", "backlog": 100,
    "threads": 15,
    "multiprocess": False,
    "application_group": "",
    "applications": [],
    "import_scripts": [], "python_path": [], "home": "",
    "restrict_stdin": False, "restrict_stdout": False, "restrict_signal": True,
    "slow_requests": 0, "server_metrics": False,
    "stack_size": 0, "switch_interval": 0,
    "user": "", "unix_group": "", "supplementary_groups": [],
    "umask": "", "nice": 0, "locale": "",
    "memory_limit": 0, "virtual_memory_limit": 0, "cpu_time_limit": 0,
    "script_user": "", "script_group": "",
    "send_buffer_size": 0, "receive_buffer_size": 0,
    "deadlock_timeout": 0,
    "shutdown_timeout": 5,
    "pdeathsig": False,
    "maximum_processes": 1,
    # for how long a request waits for a thread, in seconds: a supervised worker's own queue is in Tomcat
    "queue_timeout": 5,
    # whether a request may name its application: a standalone worker serves the one of its command line
    "choice": True,
    "compiled": False,
    # the server's process id as text, "" where it is not known
    "server_pid": "",
}
