/* SPDX-License-Identifier: MIT */
/* For the tests of the generators: runs one on a text and gives what it prints.  The programs stand in
 * $BUILD/gen/tools, an absolute path. */
#ifndef METIC_TESTS_GENERATOR_H
#define METIC_TESTS_GENERATOR_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static char generator_folder[] = "/tmp/metic-generator-XXXXXX";

static int generator_setup(void **state)
{
    (void)state;
    return mkdtemp(generator_folder) ? 0 : -1;
}

static int generator_teardown(void **state)
{
    (void)state;
    char command[128];
    snprintf(command, sizeof command, "rm -rf %s", generator_folder);
    return system(command);
}

/* Writes FOLDER/NAME. */
static void generator_file(const char *name, const char *text)
{
    char path[256];
    snprintf(path, sizeof path, "%s/%s", generator_folder, name);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs(text, file);
    assert_int_equal(fclose(file), 0);
}

/* Runs `TOOLS/arguments` in the folder, stdout and stderr together; the exit status. */
static int generator_run(const char *arguments, char *out, size_t room)
{
    const char *build = getenv("BUILD");
    char command[1024];
    assert_non_null(build);
    snprintf(command, sizeof command, "cd %s && %s/gen/tools/%s 2>&1", generator_folder, build, arguments);
    FILE *pipe = popen(command, "r");
    assert_non_null(pipe);
    size_t got = fread(out, 1, room - 1, pipe);
    out[got] = 0;
    return WEXITSTATUS(pclose(pipe));
}

#endif
