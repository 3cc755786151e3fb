#include "sync/program.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/base/mem.h"
#include "sync/cache.h"
#include "sync/watch.h"

enum { ARGS_FIXED = 48, LINE_MAX_BYTES = 1024, WORDS_MAX = 8192, LOOK_MS = 500, NO_PROGRAM = 127 };

/* One run of git while it lasts. */
struct run {
    const struct vs_program *program;
    const char **args;
    size_t count;
    const struct vs_wire_limits
        *limits; /* of what it may write; NULL = it writes nothing of theirs */
    pid_t pid;
    int out, words; /* what it says, and what it says about it */
    char line[LINE_MAX_BYTES];
    size_t len;
    char said[WORDS_MAX]; /* the beginning of `words` */
    size_t said_len;
    enum vs_code (*each_line)(struct run *run, const char *line, struct vs_err *err);
    void *payload;
    int status;
};

/* The script that ssh asks which key a host has, when one is pinned: it says yes to that one only.
 * Called with the fingerprint shown, the name, the kind of key and the key. */
static const char pin_script[] = "[ \"$2\" = \"$1\" ] && echo \"$3 $4 $5\"\nexit 0\n";

#define PIN_SCRIPT "host-key.sh"

enum vs_code
vs_program_init(struct vs_program *out, const struct vs_git *cache, const char *url,
                const char *host_key, const char *objects, struct vs_err *err)
{
    const char *const texts[] = {vs_git_path(cache), url, host_key ? host_key : "",
                                 objects ? objects : ""};
    char *const fields[] = {out->path, out->url, out->host_key, out->objects};
    const size_t sizes[] = {sizeof(out->path), sizeof(out->url), sizeof(out->host_key),
                            sizeof(out->objects)};

    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        int len = snprintf(fields[i], sizes[i], "%s", texts[i]);

        if (len < 0 || (size_t)len >= sizes[i]) {
            return vs_fail(err, VS_E_INVALID, texts[i], "is too long");
        }
    }
    /* The pin stands in a command line of ssh's. */
    if (url[0] == '-' ||
        strspn(out->host_key, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                              "0123456789+/:") != strlen(out->host_key)) {
        return vs_fail(err, VS_E_INVALID, url, "is no address of a remote");
    }
    return VS_OK;
}

/* --- starting it ------------------------------------------------------------------------------ */

static void
add(struct run *run, const char *arg)
{
    run->args[run->count++] = arg;
}

static void
add_setting(struct run *run, const char *setting)
{
    add(run, "-c");
    add(run, setting);
}

/* Room for `more` arguments beyond those that every run has. */
static enum vs_code
begin(struct run *run, const struct vs_program *program, size_t more, struct vs_err *err)
{
    static const char *const settings[] = {
        "core.hooksPath=/dev/null",
        "core.fsmonitor=false",
        "core.askPass=",
        "gc.auto=0",
        "maintenance.auto=false",
        "fetch.unpackLimit=1",
        "fetch.recurseSubmodules=false",
        "fetch.writeCommitGraph=false",
        "push.recurseSubmodules=no",
        "push.followTags=false",
        "push.gpgSign=false",
        "http.followRedirects=false",
    };

    memset(run, 0, sizeof(*run));
    run->program = program;
    run->out = run->words = -1;
    run->args = vs_calloc(ARGS_FIXED + more, sizeof(*run->args));
    if (!run->args) {
        return vs_fail_memory(err);
    }
    add(run, "git");
    for (size_t i = 0; i < sizeof(settings) / sizeof(settings[0]); i++) {
        add_setting(run, settings[i]);
    }
    return VS_OK;
}

/* What the user set for git by the environment could lead it elsewhere; the rest (HOME, PATH, the
 * agent, proxies, certificates) is how it finds its keys. */
static void
set_environment(const struct run *run)
{
    static const char base[] =
        "ssh -oBatchMode=yes -oStrictHostKeyChecking=yes "
        "-oConnectTimeout=30 -oClearAllForwardings=yes -oPermitLocalCommand=no";
    char ssh[600];
    char behind[4300];

    for (size_t i = 0; environ[i];) {
        size_t len = strcspn(environ[i], "=");
        char name[64];

        if ((strncmp(environ[i], "GIT_", 4) == 0 && strncmp(environ[i], "GIT_SSL_", 8) != 0 &&
             strncmp(environ[i], "GIT_CONFIG_GLOBAL=", 18) != 0 &&
             strncmp(environ[i], "GIT_CONFIG_NOSYSTEM=", 20) != 0 && len < sizeof(name)) ||
            strncmp(environ[i], "SSH_ASKPASS", 11) == 0 || strncmp(environ[i], "LD_", 3) == 0) {
            memcpy(name, environ[i], len);
            name[len] = '\0';
            unsetenv(name); /* moves the others up */
        } else {
            i++;
        }
    }
    unsetenv("LANGUAGE");
    setenv("LC_ALL", "C", 1);
    setenv("GIT_TERMINAL_PROMPT", "0", 1);
    setenv("SSH_ASKPASS_REQUIRE", "never", 1);
    setenv("GIT_ALLOW_PROTOCOL", "ssh:https", 1);
    setenv("GIT_DIR", run->program->path, 1);
    if (run->program->objects[0]) {
        snprintf(behind, sizeof(behind), "%sobjects", run->program->path);
        setenv("GIT_OBJECT_DIRECTORY", run->program->objects, 1);
        setenv("GIT_ALTERNATE_OBJECT_DIRECTORIES", behind, 1);
    }
    if (run->program->host_key[0]) {
        snprintf(ssh, sizeof(ssh),
                 "%s -oUserKnownHostsFile=/dev/null -oGlobalKnownHostsFile=/dev/null "
                 "-oVerifyHostKeyDNS=no -oKnownHostsCommand='/bin/sh " PIN_SCRIPT
                 " %s %%f %%H %%t %%K'",
                 base, run->program->host_key);
    } else {
        snprintf(ssh, sizeof(ssh), "%s", base);
    }
    setenv("GIT_SSH_COMMAND", ssh, 1);
    setenv("GIT_SSH_VARIANT", "ssh", 1);
}

/* In the new process. It has a session of its own, so that nothing in it finds a terminal to ask
 * on; it ends with the process that started it. */
static void
become_git(struct run *run, int out, int words)
{
    int nothing = open("/dev/null", O_RDONLY);

    setsid();
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    signal(SIGPIPE, SIG_DFL);
    if (run->limits) {
        struct rlimit size = {run->limits->bytes, run->limits->bytes};

        setrlimit(RLIMIT_FSIZE, &size);
    }
    if (nothing < 0 || dup2(nothing, 0) < 0 || dup2(out, 1) < 0 || dup2(words, 2) < 0 ||
        chdir(run->program->path) < 0) {
        _exit(NO_PROGRAM);
    }
    close_range(3, ~0U, 0);
    set_environment(run);
    execvp("git", (char *const *)(void *)run->args);
    _exit(NO_PROGRAM);
}

static enum vs_code
write_pin(const struct vs_program *program, struct vs_err *err)
{
    char path[4300];
    int fd;
    bool good;

    if (!program->host_key[0]) {
        return VS_OK;
    }
    snprintf(path, sizeof(path), "%s" PIN_SCRIPT, program->path);
    fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
    good =
        fd >= 0 && write(fd, pin_script, sizeof(pin_script) - 1) == (ssize_t)sizeof(pin_script) - 1;
    if (fd >= 0) {
        close(fd);
    }
    return good ? VS_OK : vs_fail_errno(err, errno, path, "cannot be written");
}

static enum vs_code
start(struct run *run, struct vs_err *err)
{
    int out[2] = {-1, -1};
    int words[2] = {-1, -1};
    enum vs_code code = write_pin(run->program, err);

    if (code == VS_OK && (pipe2(out, O_CLOEXEC) < 0 || pipe2(words, O_CLOEXEC) < 0)) {
        code = vs_fail_errno(err, errno, "git", "cannot be started");
    }
    if (code == VS_OK) {
        run->pid = fork();
        if (run->pid == 0) {
            become_git(run, out[1], words[1]);
        }
        if (run->pid < 0) {
            code = vs_fail_errno(err, errno, "git", "cannot be started");
        }
    }
    for (int i = 0; i < 2; i++) {
        int *const ends[] = {out, words};

        if (ends[i][1] >= 0) {
            close(ends[i][1]);
        }
    }
    run->out = out[0];
    run->words = words[0];
    return code;
}

/* --- hearing it ------------------------------------------------------------------------------- */

static enum vs_code
take_output(struct run *run, const char *bytes, size_t len, struct vs_err *err)
{
    enum vs_code code = VS_OK;

    for (size_t i = 0; code == VS_OK && i < len; i++) {
        if (bytes[i] != '\n') {
            if (run->len == sizeof(run->line) - 1) {
                return vs_fail(err, VS_E_REMOTE_CONTENT, run->program->url,
                               "a line of what the remote has is too long");
            }
            run->line[run->len++] = bytes[i];
            continue;
        }
        run->line[run->len] = '\0';
        run->len = 0;
        code = run->each_line ? run->each_line(run, run->line, err) : VS_OK;
    }
    return code;
}

/* Bytes of what has been fetched so far: they are the sign of life of a transfer. */
static uint64_t
fetched_bytes(const struct run *run)
{
    struct vs_cache_size size = {0};

    if (run->limits && vs_cache_measure(&size, run->program->objects, NULL) != VS_OK) {
        size.bytes = 0;
    }
    return size.bytes;
}

/* Until both pipes are closed. */
static enum vs_code
hear(struct run *run, struct vs_err *err)
{
    uint64_t heard = 0;
    enum vs_code code = VS_OK;

    while (code == VS_OK && (run->out >= 0 || run->words >= 0)) {
        struct pollfd ends[2] = {{run->out, POLLIN, 0}, {run->words, POLLIN, 0}};
        char bytes[4096];

        if (poll(ends, 2, LOOK_MS) < 0 && errno != EINTR) {
            return vs_fail_errno(err, errno, "git", "cannot be heard");
        }
        for (int i = 0; code == VS_OK && i < 2; i++) {
            ssize_t got = ends[i].revents ? read(ends[i].fd, bytes, sizeof(bytes)) : -1;

            if (ends[i].revents && got <= 0) {
                close(ends[i].fd);
                *(i == 0 ? &run->out : &run->words) = -1;
            } else if (got > 0 && i == 0) {
                heard += (uint64_t)got;
                code = take_output(run, bytes, (size_t)got, err);
            } else if (got > 0) {
                size_t room = sizeof(run->said) - 1 - run->said_len;
                size_t len = (size_t)got < room ? (size_t)got : room;

                memcpy(run->said + run->said_len, bytes, len);
                run->said_len += len;
            }
        }
        vs_watch_tick(fetched_bytes(run), heard);
    }
    run->said[run->said_len] = '\0';
    return code;
}

static bool
said(const struct run *run, const char *const *words)
{
    for (; *words; words++) {
        if (strcasestr(run->said, *words)) {
            return true;
        }
    }
    return false;
}

/* The lines that tell what failed, without git's advice on it. */
static void
short_words(char *out, size_t size, char *from)
{
    static const char *const dull[] = {"and the repository exists",
                                       "Please make sure you have",
                                       "Could not read from remote",
                                       "@@@",
                                       "remote: Counting",
                                       "remote: Compressing",
                                       "remote: Enumerating",
                                       "remote: Total",
                                       "To ",
                                       NULL};
    struct vs_buf text;

    vs_buf_init(&text, WORDS_MAX);
    for (char *rest = NULL, *line = strtok_r(from, "\r\n", &rest); line;
         line = strtok_r(NULL, "\r\n", &rest)) {
        bool skip = line[0] == '\0';

        for (size_t i = 0; dull[i]; i++) {
            skip = skip || strstr(line, dull[i]);
        }
        if (!skip) {
            vs_buf_add_text(&text, text.len ? "; " : "");
            vs_buf_add_text(&text, line);
        }
    }
    vs_git_words(out, size,
                 vs_buf_check(&text, "git", NULL) == VS_OK && text.len ? (const char *)text.p
                                                                       : "no reason given");
    vs_buf_release(&text);
}

/* What a run that did not end well means; git tells it in words only. */
static enum vs_code
judge(struct run *run, struct vs_err *err)
{
    static const char *const changed[] = {"IDENTIFICATION HAS CHANGED", NULL};
    static const char *const unknown[] = {"host key verification failed", "host key is known for",
                                          NULL};
    static const char *const refused[] = {"permission denied",
                                          "authentication failed",
                                          "could not read username",
                                          "could not read password",
                                          "prompts disabled",
                                          "error: 401",
                                          "error: 403",
                                          "access denied",
                                          "unable to update url base",
                                          "error: 30",
                                          "certificate",
                                          "hook declined",
                                          "not allowed",
                                          "too many authentication",
                                          NULL};
    static const char *const none[] = {"not found", "does not appear to be a git", "not exported",
                                       "no such file", NULL};
    static const char *const large[] = {"died of signal 25", "file too large", NULL};
    static const char *const content[] = {"index-pack",   "bad object", "inflate",    "early eof",
                                          "invalid pack", "bad pack",   "fsck error", NULL};
    const char *url = run->program->url;
    const struct {
        const char *const *words;
        enum vs_code code;
    } kinds[] = {
        {changed, VS_E_HOST_KEY},
        {unknown, VS_E_REMOTE_REFUSED},
        {large, VS_E_LIMIT},
        {none, VS_E_REMOTE_NOT_REPOSITORY},
        {refused, VS_E_REMOTE_REFUSED},
        {content, VS_E_REMOTE_CONTENT},
    };
    enum vs_code code = VS_E_REMOTE_UNREACHABLE;
    char words[260];

    if (WIFEXITED(run->status) && WEXITSTATUS(run->status) == NO_PROGRAM) {
        return vs_fail(err, VS_E_NOT_FOUND, url, "there is no git program");
    }
    for (size_t i = 0; code == VS_E_REMOTE_UNREACHABLE && i < sizeof(kinds) / sizeof(kinds[0]);
         i++) {
        if (said(run, kinds[i].words)) {
            code = kinds[i].code;
        }
    }
    if (code == VS_E_REMOTE_REFUSED && run->program->host_key[0] && said(run, unknown)) {
        return vs_fail(err, VS_E_HOST_KEY, url, "git: the host does not show the key %s",
                       run->program->host_key);
    }
    short_words(words, sizeof(words), run->said);
    return vs_fail(err, code, url, "git: %s", words);
}

/* Runs what `args` say, to its end. */
static enum vs_code
run_git(struct run *run, struct vs_err *err)
{
    enum vs_code code = start(run, err);

    if (code == VS_OK) {
        code = hear(run, err);
    }
    if (code != VS_OK && run->pid > 0) {
        kill(run->pid, SIGKILL);
    }
    for (int i = 0; i < 2; i++) {
        int end = i == 0 ? run->out : run->words;

        if (end >= 0) {
            close(end);
        }
    }
    while (run->pid > 0 && waitpid(run->pid, &run->status, 0) < 0 && errno == EINTR) {
        continue;
    }
    if (code == VS_OK && !(WIFEXITED(run->status) && WEXITSTATUS(run->status) == 0)) {
        code = judge(run, err);
    }
    return code;
}

static void
end(struct run *run)
{
    vs_free(run->args);
}

/* --- what it is asked ------------------------------------------------------------------------- */

struct listing {
    enum vs_code (*each)(void *payload, const char *name, const struct vs_git_id *id);
    void *payload;
    size_t count;
    size_t max;
};

/* "<40 hex digits> TAB <name>"; what an annotated tag names comes once more with "^{}". */
static enum vs_code
list_line(struct run *run, const char *line, struct vs_err *err)
{
    struct listing *listing = run->payload;
    struct vs_git_id id;

    if (strlen(line) < 42 || line[40] != '\t' || !vs_git_id_parse(&id, (struct vs_str){line, 40})) {
        return vs_fail(err, VS_E_REMOTE_CONTENT, run->program->url,
                       "what the remote has is not told as git tells it");
    }
    if (listing->count++ == listing->max) {
        return vs_fail(err, VS_E_REMOTE_CROWDED, run->program->url,
                       "the remote has more than %zu references", listing->max);
    }
    return listing->each(listing->payload, line + 41, &id);
}

enum vs_code
vs_program_refs(const struct vs_program *program, size_t max,
                enum vs_code (*each)(void *payload, const char *name, const struct vs_git_id *id),
                void *payload, struct vs_err *err)
{
    struct listing listing = {each, payload, 0, max};
    struct run *run = vs_calloc(1, sizeof(*run));
    enum vs_code code = run ? begin(run, program, 4, err) : vs_fail_memory(err);

    if (code == VS_OK) {
        run->each_line = list_line;
        run->payload = &listing;
        add(run, "ls-remote");
        add(run, "--quiet");
        add(run, "--");
        add(run, program->url);
        code = run_git(run, err);
        end(run);
    }
    vs_free(run);
    return code;
}

enum vs_code
vs_program_try(const struct vs_program *program, struct vs_err *err)
{
    struct run *run = vs_calloc(1, sizeof(*run));
    enum vs_code code = run ? begin(run, program, 5, err) : vs_fail_memory(err);

    if (code == VS_OK) {
        add(run, "ls-remote");
        add(run, "--quiet");
        add(run, "--");
        add(run, program->url);
        add(run, "HEAD");
        code = run_git(run, err);
        end(run);
    }
    vs_free(run);
    return code;
}

enum vs_code
vs_program_fetch(const struct vs_program *program, const char *const *names, size_t count,
                 const struct vs_wire_limits *limits, struct vs_wire_count *grow,
                 struct vs_err *err)
{
    struct run *run = vs_calloc(1, sizeof(*run));
    enum vs_code code = run ? begin(run, program, count + 12, err) : vs_fail_memory(err);

    if (code == VS_OK) {
        run->limits = limits;
        add(run, "fetch");
        add(run, "--quiet");
        add(run, "--no-tags");
        add(run, "--no-write-fetch-head");
        add(run, "--no-auto-maintenance");
        add(run, "--no-recurse-submodules");
        add(run, "--");
        add(run, program->url);
        for (size_t i = 0; i < count; i++) {
            add(run, names[i]);
        }
        code = run_git(run, err);
        grow->bytes += fetched_bytes(run);
        end(run);
    }
    vs_free(run);
    return code;
}

/* --porcelain: "<flag> TAB <from>:<to> TAB <summary> (<reason>)". */
static enum vs_code
push_line(struct run *run, const char *line, struct vs_err *err)
{
    static const char *const moved[] = {
        "stale info",  "fetch first",   "non-fast-forward",         "failed to update ref",
        "cannot lock", "incorrect old", "reference already exists", NULL};
    const char *summary = line[0] == '!' ? strrchr(line, '\t') : NULL;
    enum vs_code code = VS_E_REMOTE_REFUSED;
    char words[200];

    if (!summary) {
        return VS_OK;
    }
    for (size_t i = 0; moved[i]; i++) {
        if (strstr(summary, moved[i])) {
            code = VS_E_REMOTE_MOVED;
        }
    }
    vs_git_words(words, sizeof(words), summary + 1);
    return vs_fail(err, code, run->program->url, "git: the host did not take it: %s", words);
}

enum vs_code
vs_program_push(const struct vs_program *program, const struct vs_git_id *id, const char *name,
                const struct vs_git_id *expected, struct vs_err *err)
{
    struct run *run = vs_calloc(1, sizeof(*run));
    char lease[200], spec[200], old[2 * VS_GIT_ID_LEN + 1] = "", now[2 * VS_GIT_ID_LEN + 1];
    enum vs_code code = run ? begin(run, program, 12, err) : vs_fail_memory(err);

    if (code == VS_OK) {
        vs_git_id_text(now, id);
        if (expected) {
            vs_git_id_text(old, expected);
        }
        snprintf(lease, sizeof(lease), "--force-with-lease=%s:%s", name, old);
        snprintf(spec, sizeof(spec), "%s:%s", now, name);
        run->each_line = push_line;
        add(run, "push");
        add(run, "--porcelain");
        add(run, "--no-verify");
        add(run, "--no-signed");
        add(run, "--no-follow-tags");
        add(run, "--recurse-submodules=no");
        add(run, lease);
        add(run, "--");
        add(run, program->url);
        add(run, spec);
        code = run_git(run, err);
        end(run);
    }
    vs_free(run);
    return code;
}
