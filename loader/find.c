/* SPDX-License-Identifier: MIT */
/* Which file a program's name means: a host path; a DOS path (C:\tools\x.exe); or a bare name, looked for in the
 * current folder, as Windows does, then in the host's PATH and last in C:\windows\system32; each also with .exe behind
 * it. */
#include "loader/find.h"
#include "linux/path.h"
#include "linux/utf.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Opens a regular file; a folder of that name is no program. */
static int open_file(const char *path)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    if (fd < 0) return -errno;
    struct stat status;
    int error = fstat(fd, &status) ? errno : S_ISDIR(status.st_mode) ? EISDIR : S_ISREG(status.st_mode) ? 0 : EINVAL;
    if (!error) return fd;
    close(fd);
    return -error;
}

/* Has the absolute path a component that stands for another folder? */
static bool has_dots(const char *path)
{
    for (const char *p = path; (p = strchr(p, '/')); p++) {
        size_t length = strcspn(p + 1, "/");
        if ((!length && p[1]) || (length == 1 && p[1] == '.') || (length == 2 && p[1] == '.' && p[2] == '.'))
            return true;
    }
    return false;
}

/* `folder`/`name`, then the same with .exe; remembers the absolute path, as a program expects it: without dots. */
static int try_in(const char *folder, size_t folder_length, const char *name, char **path)
{
    static const char *const endings[] = {"", ".exe"};
    int result = -ENOENT;
    size_t room = folder_length + strlen(name) + 8;
    char *joined = malloc(room);
    if (!joined) return -ENOMEM;
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        snprintf(joined, room, "%.*s%s%s%s", (int)folder_length, folder, folder_length ? "/" : "", name, endings[i]);
        int fd = open_file(joined);
        if (fd >= 0) {
            *path = joined[0] == '/' ? strdup(joined) : NULL;
            if (!*path) {
                char *here = getcwd(NULL, 0);
                if (here && asprintf(path, "%s/%s", strcmp(here, "/") ? here : "",
                                     strncmp(joined, "./", 2) ? joined : joined + 2) < 0)
                    *path = NULL;
                free(here);
            }
            free(joined);
            char host[PATH_MAX];
            if ((!*path || has_dots(*path)) && path_of_fd(fd, host, sizeof host) > 0) {
                free(*path);
                *path = strdup(host);
            }
            if (*path) return fd;
            close(fd);
            return -ENOMEM;
        }
        if (fd != -ENOENT && fd != -ENOTDIR && result == -ENOENT) result = fd;
    }
    free(joined);
    return result;
}

static int try_path(const char *name, char **path)
{
    const char *folders = getenv("PATH");
    int result = -ENOENT;
    for (const char *p = folders ? folders : "/usr/local/bin:/usr/bin:/bin"; result == -ENOENT; p++) {
        size_t length = strcspn(p, ":");
        if (length) result = try_in(p, length, name, path);
        if (result == -EISDIR || result == -EACCES) result = -ENOENT;
        p += length;
        if (!*p) break;
    }
    return result;
}

/* A DOS path, whose drives and view of the system folder linux/path.c knows. */
static int try_dos(const char *name, char **path)
{
    char host[PATH_MAX], here[PATH_MAX] = "";
    /* without a drive it is in the current folder, or on its drive, which is Z: */
    bool has_drive = name[0] && name[1] == ':';
    if (!has_drive && name[0] != '\\' && !getcwd(here, sizeof here - 1)) return -errno;
    if (here[0] && strcmp(here, "/")) strcat(here, "/");
    size_t room = strlen(here) + strlen(name) + 16;
    char *nt = malloc(room);
    uint16_t *wide = malloc(room * sizeof *wide);
    struct path parsed;
    int fd = -ENOMEM;
    if (nt && wide) {
        int length = snprintf(nt, room, "\\??\\%s%s%s", has_drive ? "" : "Z:", here, name);
        for (char *p = nt; *p; p++)
            if (*p == '/') *p = '\\';
        fd = path_parse(wide, utf_to_16(wide, room, nt, (size_t)length), -1, PREFIX_PLAIN, &parsed);
        if (!fd) {
            fd = parsed.kind == PATH_FILE ? path_open(&parsed, O_RDONLY | O_NOCTTY | O_NONBLOCK) : -ENOENT;
            path_free(&parsed);
        }
        if (fd >= 0 && (path_of_fd(fd, host, sizeof host) < 0 || !(*path = strdup(host)))) {
            close(fd);
            fd = -ENOENT;
        }
    }
    free(wide);
    free(nt);
    return fd == -ENOTDIR || fd == -EBADMSG || fd == -EINVAL ? -ENOENT : fd;
}

int find_program(const char *name, char **path)
{
    *path = NULL;
    bool drive = (name[0] | 32) >= 'a' && (name[0] | 32) <= 'z' && name[1] == ':', dos = drive || strchr(name, '\\');
    int fd = try_in("", 0, name, path);
    if (fd != -ENOENT || (strchr(name, '/') && !drive)) return fd;
    if (!dos) {
        fd = try_path(name, path);
        char *system;
        if (fd != -ENOENT || !*name || asprintf(&system, "C:\\windows\\system32\\%s", name) < 0) return fd;
        fd = find_program(system, path); /* which stands in every program's PATH */
        free(system);
        return fd;
    }
    fd = try_dos(name, path);
    char *with_end;
    if (fd != -ENOENT || asprintf(&with_end, "%s.exe", name) < 0) return fd;
    fd = try_dos(with_end, path);
    free(with_end);
    return fd;
}
