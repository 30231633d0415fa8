/* SPDX-License-Identifier: MIT */
/* `metic path -u` and `-w`: DOS paths as the host's, host paths as DOS paths, by the drives of the prefix.
 *
 * Nothing needs to be there.  What is stands as it does on disk; symbolic links of the host in a path given to -w are
 * kept, as programs see them. */
#include "loader/path.h"

#include "linux/path.h"
#include "linux/presence.h"
#include "linux/utf.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int complain(const char *path, const char *reason)
{
    fprintf(stderr, "metic: %s: %s\n", path, reason);
    return 1;
}

/* Takes . and .. and empty names out of an absolute path, in place; `from` is where its drive or root ends. */
static void dots_resolve(char *text, size_t from, char separator)
{
    size_t to = from;
    for (char *p = text + from; *p;) {
        p += strspn(p, separator == '/' ? "/" : "\\");
        size_t length = strcspn(p, separator == '/' ? "/" : "\\");
        if (length == 2 && p[0] == '.' && p[1] == '.') {
            while (to > from && text[--to] != separator) continue;
        } else if (length && !(length == 1 && p[0] == '.')) {
            memmove(text + to + 1, p, length);
            text[to++] = separator;
            to += length;
        }
        p += length;
    }
    if (to == from) text[to++] = separator;
    text[to] = 0;
}

/* The absolute host path of one; NULL: errno. */
static char *absolute(const char *path)
{
    char here[PATH_MAX] = "", *joined;
    if (path[0] != '/' && !getcwd(here, sizeof here)) return NULL;
    if (asprintf(&joined, "%s/%s", here, path) < 0) return NULL;
    dots_resolve(joined, 0, '/');
    return joined;
}

static char *dos_of(const char *host)
{
    size_t units = path_to_dos(host, NULL, 0);
    uint16_t *wide = malloc((units + 1) * sizeof *wide);
    char *text = malloc(units * 3 + 1);
    if (wide && text) text[utf_to_8(text, units * 3, wide, path_to_dos(host, wide, units))] = 0;
    free(wide);
    return wide ? text : NULL;
}

static int to_windows(const char *path)
{
    char *host = absolute(path), *dos = host ? dos_of(host) : NULL;
    int status = 0;
    if (!dos)
        status = complain(path, strerror(errno));
    else if (!(path_drives() & 1u << (dos[0] - 'A')))
        status = complain(path, "no drive of the prefix shows it");
    else
        puts(dos);
    free(dos);
    free(host);
    return status;
}

/* The NT name of a DOS path, which may be relative to the current folder or its drive; NULL: no memory. */
static char *nt_name(const char *path)
{
    char *text = strdup(path), *host = absolute("."), *dos = host ? dos_of(host) : NULL, *name = NULL;
    for (char *p = text; p && *p; p++)
        if (*p == '/') *p = '\\';
    int length = -1;
    size_t from = 6; /* \??\X: */
    if (!text || !dos) {
        errno = ENOMEM;
    } else if (!strncmp(text, "\\\\?\\", 4)) {
        length = asprintf(&name, "\\??\\%s", text + 4);
        from = 0;
    } else if (!strncmp(text, "\\\\", 2)) {
        length = asprintf(&name, "\\??\\UNC\\%s", text + 2);
        from = 7;
    } else if (text[0] && text[1] == ':' && text[2] == '\\') {
        length = asprintf(&name, "\\??\\%s", text);
    } else if (text[0] && text[1] == ':') { /* in that drive's current folder: the current one, or its top */
        bool same = (text[0] & ~32) == dos[0];
        length = asprintf(&name, "\\??\\%.2s%s\\%s", text, same ? dos + 2 : "", text + 2);
    } else if (text[0] == '\\') {
        length = asprintf(&name, "\\??\\%.2s%s", dos, text);
    } else {
        length = asprintf(&name, "\\??\\%s\\%s", dos, text);
    }
    if (length >= 0 && from) dots_resolve(name, from, '\\');
    free(text);
    free(host);
    free(dos);
    return length < 0 ? NULL : name;
}

static int to_unix(const char *path)
{
    char *name = nt_name(path);
    size_t bytes = name ? strlen(name) : 0;
    uint16_t *wide = malloc((bytes + 1) * sizeof *wide);
    struct path parsed;
    struct stat st;
    int error =
        name && wide ? path_parse(wide, utf_to_16(wide, bytes, name, bytes), -1, PREFIX_PLAIN, &parsed) : -ENOMEM;
    free(wide);
    free(name);
    if (error)
        return complain(path, error == -ENOTDIR ? "the prefix has no such drive" : "no path of a drive or share");
    if (parsed.kind == PATH_FILE) {
        path_stat(&parsed, &st, 0);
        const char *found = parsed.base && (parsed.installed || !*parsed.host) ? parsed.base : parsed.host;
        puts(*found ? found : "/");
    } else {
        error = complain(path, "a device has no host path");
    }
    path_free(&parsed);
    return error;
}

int path_run(const struct options *options, int count, char **paths)
{
    int status = 0;
    for (int i = 0; i < count; i++) status |= options->to_unix ? to_unix(paths[i]) : to_windows(paths[i]);
    presence_leave();
    prefix_leave();
    if (fflush(stdout) || ferror(stdout)) return 1;
    return status;
}
