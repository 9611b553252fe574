/* Settings: what variables and the profile say, each with where it comes from and what it overrode.
**
** All that AWS's tools read are here, so that "moontide doctor" can explain them, those without an
** effect among them. Secrets are never kept: a credential's setting holds what may be shown. */
#ifndef MOONTIDE_SETTINGS_H
#define MOONTIDE_SETTINGS_H

#include "creds.h"
#include "endpoint.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef enum mt_setting {
    /* which files, which profile */
    MT_SETTING_PROFILE,
    MT_SETTING_CONFIG_FILE,
    MT_SETTING_CREDENTIALS_FILE,
    MT_SETTING_HOME,
    /* credentials */
    MT_SETTING_ACCESS_KEY_ID,
    MT_SETTING_SECRET_ACCESS_KEY,
    MT_SETTING_SESSION_TOKEN,
    MT_SETTING_CREDENTIAL_EXPIRATION,
    MT_SETTING_ACCOUNT_ID,
    MT_SETTING_OLD_FILE,
    MT_SETTING_BOTO_FILE,
    /* roles and processes */
    MT_SETTING_ROLE_ARN,
    MT_SETTING_SOURCE_PROFILE,
    MT_SETTING_CREDENTIAL_SOURCE,
    MT_SETTING_EXTERNAL_ID,
    MT_SETTING_MFA_SERIAL,
    MT_SETTING_DURATION,
    MT_SETTING_ROLE_SESSION_NAME,
    MT_SETTING_WEB_TOKEN_FILE,
    MT_SETTING_PROCESS,
    /* logins */
    MT_SETTING_SSO_SESSION,
    MT_SETTING_SSO_START_URL,
    MT_SETTING_SSO_REGION,
    MT_SETTING_SSO_ACCOUNT_ID,
    MT_SETTING_SSO_ROLE_NAME,
    MT_SETTING_SSO_SCOPES,
    MT_SETTING_LOGIN_SESSION,
    MT_SETTING_LOGIN_CACHE,
    /* containers */
    MT_SETTING_CONTAINER_PATH,
    MT_SETTING_CONTAINER_URL,
    MT_SETTING_CONTAINER_TOKEN_FILE,
    MT_SETTING_CONTAINER_TOKEN,
    /* instance metadata */
    MT_SETTING_IMDS_OFF,
    MT_SETTING_IMDS_V1_OFF,
    MT_SETTING_IMDS_URL,
    MT_SETTING_IMDS_MODE,
    MT_SETTING_IMDS_IPV6,
    MT_SETTING_IMDS_TIMEOUT,
    MT_SETTING_IMDS_ATTEMPTS,
    MT_SETTING_IMDS_ROLE,
    /* Region and endpoints */
    MT_SETTING_REGION,
    MT_SETTING_REGION_FROM_IMDS,
    MT_SETTING_FIPS,
    MT_SETTING_DUALSTACK,
    MT_SETTING_ENDPOINT_URL,
    MT_SETTING_SERVICES,
    MT_SETTING_IGNORE_URLS,
    MT_SETTING_STS_ENDPOINTS,
    MT_SETTING_ACCOUNT_ENDPOINTS,
    MT_SETTING_DISCOVERY,
    /* signing */
    MT_SETTING_AUTH_SCHEMES,
    MT_SETTING_SIGV4A_REGIONS,
    MT_SETTING_NO_SKEW,
    /* retries */
    MT_SETTING_MAX_ATTEMPTS,
    MT_SETTING_RETRY_MODE,
    MT_SETTING_NEW_RETRIES,
    MT_SETTING_DEFAULTS_MODE,
    /* transport */
    MT_SETTING_CA_BUNDLE,
    MT_SETTING_HTTPS_PROXY,
    MT_SETTING_HTTP_PROXY,
    MT_SETTING_NO_PROXY,
    MT_SETTING_KEEPALIVE,
    /* requests */
    MT_SETTING_APP_ID,
    MT_SETTING_EXECUTION_ENV,
    MT_SETTING_LAMBDA_NAME,
    MT_SETTING_TRACE_ID,
    MT_SETTING_NO_COMPRESSION,
    MT_SETTING_COMPRESSION_SIZE,
    MT_SETTING_REQUEST_CHECKSUM,
    MT_SETTING_RESPONSE_CHECKSUM,
    MT_SETTING_NO_HOST_PREFIX,
    /* output of single calls */
    MT_SETTING_OUTPUT,
    MT_SETTING_PAGER,
    MT_SETTING_COUNT
} mt_setting;

/* What is the same for every process. */
typedef struct mt_setting_info {
    const char *name;      /* the profile's key if it has one: "use_fips_endpoint" */
    const char *group;     /* "credentials", "transport", … */
    const char *by_itself; /* where nothing sets it; NULL: nothing */
    const char *unused;    /* why it has no effect here; NULL: it has */
} mt_setting_info;

/* Static. */
MT_API const mt_setting_info *mt_setting_describe(mt_setting setting);
/* The name alone; "" for what is no setting. */
MT_API const char *mt_setting_name(mt_setting setting);

typedef struct mt_settings mt_settings;

/* Reads variables and both shared files. profile NULL: AWS_PROFILE, else "default". *out is owned by
** the caller. Errors: MT_ECREDS (a profile that was named and exists in neither file, a file that is
** malformed or cannot be read), MT_ECONFIG (a services section that is missing), MT_EMEM. */
MT_API mt_status mt_settings_load(const mt_environment *env, const char *profile, mt_settings **out,
                                  mt_error *err);
/* The same for whoever wants to know what can be known: what is wrong is in mt_settings_problem.
** Of a file that is malformed counts what stands before the mistake. Errors: MT_EMEM. */
MT_API mt_status mt_settings_examine(const mt_environment *env, const char *profile,
                                     mt_settings **out, mt_error *err);
MT_API void mt_settings_free(mt_settings *settings);
/* The index-th thing that is wrong, NULL if there are fewer. Borrows. */
MT_API const mt_error *mt_settings_problem(const mt_settings *settings, size_t index);
/* The value, NULL if not set anywhere. Borrows. A proxy's may hold a password. */
MT_API const char *mt_settings_get(const mt_settings *settings, mt_setting setting);
/* The same as it may be shown: without user and password of a URL. */
MT_API const char *mt_settings_shown(const mt_settings *settings, mt_setting setting);
/* Where it came from ("AWS_REGION", "…/config:7"), NULL if not set. Borrows. */
MT_API const char *mt_settings_origin(const mt_settings *settings, mt_setting setting);
/* What would have counted without that, as it may be shown: the index-th, in order of precedence;
** false: no such. */
MT_API bool mt_settings_overridden(const mt_settings *settings, mt_setting setting, size_t index,
                                   const char **value, const char **origin);
/* A setting that is "true" or "false", in any case; not set is false. Errors: MT_ECONFIG. */
MT_API mt_status mt_settings_bool(const mt_settings *settings, mt_setting setting, bool *out,
                                  mt_error *err);

typedef struct mt_service_url {
    const char *url;  /* NULL: none. Borrowed until the next look at env */
    char origin[256]; /* "AWS_ENDPOINT_URL_STS", "…/config:7" */
    bool is_own;      /* the service's, not one for all services */
} mt_service_url;

/* The endpoint URL that is configured for a service, by its AWS id ("Application Auto Scaling"):
** AWS_ENDPOINT_URL_<ID>, AWS_ENDPOINT_URL, the profile's services section, its endpoint_url; unless
** configured URLs are to be ignored. Errors: MT_ECONFIG, MT_EMEM. */
MT_API mt_status mt_settings_endpoint_url(const mt_settings *settings, const mt_environment *env,
                                          const char *service_id, mt_service_url *out,
                                          mt_error *err);
/* Where a service answers by these settings; given says what the code asks for (its region NULL: the
** settings'), configured what URL that is and whence (url NULL: AWS's own endpoint). Errors:
** MT_ECONFIG, MT_EMEM. */
MT_API mt_status mt_settings_endpoint(const mt_settings *settings, const mt_environment *env,
                                      const mt_endpoint_options *given, mt_endpoint *out,
                                      mt_service_url *configured, mt_error *err);

#ifdef __cplusplus
}
#endif
#endif
