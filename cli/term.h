/*
 * The terminal: whether there is one, questions, passphrases, the user's editor, progress, signals.
 *
 * Nothing is asked unless standard input and standard error are terminals and --no-input was not
 * given; then VS_E_NEEDS_INPUT names the option that answers instead.
 */
#ifndef VS_CLI_TERM_H
#define VS_CLI_TERM_H

#include "cli/cmd.h"
#include "core/base/secret.h"
#include "core/vault/keyfile.h"

#define VS_PASSPHRASE_MIN 12U      /* bytes, of a new one */
#define VS_TEXT_MAX       1000000U /* bytes of free text */

bool vs_term_can_ask(const struct vs_cli *cli);
unsigned vs_term_width(int fd); /* 80 when it is not known */

/* SIGINT, SIGTERM and SIGHUP end the program with exit code 130, except between
 * vs_term_hold_signals and vs_term_release_signals, where the first only sets a flag. The
 * terminal's echo is restored in any case. */
void vs_term_catch_signals(void);
void vs_term_hold_signals(void);
void vs_term_release_signals(void);
bool vs_term_stop_asked(void);

/* Opens /dev/null for those of descriptors 0, 1, 2 that are closed, so that no file of ours takes
 * their place. Gives whether descriptor 1 can be written. */
bool vs_term_fix_descriptors(void);

/*
 * Asks for a passphrase without echo; `twice` for a new one, which must be VS_PASSPHRASE_MIN bytes
 * long. *out is owned by the caller. VS_E_NEEDS_INPUT with the hint to use --key-file.
 */
enum vs_code vs_prompt_passphrase(struct vs_secret *out, const struct vs_cli *cli, bool twice,
                                  struct vs_err *err) VS_MUST_USE;

/* Prints a question and takes one line, without what is blank at its ends, as text of at most
 * `size` - 1 bytes; `flag` answers it where nobody can be asked. VS_E_TOO_LARGE, VS_E_NEEDS_INPUT.
 */
enum vs_code vs_prompt_line(char *out, size_t size, const struct vs_cli *cli, const char *question,
                            const char *flag, struct vs_err *err) VS_MUST_USE;

/*
 * Free text: from the file of --text (`-` = standard input), else, when a person is there, from the
 * editor (VISUAL, EDITOR, else sensible-editor or vi) on a private file in a private folder, held
 * in memory if the machine has such a folder, and removed afterwards. `purpose` is a translated
 * line that the editor shows below, behind a '#'. Lines that begin with '#' are removed only from
 * the editor's text. *given is false when there is no --text and `required` is false and no editor
 * is wanted (`ask` false). VS_E_INVALID for text that is empty or not UTF-8, VS_E_TOO_LARGE beyond
 * VS_TEXT_MAX. The buffer holds personal data: release it with vs_text_wipe.
 */
enum vs_code vs_read_text(struct vs_buf *out, bool *given, const struct vs_cli *cli, bool ask,
                          bool required, const char *purpose, struct vs_err *err) VS_MUST_USE;
void vs_text_wipe(struct vs_buf *text);

/* A whole file, or standard input for "-", at most `max` bytes, appended to an initialised buffer.
 */
enum vs_code vs_read_file(struct vs_buf *out, const char *path, size_t max,
                          struct vs_err *err) VS_MUST_USE;
/* Whether what was typed is a file (or "-") and not an id: it has a slash, or ends with ".json". */
bool vs_is_path(const char *typed);

/*
 * Progress on stderr: on a terminal one line that is rewritten, from half a second on, at most ten
 * times a second; elsewhere one line when the phase begins. Silent with -q and --json.
 */
struct vs_progress {
    const struct vs_cli *cli;
    const char *phase;
    int64_t begun_ms;
    int64_t shown_ms;
    bool on_screen;
};
void vs_progress_begin(struct vs_progress *progress, const struct vs_cli *cli, const char *phase);
/* As above, but silent where there is no terminal. */
void vs_progress_begin_quiet(struct vs_progress *progress, const struct vs_cli *cli,
                             const char *phase);
/* `total` 0 = not known. */
void vs_progress_step(struct vs_progress *progress, uint64_t done, uint64_t total);
void vs_progress_end(struct vs_progress *progress);

#endif
