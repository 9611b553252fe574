/* Where each setting is looked for, and how it may be shown. */
#ifndef MOONTIDE_AUTH_SETTINGS_TABLE_H
#define MOONTIDE_AUTH_SETTINGS_TABLE_H

#include <moontide/settings.h>

enum setting_show {
    SHOW_ALL,
    SHOW_URL,     /* without user and password */
    SHOW_PROGRAM, /* a command's first word: its arguments may be secrets */
    SHOW_KEY_ID,  /* the last four characters */
    SHOW_NOTHING
};

/* Lists of variables: NUL after each, an empty one ends the list; the first wins. NULL: none. */
struct setting_row {
    mt_setting_info info;
    const char *variables; /* before the profile */
    const char *key;       /* in the profile; NULL: none */
    const char *later;     /* variables that count only where the profile says nothing */
    enum setting_show show;
    bool is_key;    /* its variable is not looked at when a profile is named */
    bool is_of_sso; /* also in the [sso-session] that the profile names */
};

/* Of a profile's key, whether it is a setting or not. */
enum setting_show setting_show_of(const char *key);
/* What may be shown of a value; the caller's (free()), NULL: out of memory. */
char *setting_shown_as(enum setting_show show, const char *value);

extern const struct setting_row setting_rows[MT_SETTING_COUNT];

#endif
