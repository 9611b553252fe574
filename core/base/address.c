#include "base/address.h"

#include <arpa/inet.h>
#include <string.h>

enum { LONGEST_ADDRESS = 64 };

static mt_str without_brackets(mt_str text)
{
    const bool has = text.size >= 2 && text.data[0] == '[' && text.data[text.size - 1] == ']';
    return has ? (mt_str){text.data + 1, text.size - 2} : text;
}

struct address address_read(mt_str text)
{
    struct address address = {0};
    char copy[LONGEST_ADDRESS];
    text = without_brackets(text);
    if (text.size >= sizeof copy)
        return address;
    if (text.size)
        memcpy(copy, text.data, text.size);
    copy[text.size] = '\0';
    if (inet_pton(AF_INET, copy, address.bytes) == 1)
        address.size = 4;
    else if (inet_pton(AF_INET6, copy, address.bytes) == 1)
        address.size = ADDRESS_BYTES;
    return address;
}

bool address_is_loopback(const struct address *address)
{
    static const unsigned char one[ADDRESS_BYTES] = {[ADDRESS_BYTES - 1] = 1};
    if (address->size == 4)
        return address->bytes[0] == 127;
    return address->size == sizeof one && memcmp(address->bytes, one, sizeof one) == 0;
}

bool address_serves_containers(const struct address *address)
{
    static const char *const texts[] = {"169.254.170.2", "169.254.170.23", "fd00:ec2::23"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        const struct address known = address_read(mt_cstr(texts[i]));
        if (address->size == known.size && memcmp(address->bytes, known.bytes, known.size) == 0)
            return true;
    }
    return false;
}
