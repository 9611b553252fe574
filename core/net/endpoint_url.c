#include "net/endpoint_url.h"

#include <string.h>
#include <strings.h>

#include "base/ascii.h"

enum { MAX_PORT = 65535 };

bool endpoint_is_label(mt_str text)
{
    if (text.size == 0 || text.size > ENDPOINT_MAX_LABEL || text.data[0] == '-' ||
        text.data[text.size - 1] == '-')
        return false;
    for (size_t i = 0; i < text.size; i++)
        if (!ascii_is_alnum(text.data[i]) && text.data[i] != '-')
            return false;
    return true;
}

bool endpoint_is_host_name(mt_str text)
{
    for (;;) {
        const char *const dot = text.size ? memchr(text.data, '.', text.size) : NULL;
        const size_t size = dot ? (size_t)(dot - text.data) : text.size;
        if (!endpoint_is_label((mt_str){text.data, size}))
            return false;
        if (!dot)
            return true;
        text = (mt_str){dot + 1, text.size - size - 1};
    }
}

static bool is_port(mt_str text)
{
    long port = 0;
    for (size_t i = 0; i < text.size; i++) {
        if (!ascii_is_digit(text.data[i]))
            return false;
        port = port * 10 + (text.data[i] - '0');
        if (port > MAX_PORT)
            return false;
    }
    return port > 0;
}

static bool is_bracketed_address(mt_str text)
{
    if (text.size < 4 || text.data[0] != '[' || text.data[text.size - 1] != ']')
        return false;
    for (size_t i = 1; i + 1 < text.size; i++)
        if (!ascii_is_xdigit(text.data[i]) && text.data[i] != ':' && text.data[i] != '.')
            return false;
    return true;
}

/* What a path may hold unencoded, and percent-encoding; no query, no fragment. */
static bool is_path(mt_str text)
{
    for (size_t i = 0; i < text.size; i++)
        if (!ascii_is_alnum(text.data[i]) && !strchr("/-._~!$&'()*+,;=:@%", text.data[i]))
            return false;
    return true;
}

static bool split_authority(mt_str authority, struct endpoint_url *parts)
{
    size_t colon = authority.size;
    while (colon > 0 && authority.data[colon - 1] != ':' && authority.data[colon - 1] != ']')
        colon--;
    const bool has_port = colon > 0 && authority.data[colon - 1] == ':';
    const size_t host_size = has_port ? colon - 1 : authority.size;
    parts->host = (mt_str){authority.data, host_size};
    if (has_port) {
        parts->port = (mt_str){authority.data + colon, authority.size - colon};
        if (!is_port(parts->port))
            return false;
    }
    return endpoint_is_host_name(parts->host) || is_bracketed_address(parts->host);
}

bool endpoint_url_split(const char *url, struct endpoint_url *parts)
{
    if (strncasecmp(url, "https://", 8) == 0)
        *parts = (struct endpoint_url){.scheme = "https", .default_port = "443"};
    else if (strncasecmp(url, "http://", 7) == 0)
        *parts = (struct endpoint_url){.scheme = "http", .default_port = "80"};
    else
        return false;
    const char *const authority = strstr(url, "//") + 2;
    const size_t size = strcspn(authority, "/?#");
    parts->path = mt_cstr(authority + size);
    while (parts->path.size && parts->path.data[parts->path.size - 1] == '/')
        parts->path.size--;
    return split_authority((mt_str){authority, size}, parts) && is_path(parts->path);
}
