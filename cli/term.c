#include "cli/term.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include "cli/exit.h"
#include "cli/i18n.h"

/* What a person or the system ends the program with. */
static const int stopping[] = {SIGINT, SIGTERM, SIGHUP};

/* What the signal handler may touch. */
static volatile sig_atomic_t holding;
static volatile sig_atomic_t stop_asked;
static volatile sig_atomic_t echo_off;
static struct termios terminal_before;

unsigned
vs_term_width(int fd)
{
    struct winsize size;

    if (fd >= 0 && ioctl(fd, TIOCGWINSZ, &size) == 0 && size.ws_col >= 20) {
        return size.ws_col;
    }
    return 80;
}

bool
vs_term_can_ask(const struct vs_cli *cli)
{
    return !cli->no_input && isatty(STDIN_FILENO) && isatty(STDERR_FILENO);
}

static void
on_signal(int number)
{
    int saved = errno;

    (void)number;
    if (holding && !stop_asked) {
        stop_asked = 1;
    } else {
        if (echo_off) {
            (void)tcsetattr(STDIN_FILENO, TCSANOW, &terminal_before);
        }
        _exit(VS_EXIT_INTERRUPTED);
    }
    errno = saved;
}

void
vs_term_catch_signals(void)
{
    struct sigaction action;
    struct sigaction before;

    memset(&action, 0, sizeof action);
    (void)sigemptyset(&action.sa_mask);
    action.sa_handler = on_signal;
    for (size_t i = 0; i < sizeof stopping / sizeof *stopping; i++) {
        /* nohup and its like stay in force. */
        if (sigaction(stopping[i], NULL, &before) == 0 && before.sa_handler != SIG_IGN) {
            (void)sigaction(stopping[i], &action, NULL);
        }
    }
    /* A reader that went away is an error of the write, which then says so. */
    action.sa_handler = SIG_IGN;
    (void)sigaction(SIGPIPE, &action, NULL);
}

void
vs_term_hold_signals(void)
{
    holding = 1;
}

void
vs_term_release_signals(void)
{
    holding = 0;
}

bool
vs_term_stop_asked(void)
{
    return stop_asked != 0;
}

bool
vs_term_fix_descriptors(void)
{
    for (int fd = 0; fd <= 2; fd++) {
        if (fcntl(fd, F_GETFD) == -1 && errno == EBADF) {
            /* The lowest free number is this one, for those below are open by now. Read only, so
             * that what would have been lost shows as an error. */
            int opened = open("/dev/null", fd == 2 ? O_WRONLY : O_RDONLY);

            if (opened >= 0 && opened != fd) {
                (void)close(opened);
            }
        }
    }
    int flags = fcntl(STDOUT_FILENO, F_GETFL);
    return flags != -1 && (flags & O_ACCMODE) != O_RDONLY;
}

static enum vs_code
interrupted(struct vs_err *err)
{
    return vs_fail(err, VS_E_INTERRUPTED, NULL, "%s", "");
}

/*
 * Waits until something is typed. A signal that comes between looking and waiting would be slept
 * through: so they are blocked, but for the wait itself, and `open` is the mask without them.
 */
static enum vs_code
wait_for_key(const sigset_t *open, struct vs_err *err)
{
    struct pollfd terminal = {.fd = STDIN_FILENO, .events = POLLIN};

    for (;;) {
        int ready = stop_asked ? 0 : ppoll(&terminal, 1, NULL, open);

        if (stop_asked) {
            return interrupted(err);
        }
        if (ready > 0) {
            return VS_OK;
        }
        if (ready < 0 && errno != EINTR) {
            return vs_fail_errno(err, errno, NULL, _("the terminal"));
        }
    }
}

/* One line without its newline; the rest of a line that is too long is read and refused. */
static enum vs_code
read_typed(uint8_t *out, size_t max, size_t *len, const sigset_t *open, struct vs_err *err)
{
    bool too_long = false;

    *len = 0;
    for (;;) {
        enum vs_code code = wait_for_key(open, err);
        char c;
        ssize_t got;

        if (code != VS_OK) {
            return code;
        }
        got = read(STDIN_FILENO, &c, 1);
        if (got < 0 && errno != EINTR) {
            return vs_fail_errno(err, errno, NULL, _("the terminal"));
        }
        if (got == 0 || (got > 0 && c == '\n')) {
            break;
        }
        if (got > 0 && *len < max) {
            out[(*len)++] = (uint8_t)c;
        } else if (got > 0) {
            too_long = true;
        }
    }
    return too_long ? vs_fail(err, VS_E_TOO_LARGE, NULL, "%s", _("the line is too long")) : VS_OK;
}

static enum vs_code
read_line(uint8_t *out, size_t max, size_t *len, struct vs_err *err)
{
    sigset_t blocked;
    sigset_t before;
    enum vs_code code;

    (void)sigemptyset(&blocked);
    for (size_t i = 0; i < sizeof stopping / sizeof *stopping; i++) {
        (void)sigaddset(&blocked, stopping[i]);
    }
    if (sigprocmask(SIG_BLOCK, &blocked, &before) != 0) {
        return vs_fail_errno(err, errno, NULL, _("the terminal"));
    }
    code = read_typed(out, max, len, &before, err);
    (void)sigprocmask(SIG_SETMASK, &before, NULL);
    /* One that came with the last key. */
    return code == VS_OK && stop_asked ? interrupted(err) : code;
}

static enum vs_code
read_secret_line(struct vs_secret *out, const struct vs_cli *cli, const char *question,
                 struct vs_err *err)
{
    struct termios quiet;
    size_t len = 0;
    enum vs_code code;

    if (tcgetattr(STDIN_FILENO, &terminal_before) != 0) {
        return vs_fail_errno(err, errno, NULL, _("the terminal"));
    }
    quiet = terminal_before;
    quiet.c_lflag &= ~(tcflag_t)(ECHO | ECHONL);
    quiet.c_lflag |= ICANON;
    vs_term_hold_signals();
    echo_off = 1;
    if (tcsetattr(STDIN_FILENO, TCSAFLUSH, &quiet) != 0) {
        echo_off = 0;
        vs_term_release_signals();
        return vs_fail_errno(err, errno, NULL, _("the terminal"));
    }
    /* Only now: what is typed at the sight of the question must neither show nor be lost. */
    (void)fprintf(cli->out.notes, "%s", question);
    (void)fflush(cli->out.notes);
    code = read_line(out->p, VS_PASSPHRASE_MAX, &len, err);
    (void)tcsetattr(STDIN_FILENO, TCSANOW, &terminal_before);
    echo_off = 0;
    vs_term_release_signals();
    (void)fputc('\n', cli->out.notes);
    if (code == VS_OK && len == 0) {
        code = vs_fail(err, VS_E_NEEDS_INPUT, NULL, "%s", _("no passphrase was typed"));
    }
    if (code == VS_OK) {
        out->len = len;
    }
    return code;
}

enum vs_code
vs_prompt_passphrase(struct vs_secret *out, const struct vs_cli *cli, bool twice,
                     struct vs_err *err)
{
    struct vs_secret again = {NULL, 0};
    enum vs_code code;

    if (!vs_term_can_ask(cli)) {
        return vs_fail(err, VS_E_NEEDS_INPUT, "--key-file", "%s",
                       _("a passphrase is asked on a terminal only; name a key file instead"));
    }
    code = vs_secret_init(out, VS_PASSPHRASE_MAX, err);
    if (code == VS_OK) {
        code = read_secret_line(out, cli, twice ? _("New passphrase: ") : _("Passphrase: "), err);
    }
    if (code == VS_OK && twice) {
        if (out->len < VS_PASSPHRASE_MIN) {
            code = vs_fail(err, VS_E_INVALID, NULL, _("a passphrase has at least %u characters"),
                           VS_PASSPHRASE_MIN);
        } else {
            code = vs_secret_init(&again, VS_PASSPHRASE_MAX, err);
        }
        if (code == VS_OK) {
            code = read_secret_line(&again, cli, _("The same again: "), err);
        }
        if (code == VS_OK && (again.len != out->len || !vs_same(again.p, out->p, out->len))) {
            code = vs_fail(err, VS_E_INVALID, NULL, "%s", _("the two passphrases differ"));
        }
    }
    vs_secret_release(&again);
    if (code != VS_OK) {
        vs_secret_release(out);
    }
    return code;
}

enum vs_code
vs_prompt_line(char *out, size_t size, const struct vs_cli *cli, const char *question,
               const char *flag, struct vs_err *err)
{
    struct vs_buf shown;
    uint8_t line[256];
    size_t len = 0;
    size_t begin = 0;
    enum vs_code code;

    *out = '\0';
    if (!vs_term_can_ask(cli)) {
        return vs_fail(err, VS_E_NEEDS_INPUT, flag, "%s",
                       _("this is asked on a terminal only; give the option instead"));
    }
    /* A question holds names that others chose. */
    vs_buf_init(&shown, VS_PRINT_MAX);
    vs_clean(&shown, vs_str(question), true);
    code = vs_buf_check(&shown, "question", err);
    if (code == VS_OK) {
        (void)fwrite(shown.p, 1, shown.len, cli->out.notes);
        (void)fflush(cli->out.notes);
        vs_term_hold_signals();
        code = read_line(line, sizeof line, &len, err);
        vs_term_release_signals();
    }
    vs_buf_release(&shown);
    while (begin < len && line[begin] <= ' ') {
        begin++;
    }
    while (len > begin && line[len - 1] <= ' ') {
        len--;
    }
    if (code == VS_OK && len - begin >= size) {
        code = vs_fail(err, VS_E_TOO_LARGE, NULL, "%s", _("the line is too long"));
    }
    if (code == VS_OK) {
        memcpy(out, line + begin, len - begin);
        out[len - begin] = '\0';
    }
    return code;
}
