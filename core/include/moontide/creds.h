/* Credentials and where they come from.
**
** A provider does no I/O of its own: mt_provider_step() says what it wants done (an HTTP request, a
** process, a question to a person), and whoever drives it (the engine, a test) does it and steps
** again. Environment variables and small files are reached only through an mt_environment, so a test
** can put any world behind them. */
#ifndef MOONTIDE_CREDS_H
#define MOONTIDE_CREDS_H

#include <stdint.h>

#include "error.h"
#include "str.h"
#include "value.h"

#ifdef __cplusplus
extern "C" {
#endif

/* One immutable set. Borrowed views: whoever hands it out says how long they live. */
typedef struct mt_credentials {
    mt_str access_key_id;
    mt_str secret_access_key;
    mt_str session_token; /* empty: none */
    int64_t expires_at;   /* Unix seconds; 0: never */
    const char *source;   /* for people: "environment", "profile dev (…/credentials:12)" */
    mt_str account_id;    /* empty: not known */
} mt_credentials;

/* The world as seen by settings and providers. context is passed back to the functions. */
typedef struct mt_environment {
    void *context;
    /* The variable's value, NULL if unset. Borrowed until the next call. */
    const char *(*variable)(void *context, const char *name);
    /* Reads a whole file into *data (malloc'd, NUL-terminated, *size without the NUL), owned by the
    ** caller. MT_EIO if it cannot be read; *exists says whether that is because it is not there. */
    mt_status (*read_file)(void *context, const char *path, char **data, size_t *size, bool *exists,
                           mt_error *err);
    /* Replaces a file, for its owner's eyes only, so that nobody ever sees half of it. NULL: nothing
    ** can be saved. Errors: MT_EIO, MT_EMEM. */
    mt_status (*write_file)(void *context, const char *path, mt_str data, mt_error *err);
} mt_environment;

/* The process's own environment and files; static. */
MT_API const mt_environment *mt_environment_process(void);

typedef enum mt_step {
    MT_STEP_READY,            /* *out is set */
    MT_STEP_WANT_HTTP,        /* send *want and step again with the answer */
    MT_STEP_WANT_PROCESS,     /* run want->command and step again with its output */
    MT_STEP_WANT_CODE,        /* ask a person for the code of the device want->device */
    MT_STEP_WANT_CREDENTIALS, /* ask the program that holds this library for credentials */
    MT_STEP_NOT_ME,           /* this provider does not apply; err says why */
    MT_STEP_FAILED            /* it applies and is broken; err says how */
} mt_step;

/* What a provider wants done; borrowed until the next step. */
typedef struct mt_fetch {
    const char *method;
    const char *url;            /* or, with a service, what follows its endpoint: "/token" */
    const char *service;        /* "sts", "sso", …; its endpoint is for the driver to know */
    const char *region;         /* of the service; NULL: the region of whoever needs credentials */
    const char *const *headers; /* "Name: value", NULL-terminated */
    mt_str body;
    long timeout_ms;
    long delay_ms;                /* wait so long first */
    bool is_link_local;           /* never through a proxy */
    const mt_credentials *signer; /* sign it for the service with these; NULL: unsigned */
    const char *proof_key;        /* PEM: prove its possession in a DPoP header (RFC 9449) */
    const char *command;          /* for /bin/sh -c */
    const char *device;           /* serial number or ARN of an MFA device */
    const char *name;             /* of external credentials */
} mt_fetch;

/* What came of it. status is MT_OK when a complete answer arrived, whatever its HTTP status, or the
** process ended, however it did. */
typedef struct mt_fetched {
    mt_status status;
    int http; /* of a process: its exit status, 0 is good */
    mt_str body;
    const char *problem;               /* in words, when status is not MT_OK or a process failed */
    const mt_credentials *credentials; /* answers MT_STEP_WANT_CREDENTIALS */
} mt_fetched;

typedef struct mt_provider mt_provider;

/* Constructors copy what they need; env is borrowed and must outlive the provider. NULL: out of
** memory. */
MT_API mt_provider *mt_provider_new_static(const mt_credentials *credentials);
MT_API mt_provider *mt_provider_new_environment(const mt_environment *env);
/* What a profile of the shared files says: keys, roles, web identity, single sign-on, a console
** login, a process. profile NULL: AWS_PROFILE, else "default". */
MT_API mt_provider *mt_provider_new_profile(const mt_environment *env, const char *profile);
/* AWS_WEB_IDENTITY_TOKEN_FILE and AWS_ROLE_ARN, as in EKS. */
MT_API mt_provider *mt_provider_new_web_identity(const mt_environment *env);
/* AWS_CONTAINER_CREDENTIALS_RELATIVE_URI or _FULL_URI, as in ECS and EKS. */
MT_API mt_provider *mt_provider_new_container(const mt_environment *env);
/* The EC2 instance metadata service, version 2. */
MT_API mt_provider *mt_provider_new_imds(const mt_environment *env, const char *profile);
/* Wants MT_STEP_WANT_CREDENTIALS whenever it is asked; name is for people. */
MT_API mt_provider *mt_provider_new_external(const char *name);
/* Asks its members in turn; takes them (also on failure). The first that is READY or FAILED
** decides. */
MT_API mt_provider *mt_provider_new_chain(mt_provider **members, size_t count);
/* The default chain: environment, profile, web identity, container, instance metadata. Naming a
** profile is an explicit wish, so that the variables of the first and the third do not count. */
MT_API mt_provider *mt_provider_new_default(const mt_environment *env, const char *profile);
/* Wipes every secret it holds. NULL is fine. */
MT_API void mt_provider_free(mt_provider *provider);
/* "environment", "profile", …; static. */
MT_API const char *mt_provider_name(const mt_provider *provider);

/* One step. now is Unix seconds; answer is NULL on the first step and the answer to the last
** MT_STEP_WANT_… afterwards. *out borrows from the provider until its next step or its end.
** Errors: MT_ECREDS (of a file's grammar with file:line in err->where), MT_ECONFIG, MT_EIO,
** MT_EMEM. */
MT_API mt_step mt_provider_step(mt_provider *provider, int64_t now, const mt_fetched *answer,
                                mt_fetch *want, const mt_credentials **out, mt_error *err);

/* Settings other than credentials, resolved once: variable over profile over default. */
/* clang-format off */
/*    setting              name                variables, first wins              profile key */
#define MT_SETTING_TABLE(X)                                                                        \
    X(MT_SETTING_PROFILE,      "profile",      "AWS_PROFILE\0",                   NULL)            \
    X(MT_SETTING_REGION,       "region",       "AWS_REGION\0AWS_DEFAULT_REGION\0", "region")       \
    X(MT_SETTING_CA_BUNDLE,    "ca_bundle",    "AWS_CA_BUNDLE\0",                 "ca_bundle")     \
    X(MT_SETTING_ENDPOINT_URL, "endpoint_url", "AWS_ENDPOINT_URL\0",              "endpoint_url")  \
    X(MT_SETTING_HTTP_PROXY,   "http_proxy",   "http_proxy\0HTTP_PROXY\0",        NULL)            \
    X(MT_SETTING_HTTPS_PROXY,  "https_proxy",  "https_proxy\0HTTPS_PROXY\0",      NULL)            \
    X(MT_SETTING_NO_PROXY,     "no_proxy",     "no_proxy\0NO_PROXY\0",            NULL)            \
    X(MT_SETTING_RETRY_MODE,   "retry_mode",   "AWS_RETRY_MODE\0",                "retry_mode")    \
    X(MT_SETTING_MAX_ATTEMPTS, "max_attempts", "AWS_MAX_ATTEMPTS\0",              "max_attempts")  \
    X(MT_SETTING_SERVICES,     "services",     "",                                "services")      \
    X(MT_SETTING_FIPS, "use_fips_endpoint", "AWS_USE_FIPS_ENDPOINT\0", "use_fips_endpoint")        \
    X(MT_SETTING_DUALSTACK, "use_dualstack_endpoint", "AWS_USE_DUALSTACK_ENDPOINT\0",              \
      "use_dualstack_endpoint")                                                                    \
    X(MT_SETTING_STS_ENDPOINTS, "sts_regional_endpoints", "AWS_STS_REGIONAL_ENDPOINTS\0",          \
      "sts_regional_endpoints")                                                                    \
    X(MT_SETTING_IGNORE_URLS, "ignore_configured_endpoint_urls",                                   \
      "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS\0", "ignore_configured_endpoint_urls")                  \
    X(MT_SETTING_NO_SKEW, "disable_clock_skew_correction", "AWS_DISABLE_CLOCK_SKEW_CORRECTION\0",  \
      "disable_clock_skew_correction")                                                             \
    X(MT_SETTING_APP_ID,       "sdk_ua_app_id", "AWS_SDK_UA_APP_ID\0",            "sdk_ua_app_id")
/* clang-format on */

typedef enum mt_setting {
#define MT_SETTING_ENUM(setting, name, variables, key) setting,
    MT_SETTING_TABLE(MT_SETTING_ENUM)
#undef MT_SETTING_ENUM
        MT_SETTING_COUNT
} mt_setting;

typedef struct mt_settings mt_settings;

/* Reads variables and both shared files. profile NULL: AWS_PROFILE, else "default". A profile that
** was named and exists in neither file, or a file that is malformed or cannot be read, is MT_ECREDS.
** *out is owned by the caller. */
MT_API mt_status mt_settings_load(const mt_environment *env, const char *profile, mt_settings **out,
                                  mt_error *err);
MT_API void mt_settings_free(mt_settings *settings);
/* The value, NULL if not set anywhere. Borrows. */
MT_API const char *mt_settings_get(const mt_settings *settings, mt_setting setting);
/* Where it came from ("AWS_REGION", "…/config:7"), NULL if not set. Borrows. */
MT_API const char *mt_settings_origin(const mt_settings *settings, mt_setting setting);
/* What would have counted without that: the index-th, in order of precedence; false: no such. */
MT_API bool mt_settings_overridden(const mt_settings *settings, mt_setting setting, size_t index,
                                   const char **value, const char **origin);
MT_API const char *mt_setting_name(mt_setting setting);
/* A setting that is "true" or "false", in any case; not set is false. Errors: MT_ECONFIG. */
MT_API mt_status mt_settings_bool(const mt_settings *settings, mt_setting setting, bool *out,
                                  mt_error *err);
/* The endpoint URL that is configured for a service, by its AWS id ("Application Auto Scaling"):
** AWS_ENDPOINT_URL_<ID>, AWS_ENDPOINT_URL, the profile's services section, its endpoint_url; unless
** configured URLs are to be ignored. *url is NULL if there is none; origin may be NULL. Both are
** borrowed until the next look at env. Errors: MT_ECONFIG. */
MT_API mt_status mt_settings_endpoint_url(const mt_settings *settings, const mt_environment *env,
                                          const char *service_id, const char **url,
                                          const char **origin, mt_error *err);

/* What the shared files say, merged: {"profiles": {name: {key: text}}, "sso_sessions": …,
** "services": …}, secrets shown as "****"; a property with sub-properties is an object. With
** origins "file:line" stands in the place of each text. *out is owned by the caller. Errors:
** MT_ECONFIG, MT_ECREDS, MT_EMEM. */
MT_API mt_status mt_config_load(const mt_environment *env, bool origins, mt_value **out,
                                mt_error *err);

#ifdef __cplusplus
}
#endif
#endif
