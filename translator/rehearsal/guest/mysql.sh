
# The init script of a MySQL of that time, over Debian's MariaDB: the server of my.cnf, whose places stand above.
PATH=/sbin:/usr/sbin:/bin:/usr/bin
export PATH
pid_file=$DATADIR/mysqld.pid

running() { [ -s "$pid_file" ] && kill -0 "$(cat "$pid_file")" 2>/dev/null; }

answers() { mysqladmin --no-defaults --socket="$SOCKET" --connect-timeout=3 ping >/dev/null 2>&1; }

case $1 in
start)
    if running; then
        echo "mysqld already running"
        exit 0
    fi
    echo "Starting MySQL"
    setsid mysqld_safe --defaults-file="$CONFIG" --pid-file="$pid_file" --datadir="$DATADIR" </dev/null >/dev/null 2>&1 &
    left=120
    until answers; do
        left=$((left - 1))
        [ "$left" -gt 0 ] || { echo "Manager of pid-file quit without updating file."; exit 1; }
        sleep 1
    done
    echo "SUCCESS!"
    ;;
stop)
    if ! running; then
        echo "MySQL PID file could not be found!"
        exit 0
    fi
    echo "Shutting down MySQL"
    pid=$(cat "$pid_file")
    kill "$pid"
    left=120
    while kill -0 "$pid" 2>/dev/null; do
        left=$((left - 1))
        [ "$left" -gt 0 ] || { echo "ERROR!"; exit 1; }
        sleep 1
    done
    echo "SUCCESS!"
    ;;
restart)
    "$0" stop && "$0" start
    ;;
status)
    if running; then
        echo "MySQL running ($(cat "$pid_file"))"
    else
        echo "MySQL is stopped"
        exit 3
    fi
    ;;
*)
    echo "Usage: $0 {start|stop|restart|status}"
    exit 1
    ;;
esac
