/* Whether a failed attempt is followed by another, and when. Pure: time, chance and budget are
** arguments.
**
** Two kinds of failure, two kinds of patience. A transient failure (BACKOFF) may mean that the
** service is going down; there AWS's retry behaviour 2.1 holds: few attempts, short pauses, and a
** purse of tokens per client, so that in an outage retries do not add to the load. A service that
** asks to slow down (SLOWER) is healthy; giving up would only lose the call. Bulk users meet this
** hundreds of times in one run, so it is paid from a purse of its own: transient failures cannot
** starve it, nor it them. When that purse is empty the call is not given up either: its pause is
** then drawn from the upper half of the longest one, which thins out the crowd until successes have
** refilled the purse. Only the number of attempts and the call's deadline end it.
**
** What is not visible everywhere yet (SETTLE) shows within seconds, or the failure is what it says.
**
** A refusal to serve (SLOWER) has had no effect, so it is repeated whatever the operation; after
** other failures the service may have acted, and only what is safe to repeat is sent again.
**
** That is our own mode. The others are those of AWS's SDKs, for who asks for them: one purse for
** all failures that ends a call when it is empty (standard, adaptive), or none at all (legacy). */
#ifndef MOONTIDE_FLOW_RETRY_H
#define MOONTIDE_FLOW_RETRY_H

#include <stdbool.h>
#include <stdint.h>

#include <moontide/error.h>

/* clang-format off */
#define RETRY_DECISION_TABLE(X)                                                                    \
    X(RETRY_AGAIN,    "again")                                                                     \
    X(RETRY_FINAL,    "such a failure is final")                                                   \
    X(RETRY_UNSAFE,   "the service may have acted on it")                                          \
    X(RETRY_ATTEMPTS, "attempts used up")                                                          \
    X(RETRY_BUDGET,   "retry budget used up")                                                      \
    X(RETRY_DEADLINE, "the deadline is near")                                                      \
    X(RETRY_STOPPED,  "interrupted")
/* clang-format on */

enum retry_decision {
#define RETRY_DECISION_ENUM(decision, name) decision,
    RETRY_DECISION_TABLE(RETRY_DECISION_ENUM)
#undef RETRY_DECISION_ENUM
};

const char *retry_decision_name(enum retry_decision decision);

enum { RETRY_PURSE = 500 };

/* A client's tokens, one purse a class. */
struct retry_budget {
    int tokens[MT_RETRY_COUNT];
};

void retry_budget_init(struct retry_budget *budget);
/* After a success: gives back what the call's last retry cost (its class), one token if it needed
** none (MT_RETRY_NEVER). */
void retry_budget_refund(struct retry_budget *budget, mt_retry_mode mode, mt_retry last);

/* What the answer itself says about when to come back. */
struct retry_hint {
    int64_t at_least_ms; /* -1: says nothing */
    int64_t slack_ms;    /* how much longer than our own pause it may ask for */
};

/* From the values of x-amz-retry-after (milliseconds) and Retry-After (seconds), NULL if absent.
** Anything but a plain number is ignored. */
struct retry_hint retry_hint_parse(const char *amz_retry_after, const char *retry_after);

struct retry_question {
    mt_retry_mode mode;
    mt_retry retry;      /* of the failure */
    int failures;        /* of the call in this class so far, this one included: from 1 */
    int max_attempts;    /* of the client, for transient failures */
    bool may_have_acted; /* the request had left, and no answer refused it */
    bool is_idempotent;
    double random; /* in [0, 1) */
    struct retry_hint hint;
    int64_t left_ms;    /* of the call's deadline */
    int64_t base_ms;    /* the first pause after a transient failure; 0: the mode's */
    int64_t longest_ms; /* no pause of our own is longer; 0: 20 s */
    bool is_paced;      /* rate control holds the call back: a throttle needs no pause of its own */
};

/* Sets what a mode (already set) says by itself: max_attempts, and base_ms where a service (by its
** signing name) has another. */
void retry_service(const char *service, struct retry_question *question);

/* Decides; *delay_ms is set for RETRY_AGAIN, and for RETRY_BUDGET to the pause it would have been;
** the budget is charged only for RETRY_AGAIN. */
enum retry_decision retry_decide(const struct retry_question *question, struct retry_budget *budget,
                                 int64_t *delay_ms);

#endif
