/* SPDX-License-Identifier: MIT */
/* Attributes are kept while a file's change time stands, and what others change is seen at once. */
#include "nt/attributes.h"
#include "nt/record_cache.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/vfs.h>
#include <sys/xattr.h>
#include <unistd.h>

#include <cmocka.h>

static char path[] = "/dev/shm/metic-attributes.XXXXXX";
static int fd;

static int make(void **state)
{
    (void)state;
    fd = mkstemp(path);
    return fd < 0;
}

static int drop(void **state)
{
    (void)state;
    return unlink(path) || close(fd);
}

static ULONG dos(void)
{
    struct attributes a;
    assert_int_equal(attributes_read(AT_FDCWD, path, AT_SYMLINK_NOFOLLOW, &a), 0);
    return a.dos;
}

static bool kept(void)
{
    struct statx st;
    struct record record;
    assert_int_equal(statx(AT_FDCWD, path, AT_SYMLINK_NOFOLLOW, STATX_BASIC_STATS, &st), 0);
    return record_recall(&st, &record);
}

static void set(const char *text) /* as another process would */
{
    assert_int_equal(
        text ? setxattr(path, "user.DOSATTRIB", text, strlen(text) + 1, 0) : removexattr(path, "user.DOSATTRIB"), 0);
}

static void seen_at_once(void **state)
{
    struct statfs fs;
    (void)state;
    if (setxattr(path, "user.DOSATTRIB", "0x20", 5, 0) != 0) skip(); /* tmpfs before Linux 6.6 */
    for (int round = 0; round < 200; round++) {
        if (round % 20 == 0) usleep(30000); /* some rounds begin with what is kept */
        dos();
        set("0x22");
        assert_int_equal(dos(), FILE_ATTRIBUTE_HIDDEN | FILE_ATTRIBUTE_ARCHIVE);
        set("0x4");
        assert_int_equal(dos(), FILE_ATTRIBUTE_SYSTEM);
        set(NULL);
        assert_int_equal(dos(), FILE_ATTRIBUTE_ARCHIVE);
    }
    assert_false(kept()); /* it has just changed: a further change may get the same time */
    usleep(40000);
    assert_int_equal(dos(), FILE_ATTRIBUTE_ARCHIVE);
    if (statfs("/dev/shm", &fs) == 0 && fs.f_type == 0x01021994 /* tmpfs */) assert_true(kept());
    set("0x22");
    assert_false(kept());
    assert_int_equal(dos(), FILE_ATTRIBUTE_HIDDEN | FILE_ATTRIBUTE_ARCHIVE);
}

static void own_changes(void **state)
{
    (void)state;
    for (int round = 0; round < 5; round++) {
        usleep(30000);
        dos();
        assert_int_equal(attributes_set(fd, FILE_ATTRIBUTE_HIDDEN), 0);
        assert_false(kept());
        if (round == 0 && !(dos() & FILE_ATTRIBUTE_HIDDEN)) skip();
        assert_int_equal(dos(), FILE_ATTRIBUTE_HIDDEN);
        assert_int_equal(attributes_set(fd, FILE_ATTRIBUTE_ARCHIVE), 0);
        assert_int_equal(dos(), FILE_ATTRIBUTE_ARCHIVE);
    }
}

/* A file in the place of another, by its inode's number, is another file. */
static void other_file(void **state)
{
    (void)state;
    struct statx st;
    struct record record = {.present = true, .dos = FILE_ATTRIBUTE_HIDDEN}, out;
    usleep(30000);
    struct timespec before = record_clock();
    assert_int_equal(statx(AT_FDCWD, path, 0, STATX_BASIC_STATS, &st), 0);
    record_keep(&st, &before, AT_FDCWD, path, 0, &record);
    if (!record_recall(&st, &out)) skip();
    assert_int_equal(out.dos, FILE_ATTRIBUTE_HIDDEN);
    struct statx other = st;
    other.stx_ino += 8192;
    assert_false(record_recall(&other, &out));
    other = st;
    other.stx_dev_minor++;
    assert_false(record_recall(&other, &out));
    other = st;
    other.stx_ctime.tv_nsec ^= 1;
    assert_false(record_recall(&other, &out));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(seen_at_once, make, NULL),
        cmocka_unit_test(own_changes),
        cmocka_unit_test_setup_teardown(other_file, NULL, drop),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
