#!/bin/sh
# In the place of a service's script: a process that does nothing, and the three words that an init script knows.
PATH=/sbin:/usr/sbin:/bin:/usr/bin
export PATH
for action; do :; done
name=$(basename "$0")
pid_file=/run/rehearsal-$name.pid

running() { [ -s "$pid_file" ] && kill -0 "$(cat "$pid_file")" 2>/dev/null; }

case $action in
start)
    running || { setsid sh -c 'while :; do sleep 3600; done' "$name" </dev/null >/dev/null 2>&1 & echo $! >"$pid_file"; }
    ;;
stop)
    if running; then kill "$(cat "$pid_file")"; fi
    rm -f "$pid_file"
    ;;
status)
    if running; then echo "$name is running"; else echo "$name is stopped"; exit 3; fi
    ;;
*)
    echo "Usage: $0 {start|stop|status}"
    exit 2
    ;;
esac
