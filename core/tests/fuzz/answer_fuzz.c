/* Any bytes may come back from the network: the first chooses the HTTP status, the rest is the body
** and, for failures, the error type as well. */
#include "flow/answer.h"

#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const int statuses[] = {200, 204, 307, 400, 403, 429, 500, 503};
    if (size == 0)
        return 0;
    char *text = malloc(size);
    if (!text)
        return 0;
    memcpy(text, data + 1, size - 1);
    text[size - 1] = '\0';
    const struct answer answer = {.http = statuses[data[0] % 8],
                                  .body = {text, size - 1},
                                  .error_type = data[0] & 8 ? text : NULL,
                                  .query_error = data[0] & 16 ? text : NULL,
                                  .request_id = text};
    struct verdict verdict = {0};
    mt_error err = {0};
    const mt_status status = answer_read(&answer, NULL, &verdict, &err);
    if ((status == MT_OK) != (verdict.output != NULL) || err.status != status)
        abort();
    mt_value_free(verdict.output);
    free(verdict.message);
    free(text);
    return 0;
}
