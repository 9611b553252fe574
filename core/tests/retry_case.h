/* AWS's cases for retries, run: used by the conformance program and by the test that has the cases
** at hand. */
#ifndef MOONTIDE_TESTS_RETRY_CASE_H
#define MOONTIDE_TESTS_RETRY_CASE_H

#include <moontide/value.h>

/* A client's answers one by one, {"mode", "exponentialBase", "maxAttempts", "initialTokens",
** "maxBackoffSeconds", "service", "longPolling", "steps": [{"response": …}]}, gives one object a
** step: {"outcome", "retryQuota", "delaySeconds"}. */
mt_status retry_case_run(const mt_value *in, mt_value **out, mt_error *err);

/* The adaptive mode's send rate: {"initial": {…}, "steps": [{"t", "throttled"}]} gives one object a
** step, {"calculated_rate", "measured_tx_rate", "fill_rate"}; {"do": [["update", t, throttled],
** ["acquire", t, 1]]} gives {"granted", "wait_seconds", "current_capacity"}. */
mt_status cubic_case_run(const mt_value *in, mt_value **out, mt_error *err);

#endif
