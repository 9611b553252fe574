/* What settings are made of: settings.c resolves, settings_url.c looks up services' URLs. */
#ifndef MOONTIDE_AUTH_SETTINGS_INTERNAL_H
#define MOONTIDE_AUTH_SETTINGS_INTERNAL_H

#include <moontide/settings.h>

enum { SETTING_SOURCES = 4 /* of one setting */, SETTING_PROBLEMS = 4 };

struct setting_item {
    char *value, *shown, *origin;
};

/* A service's URL in the section that the profile's "services" names. */
struct service_url {
    struct service_url *next;
    char *key; /* "sts.endpoint_url" */
    char *url, *origin;
};

struct mt_settings {
    struct setting_item items[MT_SETTING_COUNT][SETTING_SOURCES]; /* the one that counts first */
    struct service_url *services;
    mt_error problems[SETTING_PROBLEMS];
    size_t problem_count;
};

/* Adds a value behind what is there already; of secrets only what may be shown is kept. Errors:
** MT_EMEM. */
mt_status settings_add(mt_settings *settings, mt_setting setting, const char *value,
                       const char *origin, mt_error *err);

#endif
