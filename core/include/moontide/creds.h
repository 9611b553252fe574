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
    bool stays_near;              /* only to this machine, or where ECS and EKS serve credentials */
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

/* In the message of a chain that has found nothing, before a list of its members that may be cut. */
#define MT_LOOKED_AT "; looked at: "
/* The index-th member of a chain that has found nothing, and why it did not apply; false: no such,
** or it has not come to that. Borrowed until the next step. */
MT_API bool mt_provider_skipped(const mt_provider *provider, size_t index, const char **name,
                                const char **reason);

/* One step. now is Unix seconds; answer is NULL on the first step and the answer to the last
** MT_STEP_WANT_… afterwards. *out borrows from the provider until its next step or its end.
** Errors: MT_ECREDS (of a file's grammar with file:line in err->where), MT_ECONFIG, MT_EIO,
** MT_EMEM. */
MT_API mt_step mt_provider_step(mt_provider *provider, int64_t now, const mt_fetched *answer,
                                mt_fetch *want, const mt_credentials **out, mt_error *err);

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
