/* SPDX-License-Identifier: MIT */
/* The names of open descriptors: the kernel's own word in /proc/self/fd, which is right after renames too.  Where no
 * /proc is mounted, the name by which the file was opened, if that is still its name; what others renamed meanwhile has
 * none then. */
#include "linux/fdname.h"

#include <errno.h>
#include <limits.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool keeping;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER; /* a leaf */
static char **kept;                                      /* by descriptor */
static size_t room;

/* Is `name` still what `fd` has open? */
static bool names(const char *name, int fd)
{
    struct stat named, open;
    return fstat(fd, &open) == 0 && stat(name, &named) == 0 && named.st_ino == open.st_ino &&
           named.st_dev == open.st_dev;
}

void fdname_keep(void)
{
    keeping = true;
}

void fdname_opened(int fd, int dir, const char *host)
{
    if (!keeping || fd < 0) return;
    char name[PATH_MAX], folder[PATH_MAX] = "";
    if (*host != '/' && path_of_fd(dir, folder, sizeof folder) < 0) return;
    if (snprintf(name, sizeof name, "%s%s%s", folder, *folder ? "/" : "", host) >= (int)sizeof name) return;
    pthread_mutex_lock(&lock);
    if ((size_t)fd >= room) {
        size_t more = (size_t)fd + 64;
        char **grown = realloc(kept, more * sizeof *grown);
        if (grown) {
            memset(grown + room, 0, (more - room) * sizeof *grown);
            kept = grown;
            room = more;
        }
    }
    if ((size_t)fd < room) {
        free(kept[fd]);
        kept[fd] = strdup(name);
    }
    pthread_mutex_unlock(&lock);
}

static int kept_name(int fd, char *to, size_t size)
{
    to[0] = 0;
    pthread_mutex_lock(&lock);
    if (fd >= 0 && (size_t)fd < room && kept[fd] && strlen(kept[fd]) < size) strcpy(to, kept[fd]);
    pthread_mutex_unlock(&lock);
    return to[0] && names(to, fd) ? (int)strlen(to) : -ENOENT;
}

int path_of_fd(int fd, char *to, size_t size)
{
    if (keeping) return kept_name(fd, to, size);
    char link[40];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, to, size - 1);
    if (length < 0) return -errno;
    to[length] = 0;
    static const char gone[] = " (deleted)";
    size_t tail = sizeof gone - 1;
    if (to[0] == '/' && (size_t)length > tail && !strcmp(to + length - tail, gone) && !names(to, fd)) return -ENOENT;
    return (int)length;
}
