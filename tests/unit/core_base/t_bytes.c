/* Buffers keep their ceiling and remember a failure; integers are big-endian. */
#include "core/base/bytes.h"
#include "core/base/mem.h"
#include "tests/tap.h"

static void
test_ceiling(void)
{
    struct vs_buf buf;
    struct vs_err err;

    vs_buf_init(&buf, 4);
    vs_buf_add_text(&buf, "four");
    OK(vs_buf_check(&buf, "x", NULL) == VS_OK, "a buffer takes as much as its ceiling");
    vs_buf_add_byte(&buf, 'x');
    OK(vs_buf_check(&buf, "the thing", &err) == VS_E_TOO_LARGE, "one byte more is refused");
    IS_TEXT(err.subject, "the thing", "and the error names the thing");
    vs_buf_add_text(&buf, "");
    IS_INT(buf.len, 4, "what was there stays");
    OK(vs_buf_take(&buf, NULL) == NULL, "a failed buffer gives nothing away");
    vs_buf_release(&buf);
}

static void
test_no_memory(void)
{
    struct vs_buf buf;

    vs_buf_init(&buf, 100);
    vs_mem_fail_at(1);
    vs_buf_addf(&buf, "%d", 12);
    vs_mem_fail_at(0);
    OK(vs_buf_check(&buf, "x", NULL) == VS_E_NO_MEMORY, "a failed allocation is remembered");
    vs_buf_clear(&buf);
    vs_buf_addf(&buf, "%d-%s", 12, "a");
    IS_TEXT((char *)buf.p, "12-a", "a cleared buffer works again, and ends in NUL");
    vs_buf_release(&buf);
}

static void
test_integers(void)
{
    uint8_t b[8];

    vs_put_u64(b, 0x0102030405060708ULL);
    OK(memcmp(b, "\1\2\3\4\5\6\7\10", 8) == 0, "u64 is big-endian");
    OK(vs_get_u64(b) == 0x0102030405060708ULL, "u64 comes back");
    IS_INT(vs_get_u32(b + 4), 0x05060708, "u32");
    IS_INT(vs_get_u16(b + 6), 0x0708, "u16");
}

int
main(void)
{
    test_ceiling();
    test_no_memory();
    test_integers();
    return tap_done();
}
