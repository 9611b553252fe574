#include "flow/skew.h"

#include "data/timestamp.h"

enum { THRESHOLD_S = 240, LONGEST_MS = 15 * 60 * 1000 };

bool skew_measure(const struct skew_sample *sample, int64_t *seconds)
{
    struct timestamp date = {0};
    const int64_t took = sample->answered_ms - sample->sent_ms;
    if (!sample->date || sample->age || took < 0 || took > LONGEST_MS ||
        !timestamp_parse_http(mt_cstr(sample->date), &date))
        return false;
    *seconds = date.seconds - (sample->sent_ms + took / 2) / 1000;
    return true;
}

bool skew_is_cause(mt_str code, int64_t used, int64_t measured)
{
    static const char *const codes[] = {"AccessDeniedException", "AuthFailure",
                                        "InvalidSignatureException", "RequestTimeTooSkewed",
                                        "SignatureDoesNotMatch"};
    const int64_t difference = used > measured ? used - measured : measured - used;
    if (difference <= THRESHOLD_S)
        return false;
    for (size_t i = 0; i < sizeof codes / sizeof *codes; i++)
        if (mt_str_equal(code, mt_cstr(codes[i])))
            return true;
    return false;
}
