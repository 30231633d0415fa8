/* SPDX-License-Identifier: MIT */
/* Where the prefix is, and its lazy creation.
 *
 * Nothing is looked at before the first path on drive C: (prefix_need).  The tree of base folders is made beside its
 * place and renamed into it, so that of many first starts at once one wins and no process sees half of it.  A home that
 * is missing or cannot be written gives a prefix in memory: a folder under XDG_RUNTIME_DIR, /dev/shm, /tmp or TMPDIR,
 * which each process that uses it holds by a shared flock; who gets the lock exclusively removes it, at its own end or,
 * after a kill, at the next such start. C:\windows\system32 is no folder here until a program writes to it: path.c lays
 * the installed one under it.
 *
 * prefix.conf (prefix_conf.c) is written before drive_c appears, so a prefix without one was made before there were
 * formats.  Such a one is brought up to date where it is first needed, under a lock on drive_c: each step may be
 * done twice, and the format's number is written last, so that a death on the way leaves what it was. */
#include "linux/prefix.h"
#include "linux/prefix_conf.h"
#include "linux/presence.h"
#include "linux/folder.h"
#include "linux/utf.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

/* What every prefix has below drive_c; %s is the user's folder. */
static const char *const base_folders[] = {
    "Program Files",
    "Program Files/Common Files",
    "Program Files (x86)",
    "ProgramData",
    "Users",
    "Users/Public",
    "Users/%s",
    "Users/%s/AppData",
    "Users/%s/AppData/Local",
    "Users/%s/AppData/Local/Temp",
    "Users/%s/AppData/Roaming",
    "Users/%s/Desktop",
    "Users/%s/Documents",
    "Users/%s/Downloads",
    "windows",
    "windows/Fonts",
    "windows/temp",
};

static struct prefix_options options;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static bool ready;         /* prefix_need() has decided */
static int failure;        /* and what it found */
static int memory_fd = -1; /* holds the lock of a prefix in memory */
static char folder[PATH_MAX], drive_c[PATH_MAX], overlay[PREFIX_VIEWS][PATH_MAX];
static char user[64];
static struct prefix_conf conf; /* from prefix_open() on */
static enum prefix_conf_read conf_read = PREFIX_CONF_NONE;
/* Is the overlay of a view there? 0 not looked, 1 no, 2 yes */
static _Atomic int overlay_state[PREFIX_VIEWS];

static const char *const view_names[] = {[PREFIX_SYSTEM32] = "system32", [PREFIX_SYSWOW64] = "syswow64"};

/* Marks a prefix in memory, for the children that find it in METIC_PREFIX. */
#define MEMORY_MARK ".in-memory"

bool prefix_place(const char *word, char *to)
{
    char here[PATH_MAX];
    const char *home = getenv("HOME");
    int length;
    if (!strchr(word, '/') && strcmp(word, ".") && strcmp(word, ".."))
        length = home && *home == '/' ? snprintf(to, PATH_MAX, "%s/.local/share/metic/%s", home, word) : PATH_MAX;
    else if (word[0] == '/')
        length = snprintf(to, PATH_MAX, "%s", word);
    else /* the current folder may change later */
        length = getcwd(here, sizeof here) ? snprintf(to, PATH_MAX, "%s/%s", here, word) : PATH_MAX;
    if (length >= PATH_MAX || !*word) return false;
    while (length > 1 && to[length - 1] == '/') to[--length] = 0;
    return true;
}

void prefix_init(const struct prefix_options *given)
{
    static const char *const variables[] = {"METIC_PREFIX", "WINEPREFIX"};
    options = *given;
    const char *chosen = options.folder;
    for (size_t i = 0; i < sizeof variables / sizeof *variables && (!chosen || !*chosen); i++)
        chosen = getenv(variables[i]);
    if (options.ephemeral || !prefix_place(chosen && *chosen ? chosen : "default", folder)) folder[0] = 0;
    prefix_conf_free(&conf);
    prefix_conf_default(&conf);
}

bool prefix_open(char *reason, size_t size)
{
    char other[PATH_MAX + 16];
    if (!folder[0]) return true;
    prefix_conf_free(&conf);
    conf_read = prefix_conf_read(folder, &conf, reason, size);
    if (conf_read != PREFIX_CONF_NONE) return conf_read == PREFIX_CONF_READ;
    snprintf(other, sizeof other, "%s/system.reg", folder);
    if (access(other, F_OK) != 0) return true;
    snprintf(reason, size, "%s is a prefix of Wine; choose another by METIC_PREFIX or --prefix", folder);
    return false;
}

const char *prefix_drive(char letter)
{
    return letter >= 'A' && letter <= 'Z' ? conf.drives[letter - 'A'] : NULL;
}

const char *prefix_share(const uint16_t *name, size_t units, size_t *front)
{
    for (size_t i = 0; i < conf.share_count; i++) {
        uint16_t share[512];
        const char *text = conf.shares[i].name;
        size_t length = utf_to_16(share, sizeof share / sizeof *share, text, strlen(text));
        if (length > units || length > sizeof share / sizeof *share || (length < units && name[length] != '\\') ||
            !utf_equal(share, length, name, length))
            continue;
        *front = length;
        return conf.shares[i].folder;
    }
    return NULL;
}

const char *prefix_user(void)
{
    if (!user[0]) {
        const char *name = getenv("USER");
        if (!name || !*name) name = getenv("LOGNAME");
        if (name && *name && strlen(name) < sizeof user && !strpbrk(name, "/\\:*?\"<>|") && *name != '.')
            strcpy(user, name);
        else
            snprintf(user, sizeof user, "%u", (unsigned)getuid());
    }
    return user;
}

/* mkdir -p; 0 or an errno. */
static int make_folders(char *path)
{
    if (mkdir(path, 0755) == 0 || errno == EEXIST) return 0;
    if (errno != ENOENT) return errno;
    char *slash = strrchr(path, '/');
    if (!slash || slash == path) return ENOENT;
    *slash = 0;
    int error = make_folders(path);
    *slash = '/';
    if (error) return error;
    return mkdir(path, 0755) == 0 || errno == EEXIST ? 0 : errno;
}

/* Makes the base folders that are missing in an open drive_c; 0 or an errno. */
static int make_base_folders(int fd)
{
    int error = 0;
    for (size_t i = 0; !error && i < sizeof base_folders / sizeof *base_folders; i++) {
        char name[128];
        const char *hole = strstr(base_folders[i], "%s");
        if (hole)
            snprintf(name, sizeof name, "%.*s%s%s", (int)(hole - base_folders[i]), base_folders[i], prefix_user(),
                     hole + 2);
        else
            snprintf(name, sizeof name, "%s", base_folders[i]);
        if (mkdirat(fd, name, 0755) != 0 && errno != EEXIST) /* a user may be called "Public" */
            error = errno;
    }
    return error;
}

static int make_conf(void)
{
    int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    int error = fd < 0 ? errno : prefix_conf_make(fd);
    if (fd >= 0) close(fd);
    return error;
}

/* Makes FOLDER/drive_c with its base folders, all or nothing; 0 or an errno. */
static int make_base(void)
{
    char fresh[PATH_MAX + 32];
    int error = make_conf();
    if (error) return error;
    snprintf(fresh, sizeof fresh, "%s/.drive_c.%d", folder, (int)getpid());
    if (mkdir(fresh, 0755) != 0) {
        if (errno != EEXIST) return errno;
        folder_remove(fresh); /* of a process that died with our pid */
        if (mkdir(fresh, 0755) != 0) return errno;
    }
    int fd = open(fresh, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    error = fd < 0 ? errno : make_base_folders(fd);
    if (fd >= 0) close(fd);
    if (!error && rename(fresh, drive_c) != 0 && errno != EEXIST && errno != ENOTEMPTY) error = errno;
    if (access(fresh, F_OK) == 0) folder_remove(fresh);
    return error;
}

/* ---- older formats ---- */

/* Format 0 had no prefix.conf, and before that not all of the base folders. */
static int upgrade_base(int fd)
{
    int drive = openat(fd, "drive_c", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    int error = drive < 0 ? errno : make_base_folders(drive);
    if (drive >= 0) close(drive);
    return error ? error : prefix_conf_make(fd); /* last: from here on it has format 1 */
}

static int (*const upgrades[PREFIX_FORMAT])(int fd) = {[0] = upgrade_base};

/* Brings a prefix that exists to the present format.  One that cannot be written stays what it is, and does. */
static void upgrade(void)
{
    char reason[PATH_MAX + 200];
    struct prefix_conf now;
    if (conf_read == PREFIX_CONF_READ && conf.format == PREFIX_FORMAT) return;
    int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC),
        locked = open(drive_c, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    /* another may have been quicker, and may even be newer */
    if (fd >= 0 && locked >= 0 && flock(locked, LOCK_EX) == 0 &&
        prefix_conf_read(folder, &now, reason, sizeof reason) != PREFIX_CONF_REFUSED) {
        for (unsigned format = now.format; format < PREFIX_FORMAT; format++)
            if (upgrades[format](fd)) break;
        prefix_conf_free(&now);
    }
    if (locked >= 0) close(locked);
    if (fd >= 0) close(fd);
}

/* Removes the prefixes in memory under `base` that nobody holds. */
static void sweep_memory(const char *base, const char *start)
{
    DIR *dir = opendir(base);
    if (!dir) return;
    struct dirent *entry;
    while ((entry = readdir(dir))) {
        if (strncmp(entry->d_name, start, strlen(start))) continue;
        struct stat st;
        int fd = openat(dirfd(dir), entry->d_name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
        if (fd < 0) continue;
        /* One that has no mark yet is being made. */
        if (fstat(fd, &st) == 0 && st.st_uid == geteuid() && faccessat(fd, MEMORY_MARK, F_OK, 0) == 0 &&
            flock(fd, LOCK_EX | LOCK_NB) == 0) {
            folder_empty(fd); /* closes it */
            unlinkat(dirfd(dir), entry->d_name, AT_REMOVEDIR);
        } else {
            close(fd);
        }
    }
    closedir(dir);
}

/* A prefix in memory; 0 or an errno. */
static int make_memory(void)
{
    const char *const bases[] = {getenv("XDG_RUNTIME_DIR"), "/dev/shm", "/tmp", getenv("TMPDIR")};
    char start[32];
    int error = ENOENT;
    snprintf(start, sizeof start, "metic-%u-", (unsigned)getuid());
    for (size_t i = 0; i < sizeof bases / sizeof *bases; i++) {
        if (!bases[i] || bases[i][0] != '/') continue;
        if (snprintf(folder, sizeof folder - 16, "%s/%sXXXXXX", bases[i], start) >= (int)sizeof folder - 16) continue;
        sweep_memory(bases[i], start);
        if (!mkdtemp(folder)) {
            error = errno;
            continue;
        }
        memory_fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        snprintf(drive_c, sizeof drive_c, "%.*s/drive_c", (int)sizeof drive_c - 16, folder);
        error = memory_fd < 0 || flock(memory_fd, LOCK_SH) != 0 ? errno : make_base();
        if (!error) {
            int mark = openat(memory_fd, MEMORY_MARK, O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
            if (mark >= 0) {
                close(mark);
                return 0;
            }
            error = errno;
        }
        if (memory_fd >= 0) close(memory_fd);
        memory_fd = -1;
        folder_remove(folder);
    }
    folder[0] = drive_c[0] = 0;
    return error;
}

/* Is the prefix given in memory, another process's?  Then holds it. */
static void hold_memory(void)
{
    int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd >= 0 && faccessat(fd, MEMORY_MARK, F_OK, 0) == 0 && flock(fd, LOCK_SH | LOCK_NB) == 0)
        memory_fd = fd;
    else if (fd >= 0)
        close(fd);
}

static int find_or_make(void)
{
    if (folder[0]) {
        int error = 0;
        if (snprintf(drive_c, sizeof drive_c, "%s/drive_c", folder) >= (int)sizeof drive_c)
            error = ENAMETOOLONG;
        else if (access(drive_c, F_OK) == 0)
            upgrade();
        else if ((error = make_folders(folder)) == 0)
            error = make_base();
        if (!error) {
            const char *name = strrchr(folder, '/');
            if (!strncmp(name, "/metic-", 7)) hold_memory();
            return 0;
        }
        drive_c[0] = 0;
        if (options.lasting) return error;
    }
    return options.lasting ? ENOENT : make_memory();
}

int prefix_need(void)
{
    if (__atomic_load_n(&ready, __ATOMIC_ACQUIRE)) return failure;
    pthread_mutex_lock(&lock);
    if (!ready) {
        char reason[200];
        failure = find_or_make();
        if (!failure)
            presence_take(folder, NULL, 0, reason, sizeof reason); /* what the start could not: it was not there */
        __atomic_store_n(&ready, true, __ATOMIC_RELEASE);
    }
    pthread_mutex_unlock(&lock);
    return failure;
}

const char *prefix_drive_c(void)
{
    return drive_c;
}

const char *prefix_folder(void)
{
    return folder;
}

const char *prefix_installed(enum prefix_view view)
{
    return view == PREFIX_SYSTEM32 ? options.system64 : view == PREFIX_SYSWOW64 ? options.system32 : NULL;
}

const char *prefix_overlay(enum prefix_view view, enum prefix_effort effort)
{
    int state = overlay_state[view];
    if (state == 2) return overlay[view];
    if (state == 1 && effort == PREFIX_KNOWN) return "";
    if (effort == PREFIX_MAKE && prefix_need() != 0) return "";
    /* Looked at before the prefix exists: it has none then, and this must not create it. */
    if (!folder[0]) return "";
    pthread_mutex_lock(&lock);
    if (snprintf(overlay[view], sizeof *overlay, "%s/drive_c/windows/%s", folder, view_names[view]) >=
        (int)sizeof *overlay)
        state = 1;
    else if (effort == PREFIX_MAKE && mkdir(overlay[view], 0755) != 0 && errno != EEXIST)
        state = 1;
    else
        state = access(overlay[view], F_OK) == 0 ? 2 : 1;
    overlay_state[view] = state;
    pthread_mutex_unlock(&lock);
    return state == 2 ? overlay[view] : "";
}

void prefix_leave(void)
{
    if (memory_fd < 0) return;
    if (flock(memory_fd, LOCK_EX | LOCK_NB) == 0) {
        folder_empty(memory_fd);
        rmdir(folder);
    } else {
        close(memory_fd);
    }
    memory_fd = -1;
}
