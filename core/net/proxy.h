/* Proxies as variables name them, taken apart so that a password goes to libcurl and nowhere else,
** and who is reached without one. */
#ifndef MOONTIDE_NET_PROXY_H
#define MOONTIDE_NET_PROXY_H

#include <moontide/error.h>

/* Zero or an empty url: none. */
struct proxy {
    char *url;             /* "http://proxy:3128", without user and password */
    char *user, *password; /* decoded; NULL: none */
};

/* Of text ([http://][user:password@]host[:port]; "" or NULL is none); setting names it in messages,
** which never quote it. *out is the caller's to clear, zero on failure. Errors: MT_ECONFIG, MT_EMEM. */
mt_status proxy_parse(const char *text, const char *setting, struct proxy *out, mt_error *err);
/* Wipes. */
void proxy_clear(struct proxy *proxy);

/* Is the host of an http(s) URL one of a no_proxy list? "*", names (with or without a dot or "*."
** before them: they and what is below them), addresses and networks (10.0.0.0/8), each with or
** without a port, separated by commas or spaces. */
bool proxy_is_bypassed(const char *list, const char *url);

#endif
