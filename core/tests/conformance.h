/* Operations of the conformance program: JSON in, JSON out. */
#ifndef MOONTIDE_TESTS_CONFORMANCE_H
#define MOONTIDE_TESTS_CONFORMANCE_H

#include <moontide/value.h>

/* *out is owned by the caller; NULL counts as out of memory. */
typedef mt_status conformance_op(const mt_value *in, mt_value **out, mt_error *err);

conformance_op conformance_endpoint_url;
conformance_op conformance_parse;
conformance_op conformance_resolve_endpoint;
conformance_op conformance_serialise;
conformance_op conformance_sign;
conformance_op conformance_skew_sim;
conformance_op conformance_trace_header;
conformance_op conformance_verify;
conformance_op conformance_parse_config;
conformance_op conformance_config_paths;
conformance_op conformance_resolve_profile_chain;
conformance_op conformance_container_url;
conformance_op conformance_imds_url;
conformance_op conformance_resolve_credentials;
conformance_op conformance_resolve_token;

/* Sets a member of an object under construction to a text; NULL sets nothing. */
mt_status conformance_set(mt_value *object, const char *key, const char *text);

#endif
