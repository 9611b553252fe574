/* Requests of any form before the verifier. The first line of the input becomes Authorization, the
** second x-amz-date, the third the target; further ones headers; the body follows an empty line.
** Whoever is let in must know the secret, which no input does. */
#include <moontide/sigv4.h>

#include <stdint.h>
#include <stdlib.h>

enum { MAX_HEADERS = 16 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char *find_secret(void *context, mt_str id, const char **token)
{
    (void)context;
    (void)id;
    *token = NULL;
    return "example-secret";
}

static mt_str next_line(mt_str *rest)
{
    size_t end = 0;
    while (end < rest->size && rest->data[end] != '\n')
        end++;
    const mt_str line = {rest->data, end};
    const size_t used = end < rest->size ? end + 1 : end;
    *rest = (mt_str){rest->data + used, rest->size - used};
    return line;
}

static mt_header split_header(mt_str line)
{
    size_t colon = 0;
    while (colon < line.size && line.data[colon] != ':')
        colon++;
    const size_t value = colon < line.size ? colon + 1 : colon;
    return (mt_header){{line.data, colon}, {line.data + value, line.size - value}};
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    mt_str rest = {(const char *)data, size};
    mt_header headers[MAX_HEADERS] = {{mt_cstr("Host"), mt_cstr("127.0.0.1")},
                                      {mt_cstr("Authorization"), next_line(&rest)},
                                      {mt_cstr("x-amz-date"), next_line(&rest)}};
    size_t count = 3;
    const mt_str target = next_line(&rest);
    for (mt_str line = next_line(&rest); line.size && count < MAX_HEADERS; line = next_line(&rest))
        headers[count++] = split_header(line);
    const mt_http_request request = {.method = mt_cstr("POST"),
                                     .target = target,
                                     .headers = headers,
                                     .header_count = count,
                                     .body = rest};
    const mt_verify_options options = {.secret = find_secret, .now = 1440938160};
    mt_identity identity;
    mt_error err = {0};
    if (mt_sigv4_verify(&request, &options, &identity, &err) != MT_EAUTH || !err.code[0])
        abort();
    return 0;
}
