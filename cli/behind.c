#include "cli/behind.h"

#include "cli/answer_priv.h"
#include "cli/i18n.h"
#include "core/record/behind.h"

struct telling {
    const struct vs_question *question; /* NULL: of all, not of a case */
    struct vs_store *store;
    struct vs_out *out;   /* NULL: nothing is said */
    struct vs_json *list; /* NULL: nobody reads it */
    size_t count;
};

static bool
is_party(const struct vs_question *question, const struct vs_hash *org)
{
    enum vs_party_role role;

    return vs_fold_party_role(&role, vs_casefile_fold(question->file), org);
}

static void
say(struct telling *telling, const struct vs_behind *behind)
{
    char name[VS_LABEL_LEN];

    vs_label_org(name, telling->store, &behind->org.org);
    if (telling->question) {
        vs_answer_labelf(telling->out, _("note"),
                         _("%s has recorded more than is here: others have seen %llu entries of "
                           "one of its machines, here are %llu; what it did since is not in this "
                           "answer"),
                         name, (unsigned long long)behind->seen, (unsigned long long)behind->here);
    } else {
        vs_warn(telling->out,
                _("%s has recorded more than is here: others have seen %llu entries of one of its "
                  "machines, here are %llu; what it did since is in no answer. try: vs sync with "
                  "another remote, or ask it to sync\n"),
                name, (unsigned long long)behind->seen, (unsigned long long)behind->here);
    }
}

static enum vs_code
tell(void *payload, const struct vs_behind *behind, struct vs_err *err)
{
    struct telling *telling = payload;

    (void)err;
    if (telling->question && !is_party(telling->question, &behind->org.org)) {
        return VS_OK;
    }
    telling->count++;
    if (telling->out) {
        say(telling, behind);
    }
    if (telling->list) {
        struct vs_json *doc = vs_json_new_object();

        vs_json_set_hash(doc, "org", &behind->org.org);
        vs_json_set_text(doc, "name", behind->org.name);
        vs_json_set_text(doc, "feed", behind->branch);
        vs_json_set_int(doc, "here", (int64_t)behind->here);
        vs_json_set_int(doc, "seen", (int64_t)behind->seen);
        vs_json_add(telling->list, doc);
    }
    return VS_OK;
}

/* A ledger that cannot be read now could before: then nothing is claimed either way but by 23. */
static size_t
tell_question(const struct vs_question *question, struct vs_out *out, struct vs_json *list)
{
    struct telling telling = {question, question->store, out, list, 0};

    return vs_behind_each(question->store->ledger, question->known_at, tell, &telling, NULL) ==
                   VS_OK
               ? telling.count
               : 1;
}

bool
vs_question_behind(const struct vs_question *question)
{
    return tell_question(question, NULL, NULL) > 0;
}

void
vs_question_print_behind(const struct vs_question *question)
{
    (void)tell_question(question, &question->cli->out, NULL);
}

void
vs_question_json_behind(struct vs_json *doc, const struct vs_question *question)
{
    struct vs_json *list = vs_json_new_array();

    if (tell_question(question, NULL, list) > 0) {
        vs_json_set(doc, "behind", list);
    } else {
        vs_json_free(list);
    }
}

enum vs_code
vs_tell_behind(struct vs_out *out, struct vs_store *store, struct vs_json *doc, struct vs_err *err)
{
    struct telling telling = {NULL, store, out, vs_json_new_array(), 0};
    enum vs_code code = vs_behind_each(store->ledger, VS_INSTANT_NEVER, tell, &telling, err);

    if (telling.count > 0) {
        vs_json_set(doc, "behind", telling.list);
    } else {
        vs_json_free(telling.list);
    }
    return code;
}
