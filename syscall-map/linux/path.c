/* SPDX-License-Identifier: MIT */
/* NT names to host paths, and back.
 *
 * Drives: C: is PREFIX/drive_c, the others stand in prefix.conf, without which Z: is /; so do shares.
 * C:\windows\system32 (and syswow64) is a view: the prefix's folder of that name over the installed one.  ntdll has
 * resolved . and .. before; here they are names that cannot be.  The exact name is tried first, in one call for the
 * whole path; only what misses is searched folder by folder (dircache.c), from the longest part that exists.  Symbolic
 * links of the host are followed. Left out: alternate streams (a colon is a name that cannot be, as on FAT). */
#include "linux/path.h"

#include "linux/dircache.h"
#include "linux/utf.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define C_DRIVE ('C' - 'A')

uint32_t path_drives(void)
{
    uint32_t drives = 1u << C_DRIVE;
    for (char letter = 'A'; letter <= 'Z'; letter++)
        if (prefix_drive(letter)) drives |= 1u << (letter - 'A');
    return drives;
}

const char *path_drive_root(char letter)
{
    if (letter == 'C') return prefix_need() == 0 ? prefix_drive_c() : NULL;
    return prefix_drive(letter);
}

/* A view over the name that is being read. */
struct cursor {
    const uint16_t *text;
    size_t units;
};

/* Takes `word` (ASCII) from the front, whatever its case; the next unit must be a backslash or the end. */
static bool take_word(struct cursor *c, const char *word)
{
    size_t length = strlen(word);
    if (c->units < length) return false;
    for (size_t i = 0; i < length; i++)
        if (c->text[i] >= 0x80 || utf_upper(c->text[i]) != utf_upper((unsigned char)word[i])) return false;
    if (c->units > length && c->text[length] != '\\' && word[length - 1] != '\\') return false;
    c->text += length;
    c->units -= length;
    return true;
}

/* Takes decimal digits. */
static int take_number(struct cursor *c)
{
    int value = -1;
    while (c->units && c->text[0] >= '0' && c->text[0] <= '9' && value < 1000) {
        value = (value < 0 ? 0 : value) * 10 + (c->text[0] - '0');
        c->text++;
        c->units--;
    }
    return value;
}

/* Takes \Device\HarddiskVolumeN, gives the drive's letter. */
static char take_volume(struct cursor *c)
{
    struct cursor try = *c;
    static const char start[] = "HarddiskVolume";
    for (size_t i = 0; start[i]; i++, try.text++, try.units--)
        if (!try.units || utf_upper(try.text[0]) != utf_upper((unsigned char)start[i])) return 0;
    int number = take_number(&try);
    if (number < 1 || number > 26 || (try.units && try.text[0] != '\\')) return 0;
    *c = try;
    return (char)('A' + number - 1);
}

/* Takes Volume{6d657469-6300-0000-0000-0000000000NN}, NN the letter in hexadecimal. */
static char take_guid(struct cursor *c)
{
    static const char start[] = "Volume{6d657469-6300-0000-0000-0000000000";
    struct cursor try = *c;
    for (size_t i = 0; start[i]; i++, try.text++, try.units--)
        if (!try.units || utf_upper(try.text[0]) != utf_upper((unsigned char)start[i])) return 0;
    if (try.units < 3 || try.text[2] != '}' || try.text[0] > 0x7f || try.text[1] > 0x7f) return 0;
    char digits[3] = {(char)try.text[0], (char)try.text[1], 0}, *end;
    long letter = strtol(digits, &end, 16);
    if (*end || letter < 'A' || letter > 'Z') return 0;
    c->text = try.text + 3;
    c->units = try.units - 3;
    return (char)letter;
}

/* Names in \??\ that are devices. */
static const struct {
    const char *alias, *device;
} aliases[] = {
    {"NUL",               "NULL"              },
    {"CON",               "CONDRV\\CON"       },
    {"CONIN$",            "CONDRV\\CURRENTIN" },
    {"CONOUT$",           "CONDRV\\CURRENTOUT"},
    {"PIPE",              "NAMEDPIPE"         },
    {"MAILSLOT",          "MAILSLOT"          },
    {"MOUNTPOINTMANAGER", "MOUNTPOINTMANAGER" },
};

static int set_device(struct path *path, struct cursor c)
{
    size_t i = 0;
    for (; i < c.units && c.text[i] != '\\'; i++) {
        if (i + 1 >= sizeof path->device || c.text[i] >= 0x80) return -ENOENT;
        path->device[i] = (char)utf_upper(c.text[i]);
    }
    path->device[i] = 0;
    path->kind = PATH_DEVICE;
    path->rest = c.text + i;
    path->rest_units = c.units - i;
    return i ? 0 : -ENOENT;
}

/* ASCII that ends a run of what a component is made of: the backslash, and what may stand in none. */
static const bool stops[0x80] = {
    [0 ... 0x1f] = true, ['"'] = true, ['*'] = true, ['/'] = true,  [':'] = true,
    ['<'] = true,        ['>'] = true, ['?'] = true, ['\\'] = true, ['|'] = true,
};

static bool bad_unit(uint16_t u)
{
    return u < 0x80 && stops[u] && u != '\\';
}

/* Appends the components of `c` to path->host. */
static int append_components(struct path *path, struct cursor c)
{
    /* A unit is 3 bytes at most, each component gets a slash. */
    size_t room = path->length + 3 * c.units + 2;
    char *to = path->host;
    if (to == path->inside && room > sizeof path->inside) {
        if (!(to = malloc(room))) return -ENOMEM;
        memcpy(to, path->host, path->length);
    } else if (to != path->inside) {
        if (!(to = realloc(to, room))) return -ENOMEM;
    }
    path->host = to;
    size_t at = path->length;
    for (size_t i = 0; i < c.units;) {
        if (c.text[i] == '\\') return -EINVAL; /* two backslashes */
        if (at || path->drive) to[at++] = '/';
        size_t start = i, length = 0;
        uint16_t u = 0;
        for (; i < c.units && (u = c.text[i]) < 0x80 && !stops[u]; i++) to[at + length++] = (char)u;
        if (i < c.units && u != '\\') { /* not ASCII alone */
            while (i < c.units && c.text[i] != '\\')
                if (bad_unit(c.text[i++])) return -EINVAL;
            length = utf_name_to_8(to + at, room - at, c.text + start, i - start);
        }
        if (to[at] == '.' && (length == 1 || (length == 2 && to[at + 1] == '.'))) return -EINVAL;
        if (length > 255) return -EINVAL;
        at += length;
        if (i < c.units && ++i == c.units) path->trailing = true;
    }
    path->length = at;
    to[at] = 0;
    return at >= PATH_MAX ? -EINVAL : 0;
}

static int set_front(struct path *path, const char *front)
{
    size_t length = strlen(front);
    path->host = path->inside;
    if (length + 2 > sizeof path->inside && !(path->host = malloc(length + 2))) return -ENOMEM;
    memcpy(path->host, front, length + 1);
    path->length = path->fixed = length;
    return 0;
}

/* A name below windows\system32 or syswow64: host is the prefix's file, base the installed one.  Touches no file of the
 * prefix. */
static int set_view(struct path *path, enum prefix_view view, struct cursor rest)
{
    const char *installed = prefix_installed(view), *own = prefix_overlay(view, PREFIX_KNOWN);
    int error = set_front(path, own);
    path->view = view;
    path->is_view = !rest.units;
    if (!error) error = append_components(path, rest);
    if (error || !installed) return error;
    const char *below = path->host + path->fixed; /* empty, or from a slash on */
    size_t size = strlen(installed) + strlen(below) + 1;
    if (!(path->base = malloc(size))) return -ENOMEM;
    snprintf(path->base, size, "%s%s", installed, below);
    return 0;
}

static const struct {
    const char *name;
    enum prefix_view view;
} views[] = {
    {"system32",  PREFIX_SYSTEM32},
    {"sysnative", PREFIX_SYSTEM32},
    {"syswow64",  PREFIX_SYSWOW64},
};

/* Takes the name of a view's folder from the front of what stands below C:\windows. */
static enum prefix_view take_view(struct cursor *c)
{
    for (size_t i = 0; i < sizeof views / sizeof *views; i++)
        if (prefix_installed(views[i].view) && take_word(c, views[i].name)) {
            if (c->units) c->text++, c->units--;
            return views[i].view;
        }
    return PREFIX_PLAIN;
}

/* `c` is what follows the drive's letter and colon. */
static int set_drive(struct path *path, char letter, struct cursor c)
{
    path->drive = letter;
    if (!c.units) return -EACCES; /* the volume itself, which no ordinary program may open */
    if (c.text[0] != '\\') return -EINVAL;
    c.text++;
    c.units--;
    struct cursor try = c;
    enum prefix_view view = letter == 'C' && take_word(&try, "windows\\") ? take_view(&try) : PREFIX_PLAIN;
    if (view) return set_view(path, view, try);
    path->is_root = !c.units;
    const char *root = path_drive_root(letter);
    if (!root) return letter == 'C' ? -EACCES : -ENOTDIR;
    if (path->is_root && !*root) root = "/";
    int error = set_front(path, root);
    return error ? error : append_components(path, c);
}

/* `c` is what follows UNC. */
static int set_share(struct path *path, struct cursor c)
{
    size_t front = 0;
    const char *folder = c.units && c.text[0] == '\\' ? prefix_share(c.text + 1, c.units - 1, &front) : NULL;
    if (!folder) return -ENETUNREACH;
    path->drive = PATH_SHARE;
    c.text += 1 + front;
    c.units -= 1 + front;
    if (c.units) c.text++, c.units--; /* its backslash */
    path->is_root = !c.units;
    int error = set_front(path, path->is_root && !*folder ? "/" : folder);
    return error ? error : append_components(path, c);
}

/* Is the open folder C:\windows? */
static bool is_windows(int fd)
{
    struct stat a, b;
    char name[PATH_MAX];
    return prefix_need() == 0 && snprintf(name, sizeof name, "%s/windows", prefix_drive_c()) < (int)sizeof name &&
           fstat(fd, &a) == 0 && stat(name, &b) == 0 && a.st_ino == b.st_ino && a.st_dev == b.st_dev;
}

/* A name below an open folder. */
static int set_relative(struct path *path, int root, enum prefix_view view, struct cursor c)
{
    if (c.units && c.text[0] == '\\') return -EINVAL;
    struct cursor try = c;
    if (!view && (view = take_view(&try)) && !is_windows(root)) view = PREFIX_PLAIN;
    if (view) {
        path->drive = 'C';
        return set_view(path, view, try);
    }
    path->dir = root;
    return append_components(path, c);
}

int path_parse(const uint16_t *name, size_t units, int root, enum prefix_view root_view, struct path *path)
{
    struct cursor c = {name, units};
    memset(path, 0, offsetof(struct path, inside));
    path->dir = AT_FDCWD;
    path->host = path->inside;
    path->inside[0] = 0;
    int error = -ENOTDIR;
    if (root >= 0) {
        error = set_relative(path, root, root_view, c);
        goto out;
    }
    if (!c.units || c.text[0] != '\\') {
        error = -EBADMSG;
        goto out;
    }
    bool dos = take_word(&c, "\\??\\") || take_word(&c, "\\DosDevices\\") || take_word(&c, "\\GLOBAL??\\");
    for (bool more = dos; more;) {
        if ((more = take_word(&c, "GLOBALROOT\\"))) {
            c.text--, c.units++; /* its backslash begins an NT name */
            more = dos = take_word(&c, "\\??\\") || take_word(&c, "\\DosDevices\\");
        } else {
            more = take_word(&c, "Global\\");
        }
    }
    char letter;
    if (dos) {
        if (c.units >= 2 && c.text[1] == ':' && c.text[0] < 0x80 && utf_upper(c.text[0]) >= 'A' &&
            utf_upper(c.text[0]) <= 'Z') {
            letter = (char)utf_upper(c.text[0]);
            c.text += 2, c.units -= 2;
            error = set_drive(path, letter, c);
        } else if ((letter = take_guid(&c))) {
            error = set_drive(path, letter, c);
        } else if (take_word(&c, "UNC")) {
            error = set_share(path, c);
        } else {
            error = -ENOENT;
            for (size_t i = 0; i < sizeof aliases / sizeof *aliases; i++)
                if (take_word(&c, aliases[i].alias)) {
                    strcpy(path->device, aliases[i].device);
                    path->kind = PATH_DEVICE;
                    path->rest = c.text;
                    path->rest_units = c.units;
                    error = 0;
                    break;
                }
        }
    } else if (take_word(&c, "\\Device\\")) {
        error = (letter = take_volume(&c)) ? set_drive(path, letter, c) : set_device(path, c);
    } else if (take_word(&c, "\\SystemRoot")) {
        static const uint16_t windows[] = {'\\', 'w', 'i', 'n', 'd', 'o', 'w', 's'};
        uint16_t *joined = malloc((8 + c.units) * sizeof *joined);
        if (!joined) {
            error = -ENOMEM;
        } else {
            memcpy(joined, windows, sizeof windows);
            memcpy(joined + 8, c.text, c.units * sizeof *joined);
            error = set_drive(path, 'C', (struct cursor){joined, 8 + c.units});
            free(joined);
        }
    }
out:
    if (error) path_free(path);
    return error;
}

void path_free(struct path *path)
{
    if (path->host != path->inside) free(path->host);
    free(path->base);
    path->host = path->inside;
    path->base = NULL;
}

/* Where a folder's path ends up while it is searched. */
struct search {
    char text[PATH_MAX];
    size_t length;
};

/* What the system is to be asked about the first `length` bytes. */
static const char *search_name(const struct path *path, const struct search *s)
{
    return s->length ? s->text : path->drive ? "/" : ".";
}

static bool search_append(struct search *s, bool slash, const char *name, size_t length)
{
    if (s->length + length + 2 > sizeof s->text) return false;
    if (slash) s->text[s->length++] = '/';
    memcpy(s->text + s->length, name, length);
    s->length += length;
    s->text[s->length] = 0;
    return true;
}

/* Cuts the path back to the longest folder on the way that exists, and stats that. */
static int search_start(const struct path *path, struct search *s, struct stat *st)
{
    s->length = path->length;
    memcpy(s->text, path->host, path->length + 1);
    for (;;) {
        while (s->length > path->fixed && s->text[s->length - 1] != '/') s->length--;
        if (s->length > path->fixed) s->length--;
        s->text[s->length] = 0;
        if (fstatat(path->dir, search_name(path, s), st, 0) == 0) return S_ISDIR(st->st_mode) ? 0 : -ENOTDIR;
        if ((errno != ENOENT && errno != ENOTDIR) || s->length <= path->fixed)
            return errno == ENOENT ? -ENOTDIR : -errno;
    }
}

/* Replaces the path by what was found. */
static int search_take(struct path *path, const struct search *s)
{
    if (s->length > path->length) {
        char *to = s->length < sizeof path->inside ? path->inside : malloc(s->length + 1);
        if (!to) return -ENOMEM;
        if (to != path->host && path->host != path->inside) free(path->host);
        path->host = to;
    }
    memcpy(path->host, s->text, s->length + 1);
    path->length = s->length;
    return 0;
}

static bool recalls(const struct path *path)
{
    return path->dir == AT_FDCWD && !path->view && path->length < RECALL_LONGEST && *path->host == '/';
}

void path_recall(const struct path *path, struct recall *recall)
{
    recall->known = recall->sure = recall->looked = false;
    if (recalls(path)) recall_look(path->host, recall);
}

int path_correct(struct path *path)
{
    struct search s;
    struct stat st;
    char asked[RECALL_LONGEST];
    bool notes = recalls(path);
    if (path->length <= path->fixed) return -ENOENT;
    if (notes) memcpy(asked, path->host, path->length + 1);
    int error = search_start(path, &s, &st);
    if (error) return error;
    const char *rest = path->host + s.length;
    rest += *rest == '/';
    for (;;) {
        const char *slash = strchr(rest, '/');
        size_t length = slash ? (size_t)(slash - rest) : strlen(rest);
        char actual[256];
        error = dircache_find(path->dir, search_name(path, &s), &st, rest, length, actual);
        if (error == -ENOMEM || error == -EMFILE || error == -ENFILE) return error;
        if (error && slash) return -ENOTDIR;
        if (!search_append(&s, s.length || path->drive, error ? rest : actual, error ? length : strlen(actual)))
            return -EINVAL;
        if (!slash) break;
        rest = slash + 1;
        if (fstatat(path->dir, s.text, &st, 0) != 0 || !S_ISDIR(st.st_mode)) return -ENOTDIR;
    }
    path->parent = st;
    int taken = search_take(path, &s);
    if (!error && !taken && notes && strcmp(asked, path->host)) recall_note(asked, path->host);
    return taken ? taken : error ? -ENOENT : 0;
}

/* What path_open() and path_stat() do at one place. */
struct attempt {
    int flags;
    struct stat *st; /* NULL: open */
};

static int attempt_once(int dir, const char *name, const struct attempt *a)
{
    int result = a->st ? fstatat(dir, name, a->st, a->flags) : openat(dir, name, a->flags | O_CLOEXEC);
    if (result < 0) return -errno;
    if (!a->st) fdname_opened(result, dir, name);
    return result;
}

static int attempt_place(struct path *path, const struct attempt *a)
{
    const char *name = path->length ? path->host : ".";
    struct recall recall;
    path_recall(path, &recall);
    int result = recall.sure ? -ENOENT : attempt_once(path->dir, name, a);
    if (result == -ENOTDIR && !path->length && path->dir >= 0) { /* an empty name below a file's handle is that file */
        struct attempt again = *a;
        char link[40];
        snprintf(link, sizeof link, "/proc/self/fd/%d", path->dir);
        again.flags &= ~(a->st ? AT_SYMLINK_NOFOLLOW : O_NOFOLLOW);
        return attempt_once(AT_FDCWD, link, &again);
    }
    if (result != -ENOENT && result != -ENOTDIR) return result;
    recall_missed(path->host, &recall);
    if (recall.known && (result = attempt_once(AT_FDCWD, recall.host, a)) >= 0) {
        strcpy(path->host, recall.host);
        path->length = strlen(recall.host);
        return result;
    }
    int error = path_correct(path);
    return error ? error : attempt_once(path->dir, path->host, a);
}

/* The installed file of a view: lower case is how they are called. */
static int attempt_installed(struct path *path, const struct attempt *a)
{
    if (!path->base) return -ENOENT;
    int result = attempt_once(AT_FDCWD, path->base, a);
    if (result != -ENOENT) return result;
    struct path installed = {.dir = AT_FDCWD, .host = path->base, .drive = 'C'};
    installed.fixed = strlen(prefix_installed(path->view));
    installed.length = strlen(path->base);
    for (char *c = path->base + installed.fixed; *c; c++)
        if (*c >= 'A' && *c <= 'Z') *c += 'a' - 'A';
    result = attempt_once(AT_FDCWD, path->base, a);
    return result;
}

static int attempt_view(struct path *path, const struct attempt *a)
{
    int result = -ENOENT;
    if (path->fixed && (result = attempt_place(path, a)) != -ENOENT && result != -ENOTDIR) return result;
    int installed = attempt_installed(path, a);
    path->installed = installed >= 0;
    if (installed == -ENOTDIR && !path->fixed) return installed; /* below an installed file, and nowhere else */
    return installed == -ENOENT || installed == -ENOTDIR ? result : installed;
}

static int attempt(struct path *path, const struct attempt *a)
{
    if (!path->view) return attempt_place(path, a);
    int result = attempt_view(path, a);
    if (result != -ENOENT || path->fixed || !*prefix_overlay(path->view, PREFIX_LOOK)) return result;
    /* The prefix has got a folder there meanwhile. */
    result = path_writable(path, false);
    return result ? result : attempt_place(path, a);
}

int path_open(struct path *path, int flags)
{
    return attempt(path, &(struct attempt){flags, NULL});
}

int path_stat(struct path *path, struct stat *st, int flags)
{
    return attempt(path, &(struct attempt){flags, st});
}

int path_writable(struct path *path, bool create)
{
    if (!path->view || path->fixed) return 0;
    const char *own = prefix_overlay(path->view, create ? PREFIX_MAKE : PREFIX_LOOK);
    size_t front = strlen(own);
    if (!front) return -EACCES;
    char *joined = malloc(front + path->length + 1);
    if (!joined) return -ENOMEM;
    memcpy(joined, own, front);
    memcpy(joined + front, path->host, path->length + 1);
    if (path->host != path->inside) free(path->host);
    path->host = joined;
    path->length += front;
    path->fixed = front;
    return 0;
}

void path_added(const struct path *path, const char *removed)
{
    if (!path->parent.st_ino) return;
    const char *slash = strrchr(path->host, '/'), *name = slash ? slash + 1 : path->host;
    char folder[PATH_MAX];
    struct stat after;
    size_t length = slash ? (size_t)(slash - path->host) : 0;
    memcpy(folder, path->host, length);
    folder[length] = 0;
    if (fstatat(path->dir, length ? folder : path->drive ? "/" : ".", &after, 0) == 0)
        dircache_changed(&path->parent, &after, name, removed);
}

/* Is `host` at or below `folder`?  Then what follows. */
static const char *below(const char *host, const char *folder)
{
    size_t length = folder ? strlen(folder) : 0;
    if (!length || strncmp(host, folder, length) || (host[length] && host[length] != '/')) return NULL;
    return host + length;
}

/* The drives' folders as the kernel names them, symbolic links resolved; NULL: no such drive, or not there yet. */
static const char *real_drive(char letter)
{
    static _Atomic(char *) real[26];
    char *found = real[letter - 'A'], named[PATH_MAX];
    if (found) return found;
    if (letter == 'C') {
        if (!*prefix_folder() || snprintf(named, sizeof named, "%s/drive_c", prefix_folder()) >= (int)sizeof named)
            return NULL;
    } else if (!prefix_drive(letter) || snprintf(named, sizeof named, "%s/", prefix_drive(letter)) >= PATH_MAX) {
        return NULL;
    }
    char *resolved = realpath(named, NULL), *none = NULL;
    if (!resolved) return NULL;
    if (!strcmp(resolved, "/")) *resolved = 0;
    if (atomic_compare_exchange_strong(&real[letter - 'A'], &none, resolved)) return resolved;
    free(resolved); /* another thread's stays */
    return none;
}

/* Is `host` in what a drive shows, by its folder's name or its real one?  Then what follows. */
static const char *below_drive(const char *host, char letter)
{
    char named[PATH_MAX];
    const char *folder = prefix_drive(letter), *rest;
    if (letter == 'C') {
        /* whoever did not make the prefix has no name on it */
        if (!strstr(host, "/drive_c") || !*prefix_folder() ||
            snprintf(named, sizeof named, "%s/drive_c", prefix_folder()) >= (int)sizeof named)
            return NULL;
        folder = named;
    }
    if (!folder) return NULL;
    if (!*folder) return host;
    if ((rest = below(host, folder))) return rest;
    return (folder = real_drive(letter)) && *folder ? below(host, folder) : folder ? host : NULL;
}

/* The drive that shows `host` from the deepest folder on; what no drive shows gets the letter of none. */
static char drive_of(const char *host, const char **rest)
{
    char best = 0;
    *rest = host;
    if (below_drive(host, 'C')) best = 'C', *rest = below_drive(host, 'C');
    for (char letter = 'Z'; letter >= 'A'; letter--) {
        const char *found = letter == 'C' || !prefix_drive(letter) ? NULL : below_drive(host, letter);
        if (found && (!best || found > *rest)) best = letter, *rest = found;
    }
    for (char letter = 'Z'; !best && letter >= 'A'; letter--)
        if (letter != 'C' && !prefix_drive(letter)) best = letter;
    return best ? best : 'Z';
}

size_t path_to_dos(const char *host, uint16_t *to, size_t size)
{
    static const char *const tops[PREFIX_VIEWS] = {
        [PREFIX_SYSTEM32] = "C:\\windows\\system32", [PREFIX_SYSWOW64] = "C:\\windows\\syswow64"};
    char drive[3] = "Z:";
    const char *rest = NULL, *top = drive;
    for (int view = PREFIX_SYSTEM32; !rest && view < PREFIX_VIEWS; view++)
        if ((rest = below(host, prefix_installed(view)))) top = tops[view];
    if (!rest) drive[0] = drive_of(host, &rest);
    size_t used = 0;
    for (; *top; top++, used++)
        if (used < size) to[used] = (unsigned char)*top;
    while (*rest) {
        rest += strspn(rest, "/");
        size_t length = strcspn(rest, "/");
        if (!length) break;
        if (used < size) to[used] = '\\';
        used++;
        used += utf_name_to_16(used < size ? to + used : NULL, used < size ? size - used : 0, rest, length);
        rest += length;
    }
    if (used == 2) { /* a drive's top */
        if (used < size) to[used] = '\\';
        used++;
    }
    return used;
}

size_t path_to_device(const char *host, uint16_t *to, size_t size)
{
    uint16_t drive[2];
    char front[40];
    size_t units = path_to_dos(host, drive, 2);
    size_t length = (size_t)snprintf(front, sizeof front, "\\Device\\HarddiskVolume%d", drive[0] - 'A' + 1);
    if (length - 2 + units <= size) {
        path_to_dos(host, to + length - 2, units); /* whose drive letter and colon the front covers */
        for (size_t i = 0; i < length; i++) to[i] = (unsigned char)front[i];
    }
    return length - 2 + units;
}
