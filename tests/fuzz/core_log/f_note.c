/* Signed notes and verifier keys: what is accepted is put together again from its parts. */
#include <string.h>

#include "core/log/note.h"
#include "tests/fuzz/fuzz.h"

static struct vs_note note;

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct vs_str text = {(const char *)data, size};
    struct vs_note_key key;

    if (vs_note_parse(&note, data, size, VS_CHECKPOINT_FILE_MAX, NULL) == VS_OK) {
        size_t len = note.text.len + 1;

        FUZZ_CHECK(note.count >= 1 && note.count <= VS_NOTE_LINES_MAX);
        FUZZ_CHECK(note.text.p == text.p && note.text.p[note.text.len - 1] == '\n');
        for (size_t i = 0; i < note.count; i++) {
            const struct vs_note_line *line = &note.lines[i];

            FUZZ_CHECK(line->whole.p == text.p + len);
            FUZZ_CHECK(line->whole.p[line->whole.len - 1] == '\n');
            FUZZ_CHECK(memchr(line->whole.p, '\n', line->whole.len - 1) == NULL);
            FUZZ_CHECK(vs_note_name_ok(line->name) && line->signature_len > 0);
            len += line->whole.len;
        }
        FUZZ_CHECK(len == size);
    }
    if (vs_note_vkey_parse(&key, text, NULL) == VS_OK) {
        struct vs_buf again;

        FUZZ_CHECK(vs_sign_key_acceptable(&key.key));
        vs_buf_init(&again, size);
        vs_note_vkey_add(&again, &key);
        FUZZ_CHECK(vs_buf_check(&again, "key", NULL) == VS_OK);
        FUZZ_CHECK(vs_str_eq(vs_buf_str(&again), text));
        vs_buf_release(&again);
    }
    return 0;
}
