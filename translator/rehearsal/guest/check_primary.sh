
# Does what the memo's check_primary does, on top of the settings above: after INITWAIT, every INTERVAL, asks whether the address is
# held and whether mysqld lives, each 1 + RETRYCOUNT times; on failure it takes heartbeat down and ends with 100, for good.
PATH=/sbin:/usr/sbin:/bin:/usr/bin
export PATH

log() { logger -p "$FACILITY.$1" -t check_primary "$2"; }

heartbeat_runs() { pidof heartbeat >/dev/null; }

address_is_held() { /etc/ha.d/resource.d/IPaddr "$RESOURCE" status 2>&1 | grep -q 'Running OK'; }

mysqld_is_alive() { mysqladmin -u"$MYSQL_USER" ping 2>&1 | grep -q 'mysqld is alive'; }

holds() {
    left=$RETRYCOUNT
    while :; do
        heartbeat_runs || return 0
        "$1" && return 0
        [ "$left" -gt 0 ] || return 1
        left=$((left - 1))
        sleep "$RETRYINTERVAL"
    done
}

give_up() {
    log error "$1"
    if [ -n "$ADMIN" ] && [ -x /usr/sbin/sendmail ]; then
        printf 'To: %s\nSubject: check_primary on %s\n\n%s\n' "$ADMIN" "$(uname -n)" "$1" | sendmail -t
    fi
    /usr/libexec/heartbeat/heartbeat -k
    exit 100
}

sleep "$INITWAIT"
while :; do
    holds address_is_held || give_up "$CVIP is not held here"
    [ -z "$MYSQL_USER" ] || holds mysqld_is_alive || give_up "mysqld does not answer"
    sleep "$INTERVAL"
done
