/* Host names and the URLs of endpoints, looked at closely: a signed request follows them. */
#ifndef MOONTIDE_ENDPOINT_URL_H
#define MOONTIDE_ENDPOINT_URL_H

#include <moontide/str.h>

enum { ENDPOINT_MAX_LABEL = 63 };

/* One label of a host name. */
bool endpoint_is_label(mt_str text);
/* Labels with dots between them. */
bool endpoint_is_host_name(mt_str text);

/* A URL in parts; views. */
struct endpoint_url {
    const char *scheme;
    const char *default_port;
    mt_str host; /* with brackets if it is an IPv6 address */
    mt_str port; /* empty: the scheme's */
    mt_str path; /* without slashes at its end */
};

/* False if it is not http(s)://host[:port][/path]. */
bool endpoint_url_split(const char *url, struct endpoint_url *parts);

#endif
