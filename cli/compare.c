#include "cli/compare.h"

#include "cli/term.h"

enum vs_code
vs_compare_fingerprint(const struct vs_cli *cli, const uint8_t fingerprint[VS_FINGERPRINT_LEN],
                       const char *question, struct vs_err *err)
{
    const char *whole = vs_opt_value(&cli->args, "fingerprint");
    char typed[64] = "";
    enum vs_code code;

    if (whole) {
        return vs_fingerprint_is(fingerprint, vs_str(whole))
                   ? VS_OK
                   : vs_fail(err, VS_E_FINGERPRINT, whole, "%s", "");
    }
    code = vs_prompt_line(typed, sizeof typed, cli, question, "--fingerprint", err);
    if (code == VS_OK && !vs_fingerprint_ends(fingerprint, vs_str(typed))) {
        code = vs_fail(err, VS_E_FINGERPRINT, typed, "%s", "");
    }
    return code;
}
