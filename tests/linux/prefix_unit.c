/* SPDX-License-Identifier: MIT */
/* The prefix: lazy, whole for everyone, in memory where it cannot be written.  Each case runs in a process of its own,
 * since the prefix is decided once. */
#include "linux/prefix.h"

#include <dirent.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

static char base[] = "/tmp/metic-prefix-XXXXXX";

/* Runs `body` in a child; its exit status. */
static int in_child(int (*body)(void))
{
    pid_t pid = fork();
    if (pid == 0) _exit(body());
    int status;
    waitpid(pid, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static bool exists(const char *folder, const char *below)
{
    char name[4200];
    snprintf(name, sizeof name, "%s/%s", folder, below);
    return access(name, F_OK) == 0;
}

static int nothing_before_need(void)
{
    prefix_init(&(struct prefix_options){0});
    return exists(base, ".local");
}

static int makes(void)
{
    prefix_init(&(struct prefix_options){0});
    if (prefix_need() != 0 || strncmp(prefix_drive_c(), base, strlen(base))) return 1;
    return !exists(prefix_drive_c(), "windows/temp") || !exists(prefix_drive_c(), "Users/Public");
}

static void lazy(void **state)
{
    (void)state;
    setenv("HOME", base, 1);
    assert_int_equal(in_child(nothing_before_need), 0);
    assert_int_equal(in_child(makes), 0);
    assert_int_equal(in_child(makes), 0); /* and again, where it is */
}

static void fifty_at_once(void **state)
{
    char home[64];
    pid_t pids[50];
    int failed = 0;
    (void)state;
    snprintf(home, sizeof home, "%s/fifty", base);
    assert_int_equal(mkdir(home, 0755), 0);
    setenv("HOME", home, 1);
    for (int i = 0; i < 50; i++)
        if ((pids[i] = fork()) == 0) _exit(makes());
    for (int i = 0; i < 50; i++) {
        int status;
        waitpid(pids[i], &status, 0);
        failed += status != 0;
    }
    assert_int_equal(failed, 0);
    /* nothing of the losers is left */
    char name[128];
    snprintf(name, sizeof name, "%s/.local/share/metic/default", home);
    DIR *dir = opendir(name);
    int names = 0;
    while (readdir(dir)) names++;
    closedir(dir);
    assert_int_equal(names, 4); /* ., .., prefix.conf and drive_c */
}

static int in_memory(void)
{
    prefix_init(&(struct prefix_options){0});
    if (prefix_need() != 0 || !exists(prefix_drive_c(), "windows")) return 1;
    char folder[256];
    snprintf(folder, sizeof folder, "%s", prefix_folder());
    prefix_leave();
    return exists(folder, "");
}

static int two_in_memory(void)
{
    int pipe_fd[2];
    prefix_init(&(struct prefix_options){.ephemeral = true});
    if (prefix_need() != 0 || pipe(pipe_fd) != 0) return 1;
    char folder[256];
    snprintf(folder, sizeof folder, "%s", prefix_folder());
    pid_t pid = fork();
    if (pid == 0) { /* one that finds it in its options, as a started program does in METIC_PREFIX */
        execl("/proc/self/exe", "prefix_unit", "hold", folder, NULL);
        _exit(1);
    }
    /* The child holds it by the time it has made its mark. */
    for (int i = 0; i < 500 && !exists(folder, "held"); i++) usleep(10000);
    prefix_leave();
    if (!exists(folder, "drive_c")) return 2;
    kill(pid, SIGTERM);
    int status;
    waitpid(pid, &status, 0);
    return 0;
}

static void memory(void **state)
{
    (void)state;
    setenv("XDG_RUNTIME_DIR", base, 1);
    unsetenv("HOME");
    assert_int_equal(in_child(in_memory), 0);
    setenv("HOME", "/proc/self/nothing", 1); /* cannot be written, for root either */
    assert_int_equal(in_child(in_memory), 0);
    unsetenv("HOME");
    assert_int_equal(in_child(two_in_memory), 0);
    /* what a killed process left is removed by the next */
    assert_int_equal(in_child(in_memory), 0);
    DIR *dir = opendir(base);
    struct dirent *entry;
    int left = 0;
    while ((entry = readdir(dir))) left += !strncmp(entry->d_name, "metic-", 6);
    closedir(dir);
    assert_int_equal(left, 0);
}

int main(int argc, char **argv)
{
    if (argc == 3) { /* two_in_memory()'s child */
        char mark[256];
        prefix_init(&(struct prefix_options){.folder = argv[2]});
        if (prefix_need() != 0) return 1;
        snprintf(mark, sizeof mark, "%s/held", argv[2]);
        fclose(fopen(mark, "w"));
        for (;;) pause();
    }
    unsetenv("METIC_PREFIX");
    if (!mkdtemp(base)) return 1;
    const struct CMUnitTest tests[] = {cmocka_unit_test(lazy), cmocka_unit_test(fifty_at_once),
                                       cmocka_unit_test(memory)};
    int result = cmocka_run_group_tests(tests, NULL, NULL);
    char command[64];
    snprintf(command, sizeof command, "rm -rf '%s'", base);
    return system(command) != 0 || result;
}
