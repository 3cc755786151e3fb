/*
 * Acts that did not know of each other: every row of schemas/CONFLICTS.md, in both orders of
 * recording and of arrival, and triples in all six. A row is a short play (h_play.h): the setting,
 * the acts, each by a device that does not hear of the others, what follows, and what must come of
 * it. The document and the types of events are held against the rows, both ways.
 */
#include <stdlib.h>

#include "tests/unit/core_casework/h_play.h"
#include "tests/unit/core_casework/h_shipped.h"

struct row {
    const char *pair; /* as in CONFLICTS.md */
    const char *rules;
    const char *setting;
    const char *x, *y;
    const char *after;
    const char *says;             /* whatever the order */
    const char *forward, *turned; /* when x, when y was recorded first; NULL: nothing more */
};

#define P    "A1:offer=p>B all "
#define P1   "A1:offer=p>B A1>B1 "
#define NONE NULL, NULL

static const struct row rows[] = {
    /* --- offer --- */
    {"offer, offer", "", "", "A1:offer=p>B", "A2:offer=q>C", "",
     "now=A certain; D-=A certain; D=B,C contested; late=B,C contested", NONE},
    {"offer, offer", "", "", "A1:offer=p>B", "A2:offer=q>C", "all A1:withdraw.q",
     "now=A certain; D-=A certain; D=B unconfirmed; late=B unconfirmed", NONE},
    {"offer, offer", "", "", "A1:offer=p>B", "A2:offer=q>B", "",
     "now=A certain; D-=A certain; D=B unconfirmed", NONE},
    {"offer, accept", "", "A2:offer=q>C A2>C1", "A1:offer=p>B", "C1:accept.q", "",
     "now=C certain; D-=C certain; D=B,C contested; late=B,C contested; offer-still-open 1@now; "
     "offer-still-open 0@late",
     NONE},
    {"offer, pickup", "", "A2:offer=q>C A2>C1", "A1:offer=p>B", "C1:pickup.q", "",
     "now=C certain; D-=C certain; D=B,C contested; offer-still-open 1@now", NONE},
    {"offer, return", "two", P "B1:accept.p all", "B1:offer=q>C", "B2:return=s>A", "",
     "now=B disputed; late=C unconfirmed", NONE},
    {"offer, return", "two back=a", P "B1:accept.p all", "B1:offer=q>C", "B2:return=s>A", "",
     "now=B certain; late=C unconfirmed", NONE},
    {"offer, return", "two back=a", P "B1:accept.p all", "B1:offer=q>C", "B2:return=s>A",
     "all A1:accept.s", "now-=B certain; now=A certain; late=A,C contested", NONE},
    {"offer, refuse", "r=c", "A2:offer=q>C A2>C1", "A1:offer=p>B", "C1:refuse.q", "",
     "now=A certain; D-=A certain; D=B unconfirmed", NONE},
    {"offer, refuse", "r=n", "A2:offer=q>C A2>C1", "A1:offer=p>B", "C1:refuse.q", "",
     "now=A certain; D=B,C contested", NONE},
    {"offer, withdraw", "", "A2:offer=q>C", "A1:offer=p>B", "A2:withdraw.q", "",
     "now=A certain; D=B unconfirmed", NONE},
    {"offer, waitlist", "", "A2:offer=q>C A2>C1", "A1:offer=p>B", "C1:wait.q", "",
     "now=A certain; D=B,C contested; waiting 1@late", NONE},
    {"offer, waitlist", "w=g", "A2:offer=q>C A2>C1", "A1:offer=p>B", "C1:wait.q", "",
     "now=A certain; D-=A certain; D=B unconfirmed", NONE},
    {"offer, waitlist", "w=g", "A2:offer=q>C A2>C1 C1:wait.q", "A1:offer=p>B", "C1:unwait.q", "",
     "now=A certain; D=B,C contested", NONE},
    {"offer, escalate", "", "", "A1:offer=p>B", "B1:esc", "",
     "now=A certain; D-=A certain; D=B unconfirmed; escalation-open 1@late", NONE},
    {"offer, escalate", "d=s", "A2:offer=q>C A2>C1", "A1:offer=p>B", "C1:esc.q", "",
     "now=A certain; D=B unconfirmed; late=B unconfirmed", NONE},
    {"offer, escalate", "", "A2:offer=q>C A2>C1", "A1:offer=p>B", "C1:esc.q", "",
     "now=A certain; D=B,C contested", NONE},
    {"offer, settle", "", "C1:esc all", "A1:offer=p>B", "A2:settle=s>C", "A2>C1 C1:agree.s",
     "settled s yes; now=C certain; D-=C certain; D=B,C contested; late=B,C contested", NONE},
    {"offer, settle", "", "C1:esc all", "A1:offer=p>C", "A2:settle=s>C", "A2>C1 C1:agree.s",
     "settled s yes; now=C certain; D=C certain; late=C certain", NONE},
    {"offer, close", "", "", "A1:offer=p>B", "A2:close", "",
     "now=A,x contested; D-=A,x contested; D=B,x contested; late=B,x contested; "
     "closed-unknowing 1@now",
     "last-=A certain", "last-=A,x contested; first-=A certain"},
    {"offer, close", "", "", "A1:offer=p>B", "A2:close", "A1:withdraw.p",
     "now-=A,x contested; now=closed certain; late=closed certain", NONE},
    {"offer, close", "", "", "A1:offer=p>B", "A2:close", "A1>B1 B1:accept.p",
     "now-=A,x contested; now=B,x contested; late=B,x contested", NONE},
    {"offer, close", "r=c", "", "A1:offer=p>B", "A2:close", "A1>B1 B1:refuse.p",
     "now-=A,x contested; now=closed certain; late=closed certain", NONE},
    {"offer, reopen", "", "A1:close A1>B1", "A2:offer=p>C", "B1:reopen", "",
     "now=A,B contested; D-=A,B contested; D=B,C contested; late=B,C contested", NONE},
    {"offer, reopen", "", "A1:close A1>B1", "A2:offer=p>B", "B1:reopen", "",
     "now=A,B contested; D-=A,B contested; D=B certain; late=B certain", NONE},
    {"offer, party.add", "", "", "A1:offer=p>B", "A2:add>D", "",
     "now=A certain; D=B unconfirmed; party D full", NONE},
    {"offer, party.remove", "", "", "A1:offer=p>C", "A2:remove>C", "", "party C full", NONE},
    {"offer, party.remove", "", "", "A1:offer=p>C", "A2:remove>C", "all C1:accept.p",
     "now-=A certain; now=C certain; late=C certain; party C full", NONE},
    {"offer, lapse", "", "A1:offer=p>B +4d", "A2:offer=q>C", "B1:note", "",
     "D-=A certain; D=B unconfirmed; now=B unconfirmed; late=B,C contested", NONE},
    {"offer, lapse", "", "A1:offer=p>B +4d", "A1:offer=q>C!not-holder", "B1:note", "",
     "D-=A certain; D=B unconfirmed; late=B unconfirmed", NONE},

    /* --- accept --- */
    {"accept, accept", "", P, "B1:accept.p", "B2:accept.p", "",
     "first-=A certain; first=B certain; now=B certain; late=B certain", NONE},
    {"accept, accept", "", P "+1d", "B1:accept.p", "B2:accept.p@-12h", "", "late=B certain",
     "last-12h=B certain; first-12h=A certain", "first-12h=B certain"},
    {"accept, accept", "", "A1:offer=p>B A1>B1 A2:offer=q>C A2>C1", "B1:accept.p", "C1:accept.q",
     "", "last=B,C contested; late=B,C contested", "last-=B certain", "last-=C certain"},
    {"accept, accept", "k=p", P, "B1:accept.p", "B2:pickup.p", "", "last=B certain",
     "last-=A certain", "last-=B certain; first-=A certain"},
    {"accept, refuse", "", P, "B1:accept.p", "B2:refuse.p", "", "last=B disputed; late=B disputed",
     "last-=B certain", "last-=A certain"},
    {"accept, refuse", "", P, "B1:accept.p", "B2:refuse.p", "all B1:accept.p",
     "now-=B disputed; now=B certain; late=B certain", NONE},
    {"accept, refuse", "", P, "B1:accept.p", "B2:refuse.p", "all A1:settle=s>B all B2:agree.s",
     "settled s yes; s-=B disputed; s=B certain; late=B certain", NONE},
    {"accept, refuse", "r=c", P, "B1:accept.p", "B2:refuse.p", "",
     "last=B disputed; late=B disputed", NONE},
    {"accept, refuse", "r=n", P, "B1:accept.p", "B2:refuse.p", "",
     "last=B disputed; late=B disputed", NONE},
    {"accept, refuse", "k=a", P, "B1:accept.p", "B2:refuse.p", "",
     "last=B disputed; late=B disputed", NONE},
    {"accept, refuse", "k=p", P, "B1:pickup.p", "B2:refuse.p", "",
     "last=B disputed; late=B disputed", NONE},
    {"accept, withdraw", "", P, "B1:accept.p", "A1:withdraw.p", "",
     "last=B certain; late=B certain; withdrawn-too-late 1@late", "last-=B certain",
     "last-=A certain"},
    {"accept, withdraw", "k=p", P, "B1:pickup.p", "A1:withdraw.p", "",
     "last=B certain; late=B certain; withdrawn-too-late 1@late", NONE},
    {"accept, withdraw", "w=g", P "B1:wait.p", "B1:accept.p", "A1:withdraw.p", "",
     "now=A certain; late=A certain; withdrawn-too-late 0@late", NONE},
    {"accept, withdraw", "w=g", P "B1:wait.p", "B1:accept.p", "A1:withdraw.p", "B1:unwait.p",
     "now=A certain; late=A certain", NONE},
    {"accept, withdraw", "early=none", P, "B1:accept.p", "A1:withdraw.p", "",
     "now=A certain; late=A certain", NONE},
    {"accept, waitlist.start", "w=g", P, "B1:accept.p", "B2:wait.p", "",
     "last=B certain; late=B certain; waiting 1@late", "last-=B certain", "last-=A certain"},
    {"accept, waitlist.start", "w=u", P, "B1:accept.p", "B2:wait.p", "",
     "last=B certain; late=B certain; waiting 1@late", NONE},
    {"accept, waitlist.start", "k=u w=g", P, "B1:accept.p", "B2:wait.p", "",
     "last=B certain; late=B certain", NONE},
    {"accept, waitlist.end", "w=g", P "B1:wait.p all", "B2:accept.p", "B1:unwait.p", "",
     "last-=A certain; last=B certain; late=B certain", "accepted-while-waiting 1@late",
     "accepted-while-waiting 0@late"},
    {"accept, waitlist.end", "", P "B1:wait.p all", "B2:accept.p", "B1:unwait.p", "",
     "last=B certain; late=B certain", "last-=B certain", "last-=A certain"},
    {"accept, escalate", "", P, "B1:accept.p", "A2:esc.p", "",
     "last=B disputed; late=B disputed; escalation-open 1@late", "last-=B certain",
     "last-=A certain"},
    {"accept, escalate", "", P, "B1:accept.p", "B2:esc.p", "",
     "last=B disputed; late=B disputed; escalation-open 1@late", NONE},
    {"accept, escalate", "", P, "B1:accept.p", "B2:esc.p", "all B1:accept.p",
     "now-=B disputed; now=B certain; escalation-open 1@now-; escalation-open 0@now", NONE},
    {"accept, escalate", "", P, "B1:accept.p", "A2:esc.p", "all B1:accept.p",
     "now=B disputed; escalation-open 1@now", NONE},
    {"accept, escalate", "", P, "B1:accept.p", "A2:unsafe.p", "",
     "now=B certain; late=B certain; escalation-open 1@late", NONE},
    {"accept, escalate", "d=n", P, "B1:accept.p", "A2:esc.p", "",
     "now=B certain; late=B certain; escalation-open 1@late", NONE},
    {"accept, escalate", "d=s", P, "B1:accept.p", "A2:esc.p", "",
     "now=B certain; late=B certain; escalation-open 1@late", NONE},
    {"accept, settle", "", P, "B1:accept.p", "A1:settle=s>A", "A1>B2 B2:agree.s",
     "settled s yes; now=A,B contested; late=A,B contested", NONE},
    {"accept, settle", "", P, "B1:accept.p", "A1:settle=s>B", "A1>B2 B2:agree.s",
     "settled s yes; now=B certain; late=B certain", NONE},
    {"accept, settle", "", P, "B1:accept.p", "A1:settle=s>x", "A1>B2 B2:agree.s",
     "settled s yes; now=B,x contested; late=B,x contested", NONE},
    {"accept, close", "", P1, "B1:accept.p", "A2:close", "",
     "last=B,x contested; late=B,x contested; closed-unknowing 1@late", "last-=B certain",
     "last-=A,x contested"},
    {"accept, reopen", "", P1 "A2:close A2>C1", "B1:accept.p", "C1:reopen", "",
     "last=B,C contested; late=B,C contested", NONE},
    {"accept, reopen", "", P1 "A2:close A2>B2", "B1:accept.p", "B2:reopen", "",
     "last=B certain; late=B certain", NONE},
    {"accept, party.add", "nobody", "", "C1:pickup", "A1:add>D", "", "late=C certain; party D full",
     NONE},
    {"accept, party.add", "", P, "B1:accept.p", "A1:add>D", "",
     "now=B certain; late=B certain; party D full", NONE},
    {"accept, party.remove", "", P, "B1:accept.p", "A1:remove>C", "",
     "now=B certain; late=B certain; party C none; party B full", NONE},
    {"accept, party.remove", "", P1, "B1:accept.p", "A2:remove>B", "",
     "now=B certain; party B full", NONE},
    {"accept, lapse", "", P "+4d", "B1:accept.p", "A1:note", "",
     "D-=A certain; D=B unconfirmed; last=B certain; late=B certain", NONE},
    {"accept, lapse", "", P "+4d", "B1:accept.p@-4d", "A1:note", "", "D-=B certain; late=B certain",
     "first-4d=B certain; first-97h=A certain", "last-4d=B certain"},

    /* --- refuse --- */
    {"refuse, refuse", "r=c", P, "B1:refuse.p", "B2:refuse.p", "",
     "now=A certain; D-=A certain; D=A unconfirmed; late=A unconfirmed", NONE},
    {"refuse, refuse", "", P, "B1:refuse.p", "B2:refuse.p", "", "D-=A certain; D=B disputed", NONE},
    {"refuse, refuse", "r=n", P, "B1:refuse.p", "B2:refuse.p", "", "D-=A certain; D=B certain",
     NONE},
    {"refuse, withdraw", "r=c", P, "B1:refuse.p", "A1:withdraw.p", "",
     "now=A certain; D=A certain; late=A certain", NONE},
    {"refuse, withdraw", "", P, "B1:refuse.p", "A1:withdraw.p", "",
     "now=A certain; D=A certain; late=A certain", NONE},
    {"refuse, waitlist.start", "r=c", P, "B1:refuse.p", "B2:wait.p", "",
     "now=A certain; D=A unconfirmed; waiting 0@late", NONE},
    {"refuse, waitlist.start", "w=g", P, "B1:refuse.p", "B2:wait.p", "",
     "now=A certain; late=A unconfirmed; waiting 1@late", NONE},
    {"refuse, waitlist.start", "", P, "B1:refuse.p", "B2:wait.p", "",
     "D-=A certain; D=B disputed; waiting 1@late", NONE},
    {"refuse, waitlist.end", "r=c", P "B2:wait.p all", "B1:refuse.p", "B2:unwait.p", "",
     "now=A certain; D=A unconfirmed; late=A unconfirmed", NONE},
    {"refuse, waitlist.end", "w=g", P "B2:wait.p all", "B1:refuse.p", "B2:unwait.p", "",
     "D-=A certain; D=B disputed; late=B disputed", NONE},
    {"refuse, escalate", "", P, "B1:refuse.p", "A1:esc.p", "",
     "now=A certain; D=B disputed; escalation-open 1@late", NONE},
    {"refuse, escalate", "r=n d=s", P, "B1:refuse.p", "A1:esc.p", "",
     "now=A certain; D=A certain; late=A certain", NONE},
    {"refuse, escalate", "r=n d=s", P, "B1:refuse.p", "B2:esc.p", "",
     "now=A certain; D=A unconfirmed; late=A unconfirmed", NONE},
    {"refuse, escalate", "r=c d=n", P, "B1:refuse.p", "A1:esc.p", "",
     "D-=A certain; D=A unconfirmed; late=A unconfirmed", NONE},
    {"refuse, settle", "", P, "B1:refuse.p", "A1:settle=s>A", "A1>B2 B2:agree.s",
     "settled s yes; now=A certain; D=A certain; late=A certain", NONE},
    {"refuse, settle", "", P, "B1:refuse.p", "A1:settle=s>B", "A1>B2 B2:agree.s",
     "settled s yes; now=B certain; late=B certain", NONE},
    {"refuse, close", "r=c", P1, "B1:refuse.p", "A2:close", "",
     "last=closed certain; late=closed certain", "last-=A certain", "last-=A,x contested"},
    {"refuse, close", "", P1, "B1:refuse.p", "A2:close", "",
     "last=A,x contested; D-=A,x contested; D=B,x contested; late=B,x contested", NONE},
    {"refuse, reopen", "r=c", P1 "A2:close A2>C1", "B1:refuse.p", "C1:reopen", "",
     "last=C certain; late=C certain", "last-=closed certain", "last-=A,C contested"},
    {"refuse, party.add", "r=c", P, "B1:refuse.p", "A1:add>D", "",
     "now=A certain; D=A unconfirmed; party D full", NONE},
    {"refuse, party.remove", "r=c", P, "B1:refuse.p", "A1:remove>C", "",
     "now=A certain; D=A unconfirmed; party C none", NONE},
    {"refuse, lapse", "r=c", P, "B1:refuse.p", "A1:note", "+4d",
     "D-=A certain; D=A unconfirmed; late=A unconfirmed", NONE},
    {"refuse, lapse", "r=c", P, "B1:refuse.p", "A1:note", "+4d B1>A1 A1:ack.p A1:note",
     "now-=A unconfirmed; now=A certain", NONE},
    {"refuse, lapse", "", P, "B1:refuse.p", "A1:note", "+4d", "D-=A certain; D=B disputed", NONE},
    {"refuse, lapse", "r=n", P, "B1:refuse.p", "A1:note", "+4d", "D-=A certain; D=B certain", NONE},
    {"refuse, lapse", "r=c", P "+4d", "B1:refuse.p@-4d!moved", "A1:note", "",
     "D-=A certain; D=B certain; now=B certain", NONE}, /* its own instant shows that it knew */

    /* --- withdraw --- */
    {"withdraw, withdraw", "", P, "A1:withdraw.p", "A2:withdraw.p", "",
     "now=A certain; D=A certain; late=A certain; withdrawn-too-late 0@late", NONE},
    /* Of two withdrawals the earlier ends it, whoever knew more. */
    {"withdraw, withdraw", "", "A1:offer=p>B A1>A2 A3:close A1:note A1:note", "A1:withdraw.p",
     "A2:withdraw.p", "", "first-=A,x contested; first=closed certain; late=closed certain", NONE},
    {"refuse, refuse", "r=c", "A1:offer=p>B all A4:note", "B1:refuse.p", "B2:refuse.p", "",
     "D-=A certain; D=A unconfirmed", NONE},
    {"withdraw, waitlist.start", "w=g", P, "A1:withdraw.p", "B1:wait.p", "",
     "now=A certain; late=A certain; waiting 0@late", NONE},
    {"withdraw, waitlist.end", "w=g", P "B1:wait.p all", "A1:withdraw.p", "B1:unwait.p", "",
     "now=A certain; D=A certain; late=A certain", NONE},
    {"withdraw, escalate", "", P, "A1:withdraw.p", "B1:esc.p", "",
     "now=A certain; D=A certain; late=A certain; escalation-open 1@late", NONE},
    {"withdraw, settle", "", P, "A1:withdraw.p", "A2:settle=s>B", "A2>B1 B1:agree.s",
     "settled s yes; s-=A certain; s=B certain; late=B certain", NONE},
    {"withdraw, close", "", "A1:offer=p>B", "A1:withdraw.p", "A2:close", "",
     "last=closed certain; late=closed certain", "last-=A certain", "last-=A,x contested"},
    {"withdraw, reopen", "", "A1:offer=p>B A2:close A2>C1", "A1:withdraw.p", "C1:reopen", "",
     "last=C certain; late=C certain", "last-=closed certain", "last-=A,C contested"},
    {"withdraw, party.add", "", P, "A1:withdraw.p", "A2:add>D", "",
     "now=A certain; D=A certain; party D full", NONE},
    {"withdraw, party.remove", "", P, "A1:withdraw.p", "A2:remove>C", "",
     "now=A certain; D=A certain; party C none", NONE},
    {"withdraw, lapse", "", P, "A1:withdraw.p", "B1:note", "+4d",
     "now=A certain; D=A certain; late=A certain", NONE},
    {"withdraw, lapse", "two", P1, "A1:withdraw.p", "B1:note", "+4d B1:offer=q>C B1>C1 C1:accept.q",
     "D=A certain; now-=A certain; now=A,C contested", NONE},
    {"withdraw, lapse", "", P "+4d", "A1:withdraw.p!moved", "B1:note", "",
     "D-=A certain; D=B unconfirmed; late=B certain", NONE},
    {"withdraw, lapse", "cf=r", P1 "B1:ack.p +5d", "A1:withdraw.p", "B1:note", "",
     "D-=A certain; D=B certain; last=A,B contested; late=A,B contested; withdrawn-too-late 1@late",
     "first-=B certain; first=A,B contested", "last-=B certain"},
    {"withdraw, lapse", "cf=r", P1 "B1:ack.p +5d", "A1:withdraw.p", "B1:note", "B1:accept.p",
     "now-=A,B contested; now=B certain; late=B certain", NONE},
    {"withdraw, lapse", "cf=r", P1 "B1:ack.p +5d", "A1:withdraw.p", "B1:note", "all B1:accept.p",
     "now-=A,B contested; now=A,B contested; late=A,B contested", NONE},
    {"withdraw, lapse", "cf=r", P1 "B1:ack.p +5d", "A1:withdraw.p", "B1:accept.p@-1d", "",
     "last=B certain; late=B certain; withdrawn-too-late 1@late", NONE},

    /* --- waitlist --- */
    {"waitlist.start, waitlist.start", "w=g", P, "B1:wait.p", "B2:wait.p", "",
     "now=A certain; late=A unconfirmed; waiting 1@first; waiting 0@first-; waiting 1@last", NONE},
    {"waitlist.start, waitlist.start", "k=u w=g", P, "B1:wait.p", "B2:wait.p", "all A1:note",
     "first-=undetermined A,B missing transfer; first=A unconfirmed; last=A unconfirmed; "
     "now=A certain",
     NONE},
    {"waitlist.start, waitlist.end", "w=g", P "B1:wait.p all", "B2:wait.p", "B1:unwait.p", "",
     "now=A certain; late=A unconfirmed", NONE},
    {"waitlist.start, escalate", "w=g", P, "B1:wait.p", "A1:esc", "",
     "now=A certain; late=A unconfirmed; escalation-open 1@late", NONE},
    {"waitlist.start, settle", "w=g", P, "B1:wait.p", "A1:settle=s>A", "A1>B2 B2:agree.s",
     "settled s yes; now=A certain; late=A certain", NONE},
    {"waitlist.start, close", "", P1, "B1:wait.p", "A2:close", "",
     "last=A,x contested; D-=A,x contested; D=B,x contested", NONE},
    {"waitlist.start, close", "w=g", P1, "B1:wait.p", "A2:close", "",
     "last=A,x contested; late=A,x contested", NONE},
    {"waitlist.start, reopen", "w=g", P1 "A2:close A2>C1", "B1:wait.p", "C1:reopen", "",
     "last=A,C contested; late=A,C contested", NONE},
    {"waitlist.start, party.add", "w=g", P, "B1:wait.p", "A1:add>D", "",
     "now=A certain; late=A unconfirmed; party D full", NONE},
    {"waitlist.start, party.remove", "w=g", P, "B1:wait.p", "A1:remove>C", "",
     "now=A certain; late=A unconfirmed; party C none", NONE},
    {"waitlist.start, lapse", "w=g", P, "B1:wait.p", "A1:note", "+4d",
     "now=A unconfirmed; late=A unconfirmed; waiting 1@late", NONE},
    {"waitlist.start, lapse", "w=g", P, "B1:wait.p", "A1:note", "+4d B1>A1 A1:note",
     "now-=A unconfirmed; now=A certain; late=A certain", NONE},
    {"waitlist.start, lapse", "", P, "B1:wait.p", "A1:note", "+4d",
     "D-=A certain; D=B certain; late=B certain; waiting 1@late", NONE},
    {"waitlist.start, lapse", "w=u", P, "B1:wait.p", "A1:note", "+4d",
     "D-=A certain; D=undetermined A,B missing waitlist; late=undetermined A,B missing waitlist",
     NONE},
    {"waitlist.start, lapse", "w=g", P "+4d", "B1:wait.p", "A1:note", "",
     "D-=A certain; D=B unconfirmed; now=B certain; late=B certain; waiting 1@late", NONE},
    {"waitlist.end, waitlist.end", "w=g", P "B1:wait.p all +4d", "B1:unwait.p", "B2:unwait.p", "",
     "first-=A unconfirmed; first=B certain; late=B certain; waiting 0@first", NONE},
    {"waitlist.end, escalate", "w=g", P "B1:wait.p +4d", "B1:unwait.p", "A1:esc", "",
     "now=B certain; late=B certain; escalation-open 1@late", NONE},
    {"waitlist.end, settle", "w=g", P "B1:wait.p all", "B1:unwait.p", "A1:settle=s>A",
     "A1>B2 B2:agree.s", "settled s yes; now=A certain; late=A certain", NONE},
    {"waitlist.end, close", "w=g", P1 "B1:wait.p", "B1:unwait.p", "A2:close", "",
     "last=A,x contested; D-=A,x contested; D=B,x contested", NONE},
    {"waitlist.end, reopen", "w=g", P1 "B1:wait.p A2:close A2>C1", "B1:unwait.p", "C1:reopen", "",
     "last=A,C contested; D-=A,C contested; D=B,C contested", NONE},
    {"waitlist.end, party.add", "w=g", P "B1:wait.p", "B1:unwait.p", "A1:add>D", "",
     "D-=A certain; D=B certain; party D full", NONE},
    {"waitlist.end, party.remove", "w=g", P "B1:wait.p", "B1:unwait.p", "A1:remove>C", "",
     "D-=A certain; D=B certain; party C none", NONE},
    {"waitlist.end, lapse", "w=g", P "B1:wait.p +4d", "B1:unwait.p", "A1:note", "",
     "late=B certain; waiting 0@late", "first-=A unconfirmed; first=B certain",
     "last-=A unconfirmed; last=B certain"},
    {"waitlist.end, lapse", "w=g", P "B1:wait.p", "B1:unwait.p", "A1:note", "",
     "D-=A certain; D=B certain; late=B certain", NONE},

    /* --- escalate, settle --- */
    {"escalate, escalate", "", "", "B1:esc", "C1:esc", "",
     "now=A certain; late=A certain; escalation-open 2@late", NONE},
    {"escalate, escalate", "", "", "B1:esc", "C1:esc", "B1>A1 A1:settle=s>A all B1:agree.s",
     "settled s yes; now=A certain; escalation-open 1@late", NONE},
    {"escalate, settle", "", "B1:esc all", "C1:esc", "A1:settle=s>A", "A1>B1 B1:agree.s",
     "settled s yes; now=A certain; escalation-open 1@late", NONE},
    {"escalate, settle", "", "B1:esc all", "C1:esc", "A1:settle=s>A",
     "A1>B1 B1:agree.s all A1:close!escalation-open", "escalation-open 1@late", NONE},
    {"escalate, settle", "", "B1:esc all", "C1:esc", "A1:settle=s>B", "A1>B1 B1:agree.s",
     "settled s yes; now=B certain; escalation-open 1@late", NONE},
    {"escalate, close", "", "", "B1:esc", "A1:close", "",
     "last=A,x contested; late=A,x contested; closed-unknowing 1@late", "last-=A certain",
     "last-=A,x contested"},
    {"escalate, close", "", "", "B1:esc", "A1:close", "all A1:settle=s>x all B1:agree.s",
     "settled s yes; s-=A,x contested; s=closed certain; late=closed certain", NONE},
    {"escalate, reopen", "", "A1:close all", "B1:esc", "C1:reopen", "",
     "now=C certain; late=C certain; escalation-open 1@late", NONE},
    {"escalate, party.add", "", "", "B1:esc", "A1:add>D", "",
     "now=A certain; party D full; escalation-open 1@late", NONE},
    {"escalate, party.remove", "", "", "C1:esc", "A1:remove>C", "",
     "now=A certain; party C full; escalation-open 1@late", NONE},
    {"escalate, party.remove", "", "", "C1:esc", "A1:remove>C",
     "all A1:remove>C!still-needed A1:settle=s>A all C1:agree.s A1>C1 C1>A1 A1:note",
     "settled s yes; escalation-open 0@now", NONE},
    {"escalate, lapse", "d=s", P, "B1:esc.p", "A1:note", "+4d",
     "D-=A certain; D=A unconfirmed; late=A unconfirmed", NONE},
    {"escalate, lapse", "d=s", P, "A2:esc.p", "B1:note", "+4d", "D=A certain; late=A certain",
     NONE},
    {"escalate, lapse", "d=s", P "+4d", "B1:esc.p", "A1:note", "",
     "D-=A certain; D=B unconfirmed; late=B certain", NONE},
    {"escalate, lapse", "", P, "B1:esc.p", "A1:note", "+4d",
     "D-=A certain; D=B disputed; late=B disputed", NONE},
    {"escalate, lapse", "", P, "B1:unsafe.p", "A1:note", "+4d", "D-=A certain; D=B certain", NONE},
    {"escalate, lapse", "d=n", P, "B1:esc.p", "A1:note", "+4d", "D-=A certain; D=B certain", NONE},
    {"settle, settle", "", "B1:esc all", "A1:settle=s>A", "A2:settle=t>A",
     "all B1:agree.s B1:agree.t", "settled s yes; settled t yes; late=A certain", NONE},
    {"settle, settle", "", "B1:esc all", "A1:settle=s>A", "A2:settle=t>B",
     "all B1:agree.s B1:agree.t",
     "settled s yes; settled t yes; first-=A certain; last=A,B contested; late=A,B contested",
     "last-=A certain", "last-=B certain"},
    {"settle, settle", "", "B1:esc all", "A1:settle=s>A", "A2:settle=t>B",
     "all B1:agree.s B1:agree.t all A1:settle=u>B all B1:agree.u",
     "settled u yes; u-=A,B contested; u=B certain; late=B certain", NONE},
    {"settle, close", "", "B1:esc B1>A1", "A1:settle=s>A", "A2:close", "A1>B1 B1:agree.s",
     "settled s yes; last=A,x contested; late=A,x contested", NONE},
    {"settle, close", "", "B1:esc B1>A1", "A1:settle=s>x", "A2:close", "A1>B1 B1:agree.s",
     "settled s yes; last=closed certain; late=closed certain", NONE},
    {"settle, reopen", "", "A1:close all B1:esc B1>A1", "A1:settle=s>A", "C1:reopen",
     "A1>B1 B1:agree.s", "settled s yes; last=A,C contested; late=A,C contested", NONE},
    {"settle, reopen", "", "A1:close all B1:esc B1>A1", "A1:settle=s>C", "C1:reopen",
     "A1>B1 B1:agree.s A1>C2 C2:agree.s", "settled s yes; last=C certain; late=C certain", NONE},
    {"settle, party.add", "", "B1:esc all", "A1:settle=s>A", "A2:add>D", "all B1:agree.s",
     "settled s yes; late=A certain; party D full", NONE},
    {"settle, party.remove", "", "B1:esc all", "A1:settle=s>C", "A2:remove>C",
     "A1>B1 A1>C1 B1:agree.s C1:agree.s", "settled s yes; late=C certain; party C full", NONE},
    {"settle, lapse", "", P, "A1:settle=s>A", "B1:note", "all B1:agree.s +4d",
     "settled s yes; now=A certain; late=A certain", NONE},
    {"settle, lapse", "", P, "A1:settle=s>B", "B1:note", "all B1:agree.s +4d",
     "settled s yes; s-=A certain; s=B certain; late=B certain", NONE},
    {"settle, lapse", "", "A2:offer=q>C B1:esc B1>A1", "A1:settle=s>A", "C1:note",
     "A1>B1 B1:agree.s +4d", "settled s yes; s=A certain; late=A,C contested", NONE},
    {"settle, lapse", "", "A2:offer=q>B B1:esc B1>A1", "A1:settle=s>B", "C1:note",
     "A1>B1 B1:agree.s +4d", "settled s yes; s=B certain; late=B certain", NONE},

    /* --- close, reopen, parties, lapse --- */
    {"close, close", "", "", "A1:close", "A2:close", "",
     "first-=A certain; first=closed certain; late=closed certain", NONE},
    {"close, reopen", "", "A1:close A1>C1", "A2:close", "C1:reopen", "",
     "last=C,x contested; late=C,x contested", NONE},
    {"close, reopen", "", "A1:close A1>C1", "A2:close", "C1:reopen",
     "all A1:settle=s>x all C1:agree.s", "settled s yes; s-=C,x contested; s=closed certain", NONE},
    {"close, lapse", "", "A2:offer=p>B", "A1:close", "C1:note", "+4d",
     "D-=A,x contested; D=B,x contested; late=B,x contested", NONE},
    {"close, party.add", "", "", "A1:close", "A2:add>D", "", "late=closed certain; party D full",
     NONE},
    {"close, party.remove", "", "", "A1:close", "A2:remove>C", "",
     "late=closed certain; party C none", NONE},
    {"reopen, reopen", "", "A1:close all", "B1:reopen", "C1:reopen", "",
     "last=B,C contested; late=B,C contested", "last-=B certain", "last-=C certain"},
    {"reopen, reopen", "", "A1:close all", "B1:reopen", "B2:reopen", "",
     "first=B certain; late=B certain", NONE},
    {"reopen, lapse", "", "A2:offer=p>C A1:close A1>B1", "B1:reopen", "D1:none", "+4d",
     "D-=A,B contested; D=B,C contested; late=B,C contested", NONE},
    {"reopen, lapse", "", "A2:offer=p>B A1:close A1>B1", "B1:reopen", "D1:none", "+4d",
     "D-=A,B contested; D=B certain", NONE},
    {"reopen, party.add", "", "A1:close all", "B1:reopen", "A1:add>D", "",
     "late=B certain; party D full", NONE},
    {"reopen, party.remove", "", "A1:close all", "B1:reopen", "C1:remove>C", "",
     "late=B certain; party C none", NONE},
    {"party.add, party.add", "", "", "A1:read>D", "A2:add>D", "all D1:note", "party D full", NONE},
    {"party.add, party.remove", "", "A1:add>D all", "A1:add>D", "A2:remove>D", "all D1:note",
     "party D full", NONE},
    {"party.add, party.remove", "", "A1:read>D all", "A1:read>D", "A2:remove>D", "",
     "party D facts", NONE},
    {"party.remove, party.remove", "", "A1:add>D all", "A1:remove>D", "A2:remove>D",
     "all D1:note!not-a-party", "party D none", NONE},
    {"lapse, lapse", "", "A1:offer=p>B A2:offer=q>C", "B1:none", "C1:none", "+4d",
     "D-=A certain; D=B,C contested", NONE},
    {"lapse, lapse", "", "A1:offer=p>B A2:offer=q>B", "B1:none", "C1:none", "+4d",
     "D-=A certain; D=B unconfirmed", NONE},
};

/* Three acts of which none knew another; they are recorded in all six orders. */
static const struct triple {
    const char *rules, *setting, *acts[3], *after, *says;
} triples[] = {
    {"r=c",
     P,
     {"B1:accept.p", "B2:refuse.p", "A1:withdraw.p"},
     "",
     "last=B disputed; late=B disputed; withdrawn-too-late 1@late"},
    {"r=c",
     P,
     {"B1:accept.p", "B2:refuse.p", "A1:withdraw.p"},
     "all B2:accept.p",
     "now-=B disputed; now=B certain; late=B certain"},
    {"w=g", P, {"B1:accept.p", "B2:wait.p", "A1:withdraw.p"}, "", "last=B certain; late=B certain"},
    {"d=s r=c",
     P,
     {"B1:refuse.p", "B2:esc.p", "A1:note"},
     "+4d",
     "D-=A certain; D=A unconfirmed; escalation-open 1@late"},
    {"d=s r=n w=g",
     P,
     {"B1:refuse.p", "B2:esc.p", "A1:withdraw.p"},
     "+4d",
     "now=A certain; late=A certain"},
    {"",
     "",
     {"A1:offer=p>B", "A2:offer=q>C", "A3:close"},
     "",
     "last=A,x contested; D-=A,x contested; D=B,C,x contested; late=B,C,x contested"},
    {"",
     "",
     {"A1:offer=p>B", "A2:offer=q>C", "A3:close"},
     "A1:withdraw.p A2:withdraw.q",
     "now-=A,x contested; now=closed certain; late=closed certain"},
    {"", "", {"A1:offer=p>B", "A2:offer=q>B", "A3:offer=r>B"}, "", "D-=A certain; D=B unconfirmed"},
    {"",
     P1,
     {"B1:accept.p", "A2:close", "C1:esc"},
     "",
     "last=B,x contested; late=B,x contested; escalation-open 1@late"},
    {"",
     "",
     {"B1:esc", "C1:esc", "A1:close"},
     "",
     "last=A,x contested; late=A,x contested; escalation-open 2@late; closed-unknowing 2@late"},
    {"",
     "",
     {"B1:esc", "C1:esc", "A1:close"},
     "all A1:settle=s>x all B1:agree.s C1:agree.s",
     "settled s yes; s-=A,x contested; s=closed certain; escalation-open 0@late"},
    {"",
     "",
     {"B1:esc", "C1:esc", "A1:close"},
     "all A1:settle=s>x all B1:agree.s",
     "settled s no; settlement-waits 1@now; now=A,x contested; late=A,x contested"},
    {"",
     "B1:esc all",
     {"A1:settle=s>A", "A2:settle=t>B", "A3:settle=u>C"},
     "all B1:agree.s B1:agree.t B1:agree.u C1:agree.u",
     "settled s yes; settled t yes; settled u yes; last=A,B,C contested; late=A,B,C contested"},
    {"",
     "B1:esc all",
     {"A1:settle=s>A", "A2:settle=t>B", "A3:settle=u>C"},
     "all B1:agree.s B1:agree.t B1:agree.u C1:agree.u all C1:settle=w>C all A1:agree.w B1:agree.w",
     "settled w yes; w-=A,B,C contested; w=C certain; late=C certain"},
    {"",
     "A1:close A1>C1",
     {"A2:close", "A3:close", "C1:reopen"},
     "",
     "last=C,x contested; late=C,x contested"},
    {"",
     "A1:close all",
     {"A2:reopen", "B1:reopen", "C1:reopen"},
     "",
     "last=A,B,C contested; late=A,B,C contested"},
    {"", "A1:add>D all", {"A1:add>D", "A2:remove>D", "A3:read>D"}, "", "party D full"},
    {"",
     "A1:offer=p>B A1>B1 A2:offer=q>C A2>C1",
     {"B1:accept.p", "C1:accept.q", "A3:note"},
     "all A1:note B1:settle=s>B all C1:agree.s",
     "settled s yes; last=B,C contested; s-=B,C contested; s=B certain"},
};

static struct h_play play;

/* One act; it is written by a device that has not heard of the others. */
static void
act(const char *words)
{
    uint32_t before = play.c.n;

    h_play_words(&play, words);
    if (play.c.n > before) {
        play.acts[play.act_count++] = before;
    }
}

static bool
dump_of(struct vs_buf *out, const struct vs_fold_event *events, size_t count)
{
    struct vs_fold *fold = NULL;

    vs_buf_init(out, 1u << 20);
    if (vs_fold_make(&fold, &play.c.in[0].id, events, count, &play.c.source, NULL) != VS_OK) {
        return false;
    }
    vs_fold_dump(out, fold);
    vs_fold_free(fold);
    return true;
}

/* The acts arrive in another order: the last first, the second before the first. */
static bool
arrival_matters_not(void)
{
    static struct vs_fold_event turned[H_EVENTS];
    struct vs_buf a, b, d;
    uint32_t n = play.c.n;
    bool same;

    for (uint32_t i = 0; i < n; i++) {
        turned[n - 1 - i] = play.c.in[i];
    }
    same = dump_of(&a, play.c.in, n) && dump_of(&b, turned, n);
    memcpy(turned, play.c.in, n * sizeof(turned[0]));
    for (unsigned i = 0; i < play.act_count; i++) {
        turned[play.acts[i]] = play.c.in[play.acts[play.act_count - 1 - i]];
    }
    same = dump_of(&d, turned, n) && same && vs_str_eq(vs_buf_str(&a), vs_buf_str(&b)) &&
           vs_str_eq(vs_buf_str(&a), vs_buf_str(&d));
    vs_buf_release(&a);
    vs_buf_release(&b);
    vs_buf_release(&d);
    return same;
}

/* Each is judged as if the others did not exist: before they arrive, and afterwards. */
static bool
judged_alone(const struct vs_fold *fold)
{
    bool same = true;

    for (unsigned i = 0; i < play.act_count; i++) {
        struct vs_fold *without = h_fold_without(&play.c, play.acts[i]);

        for (unsigned k = 0; k < play.act_count; k++) {
            same &= k == i || strcmp(h_verdict(without, &play.c, play.acts[k]),
                                     h_verdict(fold, &play.c, play.acts[k])) == 0;
        }
        vs_fold_free(without);
    }
    return same;
}

static bool
concurrent(void)
{
    for (unsigned i = 0; i < play.act_count; i++) {
        for (unsigned k = 0; k < play.act_count; k++) {
            if (h_knows(&play.c, play.acts[i], play.acts[k])) {
                return false;
            }
        }
    }
    return true;
}

static void
look(const char *name, const char *says, const char *more)
{
    struct vs_fold *fold = h_fold(&play.c);

    h_play_check(&play, fold, name, says);
    h_play_check(&play, fold, name, more ? more : "");
    OK(concurrent(), "%s: none knew of the other", name);
    OK(judged_alone(fold), "%s: each is judged by what its writer knew", name);
    OK(arrival_matters_not(), "%s: in any order of arrival", name);
    vs_fold_free(fold);
}

static void
run(const struct row *row, bool turned, struct vs_calendar *calendar)
{
    char name[200];

    h_play_begin(&play, row->rules, calendar);
    h_play_words(&play, row->setting);
    act(turned ? row->y : row->x);
    act(turned ? row->x : row->y);
    h_play_words(&play, row->after);
    snprintf(name, sizeof(name), "%s [%s] %s || %s%s", row->pair, row->rules, row->x, row->y,
             turned ? ", turned" : "");
    look(name, row->says, turned ? row->turned : row->forward);
}

static void
run_triple(const struct triple *triple, struct vs_calendar *calendar)
{
    static const unsigned orders[6][3] = {{0, 1, 2}, {0, 2, 1}, {1, 0, 2},
                                          {1, 2, 0}, {2, 0, 1}, {2, 1, 0}};
    char name[200];

    for (unsigned o = 0; o < 6; o++) {
        h_play_begin(&play, triple->rules, calendar);
        h_play_words(&play, triple->setting);
        for (unsigned i = 0; i < 3; i++) {
            act(triple->acts[orders[o][i]]);
        }
        h_play_words(&play, triple->after);
        snprintf(name, sizeof(name), "[%s] %s %s %s, order %u", triple->rules, triple->acts[0],
                 triple->acts[1], triple->acts[2], o);
        look(name, triple->says, NULL);
    }
}

/* --- types that are independent of everything ------------------------------------------------- */

static const char *const idle[] = {"A3:note",  "A3:contact", "A3:join",      "A3:assess",
                                   "A3:begin", "A3:end",     "A3:introduce", "A3:rekey",
                                   "A3:epoch", "A3:erased",  "C3:note",      "C3:contact",
                                   "C3:join",  "C3:end",     "C3:erased",    "C3:introduce"};

/* Without the difference between certain and unconfirmed, which is about who knew. */
static void
who_holds(char *out, size_t size, const struct vs_fold *fold, vs_instant at)
{
    char *end;

    snprintf(out, size, "%s", h_who(fold, at));
    end = strstr(out, " unconfirmed");
    if (end) {
        strcpy(end, " certain");
    }
}

/* Beside the acts of the row, by a device that heard of none of them. */
static void
idle_beside(const struct row *row, const char *words, struct vs_calendar *calendar, char soon[200],
            char late[200])
{
    struct vs_fold *fold;

    h_play_begin(&play, row->rules, calendar);
    h_play_words(&play, row->setting);
    h_play_words(&play, words ? words : "C3:none");
    h_play_words(&play, row->x);
    h_play_words(&play, row->y);
    h_play_words(&play, row->after);
    fold = h_fold(&play.c);
    who_holds(soon, 200, fold, play.now);
    who_holds(late, 200, fold, play.now + 10 * 86400);
    vs_fold_free(fold);
}

static void
independent(struct vs_calendar *calendar)
{
    char soon[200], late[200], soon_too[200], late_too[200];
    unsigned wrong = 0;

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        idle_beside(&rows[i], NULL, calendar, soon, late);
        for (size_t k = 0; k < sizeof(idle) / sizeof(idle[0]); k++) {
            idle_beside(&rows[i], idle[k], calendar, soon_too, late_too);
            if ((strcmp(soon, soon_too) != 0 || strcmp(late, late_too) != 0) && wrong++ == 0) {
                printf("# %s beside %s, %s: %s, %s\n", idle[k], rows[i].pair, rows[i].setting,
                       soon_too, late_too);
            }
        }
    }
    IS_INT(wrong, 0, "what moves nothing moves nothing beside any of the rows either");
}

/* --- the document ----------------------------------------------------------------------------- */

static char document[200000];

/* The name of a type in the table. */
static const char *
name_in_table(unsigned type)
{
    static const char *const short_names[] = {
        [VS_EV_OFFER] = "offer",   [VS_EV_ACCEPT] = "accept",
        [VS_EV_PICKUP] = "accept", /* stands under it */
        [VS_EV_REFUSE] = "refuse", [VS_EV_WITHDRAW] = "withdraw",
    };

    return type < sizeof(short_names) / sizeof(short_names[0]) && short_names[type]
               ? short_names[type]
               : vs_event_type_name((enum vs_event_type)type);
}

static bool
has_row(const char *a, const char *b)
{
    char cell[96];
    bool found;

    snprintf(cell, sizeof(cell), "\n| %s, %s |", a, b);
    found = strstr(document, cell) != NULL;
    snprintf(cell, sizeof(cell), "\n| %s, %s |", b, a);
    return found || strstr(document, cell) != NULL;
}

/* Of the types in event_types.def each is independent of everything, or has a row with every other
 * and with itself, and with the lapse. */
static void
every_pair_has_a_row(void)
{
    bool moves[VS_EV_NOTE_OTHER];

    for (unsigned a = 0; a < VS_EV_NOTE_OTHER; a++) {
        const char *type = vs_event_type_name((enum vs_event_type)a);
        char cell[96];

        snprintf(cell, sizeof(cell), "\n| `%s` |", type);
        moves[a] = strstr(document, cell) == NULL;
        OK(moves[a] == (vs_authority_moves((enum vs_event_type)a) && a != VS_EV_OPEN),
           "%s: in the table of pairs, or among those that move nothing", type);
    }
    for (unsigned a = 0; a < VS_EV_NOTE_OTHER; a++) {
        for (unsigned b = a; moves[a] && b < VS_EV_NOTE_OTHER; b++) {
            const char *x = name_in_table(a), *y = name_in_table(b);
            bool waits = strcmp(x, "offer") == 0 && strncmp(y, "waitlist", 8) == 0;

            if (moves[b]) {
                OK(has_row(x, waits ? "waitlist" : y), "a row for %s, %s", x, y);
            }
        }
        if (moves[a] && strncmp(name_in_table(a), "party", 5) != 0) {
            OK(has_row(name_in_table(a), "lapse"), "a row for %s, lapse", name_in_table(a));
        }
    }
    OK(has_row("offer", "return") && has_row("offer", "pickup") && has_row("lapse", "lapse"),
       "and the rows that are no pairs of types");
}

/* Every row of the table is played, and nothing is played that has no row. */
static void
every_row_is_played(void)
{
    const char *at = strstr(document, "\n| pair |"), *end = at ? strstr(at, "\n\n") : NULL;
    unsigned in_table = 0, played = 0;

    for (; at && at < end; at = strchr(at + 1, '\n')) {
        char cell[96];
        unsigned found = 0;

        if (sscanf(at, "\n| %95[^|]", cell) != 1 || strchr(cell, ',') == NULL) {
            continue;
        }
        cell[strlen(cell) - 1] = '\0';
        in_table++;
        for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
            found += strcmp(rows[i].pair, cell) == 0;
        }
        played += found;
        OK(found > 0, "played: %s", cell);
    }
    OK(in_table > 80, "%u rows", in_table);
    IS_INT(played, sizeof(rows) / sizeof(rows[0]), "every play belongs to a row");
}

int
main(void)
{
    struct vs_calendar *calendar = h_shipped_calendar("nl-atw", "2026-1");
    FILE *f = fopen("schemas/CONFLICTS.md", "r");

    if (!OK(f && fread(document, 1, sizeof(document) - 1, f) > 0, "schemas/CONFLICTS.md")) {
        return tap_done();
    }
    fclose(f);
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        run(&rows[i], false, calendar);
        run(&rows[i], true, calendar);
    }
    for (size_t i = 0; i < sizeof(triples) / sizeof(triples[0]); i++) {
        run_triple(&triples[i], calendar);
    }
    independent(calendar);
    every_pair_has_a_row();
    every_row_is_played();
    vs_calendar_free(calendar);
    return tap_done();
}
