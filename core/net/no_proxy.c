/* libcurl's own reading of no_proxy differs from release to release, and none knows all forms that
** the tools of a platform share. */
#include <stdlib.h>
#include <strings.h>

#include "base/address.h"
#include "base/ascii.h"
#include "base/buf.h"
#include "net/endpoint_url.h"
#include "net/proxy.h"

/* Do the first so many bits agree? */
static bool is_within(const struct address *host, const struct address *network, size_t bits)
{
    const size_t whole = bits / 8, rest = bits % 8;
    if (host->size != network->size || bits > host->size * 8 ||
        memcmp(host->bytes, network->bytes, whole) != 0)
        return false;
    const unsigned mask = 0xff00U >> rest & 0xffU;
    return rest == 0 || (host->bytes[whole] & mask) == (network->bytes[whole] & mask);
}

static bool is_in_network(const struct address *host, mt_str entry)
{
    const char *slash = memchr(entry.data, '/', entry.size);
    const size_t size = slash ? (size_t)(slash - entry.data) : entry.size;
    const struct address network = address_read((mt_str){entry.data, size});
    size_t bits = network.size * 8;
    if (!network.size || !host->size)
        return false;
    for (size_t i = size + 1; i < entry.size; i++) {
        if (i == size + 1)
            bits = 0;
        if (!ascii_is_digit(entry.data[i]) || bits > (size_t)ADDRESS_BYTES * 8)
            return false;
        bits = bits * 10 + (size_t)(entry.data[i] - '0');
    }
    return is_within(host, &network, bits);
}

/* The name itself, or one below it. */
static bool is_below(mt_str host, mt_str name)
{
    if (name.size && name.data[0] == '*')
        name = (mt_str){name.data + 1, name.size - 1};
    if (name.size && name.data[0] == '.')
        name = (mt_str){name.data + 1, name.size - 1};
    if (!name.size || host.size < name.size)
        return false;
    const size_t before = host.size - name.size;
    return strncasecmp(host.data + before, name.data, name.size) == 0 &&
           (before == 0 || host.data[before - 1] == '.');
}

/* Takes a port off the entry's end; false if it is not this one. */
static bool take_port(mt_str *entry, mt_str port)
{
    size_t colon = entry->size;
    while (colon > 0 && ascii_is_digit(entry->data[colon - 1]))
        colon--;
    const bool has_port = colon > 0 && colon < entry->size && entry->data[colon - 1] == ':';
    const bool is_bare_v6 =
        has_port && memchr(entry->data, ':', colon - 1) && entry->data[colon - 2] != ']';
    if (!has_port || is_bare_v6)
        return true;
    const mt_str own = {entry->data + colon, entry->size - colon};
    entry->size = colon - 1;
    return mt_str_equal(own, port);
}

static bool matches(mt_str entry, mt_str host, mt_str port, const struct address *address)
{
    if (mt_str_equal(entry, mt_cstr("*")))
        return true;
    if (!take_port(&entry, port) || !entry.size)
        return false;
    return address->size ? is_in_network(address, entry) : is_below(host, entry);
}

bool proxy_is_bypassed(const char *list, const char *url)
{
    struct endpoint_url parts = {0};
    if (!list || !*list || !endpoint_url_split(url, &parts))
        return false;
    const mt_str port = parts.port.size ? parts.port : mt_cstr(parts.default_port);
    const struct address address = address_read(parts.host);
    while (*list) {
        const size_t size = strcspn(list, ", \t");
        if (size && matches((mt_str){list, size}, parts.host, port, &address))
            return true;
        list += size + (list[size] != '\0');
    }
    return false;
}
