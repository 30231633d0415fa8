/* SPDX-License-Identifier: MIT */
/* Programs started through the Universal CRT, as documented: this one, with arguments that say what to do. */
#include "crt.h"

#include <fcntl.h>
#include <io.h>
#include <process.h>
#include <sys/stat.h>
#include <wchar.h>

static int child(int argc, char **argv)
{
    if (!strcmp(argv[1], "count")) return 40 + argc;
    if (!strcmp(argv[1], "variable")) return getenv("METIC_SPAWN") ? atoi(getenv("METIC_SPAWN")) : 99;
    if (!strcmp(argv[1], "descriptor")) return _write(atoi(argv[2]), "by the child", 12) == 12 ? 21 : 22;
    if (!strcmp(argv[1], "closed")) { /* a descriptor that isn't inherited */
        catch_invalid();
        return _write(atoi(argv[2]), "x", 1) == -1 ? 23 : 24;
    }
    if (!strcmp(argv[1], "out")) return puts("said by the child") >= 0 ? 0 : 1;
    if (!strcmp(argv[1], "abort")) abort();
#ifdef _UCRT
    FROM_CRT(void, _invoke_watson, const wchar_t *, const wchar_t *, const wchar_t *, unsigned, uintptr_t);
    if (!strcmp(argv[1], "watson")) _invoke_watson(NULL, NULL, NULL, 0, 0);
#endif
    if (!strcmp(argv[1], "/c")) { /* as the command interpreter */
        if (!strcmp(argv[2], "echo")) return printf("echo: %s\n", argc > 3 ? argv[3] : "") < 0;
        if (!strcmp(argv[2], "read")) {
            char line[32] = "";
            return fgets(line, sizeof line, stdin) ? atoi(line) : 97;
        }
        return argc > 3 ? atoi(argv[3]) : 96;
    }
    return 98;
}

/* The interpreter is the program that COMSPEC names: this one. */
static void commands(const char *self)
{
    char variable[MAX_PATH + 16], text[32] = "";

    snprintf(variable, sizeof variable, "COMSPEC=%s", self);
    _putenv(variable);
    CHECK(system(NULL) != 0, "system: NULL: \"a nonzero value if the command interpreter is found\"");
    CHECK(system("exit 57") == 57, "system: \"the value that is returned by the command interpreter\"");
    FILE *pipe = _popen("echo words", "r");
    CHECK(pipe && fgets(text, sizeof text, pipe) && !strcmp(text, "echo: words\n"),
          "_popen: r: \"the calling process can read the spawned command's standard output\"");
    CHECK(_pclose(pipe) == 0, "_pclose: \"the exit status of the terminating command processor\"");
    pipe = _popen("read", "w");
    CHECK(pipe && fputs("45\n", pipe) >= 0 && _pclose(pipe) == 45, "_popen: w: its standard input is written");
    CHECK(REFUSED(_popen("echo", "x") == NULL, EINVAL), "_popen: an invalid mode");
    CHECK(REFUSED(_popen(NULL, "r") == NULL, EINVAL), "_popen: NULL");
    CHECK(REFUSED(_pclose(NULL) == -1, EINVAL), "_pclose: -1 for NULL");
    _putenv("COMSPEC=C:\\not-there.exe");
    CHECK(system(NULL) == 0 && errno == ENOENT, "system: NULL: 0, ENOENT where there is no interpreter");
}

int main(int argc, char **argv)
{
    if (argc > 1) return child(argc, argv);
    char self[MAX_PATH], text[32] = "", number[16];
    wchar_t wide[MAX_PATH];
    int status = -1;

    catch_invalid();
    GetModuleFileNameA(NULL, self, MAX_PATH);
    GetModuleFileNameW(NULL, wide, MAX_PATH);
    const char *const count[] = {"self", "count", "two", NULL};
    CHECK(_spawnv(_P_WAIT, self, count) == 43, "_spawnv: _P_WAIT: \"the exit status of the new process\"");
    const wchar_t *const wcount[] = {L"self", L"count", NULL};
    CHECK(_wspawnv(_P_WAIT, wide, wcount) == 42, "_wspawnv: the same");
    CHECK(_spawnl(_P_WAIT, self, "self", "count", "two", "three", NULL) == 44, "_spawnl: arguments one by one");
    CHECK(_wspawnl(_P_WAIT, wide, L"self", L"count", NULL) == 42, "_wspawnl");
    const char *const variable[] = {"self", "variable", NULL}, *const environment[] = {"METIC_SPAWN=33", NULL};
    CHECK(_spawnve(_P_WAIT, self, variable, environment) == 33, "_spawnve: with an environment");
    _putenv("METIC_SPAWN=34");
    CHECK(_spawnv(_P_WAIT, self, variable) == 34, "_spawnv: the environment is inherited, with what _putenv changed");
    CHECK(_spawnvp(_P_WAIT, self, count) == 43 && _wspawnvp(_P_WAIT, wide, wcount) == 42, "_spawnvp, _wspawnvp");
    errno = 0;
    CHECK(_spawnv(_P_WAIT, "not-there.exe", count) == -1 && errno == ENOENT, "_spawnv: -1, ENOENT");
    CHECK(_wspawnv(_P_WAIT, L"not-there.exe", wcount) == -1 && _spawnvp(_P_WAIT, "not-there", count) == -1 &&
              _wspawnvp(_P_WAIT, L"not-there", wcount) == -1 && _spawnl(_P_WAIT, "not-there", "x", NULL) == -1 &&
              _wspawnl(_P_WAIT, L"not-there", L"x", NULL) == -1 &&
              _spawnve(_P_WAIT, "not-there", count, environment) == -1,
          "the others: -1");
    /* Wine 8.0 does not call the handler */
    CHECK(REFUSED(_spawnv(99, self, count) == -1, EINVAL), "_spawnv: EINVAL for an invalid mode");
    intptr_t process = _spawnv(_P_NOWAIT, self, count);
    CHECK(process != -1 && process && _cwait(&status, process, 0) == process && status == 43,
          "_spawnv: _P_NOWAIT: \"the process handle\"; _cwait: waits for it, its exit code");
    CHECK(_cwait(&status, -1, 0) == -1, "_cwait: -1 for what is no process");

    CHECK(_spawnl(_P_WAIT, self, "self", "abort", NULL) == 3, "abort: \"an exit code of 3\"");
#ifdef _UCRT
    CHECK((DWORD)_spawnl(_P_WAIT, self, "self", "watson", NULL) == (DWORD)STATUS_STACK_BUFFER_OVERRUN,
          "_invoke_watson: ends the program with 0xC0000409");
#endif

    int file = _open("spawn.tmp", _O_RDWR | _O_CREAT | _O_TRUNC | _O_BINARY, _S_IREAD | _S_IWRITE);
    snprintf(number, sizeof number, "%d", file);
    CHECK(_spawnl(_P_WAIT, self, "self", "descriptor", number, NULL) == 21 && _lseek(file, 0, SEEK_SET) == 0 &&
              _read(file, text, 31) == 12 && !strcmp(text, "by the child"),
          "files open in the parent stay open in the child, under the same descriptor");
    _close(file);
    file = _open("spawn.tmp", _O_RDWR | _O_NOINHERIT | _O_BINARY);
    snprintf(number, sizeof number, "%d", file);
    CHECK(_spawnl(_P_WAIT, self, "self", "closed", number, NULL) == 23, "but one opened with _O_NOINHERIT");
    fflush(stdout);
    int saved = _dup(1);
    _dup2(file, 1);
    intptr_t said = _spawnl(_P_WAIT, self, "self", "out", NULL);
    _dup2(saved, 1);
    memset(text, 0, sizeof text);
    CHECK(said == 0 && _lseek(file, 0, SEEK_SET) == 0 && _read(file, text, 31) == 19 &&
              !strncmp(text, "said by the child", 17),
          "_dup2 of descriptor 1: the child's standard output");
    _close(saved);
    _close(file);
    _unlink("spawn.tmp");
    commands(self);
    return check_done();
}
