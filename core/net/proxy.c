#include "net/proxy.h"

#include <stdlib.h>
#include <strings.h>

#include "base/ascii.h"
#include "base/buf.h"
#include "base/crypto.h"
#include "base/percent.h"

static const char *const schemes[] = {"http", "https", "socks4", "socks4a", "socks5", "socks5h"};

static bool is_scheme(mt_str text)
{
    for (size_t i = 0; i < sizeof schemes / sizeof *schemes; i++)
        if (text.size == strlen(schemes[i]) && strncasecmp(text.data, schemes[i], text.size) == 0)
            return true;
    return false;
}

/* Names of machines in containers may hold an underscore; addresses of IPv6 stand in brackets. */
static bool is_host_and_port(mt_str text)
{
    for (size_t i = 0; i < text.size; i++)
        if (!ascii_is_alnum(text.data[i]) && !strchr("-._:[]", text.data[i]))
            return false;
    return text.size > 0 && text.data[0] != ':';
}

static char *decoded(mt_str text)
{
    struct buf out = {0};
    buf_reserve(&out, text.size);
    for (size_t i = 0; i < text.size; i++) {
        const int byte = percent_byte((mt_str){text.data + i, text.size - i});
        const unsigned char c = byte < 0 ? (unsigned char)text.data[i] : (unsigned char)byte;
        buf_add(&out, (mt_str){(const char *)&c, 1});
        i += byte < 0 ? 0 : 2;
    }
    return buf_take(&out, NULL);
}

static mt_status take_login(mt_str login, struct proxy *out, mt_error *err)
{
    const char *colon = login.size ? memchr(login.data, ':', login.size) : NULL;
    const size_t size = colon ? (size_t)(colon - login.data) : login.size;
    out->user = decoded((mt_str){login.data, size});
    out->password = decoded(colon ? (mt_str){colon + 1, login.size - size - 1} : (mt_str){"", 0});
    return out->user && out->password ? MT_OK : fail_memory(err);
}

static mt_status take_apart(mt_str scheme, mt_str rest, const char *setting, struct proxy *out,
                            mt_error *err)
{
    mt_str login = {0};
    for (size_t i = rest.size; i > 0 && !login.data; i--)
        if (rest.data[i - 1] == '@')
            login = (mt_str){rest.data, i - 1};
    if (login.data)
        rest = (mt_str){rest.data + login.size + 1, rest.size - login.size - 1};
    while (rest.size && rest.data[rest.size - 1] == '/')
        rest.size--;
    if (!is_scheme(scheme) || !is_host_and_port(rest))
        return mt_fail(err, MT_ECONFIG,
                       "%s is not [http://][user:password@]host[:port]; in a user or password "
                       "write / as %%2F and @ as %%40",
                       setting);
    struct buf url = {0};
    buf_addf(&url, "%.*s://%.*s", MT_STR_ARG(scheme), MT_STR_ARG(rest));
    out->url = buf_take(&url, NULL);
    if (!out->url)
        return fail_memory(err);
    return login.data ? take_login(login, out, err) : MT_OK;
}

mt_status proxy_parse(const char *text, const char *setting, struct proxy *out, mt_error *err)
{
    struct proxy found = {0};
    *out = found;
    if (!text || !*text)
        return MT_OK;
    const char *end = strstr(text, "://");
    const mt_str scheme = end ? (mt_str){text, (size_t)(end - text)} : mt_cstr("http");
    const mt_status st =
        take_apart(scheme, mt_cstr(end ? end + strlen("://") : text), setting, &found, err);
    if (st)
        proxy_clear(&found);
    *out = found;
    return st;
}

static void wipe(char *text)
{
    if (text)
        crypto_wipe(text, strlen(text));
    free(text);
}

void proxy_clear(struct proxy *proxy)
{
    free(proxy->url);
    wipe(proxy->user);
    wipe(proxy->password);
    *proxy = (struct proxy){0};
}
