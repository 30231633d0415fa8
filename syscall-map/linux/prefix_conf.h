/* SPDX-License-Identifier: MIT */
/* prefix.conf: the format of a prefix, and where its drives and shares are on the host. */
#ifndef METIC_LINUX_PREFIX_CONF_H
#define METIC_LINUX_PREFIX_CONF_H

#include <stdbool.h>
#include <stddef.h>

/* The format that this version makes and understands.  0 is a prefix without prefix.conf. */
enum { PREFIX_FORMAT = 1, PREFIX_CONF_SIZE = 65536, PREFIX_SHARES = 64, PREFIX_DRIVES = 26 };

struct prefix_share {
    char *name;   /* SERVER\SHARE, without the backslashes in front */
    char *folder; /* host path without a slash at the end, "" for / */
};

struct prefix_conf {
    unsigned format;
    char *drives[PREFIX_DRIVES]; /* A: on; host path without a slash at the end, "" for /; NULL: no such drive */
    struct prefix_share shares[PREFIX_SHARES];
    size_t share_count;
};

/* What holds where there is no prefix.conf: format 0, and Z: is /. */
void prefix_conf_default(struct prefix_conf *conf);

/* Reads the text of a prefix.conf; `home` stands for a ~ in front.  False with the reason, in one line: a newer format,
 * or something that is wrong, with its line's number.  prefix_conf_free() in any case. */
bool prefix_conf_parse(const char *text, size_t length, const char *home, struct prefix_conf *conf, char *reason,
                       size_t size);
void prefix_conf_free(struct prefix_conf *conf);

enum prefix_conf_read { PREFIX_CONF_READ, PREFIX_CONF_NONE, PREFIX_CONF_REFUSED };

/* The same from the file in a prefix's folder; the reason begins with the file's name.  `conf` holds the default where
 * there is no file. */
enum prefix_conf_read prefix_conf_read(const char *folder, struct prefix_conf *conf, char *reason, size_t size);

/* Makes the file of the present format in a folder that has none; one that is there stays as it is.  0 or an errno. */
int prefix_conf_make(int folder);

#endif
