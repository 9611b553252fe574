/* IP addresses as text: "127.0.0.1", "::1", "[::1]". */
#ifndef MOONTIDE_BASE_ADDRESS_H
#define MOONTIDE_BASE_ADDRESS_H

#include <moontide/str.h>

enum { ADDRESS_BYTES = 16 };

struct address {
    size_t size; /* in bytes, 4 or 16; 0: it is none */
    unsigned char bytes[ADDRESS_BYTES];
};

struct address address_read(mt_str text);
/* 127.0.0.0/8 or ::1. */
bool address_is_loopback(const struct address *address);
/* One of those at which ECS and EKS serve credentials, within the machine. */
bool address_serves_containers(const struct address *address);

#endif
