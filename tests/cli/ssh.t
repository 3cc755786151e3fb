# Remotes by ssh, with a real server on loopback: keys of the agent, known hosts, a changed key, the
# user's own git program as the second way.
. "$(dirname "$0")/lib.sh"
. "$root/tests/cli/remote_lib.sh"
for program in sshd ssh ssh-agent ssh-add ssh-keygen node; do
    command -v $program >/dev/null || missing $program
done
use_own_ssh_configuration
new_key user
new_key stranger
start_sshd || { cat sshd/log; missing "sshd that starts"; }
cp user.pub sshd/authorized_keys
start_agent "$trash/user"
url=ssh://$me@127.0.0.1:$port$trash/hub.git
pin=$(key_print sshd/host_key.pub)

# two_organisations gives everybody the folder; it is taken away again.
two_organisations
for who in vt ost; do
    as $who remote remove hub
    as $who remote add hub "$url" --host-key "$pin"
    is_rc 0 "a remote by ssh with a pinned host key"
done
as vt sync
is_rc 0 "in sync by ssh"
echo 'het verhaal' >text
as vt open --ref 2026-0131 --text text
as vt handover 2026-0131 --to oosterhout --mode written
as vt sync
is_rc 0 "an act is sent"
as ost sync
is_rc 0 "and received"
as ost list --json
id=$(json .cases.0.case)
as ost who "$id" --json
is "$(json .holders.0.name)" "Veilig Thuis West-Brabant" "ost knows who holds it"
as vt sync
is_rc 0 "and the answer comes back"
git --git-dir=hub.git fsck --strict >/dev/null 2>&1
ok $? "git has nothing to say about the repository"

# What a host by ssh lost its owner sees when he asks for all of it; that host has to mend it.
as vt doctor --remotes
out_has 'good   hub: all that this machine wrote there is whole'
branch=$(git -C vt/git for-each-ref --format='%(refname:lstrip=2)' refs/own)
cp -a hub.git whole.git
rm -f hub.git/objects/pack/*
as vt sync
is_rc 0 "a sync is not told"
as vt doctor --remotes
is_rc 1 "the doctor is"
out_has 'look   hub: it does not give all that this machine wrote there ('
out_has "and the branch vs1/$branch; the next vs sync writes it again"
[ ! -e vt/git.apart ]
ok $? "what it fetched is gone"
git --git-dir=hub.git update-ref -d "refs/heads/vs1/$branch"
as vt sync
git init -q --bare fresh
git --git-dir=fresh fetch -q "$trash/hub.git" "refs/heads/vs1/$branch:refs/heads/x" 2>"$err"
ok $? "and the next sync writes it again"
rm -rf hub.git
mv whole.git hub.git
as vt sync

# The key of the host: not known, known by known_hosts, changed.
as vt remote add unpinned "$url"
as vt sync unpinned
is_rc 31 "a host that nobody knows is refused"
out_has "not known"
printf '[127.0.0.1]:%s %s\n' "$port" "$(cut -d' ' -f1,2 sshd/host_key.pub)" >home/.ssh/known_hosts
as vt sync unpinned
is_rc 0 "one that stands in known_hosts is not"
stop_one "$sshd_pid"
mv sshd/host_key sshd/old_key
mv sshd/host_key.pub sshd/old_key.pub
start_sshd
as vt sync hub
is_rc 20 "a key that is not the pinned one"
out_has "another key than the one that is known"
out_has "$(key_print sshd/host_key.pub)"
out_has "by telephone"
as vt sync unpinned
is_rc 20 "a key that is not the one of known_hosts"
out_has "another key than the one that is known"
as vt sync --json hub
is "$(json .remotes.0.code)" host-key "its code"
stop_one "$sshd_pid"
mv sshd/old_key sshd/host_key
mv sshd/old_key.pub sshd/host_key.pub

# Who asks: a key that the server does not take, no agent, an agent without keys.
start_sshd
as vt sync hub
is_rc 0 "with the right key it goes on"
ssh-add -q -D 2>/dev/null
as vt sync hub
is_rc 31 "no key in the agent"
out_has "libgit2: "
out_has "git: "
out_has "Permission denied"
ssh-add -q "$trash/stranger" 2>/dev/null
as vt sync hub
is_rc 31 "a key that the server does not know"
kept_socket=$SSH_AUTH_SOCK
unset SSH_AUTH_SOCK
as vt sync hub
is_rc 31 "no agent"

# The second way: what only ssh's own configuration knows.
cat >>home/.ssh/config <<EOF
Host the-hub
    HostName 127.0.0.1
    Port $port
    User $me
    IdentityFile $trash/user
EOF
as vt remote add alias "the-hub:$trash/hub.git"
as vt note 2026-0131 --text text
as vt sync alias
is_rc 0 "an alias and a key file of the ssh configuration"
as ost remote add alias "the-hub:$trash/hub.git" --host-key "$pin"
as ost sync alias
is_rc 0 "with a pinned key too"
as ost log --json
is "$(grep -c '"type": "note"' "$out")" 1 "what was sent that way has come that way"
as ost remote add wrong "the-hub:$trash/hub.git" --host-key "$(key_print stranger.pub)"
as ost sync wrong
is_rc 20 "a pin that does not fit is not overruled by known_hosts"
as ost remote add none "the-hub:$trash/none.git"
as ost sync none
is_rc 30 "no repository there"
out_has "no git repository"
SSH_AUTH_SOCK=$kept_socket
export SSH_AUTH_SOCK
ssh-add -q "$trash/user" 2>/dev/null
as ost remote add absent "ssh://$me@127.0.0.1:$port$trash/none.git" --host-key "$pin"
as ost sync absent
is_rc 30 "no repository there, by libgit2"
out_has "no git repository"

# Without a git program there is only one way, and that is said.
mkdir one && ln -s "$(command -v env)" one/
(PATH=$trash/one as ost sync alias; exit $rc)
rc=$?
is_rc 30 "an alias without a git program"
out_has "there is no git program"

stop_one "$sshd_pid"
as vt sync hub
is_rc 30 "a server that is gone"
[ -z "$(find "$trash" -name incoming)" ]
ok $? "nothing of a transfer is left behind"
done_testing
