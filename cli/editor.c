/*
 * Free text: a file, standard input, or the user's editor on a file that nobody else can read.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cli/i18n.h"
#include "cli/term.h"

static enum vs_code
read_descriptor(struct vs_buf *out, int fd, const char *name, size_t max, struct vs_err *err)
{
    uint8_t piece[16384];
    enum vs_code code = VS_OK;

    while (code == VS_OK) {
        ssize_t got = read(fd, piece, sizeof piece);

        if (got < 0 && errno == EINTR && !vs_term_stop_asked()) {
            continue;
        }
        if (got < 0) {
            code = vs_fail_errno(err, errno, name, _("reading it"));
        } else if (got == 0) {
            break;
        } else if (out->len + (size_t)got > max) {
            code = vs_fail(err, VS_E_TOO_LARGE, name, _("at most %zu bytes"), max);
        } else {
            vs_buf_add(out, piece, (size_t)got);
        }
    }
    vs_wipe(piece, sizeof piece);
    return code == VS_OK ? vs_buf_check(out, name, err) : code;
}

bool
vs_is_path(const char *typed)
{
    size_t len = strlen(typed);

    return strchr(typed, '/') || strcmp(typed, "-") == 0 ||
           (len > 5 && strcmp(typed + len - 5, ".json") == 0);
}

enum vs_code
vs_read_file(struct vs_buf *out, const char *path, size_t max, struct vs_err *err)
{
    int fd;
    enum vs_code code;

    if (strcmp(path, "-") == 0) {
        return read_descriptor(out, STDIN_FILENO, path, max, err);
    }
    fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    if (fd < 0) {
        int number = errno;

        if (number == ENOENT) {
            return vs_fail(err, VS_E_INVALID, path, "%s", _("there is no such file"));
        }
        return vs_fail_errno(err, number, path, _("opening it"));
    }
    code = read_descriptor(out, fd, path, max, err);
    (void)close(fd);
    return code;
}

void
vs_text_wipe(struct vs_buf *text)
{
    if (text->p) {
        vs_wipe(text->p, text->cap);
    }
    vs_buf_release(text);
}

/* Whether files in this folder are kept in memory, and it is ours to write. */
static bool
is_in_memory(const char *folder)
{
    struct statfs about;

    return folder && *folder == '/' && access(folder, W_OK | X_OK) == 0 &&
           statfs(folder, &about) == 0 &&
           (about.f_type == TMPFS_MAGIC || about.f_type == RAMFS_MAGIC);
}

/* A folder of mode 0700 that only this process knows, in memory where there is such a place. */
static enum vs_code
make_private_folder(char *out, size_t size, const struct vs_cli *cli, struct vs_err *err)
{
    const char *home = getenv("XDG_RUNTIME_DIR");

    if (!is_in_memory(home)) {
        home = is_in_memory("/dev/shm") ? "/dev/shm" : cli->ledger_dir;
    }
    if (!home) {
        home = getenv("HOME");
    }
    if (!home || snprintf(out, size, "%s/vs-text-XXXXXX", home) >= (int)size) {
        return vs_fail(err, VS_E_IO, home, "%s", _("there is no folder for a private file"));
    }
    if (!mkdtemp(out)) {
        return vs_fail_errno(err, errno, home, _("making a private folder"));
    }
    return VS_OK;
}

static const char *
editor_command(void)
{
    static const char *const names[] = {"VISUAL", "EDITOR"};

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const char *value = getenv(names[i]);

        if (value && *value) {
            return value;
        }
    }
    return access("/usr/bin/sensible-editor", X_OK) == 0 ? "sensible-editor" : "vi";
}

/* Runs the editor in the folder, so that what it leaves behind lies there too. */
static enum vs_code
run_editor(const char *folder, struct vs_err *err)
{
    const char *editor = editor_command();
    char script[1024];
    int status = 0;
    pid_t child;

    /* The shell splits the user's command, as git and crontab do: it is the user's own setting. */
    if (snprintf(script, sizeof script, "%s text", editor) >= (int)sizeof script) {
        return vs_fail(err, VS_E_INVALID, "EDITOR", "%s", _("the command is too long"));
    }
    vs_term_hold_signals();
    child = fork();
    if (child == 0) {
        if (chdir(folder) != 0) {
            _exit(127);
        }
        (void)signal(SIGINT, SIG_DFL);
        (void)signal(SIGPIPE, SIG_DFL);
        (void)execl("/bin/sh", "sh", "-c", script, (char *)NULL);
        _exit(127);
    }
    while (child > 0 && waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    vs_term_release_signals();
    if (child < 0) {
        return vs_fail_errno(err, errno, editor, _("starting the editor"));
    }
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) {
        return vs_fail(err, VS_E_INTERRUPTED, editor, "%s",
                       _("the editor ended with a failure; the text was not used"));
    }
    return VS_OK;
}

static enum vs_code
write_template(int folder, const char *purpose, struct vs_err *err)
{
    struct vs_buf text;
    int fd = openat(folder, "text", O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    enum vs_code code;

    if (fd < 0) {
        return vs_fail_errno(err, errno, NULL, _("making a private file"));
    }
    vs_buf_init(&text, 4096);
    vs_buf_add_text(&text, "\n# ");
    vs_buf_add_text(&text, purpose);
    vs_buf_add_text(&text, "\n# ");
    vs_buf_add_text(&text,
                    _("Lines that begin with # are left out. An empty text stops the command."));
    vs_buf_add_text(&text, "\n");
    code = vs_buf_check(&text, "text", err);
    if (code == VS_OK && write(fd, text.p, text.len) != (ssize_t)text.len) {
        code = vs_fail_errno(err, errno, NULL, _("making a private file"));
    }
    vs_buf_release(&text);
    (void)close(fd);
    return code;
}

/* Overwrites a file's bytes before its name goes: the folder may lie on a disk. */
static void
wipe_file(int folder, const char *name)
{
    static const char zeros[4096];
    struct stat about;
    int fd = openat(folder, name, O_WRONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);

    if (fd >= 0 && fstat(fd, &about) == 0 && S_ISREG(about.st_mode)) {
        for (off_t left = about.st_size; left > 0; left -= (off_t)sizeof zeros) {
            if (write(fd, zeros, sizeof zeros) < 0) {
                break;
            }
        }
    }
    if (fd >= 0) {
        (void)close(fd);
    }
    (void)unlinkat(folder, name, 0);
}

/* Removes the folder with whatever the editor kept beside the text. */
static void
remove_folder(const char *path, int folder)
{
    int copy = folder < 0 ? -1 : fcntl(folder, F_DUPFD_CLOEXEC, 0);
    DIR *list = copy < 0 ? NULL : fdopendir(copy);
    const struct dirent *entry;

    while (list && (entry = readdir(list)) != NULL) {
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0) {
            wipe_file(folder, entry->d_name);
        }
    }
    if (list) {
        (void)closedir(list);
    }
    (void)rmdir(path);
}

/* Removes the lines that begin with '#', in place. */
static void
drop_remarks(struct vs_buf *text)
{
    size_t to = 0;
    bool keep = true;
    bool line_start = true;

    for (size_t i = 0; i < text->len; i++) {
        if (line_start) {
            keep = text->p[i] != '#';
        }
        line_start = text->p[i] == '\n';
        if (keep) {
            text->p[to++] = text->p[i];
        }
    }
    text->len = to;
}

static enum vs_code
edit_text(struct vs_buf *out, const struct vs_cli *cli, const char *purpose, struct vs_err *err)
{
    char path[4096];
    int folder = -1;
    int fd = -1;
    enum vs_code code = make_private_folder(path, sizeof path, cli, err);

    if (code != VS_OK) {
        return code;
    }
    folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder < 0) {
        code = vs_fail_errno(err, errno, path, _("making a private folder"));
        goto out;
    }
    code = write_template(folder, purpose, err);
    if (code == VS_OK) {
        code = run_editor(path, err);
    }
    if (code == VS_OK) {
        fd = openat(folder, "text", O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
        code = fd < 0 ? vs_fail_errno(err, errno, NULL, _("reading the text"))
                      : read_descriptor(out, fd, "text", VS_TEXT_MAX, err);
    }
    if (code == VS_OK) {
        drop_remarks(out);
    }
out:
    if (fd >= 0) {
        (void)close(fd);
    }
    remove_folder(path, folder);
    if (folder >= 0) {
        (void)close(folder);
    }
    return code;
}

/* Takes away white space at the end; VS_E_INVALID when nothing is left or it is not UTF-8. */
static enum vs_code
check_text(struct vs_buf *text, const char *name, struct vs_err *err)
{
    while (text->len > 0 && strchr(" \t\r\n", text->p[text->len - 1]) && text->p[text->len - 1]) {
        text->len--;
    }
    if (text->len == 0) {
        return vs_fail(err, VS_E_INVALID, name, "%s", _("the text is empty"));
    }
    text->p[text->len] = '\0';
    if (strlen((const char *)text->p) != text->len ||
        !vs_is_utf8((struct vs_str){(const char *)text->p, text->len})) {
        return vs_fail(err, VS_E_INVALID, name, "%s", _("the text is not UTF-8"));
    }
    return VS_OK;
}

enum vs_code
vs_read_text(struct vs_buf *out, bool *given, const struct vs_cli *cli, bool ask, bool required,
             const char *purpose, struct vs_err *err)
{
    const char *path = vs_opt_value(&cli->args, "text");
    enum vs_code code;

    vs_buf_init(out, VS_TEXT_MAX + 1);
    *given = true;
    if (path) {
        code = vs_read_file(out, path, VS_TEXT_MAX, err);
    } else if ((ask || required) && vs_term_can_ask(cli)) {
        code = edit_text(out, cli, purpose, err);
    } else if (required) {
        code = vs_fail(err, VS_E_NEEDS_INPUT, "--text", "%s",
                       _("a text is needed: --text FILE, or --text - for standard input"));
    } else {
        *given = false;
        return VS_OK;
    }
    if (code == VS_OK) {
        code = check_text(out, path ? path : "text", err);
    }
    if (code != VS_OK) {
        vs_text_wipe(out);
        *given = false;
    }
    return code;
}
