/* SPDX-License-Identifier: MIT */
/* Where the prefix is, and its lazy creation.
 *
 * Nothing is looked at before the first path on drive C: (prefix_need).  The tree of base folders is made beside its
 * place and renamed into it, so that of many first starts at once one wins and no process sees half of it.  A home that
 * is missing or cannot be written gives a prefix in memory: a folder under XDG_RUNTIME_DIR, /dev/shm, /tmp or TMPDIR,
 * which each process that uses it holds by a shared flock; who gets the lock exclusively removes it, at its own end or,
 * after a kill, at the next such start. C:\windows\system32 is no folder here until a program writes to it: path.c lays
 * the installed one under it. Left out: clone, snapshot, registry.db, prefix.conf. */
#include "linux/prefix.h"
#include "linux/presence.h"

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
/* Is the overlay of a view there? 0 not looked, 1 no, 2 yes */
static _Atomic int overlay_state[PREFIX_VIEWS];

static const char *const view_names[] = {[PREFIX_SYSTEM32] = "system32", [PREFIX_SYSWOW64] = "syswow64"};

/* Marks a prefix in memory, for the children that find it in METIC_PREFIX. */
#define MEMORY_MARK ".in-memory"

void prefix_init(const struct prefix_options *given)
{
    options = *given;
    const char *chosen = options.folder ? options.folder : getenv("METIC_PREFIX"), *home = getenv("HOME");
    int length = 0;
    if (chosen && *chosen && !options.ephemeral)
        length = snprintf(folder, sizeof folder, "%s", chosen);
    else if (home && *home == '/' && !options.ephemeral)
        length = snprintf(folder, sizeof folder, "%s/.local/share/metic/default", home);
    if (length >= (int)sizeof folder) folder[0] = 0;
    while (length > 1 && folder[length - 1] == '/') folder[--length] = 0;
    if (folder[0] && folder[0] != '/') { /* the current folder may change later */
        char here[PATH_MAX], joined[PATH_MAX];
        if (getcwd(here, sizeof here) && snprintf(joined, sizeof joined, "%s/%s", here, folder) < (int)sizeof joined)
            strcpy(folder, joined);
        else
            folder[0] = 0;
    }
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

/* Removes what is below an open folder, and closes it. */
static void empty_folder(int fd)
{
    DIR *dir = fdopendir(fd);
    if (!dir) {
        close(fd);
        return;
    }
    struct dirent *entry;
    while ((entry = readdir(dir))) {
        if (!strcmp(entry->d_name, ".") || !strcmp(entry->d_name, "..")) continue;
        if (unlinkat(fd, entry->d_name, 0) == 0) continue;
        int inner = openat(fd, entry->d_name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
        if (inner >= 0) empty_folder(inner);
        unlinkat(fd, entry->d_name, AT_REMOVEDIR);
    }
    closedir(dir);
}

static void remove_tree(const char *path)
{
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (fd >= 0) empty_folder(fd);
    rmdir(path);
}

/* Makes FOLDER/drive_c with its base folders, all or nothing; 0 or an errno. */
static int make_base(void)
{
    char fresh[PATH_MAX + 32];
    int error = 0;
    snprintf(fresh, sizeof fresh, "%s/.drive_c.%d", folder, (int)getpid());
    if (mkdir(fresh, 0755) != 0) {
        if (errno != EEXIST) return errno;
        remove_tree(fresh); /* of a process that died with our pid */
        if (mkdir(fresh, 0755) != 0) return errno;
    }
    int fd = open(fresh, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0) error = errno;
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
    if (fd >= 0) close(fd);
    if (!error && rename(fresh, drive_c) != 0 && errno != EEXIST && errno != ENOTEMPTY) error = errno;
    if (access(fresh, F_OK) == 0) remove_tree(fresh);
    return error;
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
            empty_folder(fd); /* closes it */
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
        remove_tree(folder);
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
        else if (access(drive_c, F_OK) != 0 && (error = make_folders(folder)) == 0)
            error = make_base();
        if (!error) {
            const char *name = strrchr(folder, '/');
            if (!strncmp(name, "/metic-", 7)) hold_memory();
            return 0;
        }
        drive_c[0] = 0;
    }
    return make_memory();
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
        empty_folder(memory_fd);
        rmdir(folder);
    } else {
        close(memory_fd);
    }
    memory_fd = -1;
}
