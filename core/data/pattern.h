/* The patterns of service models, matched against whole texts: the only user of PCRE2.
**
** Models are written for Java: \uXXXX (and pairs of them for characters beyond U+FFFF),
** \p{Print} and its like are translated; what is left means the same to PCRE2. */
#ifndef MOONTIDE_PATTERN_H
#define MOONTIDE_PATTERN_H

#include <moontide/error.h>
#include <moontide/str.h>

struct pattern;

enum pattern_verdict {
    PATTERN_MATCHES,
    PATTERN_DIFFERS,
    PATTERN_TOO_HARD, /* gave up: the text makes the pattern try too many ways */
    PATTERN_NO_MEMORY
};

/* Owned by the caller. Errors: MT_EMODEL with PCRE2's words, MT_EMEM. */
mt_status pattern_new(const char *text, struct pattern **out, mt_error *err);
/* NULL is fine. */
void pattern_free(struct pattern *pattern);
/* Does the whole text, valid UTF-8, match? */
enum pattern_verdict pattern_match(const struct pattern *pattern, mt_str text);

#endif
