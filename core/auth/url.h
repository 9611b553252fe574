/* Where a URL that a variable or a file names would lead: what a token may be sent to. */
#ifndef MOONTIDE_AUTH_URL_H
#define MOONTIDE_AUTH_URL_H

#include <moontide/error.h>
#include <moontide/str.h>

struct url_parts {
    bool is_https;
    mt_str host; /* without brackets */
    mt_str rest; /* from the path on; may be empty */
};

/* http(s)://host[:port][/…] only: no user, no blank, no control character. Errors: MT_ECREDS. */
mt_status url_split(const char *url, const char *what, struct url_parts *out, mt_error *err);
/* 127.0.0.0/8, ::1 or "localhost". */
bool url_is_loopback(const struct url_parts *url);

#endif
