/*
 * Facts of case events. With the argument "--judge" this is the C side of tests/interop/events.mjs:
 * each line of input is a document, answered by "ok <type>", "newer <type>", "refused <member>" or
 * the code of another error; lines that begin with "content <type> " are judged as content.
 */
#include <stdlib.h>

#include "core/base/mem.h"
#include "core/casework/event.h"
#include "tests/tap.h"

#define LINE_MAX_LEN (512 * 1024)

static void
judge_content(struct vs_str rest)
{
    const char *space = memchr(rest.p, ' ', rest.len);
    struct vs_str name = {rest.p, space ? (size_t)(space - rest.p) : rest.len};
    size_t skip = space ? name.len + 1 : name.len;
    struct vs_err err = {0};
    enum vs_code code =
        vs_event_content_check(vs_event_type_find(name), rest.p + skip, rest.len - skip, &err);

    printf("%s\n", code == VS_OK               ? "ok"
                   : code == VS_E_EVENT_FORMAT ? "refused"
                                               : vs_code_name(code));
}

static int
judge(void)
{
    static char line[LINE_MAX_LEN];

    while (fgets(line, sizeof(line), stdin)) {
        struct vs_str text = {line, strcspn(line, "\n")};
        struct vs_err err = {0};
        struct vs_event event;
        enum vs_code code;

        if (vs_str_starts(text, "content ")) {
            judge_content((struct vs_str){text.p + 8, text.len - 8});
            continue;
        }
        code = vs_event_parse(&event, text.p, text.len, &err);
        if (code == VS_OK) {
            printf("%s %s\n",
                   event.type == VS_EV_NEWER ? "newer"
                   : event.v != 1            ? "later"
                                             : "ok",
                   event.type_text);
            vs_event_release(&event);
        } else if (code == VS_E_EVENT_FORMAT) {
            printf("refused %s\n", err.subject);
        } else {
            printf("%s\n", vs_code_name(code));
        }
    }
    return 0;
}

#define H1   "\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\""
#define H2   "\"AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\""
#define AT   "\"at\":\"2026-04-02T14:10:00Z\""
#define HEAD AT ",\"case\":" H1
#define MADE "\"made\":\"2026-04-02T14:10:05Z\""

static const char *const good[] = {
    "{" AT "," MADE ",\"parties\":[{\"org\":" H1 ",\"role\":\"full\"},{\"org\":" H2
    ",\"role\":\"facts\"}],\"takes\":false,\"type\":\"case.open\",\"v\":1}",
    "{" HEAD ",\"content\":\"json\",\"heads\":[" H1 "," H2 "],\"kind\":\"handover\"," MADE
    ",\"mode\":\"written\",\"to\":" H2 ",\"type\":\"handover.offer\",\"under\":[{\"giver\":" H1
    ",\"hash\":" H2 ",\"profile\":\"west-brabant-2022\",\"receiver\":" H2 "}],\"v\":1}",
    "{" HEAD ",\"heads\":[" H1 "]," MADE ",\"re\":" H1 ",\"type\":\"handover.accept\",\"v\":1}",
    "{" HEAD ",\"heads\":[" H1 "]," MADE ",\"type\":\"pickup\",\"v\":1}",
    "{" HEAD ",\"heads\":[" H1 "]," MADE ",\"re\":" H1
    ",\"reason\":\"no_capacity\",\"type\":\"handover.refuse\",\"v\":1}",
    "{" HEAD ",\"from\":\"2026-04-01T00:00:00Z\",\"heads\":[" H1 "]," MADE
    ",\"outcome\":\"closed\",\"resolves\":[" H2 "],\"type\":\"settle\",\"v\":1}",
    "{\"agrees\":" H2 "," HEAD ",\"heads\":[" H1 "]," MADE ",\"type\":\"settle\",\"v\":1}",
    "{" HEAD ",\"content\":\"bytes\",\"heads\":[" H1 "],\"identity\":\"eyJhIjoxfQ\"," MADE
    ",\"party\":" H2 ",\"type\":\"introduce\",\"v\":1}",
    "{" HEAD ",\"channel\":" H2 ",\"epoch\":2,\"heads\":[" H1 "]," MADE ",\"parties\":[{\"org\":" H1
    ",\"role\":\"full\"}],\"type\":\"rekey\",\"v\":1}",
    "{" HEAD ",\"facts_only\":[" H1 "],\"heads\":[" H1 "]," MADE ",\"opened\":[" H2
    "],\"type\":\"ack\",\"v\":1}",
    "{\"about\":" H1 "," HEAD ",\"heads\":[" H1 "],\"level\":2," MADE
    ",\"reason\":\"unsafe\",\"type\":\"escalate\",\"v\":1}",
    "{" HEAD ",\"heads\":[" H1 "],\"leaves\":[" H1 "," H2 "]," MADE
    ",\"type\":\"erased\",\"v\":1,\"was\":" H2 "}",
};

static const struct {
    const char *text;
    const char *member;
} bad[] = {
    {"{" HEAD ",\"heads\":[" H2 "," H1 "]," MADE ",\"type\":\"note\",\"v\":1}", "heads"},
    {"{" HEAD ",\"heads\":[" H1 "," H1 "]," MADE ",\"type\":\"note\",\"v\":1}", "heads"},
    {"{" HEAD ",\"heads\":[]," MADE ",\"type\":\"note\",\"v\":1}", "heads"},
    {"{" HEAD "," MADE ",\"type\":\"note\",\"v\":1}", "heads"},
    {"{" AT ",\"heads\":[" H1 "]," MADE ",\"type\":\"note\",\"v\":1}", "case"},
    {"{" HEAD ",\"heads\":[" H1 "]," MADE ",\"type\":\"handover.accept\",\"v\":1}", "re"},
    {"{" HEAD ",\"heads\":[" H1 "]," MADE ",\"re\":" H1
     ",\"reason\":\"tired\",\"type\":\"handover.refuse\",\"v\":1}",
     "reason"},
    {"{" AT "," MADE ",\"parties\":[{\"org\":" H1
     ",\"role\":\"full\"}],\"takes\":true,\"type\":\"case.open\",\"v\":1}",
     "takes"},
    {"{" HEAD ",\"heads\":[" H1 "]," MADE ",\"type\":\"ack\",\"v\":1}", "opened"},
    {"{" HEAD ",\"content\":\"json\",\"heads\":[" H1 "]," MADE ",\"opened\":[" H1
     "],\"type\":\"ack\",\"v\":1}",
     "content"},
    {"{" HEAD ",\"heads\":[" H1 "]," MADE ",\"type\":\"note\",\"v\":0}", "v"},
    {"{" HEAD ",\"heads\":[" H1 "],\"made\":\"2026-02-30T00:00:00Z\",\"type\":\"note\",\"v\":1}",
     "made"},
};

static const char *const newer[] = {
    "{" HEAD ",\"heads\":[" H1 "]," MADE ",\"type\":\"note\",\"v\":2}",
    "{" HEAD ",\"heads\":[" H1 "]," MADE ",\"type\":\"handover.teleport\",\"v\":1}",
    "{" HEAD ",\"heads\":[" H1 "]," MADE ",\"type\":\"note\",\"urgency\":3,\"v\":1}",
    "{" MADE ",\"type\":\"something\",\"v\":7}",
};

/* Notes of a later version: read as far as its place and time, and no newer event. */
static void
check_later_note(void)
{
    static const char *const notes[] = {
        "{" HEAD ",\"heads\":[" H1 "]," MADE ",\"type\":\"note.of_later\",\"v\":2}",
        "{\"at\":7,\"case\":" H1 ",\"content\":\"cbor\",\"extra\":[1],\"heads\":[" H1 "]," MADE
        ",\"type\":\"note.of_later\",\"v\":9,\"was\":false}",
    };
    static const char wrong[] =
        "{\"case\":1,\"heads\":[" H1 "]," MADE ",\"type\":\"note.of_later\",\"v\":2}";
    struct vs_event event;

    for (size_t i = 0; i < 2; i++) {
        if (OK(vs_event_parse(&event, notes[i], strlen(notes[i]), NULL) == VS_OK,
               "a note of a later version: %zu", i)) {
            OK(event.type == VS_EV_NOTE_OTHER && event.v != 1 && event.at == event.made &&
                   event.head_count == 1 && event.content == VS_CONTENT_NONE,
               "is a note, at the time at which it was made");
            vs_event_release(&event);
        }
    }
    IS_INT(vs_event_parse(&event, wrong, strlen(wrong), NULL), VS_E_EVENT_FORMAT,
           "but its place must be in order");
}

static void
check_good(const char *text)
{
    struct vs_event event;
    struct vs_err err = {0};
    struct vs_buf out;

    vs_buf_init(&out, VS_FACTS_BYTES_MAX);
    if (OK(vs_event_parse(&event, text, strlen(text), &err) == VS_OK && event.type != VS_EV_NEWER,
           "read: %.40s... %s", strstr(text, "\"type\""), err.subject)) {
        OK(vs_event_write(&out, &event, &err) == VS_OK, "written again %s", err.subject);
        OK(vs_str_is(vs_buf_str(&out), text), "to the same bytes");
    }
    vs_event_release(&event);
    vs_buf_release(&out);
}

static void
check_words(void)
{
    for (unsigned list = 0; list < VS_WORD_LISTS; list++) {
        unsigned n = 0;

        while (vs_word((enum vs_word_list)list, n)) {
            n++;
        }
        OK(n >= 2, "list %u has %u values", list, n);
        IS_INT(vs_word_find((enum vs_word_list)list, vs_str(vs_word((enum vs_word_list)list, 1))),
               1, "and they are found");
    }
    for (unsigned type = 0; type < VS_EV_NOTE_OTHER; type++) {
        IS_INT(vs_event_type_find(vs_str(vs_event_type_name((enum vs_event_type)type))), type,
               "%s is found by its name", vs_event_type_name((enum vs_event_type)type));
    }
}

static void
check_sets(void)
{
    struct vs_hash set[4] = {{{3}}, {{1}}, {{3}}, {{2}}};
    struct vs_event_party parties[3] = {
        {{{2}}, VS_PARTY_FACTS}, {{{1}}, VS_PARTY_FACTS}, {{{2}}, VS_PARTY_FULL}};

    IS_INT(vs_event_sort_set(set, 4), 3, "a set drops its repeats");
    OK(set[0].b[0] == 1 && set[1].b[0] == 2 && set[2].b[0] == 3, "and is sorted");
    IS_INT(vs_event_sort_parties(parties, 3), 2, "so do parties");
    OK(parties[1].org.b[0] == 2 && parties[1].role == VS_PARTY_FULL, "with the stronger role");
}

int
main(int argc, char **argv)
{
    if (argc == 2 && strcmp(argv[1], "--judge") == 0) {
        return judge();
    }
    for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
        check_good(good[i]);
    }
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        struct vs_err err = {0};
        struct vs_event event;

        IS_INT(vs_event_parse(&event, bad[i].text, strlen(bad[i].text), &err), VS_E_EVENT_FORMAT,
               "refused, %s", bad[i].member);
        IS_TEXT(err.subject, bad[i].member, "because of it");
    }
    for (size_t i = 0; i < sizeof(newer) / sizeof(newer[0]); i++) {
        struct vs_event event;

        OK(vs_event_parse(&event, newer[i], strlen(newer[i]), NULL) == VS_OK &&
               event.type == VS_EV_NEWER && event.made > 0,
           "newer than this program: %zu", i);
        vs_event_release(&event);
    }
    check_later_note();
    check_words();
    check_sets();
    return tap_done();
}
