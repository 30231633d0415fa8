/* SPDX-License-Identifier: MIT */
/* `metic prefix`: prefixes as a whole.
 *
 * What changes or copies one first makes sure that no program is in it, and keeps those out that come meanwhile
 * (presence_alone()).  A copy is made beside its place and renamed into it; a removed prefix is renamed away before
 * it is taken apart; a restored one changes places with the old one in one call.  So at each moment there is a whole
 * prefix, or none.  Snapshots of /x/PREFIX are folders of /x/PREFIX.snapshots, named by the time in UTC; what a restore
 * replaces becomes one whose name ends in -replaced, so that nothing, not even a broken file, is lost. */
#include "loader/prefix.h"

#include "linux/broker.h"
#include "linux/prefix.h"
#include "linux/prefix_conf.h"
#include "linux/presence.h"
#include "linux/folder.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { BROKER_ENDS = 1000 /* ms */, ROOM = 2 * PATH_MAX /* a path with what is put behind it */ };
static const char replaced[] = "-replaced";
static volatile bool stopped;

static int complain(const char *format, ...)
{
    char line[2 * ROOM];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(line, sizeof line, format, arguments);
    va_end(arguments);
    for (char *p = line; *p; p++)
        if ((unsigned char)*p < ' ' || *p == 127) *p = '?';
    fprintf(stderr, "metic: %s\n", line);
    return 1;
}

static void on_signal(int number)
{
    (void)number;
    stopped = true;
}

/* A copy that is interrupted takes itself away. */
static void watch_signals(void)
{
    const struct sigaction action = {.sa_handler = on_signal, .sa_flags = SA_RESTART};
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
    sigaction(SIGHUP, &action, NULL);
}

static bool is_there(const char *folder, const char *name)
{
    char path[2 * ROOM];
    struct stat st;
    snprintf(path, sizeof path, "%s/%s", folder, name);
    return lstat(path, &st) == 0;
}

static bool is_prefix(const char *folder)
{
    return is_there(folder, "drive_c") || is_there(folder, "prefix.conf");
}

/* The folder of the prefix that a word means, symbolic links resolved; it must be there. */
static bool find(const char *word, char folder[PATH_MAX])
{
    char named[PATH_MAX];
    if (!prefix_place(word, named)) {
        complain("%s: there is no such name for a prefix", word);
        return false;
    }
    if (!realpath(named, folder) || !is_prefix(folder)) {
        complain("%s: there is no prefix", named);
        return false;
    }
    return true;
}

/* A place for a new one, whose parent folders are made; false: said why not. */
static bool find_new(const char *word, char folder[PATH_MAX])
{
    struct stat st;
    if (!prefix_place(word, folder) || strlen(folder) > PATH_MAX - 64) {
        complain("%s: there is no such name for a prefix", word);
        return false;
    }
    if (lstat(folder, &st) == 0) {
        complain("%s: is there already", folder);
        return false;
    }
    for (char *slash = strchr(folder + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
        *slash = 0;
        bool made = mkdir(folder, 0755) == 0 || errno == EEXIST;
        int error = errno;
        if (!made) complain("%s: %s", folder, strerror(error));
        *slash = '/';
        if (!made) return false;
    }
    return true;
}

/* `folder`'s parent, and its own name; "/x/y" gives "/x/" and "y". */
static const char *name_in(const char *folder)
{
    return strrchr(folder, '/') + 1;
}

/* Makes sure that nobody is in it until leave(); false: said. */
static bool enter(const char *folder)
{
    char reason[PATH_MAX];
    switch (presence_take(folder, "metic prefix", 0, reason, sizeof reason)) {
    case PRESENCE_TAKEN:
        if (presence_alone()) return true;
        complain("%s is in use; metic ps lists its programs, metic stop ends them", folder);
        presence_leave();
        broker_leave();
        return false;
    case PRESENCE_REFUSED: complain("%s", reason); return false;
    default: complain("%s: whether it is in use cannot be seen", folder); return false;
    }
}

static void leave(void)
{
    presence_leave();
    broker_leave();
}

/* The same after the folder has gone from its place: its broker goes too. */
static void leave_for_good(void)
{
    broker_keep(false, false);
    presence_leave();
    broker_leave_last(BROKER_ENDS);
}

/* What stands at the top of a prefix besides what somebody is just making there. */
static bool is_kept(const char *name)
{
    return name[0] != '.';
}

/* Copies a prefix to a place that must be free. */
static int copy(const char *from, const char *to)
{
    char beside[ROOM], drive[ROOM];
    struct stat st;
    snprintf(drive, sizeof drive, "%s/drive_c", from);
    if (lstat(drive, &st) == 0 && S_ISLNK(st.st_mode))
        return complain("%s is a symbolic link: the copy would share it", drive);
    snprintf(beside, sizeof beside, "%.*s.%s.%d", (int)(name_in(to) - to), to, name_in(to), (int)getpid());
    folder_remove(beside); /* of a process that died with our pid */
    watch_signals();
    int error = folder_copy(from, beside, is_kept, &stopped);
    if (error) return complain("%s cannot be copied: %s", from, strerror(error));
    if (renameat2(AT_FDCWD, beside, AT_FDCWD, to, RENAME_NOREPLACE) != 0 &&
        (errno != EINVAL || rename(beside, to) != 0)) {
        error = errno;
        folder_remove(beside);
        return complain("%s cannot be made: %s", to, strerror(error));
    }
    return 0;
}

/* ---- snapshots ---- */

static void snapshots_of(const char *folder, char to[ROOM])
{
    if (snprintf(to, ROOM, "%s.snapshots", folder) >= ROOM) to[0] = 0;
}

static int by_name(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* The names in a folder that `want` takes, sorted; the caller frees them with names_free(). */
static char **names_read(const char *folder, bool (*want)(const char *folder, const char *name), size_t *count)
{
    char **names = NULL;
    size_t room = 0;
    *count = 0;
    DIR *dir = opendir(folder);
    for (struct dirent *entry; dir && (entry = readdir(dir));) {
        if (entry->d_name[0] == '.' || !want(folder, entry->d_name)) continue;
        if (*count == room) {
            char **more = realloc(names, (room = room ? room * 2 : 16) * sizeof *more);
            if (!more) break;
            names = more;
        }
        if ((names[*count] = strdup(entry->d_name))) ++*count;
    }
    if (dir) closedir(dir);
    if (*count) qsort(names, *count, sizeof *names, by_name);
    return names;
}

static void names_free(char **names, size_t count)
{
    for (size_t i = 0; i < count; i++) free(names[i]);
    free(names);
}

static bool is_snapshot(const char *folder, const char *name)
{
    char path[ROOM];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    return is_prefix(path);
}

/* A name for one that is made now: in the order of time, and free. */
static void snapshot_name(const char *snapshots, const char *ending, char *to, size_t size)
{
    do {
        struct timespec now;
        struct tm parts;
        char second[32];
        clock_gettime(CLOCK_REALTIME, &now);
        gmtime_r(&now.tv_sec, &parts);
        strftime(second, sizeof second, "%Y%m%d-%H%M%S", &parts);
        snprintf(to, size, "%s/%s-%03ld%s", snapshots, second, now.tv_nsec / 1000000, ending);
    } while (access(to, F_OK) == 0);
}

static int snapshots_make(const char *folder, char snapshots[ROOM])
{
    snapshots_of(folder, snapshots);
    if (mkdir(snapshots, 0755) == 0 || errno == EEXIST) return 0;
    return complain("%s: %s", snapshots, strerror(errno));
}

/* ---- verbs ---- */

static int create(const char *word)
{
    char folder[PATH_MAX], reason[ROOM];
    if (!prefix_place(word, folder)) return complain("%s: there is no such name for a prefix", word);
    if (is_prefix(folder)) return complain("%s: is there already", folder);
    prefix_init(&(struct prefix_options){.folder = folder, .lasting = true});
    if (!prefix_open(reason, sizeof reason)) return complain("%s", reason);
    int error = prefix_need();
    leave();
    return error ? complain("%s cannot be made: %s", folder, strerror(error)) : 0;
}

static bool is_listed(const char *folder, const char *name)
{
    size_t length = strlen(name);
    return (length < 10 || strcmp(name + length - 10, ".snapshots")) && is_snapshot(folder, name);
}

static int list(void)
{
    char store[PATH_MAX];
    size_t count;
    if (!prefix_place("default", store)) return complain("there is no HOME that could hold prefixes");
    *strrchr(store, '/') = 0;
    char **names = names_read(store, is_listed, &count);
    printf("%8s  %9s  %s\n", "PROGRAMS", "SNAPSHOTS", "PREFIX");
    for (size_t i = 0; i < count; i++) {
        char folder[ROOM], snapshots[ROOM];
        size_t kept;
        snprintf(folder, sizeof folder, "%s/%s", store, names[i]);
        snapshots_of(folder, snapshots);
        char **kept_names = names_read(snapshots, is_snapshot, &kept);
        names_free(kept_names, kept);
        for (char *p = names[i]; *p; p++)
            if ((unsigned char)*p < ' ' || *p == 127) *p = '?';
        printf("%8d  %9zu  %s\n", presence_count(folder), kept, names[i]);
    }
    names_free(names, count);
    return 0;
}

static int clone(const char *from, const char *to)
{
    char source[PATH_MAX], target[PATH_MAX];
    if (!find(from, source) || !find_new(to, target) || !enter(source)) return 1;
    int status = copy(source, target);
    leave();
    return status;
}

static int snapshot(const char *word)
{
    char folder[PATH_MAX], snapshots[ROOM], to[ROOM];
    if (!find(word, folder) || !enter(folder)) return 1;
    int status = snapshots_make(folder, snapshots);
    if (!status) {
        snapshot_name(snapshots, "", to, sizeof to);
        status = copy(folder, to);
        if (!status) puts(name_in(to));
    }
    leave();
    return status;
}

/* The snapshot that a word names, or the last one that was made on purpose; false: there is none. */
static bool snapshot_find(const char *snapshots, const char *word, char *to, size_t size)
{
    size_t count;
    bool found = false;
    char **names = names_read(snapshots, is_snapshot, &count);
    for (size_t i = count; i-- && !found;) {
        size_t length = strlen(names[i]);
        found = word ? !strcmp(word, names[i])
                     : length < sizeof replaced || strcmp(names[i] + length - (sizeof replaced - 1), replaced) != 0;
        found = found && snprintf(to, size, "%s/%s", snapshots, names[i]) < (int)size;
    }
    names_free(names, count);
    return found;
}

static int restore(const char *word, const char *which)
{
    char folder[PATH_MAX], snapshots[ROOM], from[ROOM], beside[ROOM], old[ROOM];
    if (!find(word, folder)) return 1;
    snapshots_of(folder, snapshots);
    if (!snapshot_find(snapshots, which, from, sizeof from))
        return complain(which ? "%s has no snapshot %s" : "%s has no snapshot", folder, which);
    if (!enter(folder)) return 1;
    snapshot_name(snapshots, replaced, old, sizeof old);
    snprintf(beside, sizeof beside, "%.*s.%s.restored.%d", (int)(name_in(folder) - folder), folder, name_in(folder),
             (int)getpid());
    folder_remove(beside);
    int status = copy(from, beside);
    if (!status && renameat2(AT_FDCWD, beside, AT_FDCWD, folder, RENAME_EXCHANGE) != 0) {
        status = complain("%s cannot be replaced: %s", folder, strerror(errno));
        folder_remove(beside);
    } else if (!status && rename(beside, old) != 0) {
        status = complain("what was replaced stays in %s: %s", beside, strerror(errno));
    }
    if (status)
        leave();
    else
        leave_for_good();
    return status;
}

static int remove_one(const char *word)
{
    char folder[PATH_MAX], snapshots[ROOM], away[ROOM];
    if (!find(word, folder) || !enter(folder)) return 1;
    snprintf(away, sizeof away, "%.*s.%s.removed.%d", (int)(name_in(folder) - folder), folder, name_in(folder),
             (int)getpid());
    if (rename(folder, away) != 0) {
        int error = errno;
        leave();
        return complain("%s cannot be removed: %s", folder, strerror(error));
    }
    leave_for_good();
    folder_remove(away);
    snapshots_of(folder, snapshots);
    folder_remove(snapshots);
    if (access(away, F_OK) == 0) return complain("some of it cannot be removed and stays in %s", away);
    return 0;
}

static int info(const char *word)
{
    char folder[PATH_MAX], snapshots[ROOM], reason[ROOM];
    struct prefix_conf conf;
    struct folder_size size;
    size_t count;
    if (!find(word, folder)) return 1;
    enum prefix_conf_read read = prefix_conf_read(folder, &conf, reason, sizeof reason);
    printf("folder     %s\n", folder);
    if (read == PREFIX_CONF_REFUSED)
        printf("format     refused\n");
    else
        printf("format     %u\n", conf.format);
    printf("programs   %d\n", presence_count(folder));
    if (read != PREFIX_CONF_REFUSED) printf("drive C    %s/drive_c\n", folder);
    for (int i = 0; i < PREFIX_DRIVES; i++)
        if (conf.drives[i]) printf("drive %c    %s\n", 'A' + i, *conf.drives[i] ? conf.drives[i] : "/");
    for (size_t i = 0; i < conf.share_count; i++)
        printf("share      \\\\%s = %s\n", conf.shares[i].name, *conf.shares[i].folder ? conf.shares[i].folder : "/");
    folder_measure(folder, &size);
    printf("size       %llu KiB, %llu files, %llu folders\n", (unsigned long long)(size.bytes + 1023) / 1024,
           (unsigned long long)size.files, (unsigned long long)size.folders);
    snapshots_of(folder, snapshots);
    char **names = names_read(snapshots, is_snapshot, &count);
    for (size_t i = 0; i < count; i++) printf("snapshot   %s\n", names[i]);
    names_free(names, count);
    prefix_conf_free(&conf);
    return read == PREFIX_CONF_REFUSED ? complain("%s", reason) : 0;
}

static int path(const char *word)
{
    char folder[PATH_MAX];
    if (!prefix_place(word, folder)) return complain("%s: there is no such name for a prefix", word);
    puts(folder);
    return 0;
}

int prefix_run(const struct options *options, int count, char **words)
{
    const char *word = count ? words[0] : prefix_folder();
    int status = 1;
    if (!count && !*word) return complain("no prefix is named, and there is no HOME that could hold the default one");
    switch (options->verb) {
    case VERB_CREATE: status = create(word); break;
    case VERB_LIST: status = list(); break;
    case VERB_CLONE: status = clone(words[0], words[1]); break;
    case VERB_SNAPSHOT: status = snapshot(word); break;
    case VERB_RESTORE: status = restore(words[0], count > 1 ? words[1] : NULL); break;
    case VERB_REMOVE: status = remove_one(word); break;
    case VERB_INFO: status = info(word); break;
    case VERB_PATH: status = path(word); break;
    }
    if ((fflush(stdout) || ferror(stdout)) && !status) status = complain("the answer cannot be written");
    return status;
}
