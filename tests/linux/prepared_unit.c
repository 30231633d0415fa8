/* SPDX-License-Identifier: MIT */
/* Prepared images: the second process that reads a large program leaves its image, others map it; another state of the
 * file is not taken for it, and nothing stays in the runtime folder. */
#include "linux/prefix.h"
#include "linux/prepared.h"
#include "linux/presence.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

enum { HEADERS = 0x400, TEXT = 0x130000, DATA = 0x200, SIZE = 0x145000 };

static char base[64], prefix[128], runtime[128], program[128], folder[256];
static const struct image image = {
    .size = SIZE,
    .headers = HEADERS,
    .file_size = HEADERS + TEXT + DATA,
    .section_count = 3,
    .sections = {{".text", 0x1000, 0x140000, HEADERS, TEXT, PROT_READ | PROT_EXEC},
                 {".data", 0x141000, 0x3000, HEADERS + TEXT, DATA, PROT_READ | PROT_WRITE},
                 {".bss", 0x144000, 0x1000, 0, 0, PROT_READ | PROT_WRITE}},
};

/* The runtime folder of another prefix, with an image in it; the descriptor of its segment. */
static int other_prefix(const char *name, uint32_t layout)
{
    const struct segment_header header = {.magic = "METICSEG", .layout = layout, .slots = SEGMENT_SLOTS};
    char path[256];
    snprintf(path, sizeof path, "%s/metic/%s", runtime, name);
    assert_int_equal(mkdir(path, 0700), 0);
    snprintf(path, sizeof path, "%s/metic/%s/image-1", runtime, name);
    int fd = open(path, O_RDWR | O_CREAT, 0600);
    assert_true(fd >= 0);
    close(fd);
    snprintf(path, sizeof path, "%s/metic/%s/segment", runtime, name);
    fd = open(path, O_RDWR | O_CREAT, 0600);
    assert_int_equal(write(fd, &header, sizeof header), sizeof header);
    return fd;
}

static bool other_is_there(const char *name)
{
    char path[256];
    snprintf(path, sizeof path, "%s/metic/%s/image-1", runtime, name);
    return access(path, F_OK) == 0;
}

/* A program whose text is of this byte; its descriptor, when its times are old enough to count. */
static int program_make(int text)
{
    static uint8_t bytes[HEADERS + TEXT + DATA];
    struct timespec now;
    struct stat s;
    memset(bytes, 1, HEADERS);
    memset(bytes + HEADERS, text, TEXT);
    memset(bytes + HEADERS + TEXT, 3, DATA);
    int fd = open(program, O_RDWR | O_CREAT, 0700);
    assert_true(fd >= 0);
    assert_int_equal(pwrite(fd, bytes, sizeof bytes, 0), sizeof bytes);
    assert_int_equal(fstat(fd, &s), 0);
    do {
        usleep(20000);
        clock_gettime(CLOCK_REALTIME, &now);
    } while (now.tv_sec <= s.st_ctim.tv_sec + 1);
    return fd;
}

static uint8_t *room(void)
{
    uint8_t *at = mmap(NULL, SIZE, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    assert_ptr_not_equal(at, MAP_FAILED);
    return at;
}

static bool all(const uint8_t *at, size_t size, uint8_t value)
{
    for (size_t i = 0; i < size; i++)
        if (at[i] != value) return false;
    return true;
}

static bool mapped(int fd, uint8_t *at)
{
    return prepared_map(fd, &image, (uint64_t)(uintptr_t)at);
}

static void images(void **state)
{
    (void)state;
    char reason[200];
    int fd = program_make(2);
    uint8_t *at = room(), *other = room();
    assert_false(mapped(fd, at));
    prepared_publish(fd, &image);
    assert_false(mapped(fd, at)); /* without a slot nothing is left for others */
    assert_int_equal(presence_take(prefix, "/bin/program.exe", 0, reason, sizeof reason), PRESENCE_TAKEN);
    assert_true(presence_folder(prefix, folder));
    prepared_publish(fd, &image);
    assert_false(mapped(fd, at)); /* who reads it first only notes that */
    int alive = other_prefix("1-2", SEGMENT_LAYOUT), killed = other_prefix("1-3", SEGMENT_LAYOUT);
    close(other_prefix("1-4", SEGMENT_LAYOUT + 1));
    struct flock slot = {.l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = SEGMENT_SLOTS_AT, .l_len = 1};
    assert_int_equal(fcntl(alive, F_OFD_SETLK, &slot), 0);
    close(killed);
    prepared_publish(fd, &image);
    assert_true(mapped(fd, at));
    assert_true(other_is_there("1-2"));
    assert_false(other_is_there("1-3")); /* nobody has a slot there */
    assert_true(other_is_there("1-4"));  /* another version of us knows */
    close(alive);
    presence_sweep();
    assert_false(other_is_there("1-2"));

    assert_true(all(at, HEADERS, 1));
    assert_true(all(at + HEADERS, 0x1000 - HEADERS, 0));
    assert_true(all(at + 0x1000, TEXT, 2));
    assert_true(all(at + 0x1000 + TEXT, 0x140000 - TEXT, 0));
    assert_true(all(at + 0x141000, DATA, 3));
    assert_true(all(at + 0x141000 + DATA, 0x4000 - DATA, 0));
    memset(at + 0x141000, 9, 0x4000); /* data and what follows are writable, and private */
    assert_true(mapped(fd, other));
    assert_true(all(other + 0x141000, DATA, 3));
    assert_true(all(other + 0x141000 + DATA, 0x4000 - DATA, 0));
    char line[256], what[8] = "";
    FILE *maps = fopen("/proc/self/maps", "r");
    while (fgets(line, sizeof line, maps))
        if (strtoull(line, NULL, 16) == (uintptr_t)at + 0x1000) sscanf(line, "%*s %7s", what);
    fclose(maps);
    assert_string_equal(what, "r-xp"); /* text can be executed, not written */

    /* the same bytes written again, the same size and the old time of change of its contents */
    struct stat s;
    assert_int_equal(fstat(fd, &s), 0);
    assert_int_equal(pwrite(fd, "\5", 1, HEADERS), 1);
    assert_int_equal(futimens(fd, (struct timespec[]){s.st_atim, s.st_mtim}), 0);
    assert_false(mapped(fd, other));
    prepared_publish(fd, &image); /* it has only just changed: not even noted */
    prepared_publish(fd, &image);
    assert_false(mapped(fd, other));
    close(fd);
    fd = program_make(7);
    prepared_publish(fd, &image);
    prepared_publish(fd, &image);
    assert_true(mapped(fd, other));
    assert_true(all(other + 0x1000, TEXT, 7));

    struct image small = image;
    small.sections[0].file_size = 0x1000;
    assert_false(prepared_map(fd, &small, (uint64_t)(uintptr_t)at)); /* not worth it */
    close(fd);
    presence_leave();
    assert_int_equal(access(folder, F_OK), -1); /* nothing is left */
    assert_true(all(other + 0x1000, TEXT, 7));  /* of what is mapped nothing went */
    munmap(at, SIZE);
    munmap(other, SIZE);
}

int main(void)
{
    snprintf(base, sizeof base, "/tmp/prepared-%d", getpid());
    snprintf(prefix, sizeof prefix, "%s/prefix", base);
    snprintf(runtime, sizeof runtime, "%s/runtime", base);
    snprintf(program, sizeof program, "%s/program.exe", base);
    if (mkdir(base, 0700) || mkdir(prefix, 0700) || mkdir(runtime, 0700) || setenv("XDG_RUNTIME_DIR", runtime, 1))
        return 1;
    prefix_init(&(struct prefix_options){.folder = prefix});
    const struct CMUnitTest tests[] = {cmocka_unit_test(images)};
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    char command[200];
    snprintf(command, sizeof command, "rm -rf '%s'", base);
    return system(command) || failed;
}
