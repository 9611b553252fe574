#include "auth/url.h"

#include <strings.h>

#include "base/address.h"
#include "base/ascii.h"

static bool is_clean(const char *url)
{
    for (const char *c = url; *c; c++)
        if ((unsigned char)*c <= ' ' || (unsigned char)*c >= 0x7f || *c == '\\' || *c == '"')
            return false;
    return true;
}

static bool is_port(mt_str text)
{
    for (size_t i = 0; i < text.size; i++)
        if (!ascii_is_digit(text.data[i]))
            return false;
    return text.size <= 5;
}

/* Splits "host:port" or "[address]:port"; false if it is neither. */
static bool read_authority(mt_str text, mt_str *host)
{
    const bool is_bracketed = text.size && text.data[0] == '[';
    const char *end = is_bracketed ? memchr(text.data, ']', text.size) : NULL;
    if (is_bracketed && !end)
        return false;
    if (is_bracketed)
        *host = (mt_str){text.data + 1, (size_t)(end - text.data) - 1};
    else {
        end = memchr(text.data, ':', text.size);
        *host = (mt_str){text.data, end ? (size_t)(end - text.data) : text.size};
    }
    const size_t used = host->size + (is_bracketed ? 2 : 0);
    const mt_str after = {text.data + used, text.size - used};
    return host->size && !memchr(text.data, '@', text.size) &&
           (!after.size ||
            (after.data[0] == ':' && is_port((mt_str){after.data + 1, after.size - 1})));
}

mt_status url_split(const char *url, const char *what, struct url_parts *out, mt_error *err)
{
    struct url_parts parts = {.is_https = strncasecmp(url, "https://", 8) == 0};
    const bool is_http = strncasecmp(url, "http://", 7) == 0;
    const char *start = url + (parts.is_https ? 8 : 7);
    if (!is_clean(url) || (!is_http && !parts.is_https))
        return mt_fail(err, MT_ECREDS, "%s is not a URL such as http://host/path", what);
    const size_t size = strcspn(start, "/?#");
    if (!read_authority((mt_str){start, size}, &parts.host))
        return mt_fail(err, MT_ECREDS, "%s is a URL without a proper host", what);
    parts.rest = mt_cstr(start + size);
    *out = parts;
    return MT_OK;
}

bool url_is_loopback(const struct url_parts *url)
{
    const struct address address = address_read(url->host);
    return address_is_loopback(&address) ||
           (url->host.size == 9 && strncasecmp(url->host.data, "localhost", 9) == 0);
}
