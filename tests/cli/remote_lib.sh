# Servers for tests of remotes, on this machine's loopback only. Source after lib.sh. What is started
# here ends with the test.
#
#   start_sshd              an OpenSSH server with keys of its own; $port
#   start_agent KEY...      an ssh agent with these keys
#   start_node FILE ARG...  a helper of tests/cli in JavaScript; $said is its first line
#   free_port               prints a port that nobody uses now
PATH=$PATH:/usr/sbin
me=$(id -un)
started=
trap 'stop_all' EXIT
stop_all()
{
    for pid in $started; do
        kill "$pid" 2>/dev/null
    done
}
stop_one()
{
    kill "$1" 2>/dev/null
    wait "$1" 2>/dev/null
    started=$(echo " $started " | sed "s/ $1 / /")
}
missing() { echo "1..0 # SKIP there is no $1"; trap - EXIT; cd /; rm -rf "$trash"; exit 0; }
free_port()
{
    node -e 'const s = require("net").createServer().listen(0, "127.0.0.1", () => {
        console.log(s.address().port); s.close(); });'
}
# Waits until something listens there, for at most ten seconds.
listens()
{
    node -e 'let left = 200;
        const dial = () => { const s = require("net").connect(process.argv[1], "127.0.0.1");
            s.on("connect", () => { s.destroy(); process.exit(0); });
            s.on("error", () => left-- > 0 ? setTimeout(dial, 50) : process.exit(1)); };
        dial();' "$1"
}

# The programs that read ~/.ssh find it by the user's entry in passwd, not by HOME; a test must not
# touch that. So the ssh of these tests is told where its configuration is.
use_own_ssh_configuration()
{
    real_ssh=$(command -v ssh)
    mkdir -p "$HOME/.ssh" "$trash/bin"
    chmod 700 "$HOME/.ssh"
    printf 'UserKnownHostsFile %s/.ssh/known_hosts\nGlobalKnownHostsFile /dev/null\nIdentitiesOnly no\n' "$HOME" >"$HOME/.ssh/config"
    printf '#!/bin/sh\nexec "%s" -F "%s/.ssh/config" "$@"\n' "$real_ssh" "$HOME" >"$trash/bin/ssh"
    chmod +x "$trash/bin/ssh"
    PATH=$trash/bin:$PATH
    export PATH
}

# new_key FILE [TYPE]
new_key() { ssh-keygen -q -t "${2:-ed25519}" -N '' -C test -f "$1"; }
key_print() { ssh-keygen -lf "$1" | cut -d' ' -f2; }

start_sshd()
{
    mkdir -p "$trash/sshd"
    # What a server that root starts separates its privileges with; Debian's package makes it at boot.
    [ "$(id -u)" != 0 ] || [ -d /run/sshd ] || mkdir -m 755 /run/sshd
    [ -f "$trash/sshd/host_key" ] || new_key "$trash/sshd/host_key"
    port=${port:-$(free_port)}
    # A bash that sshd starts reads the user's own .bashrc, nobody's settings in a test, unless it is told that
    # it is not the first shell.
    cat >"$trash/sshd/config" <<EOF
Port $port
ListenAddress 127.0.0.1
HostKey $trash/sshd/host_key
PidFile none
AuthorizedKeysFile $trash/sshd/authorized_keys
PasswordAuthentication no
KbdInteractiveAuthentication no
PermitRootLogin prohibit-password
UsePAM no
SetEnv SHLVL=2
KexAlgorithms curve25519-sha256
StrictModes no
MaxStartups 100
LogLevel ERROR
EOF
    touch "$trash/sshd/authorized_keys"
    "$(command -v sshd)" -D -e -f "$trash/sshd/config" 2>"$trash/sshd/log" &
    sshd_pid=$!
    started="$started $sshd_pid"
    listens "$port"
}
start_agent()
{
    eval "$(ssh-agent -s)" >/dev/null
    started="$started $SSH_AGENT_PID"
    export SSH_AUTH_SOCK
    for key in "$@"; do
        ssh-add -q "$key" 2>/dev/null
    done
}
start_node()
{
    mkfifo "$trash/first_line"
    node "$root/tests/cli/$1" "$2" "${3:-}" "${4:-}" >"$trash/first_line" 2>"$trash/node.log" &
    node_pid=$!
    started="$started $node_pid"
    read -r said <"$trash/first_line"
    rm "$trash/first_line"
}
