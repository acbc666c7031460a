"""Speaks the control channel as a worker does, and misbehaves as the file that the variable BEHAVIOUR names says, a word a line.

On its socket it takes lines: "hang" is answered when it is interrupted, "exit" ends the process, anything else is answered with "ok".
"""
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time

settings = json.loads(sys.stdin.readline())
with open(os.environ["BEHAVIOUR"]) as file:
    behaviour = dict((line.split("=", 1) + [""])[:2] for line in file.read().split())
lock = threading.Lock()
hanging = {}
running = 0


def report(**line):
    with lock:
        try:
            sys.stdout.write(json.dumps(line) + "\n")
            sys.stdout.flush()
        except (OSError, ValueError):
            pass


def serve(connection):
    global running
    with connection, connection.makefile("rw") as stream:
        for line in stream:
            words = line.split()
            running += 1
            if words[0] == "hang":
                hanging[words[1]] = threading.Event()
                hanging[words[1]].wait()
            elif words[0] == "exit":
                sys.stderr.write("about to exit\n")
                sys.stderr.flush()
                os._exit(3)
            running -= 1
            try:
                stream.write("ok\n")
                stream.flush()
            except OSError:
                return


def accept(listener):
    while True:
        connection, _ = listener.accept()
        threading.Thread(target=serve, args=(connection,), daemon=True).start()


def beat():
    start = time.time()
    while "nobeat" not in behaviour:
        report(beat={"rss": int(behaviour.get("rss", 1000)), "cpu": float(behaviour.get("cpu", 0.5)), "running": int(behaviour.get("running", running))})
        time.sleep(0.1)


def order(line):
    if line["do"] == "stacks":
        report(answer=line["id"], text="all the stacks")
    elif line["do"] == "stack":
        report(answer=line["id"], text="stack of " + line["request"])
    elif line["do"] == "files":
        report(answer=line["id"], text=behaviour.get("files", ""))
    elif line["do"] == "interrupt":
        if "interruptible" in behaviour:
            report(answer=line["id"], text="interrupted")
            hanging[line["request"]].set()
        elif "uninterruptible" in behaviour:
            report(answer=line["id"], text="this Python cannot do it")
        else:
            report(answer=line["id"], text="")
    elif line["do"] == "shutdown" and "stubborn" not in behaviour:
        report(stopping=line["reason"])
        with open(os.environ["BEHAVIOUR"] + ".ended", "a") as file:
            file.write("%d %s\n" % (settings["process"], line["reason"]))
        os._exit(0)


if "stubborn" in behaviour:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
if "abortable" in behaviour:
    import faulthandler
    faulthandler.enable()
if "exit" in behaviour:
    sys.stderr.write("cannot start\n")
    sys.exit(int(behaviour["exit"]))
if "flood" in behaviour:
    threading.Thread(target=lambda: [sys.stderr.write("flood %d\n" % n) for n in range(int(behaviour["flood"]))], daemon=True).start()
if "child" in behaviour:
    child = subprocess.Popen(["sleep", "60"])
    with open(os.environ["BEHAVIOUR"] + ".child", "w") as file:
        file.write(str(child.pid))
if "garbage" in behaviour:
    print("Hello", flush=True)
if settings["threads"] > 0:
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(settings["socket"])
    listener.listen(settings["backlog"])
    threading.Thread(target=accept, args=(listener,), daemon=True).start()
if "never" not in behaviour:
    failed = {"summary": behaviour["failed"], "detail": "Traceback of " + behaviour["failed"]} if "failed" in behaviour else None
    report(ready={"pid": os.getpid(), "version": "Fake 1." + behaviour.get("version", "0"), "failed": failed})
threading.Thread(target=beat, daemon=True).start()
if "lasts" in behaviour:
    threading.Timer(float(behaviour["lasts"]), os._exit, [int(behaviour.get("code", 0))]).start()
if "mute" in behaviour:
    os.close(1)
if "talks" in behaviour:
    report(log="INFO", text="hello from the worker")
if "environment" in behaviour:
    report(log="INFO", text="environment " + " ".join(sorted("%s=%s" % item for item in os.environ.items())))
    report(log="INFO", text="title " + sys.argv[2] + " in " + os.getcwd())
    report(log="INFO", text="settings " + json.dumps(settings))
for line in sys.stdin:
    order(json.loads(line))
if "stubborn" not in behaviour:
    os._exit(0)
while True:
    time.sleep(1)
