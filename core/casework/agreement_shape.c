/* The C side of schemas/agreement.schema.json; a test holds the two together. */
#include "core/casework/agreement_priv.h"

#include "core/casework/shape.h"

#define OBJECT(list)                                                                               \
    {                                                                                              \
        .kind = VS_SHAPE_OBJECT, .members = (list)                                                 \
    }
#define LIST(least, most, of)                                                                      \
    {                                                                                              \
        .kind = VS_SHAPE_ARRAY, .min = (least), .max = (most), .element = (of)                     \
    }
#define WORDS(list)                                                                                \
    {                                                                                              \
        .kind = VS_SHAPE_WORD, .words = (list)                                                     \
    }
#define END                                                                                        \
    {                                                                                              \
        NULL, false, NULL                                                                          \
    }

/* clang-format off */

/* --- words ----------------------------------------------------------------------------------- */

const char *const vs_words_kind[] = {"agreement", "vision", "covenant", NULL};
const char *const vs_words_basis[] = {"agreement", "practice", "convention", "unknown", NULL};
const char *const vs_words_move[] = {"unknown", "after_delay", "at_acceptance", "at_pickup", NULL};
const char *const vs_words_counts_from[] = {"unknown", "sent", "received", NULL};
const char *const vs_words_waitlist[] = {"unknown", "none", "giver_holds", NULL};
const char *const vs_words_refusal[] = {"unknown", "none", "cancels", NULL};
const char *const vs_words_dispute[] = {"unknown", "none", "suspends", NULL};
const char *const vs_words_early[] = {"moves", "none", NULL};
const char *const vs_words_version[] = {"of_offer", "new_rule", NULL};
const char *const vs_words_new_delay[] = {"unknown", "from_handover", "from_first_day", NULL};
const char *const vs_words_unit[] = {"working_day", "day", "week", "hour", NULL};
const char *const vs_words_counting[] = {"whole_days", "same_time", NULL};
const char *const vs_words_nature[] = {"agreed", "statutory", NULL};
const char *const vs_words_start[] = {"unknown", "receipt", "assessment", "trajectory_start",
                                      "handover", "transfer", "acceptance", "escalation", "closing",
                                      NULL};
const char *const vs_words_end[] = {"unknown", "assess", "trajectory_end", "contact", "monitoring",
                                    "accept", "handover", "closing", "nothing", NULL};
const char *const vs_words_during[] = {"unknown", "unchanged", "giver", "receiver", NULL};
const char *const vs_words_practice[] = {"waitlist", "refusal", "dispute", "early_accept", "move",
                                         NULL};
const char *const vs_words_adoption[] = {"unknown", "each_member", "jointly", NULL};
const char *const vs_words_limit[] = {"unknown", "none", "delay", NULL};
const char *const vs_words_answered_by[] = {"unknown", "giver", "receiver", "both", NULL};
const char *const vs_words_after[] = {"direct_handover", "conditions_service", "investigation",
                                      "child_protection_board", "certified_institution",
                                      "care_provider", "multidisciplinary_team",
                                      "involved_persons", "end_of_involvement", "other", NULL};
const char *const vs_words_unsafety[] = {"acute", "structural", "none", "unclear", NULL};
const char *const vs_words_mode[] = {"written", "telephone", "warm", "meeting", "other", NULL};
const char *const vs_words_field[] = {"reason", "after", "unsafety", "conditions",
                                      "conditions_digest", "monitor", "informed", "informed_at",
                                      "others", "first_contact", "waitlist", "text", "ref", NULL};
static const char *const words_schema[] = {"vs.agreement/1", NULL};
static const char *const words_convention[] = {"C1", "C1b", "C2", "C3", "C4", "C5", "C6", "C7", "C8",
                                               "C9", "C10", "C11", NULL};
static const char *const words_about[] = {"difference_of_view", "not_picked_up", "other", NULL};
static const char *const words_every[] = {"month", "quarter", "half_year", "year", "once", "unknown",
                                          NULL};
static const char *const words_practised[] = {"none", "giver_holds", "cancels", "suspends", "moves",
                                              "at_acceptance", "at_pickup", "after_delay", NULL};
static const char *const words_kept_unit[] = {"day", "week", "month", "year", NULL};
static const char *const words_kept_limit[] = {"unknown", "minimum", "maximum", NULL};
static const char *const words_kept_from[] = {"unknown", "received", "written", "closed",
                                              "youngest_child_18", NULL};
static const char *const words_sees[] = {"facts", NULL};
static const char *const words_modes[] = {"unknown", "listed", NULL};
static const char *const words_length[] = {"unknown", "delay", NULL};
static const char *const words_ladder[] = {"unknown", "none", "ladder", NULL};

static const struct vs_shape w_schema = WORDS(words_schema);
static const struct vs_shape w_kind = WORDS(vs_words_kind);
static const struct vs_shape w_basis = WORDS(vs_words_basis);
static const struct vs_shape w_convention = WORDS(words_convention);
static const struct vs_shape w_move = WORDS(vs_words_move);
static const struct vs_shape w_counts_from = WORDS(vs_words_counts_from);
static const struct vs_shape w_waitlist = WORDS(vs_words_waitlist);
static const struct vs_shape w_refusal = WORDS(vs_words_refusal);
static const struct vs_shape w_dispute = WORDS(vs_words_dispute);
static const struct vs_shape w_early = WORDS(vs_words_early);
static const struct vs_shape w_version = WORDS(vs_words_version);
static const struct vs_shape w_unit = WORDS(vs_words_unit);
static const struct vs_shape w_counting = WORDS(vs_words_counting);
static const struct vs_shape w_nature = WORDS(vs_words_nature);
static const struct vs_shape w_start = WORDS(vs_words_start);
static const struct vs_shape w_during = WORDS(vs_words_during);
static const struct vs_shape w_practice = WORDS(vs_words_practice);
static const struct vs_shape w_practised = WORDS(words_practised);
static const struct vs_shape w_about = WORDS(words_about);
static const struct vs_shape w_every = WORDS(words_every);
static const struct vs_shape w_mode = WORDS(vs_words_mode);
static const struct vs_shape w_new_delay = WORDS(vs_words_new_delay);
static const struct vs_shape w_end = WORDS(vs_words_end);
static const struct vs_shape w_adoption = WORDS(vs_words_adoption);
static const struct vs_shape w_limit = WORDS(vs_words_limit);
static const struct vs_shape w_answered_by = WORDS(vs_words_answered_by);
static const struct vs_shape w_after = WORDS(vs_words_after);
static const struct vs_shape w_unsafety = WORDS(vs_words_unsafety);
static const struct vs_shape w_field = WORDS(vs_words_field);
static const struct vs_shape w_kept_unit = WORDS(words_kept_unit);
static const struct vs_shape w_kept_limit = WORDS(words_kept_limit);
static const struct vs_shape w_kept_from = WORDS(words_kept_from);
static const struct vs_shape w_sees = WORDS(words_sees);
static const struct vs_shape w_modes = WORDS(words_modes);
static const struct vs_shape w_length = WORDS(words_length);
static const struct vs_shape w_ladder = WORDS(words_ladder);

static const struct vs_shape name = {.kind = VS_SHAPE_NAME, .min = 1, .max = 40};
/* As `profile` in the `under` of an offer (FORMAT.md 9.4). */
static const struct vs_shape profile_id = {.kind = VS_SHAPE_SLUG, .min = 1, .max = 64};
static const struct vs_shape code = {.kind = VS_SHAPE_TEXT, .min = 1, .max = 40};
static const struct vs_shape text = {.kind = VS_SHAPE_TEXT, .min = 1, .max = 200};
static const struct vs_shape sentences = {.kind = VS_SHAPE_TEXT, .min = 1, .max = 1000};
static const struct vs_shape_member m_line[] = {{"nl", true, &text}, {"en", true, &text}, END};
static const struct vs_shape line = {.kind = VS_SHAPE_PROSE, .min = 1, .max = 200,
                                     .members = m_line};
static const struct vs_shape_member m_prose[] = {
    {"nl", true, &sentences}, {"en", true, &sentences}, END};
static const struct vs_shape prose = {.kind = VS_SHAPE_PROSE, .min = 1, .max = 1000,
                                      .members = m_prose};
static const struct vs_shape date = {.kind = VS_SHAPE_DATE};
static const struct vs_shape truth = {.kind = VS_SHAPE_BOOL};
static const struct vs_shape amount = {.kind = VS_SHAPE_INT, .min = 1, .max = VS_DELAY_MAX};
static const struct vs_shape level = {.kind = VS_SHAPE_INT, .min = 1, .max = VS_LEVELS_MAX};

/* --- rules ----------------------------------------------------------------------------------- */

/* What every rule carries beside its value. */
#define BASIS                                                                                      \
    {"basis", true, &w_basis}, {"convention", false, &w_convention}, {"source", false, &name},     \
    {"annex", false, &name}, {"article", false, &text}, {"note", false, &prose}

#define RULE(ident, words)                                                                         \
    static const struct vs_shape_member m_##ident[] = {{"value", true, &(words)}, BASIS, END};     \
    static const struct vs_shape ident = OBJECT(m_##ident)

RULE(r_counting, w_counting);
RULE(r_counts_from, w_counts_from);
RULE(r_waitlist, w_waitlist);
RULE(r_refusal, w_refusal);
RULE(r_dispute, w_dispute);
RULE(r_early, w_early);
RULE(r_of_offer, w_version);
RULE(r_new_delay, w_new_delay);
RULE(r_end, w_end);
RULE(r_adoption, w_adoption);
RULE(r_monitoring, name);
RULE(r_answered_by, w_answered_by);
RULE(r_decides, name);
RULE(r_during, w_during);
RULE(r_limit_plain, w_limit);
RULE(r_kept_from, w_kept_from);
RULE(r_start, w_start);
RULE(r_calendar, name);
RULE(r_move_plain, w_move);
RULE(r_length_plain, w_length);

/* An agreement without a calendar says "unknown", which is a name like any other. */

static const struct vs_shape_member m_move_delay[] = {
    {"value", true, &w_move}, {"n", true, &amount}, {"unit", true, &w_unit},
    {"counting", true, &r_counting}, {"counts_from", true, &r_counts_from}, BASIS, END};
static const struct vs_shape r_move_delay = OBJECT(m_move_delay);
static const struct vs_shape_choice c_move[] = {{"unknown", &r_move_plain},
                                                {"after_delay", &r_move_delay},
                                                {"at_acceptance", &r_move_plain},
                                                {"at_pickup", &r_move_plain},
                                                {NULL, NULL}};
static const struct vs_shape r_move = {.kind = VS_SHAPE_CHOICE, .tag = "value", .choices = c_move};

static const struct vs_shape_member m_length_delay[] = {
    {"value", true, &w_length}, {"n", true, &amount}, {"unit", true, &w_unit},
    {"nature", true, &w_nature}, {"counting", true, &r_counting}, BASIS, END};
static const struct vs_shape r_length_delay = OBJECT(m_length_delay);
static const struct vs_shape_choice c_length[] = {
    {"unknown", &r_length_plain}, {"delay", &r_length_delay}, {NULL, NULL}};
static const struct vs_shape r_length = {.kind = VS_SHAPE_CHOICE, .tag = "value",
                                         .choices = c_length};

/* A term of which a text may also say that there is none. */
static const struct vs_shape_member m_limit_delay[] = {
    {"value", true, &w_limit}, {"n", true, &amount}, {"unit", true, &w_unit},
    {"nature", true, &w_nature}, {"counting", true, &r_counting}, BASIS, END};
static const struct vs_shape r_limit_delay = OBJECT(m_limit_delay);
static const struct vs_shape_choice c_limit[] = {{"unknown", &r_limit_plain},
                                                 {"none", &r_limit_plain},
                                                 {"delay", &r_limit_delay},
                                                 {NULL, NULL}};
static const struct vs_shape r_limit = {.kind = VS_SHAPE_CHOICE, .tag = "value",
                                        .choices = c_limit};

static const struct vs_shape_member m_new_rule[] = {
    {"value", true, &w_version}, {"delay", true, &r_new_delay}, BASIS, END};
static const struct vs_shape r_new_rule = OBJECT(m_new_rule);
static const struct vs_shape_choice c_version[] = {
    {"of_offer", &r_of_offer}, {"new_rule", &r_new_rule}, {NULL, NULL}};
static const struct vs_shape r_version = {.kind = VS_SHAPE_CHOICE, .tag = "value",
                                          .choices = c_version};

static const struct vs_shape_member m_transfer[] = {
    {"from", true, &name}, {"to", true, &name}, {"move", true, &r_move},
    {"waitlist", true, &r_waitlist}, {"refusal", true, &r_refusal}, {"dispute", true, &r_dispute},
    {"early_accept", true, &r_early}, {"return", true, &r_move}, {"version", true, &r_version},
    {"refusal_term", true, &r_limit}, {"return_term", true, &r_limit}, END};
static const struct vs_shape transfer = OBJECT(m_transfer);
static const struct vs_shape transfers = LIST(0, VS_TRANSFERS_MAX, &transfer);

static const struct vs_shape_member m_term[] = {
    {"id", true, &name}, {"role", true, &name}, {"length", true, &r_length},
    {"starts", true, &r_start}, {"ends", true, &r_end}, {"repeats", true, &truth}, END};
static const struct vs_shape term = OBJECT(m_term);
static const struct vs_shape terms = LIST(0, VS_TERMS_MAX, &term);

static const struct vs_shape afters = {.kind = VS_SHAPE_ARRAY, .min = 0, .max = 10,
                                       .distinct = true, .element = &w_after};
static const struct vs_shape unsafeties = {.kind = VS_SHAPE_ARRAY, .min = 0, .max = 4,
                                           .distinct = true, .element = &w_unsafety};
static const struct vs_shape_member m_mode_case[] = {
    {"when", true, &prose}, {"after", false, &afters}, {"unsafety", false, &unsafeties},
    {"mode", true, &w_mode}, END};
static const struct vs_shape mode_case = OBJECT(m_mode_case);
static const struct vs_shape mode_cases = LIST(1, VS_MODES_MAX, &mode_case);
static const struct vs_shape_member m_modes_listed[] = {
    {"value", true, &w_modes}, {"cases", true, &mode_cases}, BASIS, END};
RULE(r_modes_plain, w_modes);
static const struct vs_shape r_modes_listed = OBJECT(m_modes_listed);
static const struct vs_shape_choice c_modes[] = {
    {"unknown", &r_modes_plain}, {"listed", &r_modes_listed}, {NULL, NULL}};
static const struct vs_shape modes = {.kind = VS_SHAPE_CHOICE, .tag = "value", .choices = c_modes};

static const struct vs_shape fields = {.kind = VS_SHAPE_ARRAY, .min = 1, .max = VS_FIELD_COUNT,
                                       .distinct = true, .element = &w_field};
static const struct vs_shape_member m_contents_listed[] = {
    {"value", true, &w_modes}, {"fields", true, &fields}, BASIS, END};
static const struct vs_shape r_contents_listed = OBJECT(m_contents_listed);
static const struct vs_shape_choice c_contents[] = {
    {"unknown", &r_modes_plain}, {"listed", &r_contents_listed}, {NULL, NULL}};
static const struct vs_shape contents = {.kind = VS_SHAPE_CHOICE, .tag = "value",
                                         .choices = c_contents};

/* --- the ladder ------------------------------------------------------------------------------ */

static const struct vs_shape_member m_level[] = {
    {"level", true, &level}, {"giver", false, &line}, {"receiver", false, &line},
    {"answer", true, &r_limit}, {"answered_by", true, &r_answered_by}, {"decides", true, &r_decides},
    {"decides_text", false, &line}, {"holder_during", true, &r_during}, BASIS, END};
static const struct vs_shape ladder_level = OBJECT(m_level);
static const struct vs_shape levels = LIST(1, VS_LEVELS_MAX, &ladder_level);
static const struct vs_shape abouts = {.kind = VS_SHAPE_ARRAY, .min = 0, .max = 3,
                                       .distinct = true, .element = &w_about};
static const struct vs_shape_member m_ladder_plain[] = {
    {"value", true, &w_ladder}, {"about", true, &abouts}, BASIS, END};
static const struct vs_shape_member m_ladder[] = {
    {"value", true, &w_ladder}, {"about", true, &abouts}, {"levels", true, &levels}, BASIS, END};
static const struct vs_shape ladder_plain = OBJECT(m_ladder_plain);
static const struct vs_shape ladder = OBJECT(m_ladder);
static const struct vs_shape_choice c_ladder[] = {
    {"unknown", &ladder_plain}, {"none", &ladder_plain}, {"ladder", &ladder}, {NULL, NULL}};
static const struct vs_shape escalation = {.kind = VS_SHAPE_CHOICE, .tag = "value",
                                           .choices = c_ladder};

/* --- dates, organisations and what is only shown ---------------------------------------------- */

static const struct vs_shape_member m_range[] = {
    {"on", false, &date}, {"not_before", false, &date}, {"not_after", false, &date}, BASIS, END};
static const struct vs_shape range = OBJECT(m_range);
static const struct vs_shape_member m_in_force[] = {
    {"from", true, &range}, {"until", false, &range}, END};
static const struct vs_shape in_force = OBJECT(m_in_force);

static const struct vs_shape_member m_region[] = {{"id", true, &name}, {"name", true, &text}, END};
static const struct vs_shape region = OBJECT(m_region);

static const struct vs_shape replaces = {.kind = VS_SHAPE_ARRAY, .min = 0, .max = VS_REPLACES_MAX,
                                         .distinct = true, .element = &profile_id};

static const struct vs_shape_member m_decision[] = {
    {"by", true, &line}, {"what", true, &prose}, {"on", false, &date}, {"source", true, &name},
    END};
static const struct vs_shape decision = OBJECT(m_decision);
static const struct vs_shape decisions = LIST(0, 32, &decision);

static const struct vs_shape_member m_annex[] = {
    {"id", true, &name}, {"title", true, &text}, {"decided_by", false, &line},
    {"version", false, &text}, {"in_force", false, &in_force}, {"on", false, &date},
    {"source", true, &name}, {"note", false, &prose}, END};
static const struct vs_shape annex = OBJECT(m_annex);
static const struct vs_shape annexes = LIST(0, VS_ANNEXES_MAX, &annex);

static const struct vs_shape_member m_member[] = {
    {"municipality", false, &text}, {"organisation", false, &text},
    {"code", false, &code}, {"from", false, &range}, {"until", false, &range},
    {"source", false, &name}, {"note", false, &prose}, END};
static const struct vs_shape member = OBJECT(m_member);
static const struct vs_shape members = LIST(0, VS_MEMBERS_MAX, &member);
static const struct vs_shape_member m_organisation[] = {
    {"role", true, &name}, {"name", true, &text}, {"members", true, &members},
    {"members_complete", true, &truth}, {"source", false, &name}, {"note", false, &prose}, END};
static const struct vs_shape organisation = OBJECT(m_organisation);
static const struct vs_shape organisations = LIST(1, VS_ROLES_MAX, &organisation);

static const struct vs_shape_member m_auditor[] = {
    {"role", true, &name}, {"name", true, &text}, {"sees", true, &w_sees}, BASIS, END};
static const struct vs_shape auditor = OBJECT(m_auditor);
static const struct vs_shape auditors = LIST(0, VS_AUDITORS_MAX, &auditor);

static const struct vs_shape_member m_kept_plain[] = {
    {"of", true, &line}, {"limit", true, &w_kept_limit}, {"value", true, &w_length},
    {"starts", true, &r_kept_from}, BASIS, END};
static const struct vs_shape_member m_kept_delay[] = {
    {"of", true, &line}, {"limit", true, &w_kept_limit}, {"value", true, &w_length},
    {"n", true, &amount}, {"unit", true, &w_kept_unit}, {"starts", true, &r_kept_from}, BASIS, END};
static const struct vs_shape kept_plain = OBJECT(m_kept_plain);
static const struct vs_shape kept_delay = OBJECT(m_kept_delay);
static const struct vs_shape_choice c_kept[] = {
    {"unknown", &kept_plain}, {"delay", &kept_delay}, {NULL, NULL}};
static const struct vs_shape kept = {.kind = VS_SHAPE_CHOICE, .tag = "value", .choices = c_kept};
static const struct vs_shape retention = LIST(0, 32, &kept);

static const struct vs_shape_member m_report[] = {
    {"what", true, &prose}, {"every", true, &w_every}, BASIS, END};
static const struct vs_shape report = OBJECT(m_report);
static const struct vs_shape reporting = LIST(0, 32, &report);

static const struct vs_shape_member m_practised[] = {
    {"from", true, &name}, {"to", true, &name}, {"rule", true, &w_practice},
    {"value", true, &w_practised}, END};
static const struct vs_shape_member m_practised_delay[] = {
    {"from", true, &name}, {"to", true, &name}, {"rule", true, &w_practice},
    {"value", true, &w_practised}, {"n", true, &amount}, {"unit", true, &w_unit},
    {"counting", true, &r_counting}, {"counts_from", true, &r_counts_from}, END};
static const struct vs_shape practised_plain = OBJECT(m_practised);
static const struct vs_shape practised_delay = OBJECT(m_practised_delay);
static const struct vs_shape_choice c_practised[] = {
    {"none", &practised_plain}, {"giver_holds", &practised_plain}, {"cancels", &practised_plain},
    {"suspends", &practised_plain}, {"moves", &practised_plain}, {"at_acceptance", &practised_plain},
    {"at_pickup", &practised_plain}, {"after_delay", &practised_delay}, {NULL, NULL}};
static const struct vs_shape practised = {.kind = VS_SHAPE_CHOICE, .tag = "value",
                                          .choices = c_practised};
static const struct vs_shape_member m_practice[] = {
    {"note", true, &prose}, {"who", false, &text}, {"from", false, &range},
    {"until", false, &range}, {"transfer", false, &practised}, {"source", true, &name}, END};
static const struct vs_shape practice = OBJECT(m_practice);
static const struct vs_shape practices = LIST(0, VS_PRACTICES_MAX, &practice);

static const struct vs_shape_member m_source[] = {
    {"id", true, &name}, {"title", true, &prose}, {"by", false, &text}, {"address", false, &text},
    END};
static const struct vs_shape source = OBJECT(m_source);
static const struct vs_shape sources = LIST(0, 64, &source);

static const struct vs_shape_member m_agreement[] = {
    {"schema", true, &w_schema}, {"id", true, &profile_id}, {"kind", true, &w_kind},
    {"title", true, &text}, {"region", true, &region}, {"in_force", true, &in_force},
    {"replaces", true, &replaces}, {"decisions", true, &decisions}, {"adoption", true, &r_adoption},
    {"annexes", true, &annexes}, {"organisations", true, &organisations},
    {"calendar", true, &r_calendar}, {"transfer", true, &transfers}, {"modes", true, &modes},
    {"contents", true, &contents}, {"monitoring", true, &r_monitoring}, {"terms", true, &terms},
    {"escalation", true, &escalation}, {"reporting", true, &reporting},
    {"practice", true, &practices}, {"retention", true, &retention}, {"auditors", true, &auditors},
    {"sources", true, &sources}, END};
const struct vs_shape vs_agreement_shape = OBJECT(m_agreement);
