/* SPDX-License-Identifier: MIT */
/* Presence slots: taken, seen by others, dropped by death, removed by the last; and what they cost. */
#include "linux/presence.h"

#include <setjmp.h>
#include <stdbool.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static char home[] = "/tmp/metic-presence-XXXXXX", prefix[64], runtime[64], reason[200];

static int setup(void **state)
{
    (void)state;
    if (!mkdtemp(home)) return -1;
    snprintf(prefix, sizeof prefix, "%s/prefix", home);
    snprintf(runtime, sizeof runtime, "%s/run", home);
    return mkdir(prefix, 0700) || mkdir(runtime, 0700) || setenv("XDG_RUNTIME_DIR", runtime, 1);
}

static int teardown(void **state)
{
    (void)state;
    char command[100];
    snprintf(command, sizeof command, "rm -rf %s", home);
    return system(command);
}

static int count_slots(const struct presence_slot *slot, void *context)
{
    int *counts = context;
    counts[0]++;
    if (slot->pid == (uint32_t)getpid() && !strcmp(slot->image, "/bin/program.exe")) counts[1]++;
    return 0;
}

/* Is there anything below the runtime folder? */
static bool runtime_empty(void)
{
    return rmdir(runtime) == 0 && mkdir(runtime, 0700) == 0;
}

static void a_slot_is_taken_and_given_back(void **state)
{
    (void)state;
    int counts[2] = {0};
    assert_int_equal(presence_take(prefix, "/bin/program.exe", 0, reason, sizeof reason), PRESENCE_TAKEN);
    assert_false(runtime_empty());
    presence_each(count_slots, counts);
    assert_int_equal(counts[0], 1);
    assert_int_equal(counts[1], 1);
    presence_leave();
    assert_true(runtime_empty());
}

/* A child that takes a slot and waits to be ended. */
static pid_t child_start(void)
{
    int ready[2];
    char byte;
    pid_t child;
    assert_int_equal(pipe(ready), 0);
    if (!(child = fork())) {
        prctl(PR_SET_PDEATHSIG, SIGKILL); /* a test that fails leaves nobody */
        byte = presence_take(prefix, "/bin/child.exe", 0, reason, sizeof reason) == PRESENCE_TAKEN ? 'y' : 'n';
        if (write(ready[1], &byte, 1) == 1) pause();
        _exit(1);
    }
    assert_int_equal(read(ready[0], &byte, 1), 1);
    assert_int_equal(byte, 'y');
    close(ready[0]);
    close(ready[1]);
    return child;
}

static void others_are_seen_until_they_die(void **state)
{
    (void)state;
    int counts[2] = {0};
    pid_t child = child_start();
    assert_int_equal(presence_take(prefix, "/bin/program.exe", 0, reason, sizeof reason), PRESENCE_TAKEN);
    presence_each(count_slots, counts);
    assert_int_equal(counts[0], 2);
    kill(child, SIGKILL);
    waitpid(child, NULL, 0);
    memset(counts, 0, sizeof counts);
    presence_each(count_slots, counts);
    assert_int_equal(counts[0], 1);
    presence_leave();
    assert_true(runtime_empty());
}

static void the_folder_stays_while_others_live(void **state)
{
    (void)state;
    pid_t child = child_start();
    assert_int_equal(presence_take(prefix, "/bin/program.exe", 0, reason, sizeof reason), PRESENCE_TAKEN);
    presence_leave();
    assert_false(runtime_empty());
    kill(child, SIGKILL);
    waitpid(child, NULL, 0);
    assert_int_equal(presence_take(prefix, "/bin/program.exe", 0, reason, sizeof reason), PRESENCE_TAKEN);
    presence_leave();
    assert_true(runtime_empty());
}

static void what_the_killed_left_goes_with_the_last_of_another_prefix(void **state)
{
    (void)state;
    char other[sizeof prefix + 8];
    pid_t killed = child_start();
    snprintf(other, sizeof other, "%s.other", prefix);
    assert_int_equal(mkdir(other, 0700), 0);
    assert_int_equal(presence_take(other, "/bin/program.exe", 0, reason, sizeof reason), PRESENCE_TAKEN);
    presence_leave();
    assert_false(runtime_empty()); /* it lives */
    kill(killed, SIGKILL);
    waitpid(killed, NULL, 0);
    assert_false(runtime_empty());
    assert_int_equal(presence_take(other, "/bin/program.exe", 0, reason, sizeof reason), PRESENCE_TAKEN);
    presence_leave();
    assert_true(runtime_empty());
    rmdir(other);
}

static void many_at_once_all_get_one(void **state)
{
    (void)state;
    enum { MANY = 40 };
    pid_t children[MANY];
    int wrong = 0;
    for (int i = 0; i < MANY; i++)
        if (!(children[i] = fork())) {
            for (int j = 0; j < 50; j++) {
                if (presence_take(prefix, "/bin/child.exe", 0, reason, sizeof reason) != PRESENCE_TAKEN) _exit(1);
                presence_leave();
            }
            _exit(0);
        }
    for (int i = 0; i < MANY; i++) {
        int status;
        waitpid(children[i], &status, 0);
        wrong += status != 0;
    }
    assert_int_equal(wrong, 0);
    assert_true(runtime_empty());
}

static void another_layout_is_refused(void **state)
{
    (void)state;
    char path[256];
    uint32_t layout = 99;
    pid_t child = child_start();
    struct stat info;
    assert_int_equal(stat(prefix, &info), 0);
    snprintf(path, sizeof path, "%s/metic/%llx-%llx/segment", runtime, (unsigned long long)info.st_dev,
             (unsigned long long)info.st_ino);
    int fd = open(path, O_RDWR);
    assert_true(fd >= 0);
    assert_int_equal(pwrite(fd, &layout, 4, 8), 4);
    assert_int_equal(presence_take(prefix, "/bin/program.exe", 0, reason, sizeof reason), PRESENCE_REFUSED);
    assert_non_null(strstr(reason, "another version of metic"));
    layout = SEGMENT_LAYOUT;
    assert_int_equal(pwrite(fd, &layout, 4, 8), 4);
    close(fd);
    kill(child, SIGKILL);
    waitpid(child, NULL, 0);
    assert_int_equal(presence_take(prefix, "/bin/program.exe", 0, reason, sizeof reason), PRESENCE_TAKEN);
    presence_leave();
}

static void no_prefix_is_no_failure(void **state)
{
    (void)state;
    assert_int_equal(presence_take("/nonexistent/prefix", "x", 0, reason, sizeof reason), PRESENCE_NONE);
    presence_leave();
}

static void what_it_costs(void **state)
{
    (void)state;
    struct timespec from, to;
    pid_t child = child_start();
    enum { ROUNDS = 1000 };
    clock_gettime(CLOCK_MONOTONIC, &from);
    for (int i = 0; i < ROUNDS; i++) {
        assert_int_equal(presence_take(prefix, "/bin/program.exe", 0, reason, sizeof reason), PRESENCE_TAKEN);
        presence_leave();
    }
    clock_gettime(CLOCK_MONOTONIC, &to);
    print_message("# taking and giving back a slot: %.1f us\n",
                  ((double)(to.tv_sec - from.tv_sec) * 1e9 + (double)(to.tv_nsec - from.tv_nsec)) / ROUNDS / 1000);
    kill(child, SIGKILL);
    waitpid(child, NULL, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_slot_is_taken_and_given_back),
        cmocka_unit_test(others_are_seen_until_they_die),
        cmocka_unit_test(the_folder_stays_while_others_live),
        cmocka_unit_test(what_the_killed_left_goes_with_the_last_of_another_prefix),
        cmocka_unit_test(many_at_once_all_get_one),
        cmocka_unit_test(another_layout_is_refused),
        cmocka_unit_test(no_prefix_is_no_failure),
        cmocka_unit_test(what_it_costs),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, setup, teardown);
}
