/* SPDX-License-Identifier: MIT */
/* prefix.conf, one setting a line: what a prefix is, and what its programs see of the host.
 *
 *   format = 1                      must be there
 *   drive D = /srv/data             a folder of the host, absolute or from ~ on; C: is the prefix's own
 *   drive Z = none                  without this Z: is /
 *   share \\server\name = /mnt/x    what a UNC name means
 *
 * A # begins a comment at the front of a line.  A file that is not exactly this is refused, not guessed at and never
 * written over. It appears whole or not at all, beside which name a link decides: of many who make it one wins. */
#include "linux/prefix_conf.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

static const char fresh[] = "# What this prefix is and what its programs see of the host: man metic-prefix.conf\n"
                            "format = 1\n"
                            "\n"
                            "# Z: is / unless it is set here.  `drive Z = none` shuts it.\n"
                            "#drive D = /srv/data\n"
                            "#drive Z = none\n"
                            "#share \\\\server\\name = /mnt/name\n";
_Static_assert(PREFIX_FORMAT == 1, "the text above says which format it is");

void prefix_conf_default(struct prefix_conf *conf)
{
    *conf = (struct prefix_conf){0};
    conf->drives['Z' - 'A'] = strdup("");
}

void prefix_conf_free(struct prefix_conf *conf)
{
    for (int i = 0; i < PREFIX_DRIVES; i++) free(conf->drives[i]);
    for (size_t i = 0; i < conf->share_count; i++) {
        free(conf->shares[i].name);
        free(conf->shares[i].folder);
    }
    *conf = (struct prefix_conf){0};
}

/* A word of the line that is being read. */
struct word {
    const char *text;
    size_t length;
};

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

static struct word trimmed(const char *text, const char *end)
{
    while (text < end && is_blank(*text)) text++;
    while (end > text && is_blank(end[-1])) end--;
    return (struct word){text, (size_t)(end - text)};
}

/* Takes `name` and what is blank behind it from the front. */
static bool take(struct word *w, const char *name)
{
    size_t length = strlen(name);
    if (w->length < length || memcmp(w->text, name, length) || (w->length > length && !is_blank(w->text[length])))
        return false;
    *w = trimmed(w->text + length, w->text + w->length);
    return true;
}

static bool is(const struct word *w, const char *text)
{
    return w->length == strlen(text) && !memcmp(w->text, text, w->length);
}

/* A host folder as prefix.conf names it, without slashes at the end; NULL: it is none, or there is no memory. */
static char *host_folder(struct word w, const char *home)
{
    bool from_home = w.length && w.text[0] == '~' && (w.length == 1 || w.text[1] == '/');
    if (from_home) {
        if (!home || *home != '/') return NULL;
        w.text++, w.length--;
    } else if (!w.length || w.text[0] != '/') {
        return NULL;
    }
    size_t front = from_home ? strlen(home) : 0;
    if (front + w.length >= PATH_MAX) return NULL;
    char *folder = malloc(front + w.length + 1);
    if (!folder) return NULL;
    memcpy(folder, home ? home : "", front);
    memcpy(folder + front, w.text, w.length);
    size_t length = front + w.length;
    while (length && folder[length - 1] == '/') length--;
    folder[length] = 0;
    return folder;
}

struct parser {
    struct prefix_conf *conf;
    const char *home;
    uint32_t seen; /* drives that were set */
    bool format;
};

/* Each setting: what is wrong with it, or NULL. */
static const char *set_format(struct parser *p, struct word name, struct word value)
{
    unsigned number = 0;
    if (name.length) return "format takes no name";
    if (p->format) return "format is set twice";
    if (!value.length || value.length > 6) return "format is no number";
    for (size_t i = 0; i < value.length; i++) {
        if (value.text[i] < '0' || value.text[i] > '9') return "format is no number";
        number = number * 10 + (unsigned)(value.text[i] - '0');
    }
    p->format = true;
    p->conf->format = number;
    return number ? NULL : "no format has the number 0";
}

static const char *set_drive(struct parser *p, struct word name, struct word value)
{
    if (name.length == 2 && name.text[1] == ':') name.length = 1;
    char letter = name.length == 1 ? (char)(name.text[0] & ~32) : 0;
    if (letter < 'A' || letter > 'Z') return "a drive has one letter";
    if (letter == 'C') return "drive C: is the prefix's own";
    int i = letter - 'A';
    if (p->seen & 1u << i) return "a drive is set twice";
    p->seen |= 1u << i;
    free(p->conf->drives[i]);
    p->conf->drives[i] = NULL;
    if (is(&value, "none")) return NULL;
    p->conf->drives[i] = host_folder(value, p->home);
    return p->conf->drives[i] ? NULL : "a drive is an absolute folder, one below ~, or none";
}

static const char *set_share(struct parser *p, struct word name, struct word value)
{
    const char *middle;
    if (name.length < 5 || memcmp(name.text, "\\\\", 2)) return "a share is named \\\\SERVER\\NAME";
    name.text += 2, name.length -= 2;
    middle = memchr(name.text, '\\', name.length);
    if (!middle || middle == name.text || middle == name.text + name.length - 1 ||
        memchr(middle + 1, '\\', (size_t)(name.text + name.length - middle - 1)))
        return "a share is named \\\\SERVER\\NAME";
    if (p->conf->share_count == PREFIX_SHARES) return "there are too many shares";
    for (size_t i = 0; i < p->conf->share_count; i++)
        if (strlen(p->conf->shares[i].name) == name.length &&
            !strncasecmp(p->conf->shares[i].name, name.text, name.length))
            return "a share is set twice";
    struct prefix_share *share = &p->conf->shares[p->conf->share_count];
    if (!(share->folder = host_folder(value, p->home))) return "a share is an absolute folder or one below ~";
    if (!(share->name = strndup(name.text, name.length))) {
        free(share->folder);
        return "there is no memory";
    }
    p->conf->share_count++;
    return NULL;
}

static const struct {
    const char *name;
    const char *(*set)(struct parser *p, struct word name, struct word value);
} settings[] = {
    {"format", set_format},
    {"drive",  set_drive },
    {"share",  set_share },
};

static const char *take_line(struct parser *p, const char *text, const char *end)
{
    struct word line = trimmed(text, end);
    for (size_t i = 0; i < line.length; i++)
        if ((unsigned char)line.text[i] < ' ' && line.text[i] != '\t') return "a control character";
    if (!line.length || line.text[0] == '#') return NULL;
    const char *equals = memchr(line.text, '=', line.length);
    if (!equals) return "no setting";
    struct word left = trimmed(line.text, equals), value = trimmed(equals + 1, line.text + line.length);
    for (size_t i = 0; i < sizeof settings / sizeof *settings; i++)
        if (take(&left, settings[i].name)) return settings[i].set(p, left, value);
    return "an unknown setting";
}

bool prefix_conf_parse(const char *text, size_t length, const char *home, struct prefix_conf *conf, char *reason,
                       size_t size)
{
    struct parser p = {.conf = conf, .home = home};
    const char *end = text + length;
    int number = 1;
    prefix_conf_default(conf);
    for (const char *next; text < end; text = next, number++) {
        const char *stop = memchr(text, '\n', (size_t)(end - text));
        next = stop ? stop + 1 : end;
        if (!stop) stop = end;
        if (stop > text && stop[-1] == '\r') stop--;
        const char *wrong = take_line(&p, text, stop);
        /* what a newer format has besides is not ours to judge */
        if (p.format && conf->format > PREFIX_FORMAT) break;
        if (wrong) {
            snprintf(reason, size, "line %d: %s", number, wrong);
            return false;
        }
    }
    if (p.format && conf->format > PREFIX_FORMAT) {
        snprintf(reason, size, "the prefix has format %u, made by a newer metic; this one knows formats up to %d",
                 conf->format, PREFIX_FORMAT);
        return false;
    }
    if (!p.format) snprintf(reason, size, "no line says which format it is");
    return p.format;
}

enum prefix_conf_read prefix_conf_read(const char *folder, struct prefix_conf *conf, char *reason, size_t size)
{
    char name[PATH_MAX + 16], text[PREFIX_CONF_SIZE], what[160];
    prefix_conf_default(conf);
    if (snprintf(name, sizeof name, "%s/prefix.conf", folder) >= PATH_MAX) return PREFIX_CONF_NONE;
    int fd = open(name, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    if (fd < 0 && (errno == ENOENT || errno == ENOTDIR)) return PREFIX_CONF_NONE;
    ssize_t got = fd < 0 ? -1 : read(fd, text, sizeof text);
    if (got < 0)
        snprintf(what, sizeof what, "%s", strerror(errno));
    else if (got == sizeof text)
        snprintf(what, sizeof what, "larger than %d bytes", PREFIX_CONF_SIZE);
    if (fd >= 0) close(fd);
    if (got >= 0 && got < (ssize_t)sizeof text) {
        prefix_conf_free(conf);
        if (prefix_conf_parse(text, (size_t)got, getenv("HOME"), conf, what, sizeof what)) return PREFIX_CONF_READ;
    }
    snprintf(reason, size, "%s: %s", name, what);
    prefix_conf_free(conf);
    return PREFIX_CONF_REFUSED;
}

int prefix_conf_make(int folder)
{
    char name[40];
    int error = 0;
    if (faccessat(folder, "prefix.conf", F_OK, 0) == 0) return 0;
    snprintf(name, sizeof name, ".prefix.conf.%d", (int)getpid());
    unlinkat(folder, name, 0); /* of a process that died with our pid */
    int fd = openat(folder, name, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC | O_NOFOLLOW, 0644);
    if (fd < 0) return errno;
    if (write(fd, fresh, sizeof fresh - 1) != (ssize_t)sizeof fresh - 1) error = errno ? errno : EIO;
    close(fd);
    if (!error && linkat(folder, name, folder, "prefix.conf", 0) && errno != EEXIST) {
        /* a file system without links: nobody else is likely to make it at this moment */
        error = errno == EPERM || errno == EOPNOTSUPP || errno == EMLINK
                    ? renameat(folder, name, folder, "prefix.conf") ? errno : 0
                    : errno;
    }
    unlinkat(folder, name, 0);
    return error;
}
