#!/bin/bash
# Installs the Debian packages that the files given as arguments name, as far as they are missing.
# Needs root only where something is. No service that comes with a package starts, neither now nor at the next boot.
set -euo pipefail
export DEBIAN_FRONTEND=noninteractive

# Of what the lists draw in, these would make this machine a cluster node.
daemons='cluster-glue corosync pacemaker pacemaker-cli-utils pacemaker-remote drbd-utils pcs'
policy=/usr/sbin/policy-rc.d

# dpkg-query fails where it does not know one of the names, and tells of the others.
installed() { { dpkg-query -W -f '${db:Status-Status} ${Package}\n' "$@" 2>/dev/null || true; } | sed -n 's/^installed //p' | sort -u; }

wanted=$(grep -hEo '^[a-z0-9][a-z0-9.+-]*' "$@" | sort -u)
# shellcheck disable=SC2086
missing=$(comm -23 <(echo "$wanted") <(installed $wanted))

# The tests download packages of Debian (heartbeat's scripts, the nodes with DRBD): apt must know where they are.
lists=$(find /var/lib/apt/lists -maxdepth 1 -name '*_Packages*' -print -quit 2>/dev/null || true)

if [[ $(id -u) -ne 0 ]]; then
    [[ -z $missing ]] && exit
    echo "These Debian packages are missing, and installing them needs root:" >&2
    echo "    sudo apt-get install --no-install-recommends" $missing >&2
    exit 1
fi

[[ -n $missing || -z $lists ]] && apt-get update -qq </dev/null
[[ -n $missing ]] || exit 0

echo "Installing" $missing
log=$(mktemp)
trap 'rm -f "$log"' EXIT
# shellcheck disable=SC2086
before=$(installed $daemons)
if [[ ! -e $policy ]]; then
    # Both invoke-rc.d and systemd's helper ask this file. One that is there already is the machine's own, and stays.
    trap 'rm -f "$policy" "$log"' EXIT
    printf '#!/bin/sh\nexit 101\n' >"$policy"
    chmod 755 "$policy"
fi
# shellcheck disable=SC2086
if ! apt-get install -y --no-install-recommends -o Dpkg::Use-Pty=0 $missing </dev/null >"$log" 2>&1; then
    cat "$log" >&2
    exit 1
fi

# shellcheck disable=SC2086
for name in $(comm -13 <(echo "$before") <(installed $daemons)); do
    dpkg -L "$name" | sed -n 's|.*/systemd/system/\([^/]*\.service\)$|\1|p' | while read -r unit; do
        deb-systemd-helper disable "$unit" >/dev/null 2>&1 || true
    done
    for script in $(dpkg -L "$name" | sed -n 's|^/etc/init\.d/||p'); do
        update-rc.d "$script" disable >/dev/null 2>&1 || true
    done
done
