/* SPDX-License-Identifier: MIT */
/* _assert and perror of the Universal CRT: what they write to stderr, as documented. */
#include "crt.h"

#include <process.h>
#include <signal.h>

static char said[256];

static void __cdecl aborted(int number)
{
    fflush(stderr);
    FILE *file = fopen("assert.tmp", "r");
    size_t n = file ? fread(said, 1, sizeof said - 1, file) : 0;
    said[n] = 0;
    fclose(file);
    fclose(stderr);
    remove("assert.tmp");
    CHECK(!strncmp(said, "reading: No such file or directory\nPermission denied\n", 53),
          "perror: the text, a colon, \"the system error message for the last error\"; without a text that alone");
    CHECK(number == SIGABRT && strstr(said + 20, "a < b") && strstr(said, "some.c") && strstr(said, "line 321"),
          "_assert: expression, file and line to stderr, then abort");
    check_done();
    _exit(check_failures != 0);
}

int main(void)
{
    FROM_CRT(void, _assert, const char *, const char *, unsigned);
    if (freopen("assert.tmp", "w", stderr) == NULL) CHECK(0, "freopen of stderr");
    errno = ENOENT;
    perror("reading");
    errno = EACCES;
    perror(NULL);
    signal(SIGABRT, aborted);
    _assert("a < b", "some.c", 321);
    CHECK(0, "_assert does not return");
    check_done();
    return 1;
}
