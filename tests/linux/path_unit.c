/* SPDX-License-Identifier: MIT */
/* NT names to host paths: parsing, case, the cache of folders, views, the prefix. */
#include "linux/dircache.h"
#include "linux/path.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

static char base[64], z_base[80]; /* a fresh folder, and its NT name */

static struct path path;
static uint16_t wide[1024];

static int parse(const char *name)
{
    size_t units = 0;
    for (; name[units]; units++) wide[units] = (unsigned char)name[units];
    return path_parse(wide, units, -1, PREFIX_PLAIN, &path);
}

/* Makes an NT name below the fresh folder. */
static const char *below(const char *rest)
{
    static char name[512];
    snprintf(name, sizeof name, "%s\\%s", z_base, rest);
    return name;
}

static void make_file(const char *rest)
{
    char name[256];
    snprintf(name, sizeof name, "%s/%s", base, rest);
    int fd = open(name, O_CREAT | O_WRONLY | O_CLOEXEC, 0644);
    assert_true(fd >= 0);
    close(fd);
}

static int open_path(const char *name)
{
    int error = parse(name);
    if (error) return error;
    int fd = path_open(&path, O_RDONLY);
    if (fd >= 0) close(fd);
    path_free(&path);
    return fd < 0 ? fd : 0;
}

static void parsing(void **state)
{
    (void)state;
    assert_int_equal(parse("\\??\\Z:\\usr\\lib"), 0);
    assert_string_equal(path.host, "/usr/lib");
    path_free(&path);
    assert_int_equal(parse("\\DosDevices\\z:\\"), 0);
    assert_string_equal(path.host, "/");
    assert_true(path.is_root);
    path_free(&path);
    assert_int_equal(parse("\\??\\Z:\\usr\\"), 0);
    assert_true(path.trailing);
    path_free(&path);
    assert_int_equal(parse("\\Device\\HarddiskVolume26\\etc"), 0);
    assert_string_equal(path.host, "/etc");
    path_free(&path);
    assert_int_equal(parse("\\??\\GLOBALROOT\\Device\\HarddiskVolume26\\etc"), 0);
    path_free(&path);
    assert_int_equal(parse("\\??\\Volume{6d657469-6300-0000-0000-00000000005a}\\etc"), 0);
    assert_string_equal(path.host, "/etc");
    path_free(&path);
    assert_int_equal(parse("\\??\\NUL"), 0);
    assert_int_equal(path.kind, PATH_DEVICE);
    assert_string_equal(path.device, "NULL");
    path_free(&path);
    assert_int_equal(parse("\\Device\\Null"), 0);
    assert_string_equal(path.device, "NULL");
    path_free(&path);
}

static void names_that_cannot_be(void **state)
{
    (void)state;
    assert_int_equal(parse("usr"), -EBADMSG);
    assert_int_equal(parse(""), -EBADMSG);
    assert_int_equal(parse("\\??\\Z:\\a\\\\b"), -EINVAL);
    assert_int_equal(parse("\\??\\Z:\\a\\..\\b"), -EINVAL);
    assert_int_equal(parse("\\??\\Z:\\a\\.\\b"), -EINVAL);
    assert_int_equal(parse("\\??\\Z:\\a/b"), -EINVAL);
    assert_int_equal(parse("\\??\\Z:\\a:b"), -EINVAL);
    assert_int_equal(parse("\\??\\Z:\\a*"), -EINVAL);
    assert_int_equal(parse("\\??\\Q:\\a"), -ENOTDIR);
    assert_int_equal(parse("\\??\\UNC\\server\\share"), -ENETUNREACH);
    assert_int_equal(parse("\\??\\Z:"), -EACCES);
    /* U+F02E is a dot at the end of a name: it must not make ".." */
    const uint16_t dots[] = {'\\', '?', '?', '\\', 'Z', ':', '\\', '.', 0xf02e, '\\', 'a'};
    assert_int_equal(path_parse(dots, sizeof dots / 2, -1, PREFIX_PLAIN, &path), -EINVAL);
}

static void case_is_ignored(void **state)
{
    (void)state;
    char folder[128];
    snprintf(folder, sizeof folder, "%s/Some Folder", base);
    assert_int_equal(mkdir(folder, 0755), 0);
    make_file("Some Folder/File.TXT");
    make_file("Some Folder/\xc3\xa9t\xc3\xa9");
    assert_int_equal(open_path(below("Some Folder\\File.TXT")), 0);
    assert_int_equal(open_path(below("SOME folder\\file.txt")), 0);
    assert_int_equal(open_path(below("SOME folder\\nothing")), -ENOENT);
    assert_int_equal(open_path(below("nothing\\file.txt")), -ENOTDIR);
    assert_int_equal(open_path(below("some folder\\file.txt\\more")), -ENOTDIR);
    const char *name = below("some folder\\");
    size_t units = 0;
    for (; name[units]; units++) wide[units] = (unsigned char)name[units];
    memcpy(wide + units, (const uint16_t[]){0xc9, 'T', 0xc9}, 6);
    assert_int_equal(path_parse(wide, units + 3, -1, PREFIX_PLAIN, &path), 0);
    struct stat st;
    assert_int_equal(path_stat(&path, &st, 0), 0);
    path_free(&path);
}

static void changes_are_seen(void **state)
{
    (void)state;
    char name[128];
    make_file("one");
    assert_int_equal(open_path(below("TWO")), -ENOENT); /* the folder is read now */
    make_file("two");
    assert_int_equal(open_path(below("TWO")), 0); /* another's change */
    /* our own, told to the cache */
    assert_int_equal(parse(below("Three")), 0);
    assert_int_equal(path_correct(&path), -ENOENT);
    make_file("Three");
    path_added(&path, NULL);
    path_free(&path);
    assert_int_equal(open_path(below("THREE")), 0);
    snprintf(name, sizeof name, "%s/two", base);
    assert_int_equal(unlink(name), 0);
    assert_int_equal(open_path(below("TWO")), -ENOENT);
}

static struct stat times(int64_t ms)
{
    struct stat st = {
        .st_mtim = {1000 + ms / 1000, ms % 1000 * 1000000}
    };
    st.st_ctim = st.st_mtim;
    return st;
}

/* Before Linux 6.13 two changes in a tick have one time. */
static void coarse_times(void **state)
{
    (void)state;
    const int64_t slack = 20000000;
    struct stat old = times(0), changed = times(4);
    struct timespec soon = {1000, 10000000}, late = {1000, 30000000};
    assert_false(dircache_fresh(&old, &changed, &late, slack));
    assert_false(dircache_fresh(&old, &old, &soon, slack)); /* another change may hide in the same tick */
    assert_true(dircache_fresh(&old, &old, &late, slack));
    assert_true(dircache_fresh(&old, &old, &soon, 0));
    changed = old;
    changed.st_size += 20;
    assert_false(dircache_fresh(&old, &changed, &late, 0)); /* a size tells, too */
}

/* tmpfs gives a folder that loses a file the file's time: what is gone may not be found all the same. */
static void memory_folders(void **state)
{
    (void)state;
    char folder[] = "/dev/shm/metic-path-XXXXXX", file[64], actual[256];
    struct stat st;
    if (!mkdtemp(folder)) {
        print_message("skipped: /dev/shm cannot be written\n");
        skip();
    }
    snprintf(file, sizeof file, "%s/one", folder);
    for (int i = 0; i < 100; i++) {
        int fd = open(file, O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
        assert_true(fd >= 0);
        close(fd);
        assert_int_equal(stat(folder, &st), 0);
        assert_int_equal(dircache_find(AT_FDCWD, folder, &st, "ONE", 3, actual), 0);
        assert_int_equal(unlink(file), 0);
        assert_int_equal(stat(folder, &st), 0);
        assert_int_equal(dircache_find(AT_FDCWD, folder, &st, "ONE", 3, actual), -ENOENT);
    }
    rmdir(folder);
}

static ino_t inode_of(const char *name)
{
    struct stat st = {0};
    assert_int_equal(parse(below(name)), 0);
    int error = path_stat(&path, &st, 0);
    path_free(&path);
    return error ? 0 : st.st_ino;
}

static bool sure_of(const char *name)
{
    struct recall recall;
    assert_int_equal(parse(below(name)), 0);
    path_recall(&path, &recall);
    path_free(&path);
    return recall.sure;
}

static void make_folder(const char *rest)
{
    char name[256];
    snprintf(name, sizeof name, "%s/%s", base, rest);
    assert_int_equal(mkdir(name, 0755), 0);
}

/* A name in other case is found without a try of the exact one, until that is there. */
static void recalled(void **state)
{
    char name[256];
    (void)state;
    make_folder("Re");
    make_folder("Re/Call");
    make_folder("Re/Call/Twin");
    make_file("Re/Call/Twin/File");
    ino_t other = inode_of("Re\\call\\twin\\file");
    assert_int_not_equal(other, 0);
    assert_false(sure_of("Re\\call\\twin\\file"));
    assert_false(sure_of("Re\\Call\\Twin\\File"));
    for (int round = 0; round < 3; round++) {
        usleep(round < 2 ? 50000 : 2100000); /* some file systems tell changes apart after two seconds alone */
        for (int i = 0; i < 3; i++) assert_int_equal(inode_of("Re\\call\\twin\\file"), other);
        if (round == 0 && sure_of("Re\\call\\twin\\file")) round = 2;
    }
    assert_true(sure_of("Re\\call\\twin\\file"));
    /* the exact folder comes: what it has counts, and what it has not is found in the other */
    make_folder("Re/call");
    assert_false(sure_of("Re\\call\\twin\\file"));
    inode_of("Re\\call\\twin\\file");
    usleep(50000);
    inode_of("Re\\call\\twin\\file");
    inode_of("Re\\call\\twin\\file");
    assert_false(sure_of("Re\\call\\twin\\file")); /* it may get one without a change of Re */
    make_folder("Re/call/twin");
    make_file("Re/call/twin/file");
    ino_t exact = inode_of("Re\\call\\twin\\file");
    assert_int_not_equal(exact, other);
    assert_int_not_equal(exact, 0);
    for (const char *const *part = (const char *const[]){"/file", "", NULL}; *part; part++) {
        snprintf(name, sizeof name, "%s/Re/call/twin%s", base, *part);
        assert_int_equal(remove(name), 0);
    }
    snprintf(name, sizeof name, "%s/Re/call", base);
    assert_int_equal(remove(name), 0);
    assert_int_equal(inode_of("Re\\call\\twin\\file"), other);
    /* what was found goes */
    snprintf(name, sizeof name, "%s/Re/Call/Twin/File", base);
    assert_int_equal(remove(name), 0);
    assert_int_equal(inode_of("Re\\call\\twin\\file"), 0);
}

static void dos_names(void **state)
{
    (void)state;
    uint16_t to[128];
    char text[128] = {0};
    size_t units = path_to_dos("/usr/lib", to, 128);
    for (size_t i = 0; i < units; i++) text[i] = (char)to[i];
    assert_string_equal(text, "Z:\\usr\\lib");
    assert_int_equal(path_to_dos("/", to, 128), 3);
    /* the NT name: drives count from A: on */
    const char device[] = "\\Device\\HarddiskVolume26\\usr\\lib";
    units = path_to_device("/usr/lib", to, 128);
    memset(text, 0, sizeof text);
    for (size_t i = 0; i < units; i++) text[i] = (char)to[i];
    assert_string_equal(text, device);
    to[0] = 'x';
    assert_int_equal(path_to_device("/usr/lib", to, sizeof device - 2), sizeof device - 1);
    assert_int_equal(to[0], 'x'); /* no room: nothing is written */
    char host[PATH_MAX];
    assert_int_equal(prefix_need(), 0);
    snprintf(host, sizeof host, "%s/windows", prefix_drive_c());
    units = path_to_dos(host, to, 128);
    memset(text, 0, sizeof text);
    for (size_t i = 0; i < units; i++) text[i] = (char)to[i];
    assert_string_equal(text, "C:\\windows");
    assert_int_equal(path_to_dos(host, NULL, 0), units);
}

static void views(void **state)
{
    (void)state;
    char name[256];
    /* the installed folder is base/dlls */
    assert_int_equal(open_path("\\??\\C:\\Windows\\System32\\known.dll"), 0);
    assert_int_equal(open_path("\\??\\C:\\Windows\\System32\\KNOWN.DLL"), 0);
    assert_int_equal(open_path("\\SystemRoot\\system32\\known.dll"), 0);
    assert_int_equal(open_path("\\??\\C:\\windows\\system32\\own.dll"), -ENOENT);
    assert_int_equal(parse("\\??\\C:\\windows\\system32\\Own.dll"), 0);
    assert_int_equal(path_writable(&path, true), 0);
    int fd = open(path.host, O_CREAT | O_WRONLY | O_CLOEXEC, 0644);
    assert_true(fd >= 0);
    close(fd);
    path_free(&path);
    assert_int_equal(open_path("\\??\\C:\\windows\\system32\\own.DLL"), 0);
    assert_int_equal(open_path("\\??\\C:\\windows\\system32\\known.dll"), 0);
    snprintf(name, sizeof name, "%s/dlls/Own.dll", base);
    assert_int_not_equal(access(name, F_OK), 0);
}

static void prefix_is_made(void **state)
{
    (void)state;
    char name[PATH_MAX];
    assert_int_equal(open_path("\\??\\c:\\program files"), 0);
    snprintf(name, sizeof name, "%s/prefix/drive_c/Users/Public", base);
    assert_int_equal(access(name, F_OK), 0);
}

static int set_up(void **state)
{
    static char prefix[128], dlls[128];
    (void)state;
    strcpy(base, "/tmp/metic-path-XXXXXX");
    if (!mkdtemp(base)) return -1;
    snprintf(z_base, sizeof z_base, "\\??\\Z:%s", base);
    for (char *c = z_base; *c; c++)
        if (*c == '/') *c = '\\';
    snprintf(prefix, sizeof prefix, "%s/prefix", base);
    snprintf(dlls, sizeof dlls, "%s/dlls", base);
    if (mkdir(dlls, 0755) != 0) return -1;
    make_file("dlls/known.dll");
    prefix_init(&(struct prefix_options){.folder = prefix, .system64 = dlls});
    return 0;
}

static int tear_down(void **state)
{
    char command[128];
    (void)state;
    snprintf(command, sizeof command, "rm -rf '%s'", base);
    return system(command);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parsing),         cmocka_unit_test(names_that_cannot_be),
        cmocka_unit_test(case_is_ignored), cmocka_unit_test(changes_are_seen),
        cmocka_unit_test(coarse_times),    cmocka_unit_test(memory_folders),
        cmocka_unit_test(views),           cmocka_unit_test(prefix_is_made),
        cmocka_unit_test(recalled),        cmocka_unit_test(dos_names),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
