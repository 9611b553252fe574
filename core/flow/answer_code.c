/* AWS's error codes and what they mean to a caller, whatever the service; what a service means by its
** own is in its model (data/model_failure.c). A code that is not here is the service's refusal of
** this very request (MT_ESERVICE), unless its HTTP status says otherwise.
**
** LimitExceededException, a throttle to AWS's own SDKs, is not here: with Application Auto Scaling
** it is a quota that waiting does not lift. */
#include "flow/answer.h"

#include <stdlib.h>

/* clang-format off */
/* in byte order */
static const struct code_row {
    const char *code;
    mt_status status;
} rows[] = {
    {"AccessDenied",                           MT_EAUTH},
    {"AccessDeniedException",                  MT_EAUTH},
    {"AuthFailure",                            MT_EAUTH},
    {"BandwidthLimitExceeded",                 MT_ETHROTTLE},
    {"ConcurrentUpdateException",              MT_ECONCURRENT},
    {"EC2ThrottledException",                  MT_ETHROTTLE},
    {"ExpiredToken",                           MT_EAUTH},
    {"ExpiredTokenException",                  MT_EAUTH},
    {"IDPCommunicationError",                  MT_ESERVER},
    {"IncompleteSignature",                    MT_EAUTH},
    {"IncompleteSignatureException",           MT_EAUTH},
    {"InternalError",                          MT_ESERVER},
    {"InternalFailure",                        MT_ESERVER},
    {"InternalServerError",                    MT_ESERVER},
    {"InternalServerException",                MT_ESERVER},
    {"InternalServiceError",                   MT_ESERVER},
    {"InternalServiceException",               MT_ESERVER},
    {"InternalServiceFault",                   MT_ESERVER},
    {"InvalidAccessKeyId",                     MT_EAUTH},
    {"InvalidClientTokenId",                   MT_EAUTH},
    {"InvalidSignatureException",              MT_EAUTH},
    {"MissingAuthenticationToken",             MT_EAUTH},
    {"MissingAuthenticationTokenException",    MT_EAUTH},
    {"NotAuthorized",                          MT_EAUTH},
    {"OptInRequired",                          MT_EAUTH},
    {"PriorRequestNotComplete",                MT_ETHROTTLE},
    {"ProvisionedThroughputExceededException", MT_ETHROTTLE},
    {"RequestExpired",                         MT_EAUTH},
    {"RequestInTheFuture",                     MT_EAUTH},
    {"RequestLimitExceeded",                   MT_ETHROTTLE},
    {"RequestThrottled",                       MT_ETHROTTLE},
    {"RequestThrottledException",              MT_ETHROTTLE},
    {"RequestTimeTooSkewed",                   MT_EAUTH},
    {"RequestTimeout",                         MT_ESERVER},
    {"RequestTimeoutException",                MT_ESERVER},
    {"ServiceUnavailable",                     MT_ESERVER},
    {"ServiceUnavailableException",            MT_ESERVER},
    {"SignatureDoesNotMatch",                  MT_EAUTH},
    {"SlowDown",                               MT_ETHROTTLE},
    {"ThrottledException",                     MT_ETHROTTLE},
    {"Throttling",                             MT_ETHROTTLE},
    {"ThrottlingException",                    MT_ETHROTTLE},
    {"TooManyRequestsException",               MT_ETHROTTLE},
    {"TransactionInProgressException",         MT_ETHROTTLE},
    {"UnauthorizedOperation",                  MT_EAUTH},
    {"UnrecognizedClient",                     MT_EAUTH},
    {"UnrecognizedClientException",            MT_EAUTH},
};
/* clang-format on */

static int compare(const void *key, const void *row)
{
    const mt_str code = *(const mt_str *)key;
    const char *name = ((const struct code_row *)row)->code;
    const int order = strncmp(code.data, name, code.size);
    return order ? order : -(name[code.size] != '\0');
}

mt_status answer_classify(mt_str code)
{
    if (code.size == 0)
        return MT_OK;
    const struct code_row *row =
        bsearch(&code, rows, sizeof rows / sizeof *rows, sizeof *rows, compare);
    return row ? row->status : MT_OK;
}

bool answer_refuses_identity(mt_str code)
{
    static const char *const codes[] = {"AuthFailure",
                                        "ExpiredToken",
                                        "ExpiredTokenException",
                                        "IncompleteSignature",
                                        "IncompleteSignatureException",
                                        "InvalidAccessKeyId",
                                        "InvalidClientTokenId",
                                        "InvalidSignatureException",
                                        "MissingAuthenticationToken",
                                        "MissingAuthenticationTokenException",
                                        "OptInRequired",
                                        "SignatureDoesNotMatch",
                                        "UnrecognizedClient",
                                        "UnrecognizedClientException"};
    size_t i = 0;
    while (i < sizeof codes / sizeof *codes && !mt_str_equal(code, mt_cstr(codes[i])))
        i++;
    return i < sizeof codes / sizeof *codes;
}

mt_str answer_strip_code(mt_str text)
{
    const char *colon = text.size ? memchr(text.data, ':', text.size) : NULL;
    if (colon)
        text.size = (size_t)(colon - text.data);
    for (size_t i = text.size; i > 0; i--)
        if (text.data[i - 1] == '#')
            return (mt_str){text.data + i, text.size - i};
    return text;
}
