/* SPDX-License-Identifier: MIT */
/* What a program's start-up code calls in the Universal CRT, as documented or as the public start-up code uses it. */
#include "crt.h"

#include <fcntl.h>
#include <locale.h>
#include <new.h>
#include <process.h>

typedef void(__cdecl *function)(void);
typedef int(__cdecl *init_function)(void);

_CRTIMP int *__cdecl __p___argc(void);
_CRTIMP char ***__cdecl __p___argv(void);
_CRTIMP wchar_t ***__cdecl __p___wargv(void);
_CRTIMP char **__cdecl __p__acmdln(void);
_CRTIMP int *__cdecl __p__commode(void);
_CRTIMP int *__cdecl __p__fmode(void);
_CRTIMP errno_t __cdecl _configure_narrow_argv(int mode);
_CRTIMP errno_t __cdecl _configure_wide_argv(int mode);
_CRTIMP int __cdecl _initialize_narrow_environment(void);
_CRTIMP int __cdecl _initialize_wide_environment(void);
_CRTIMP char **__cdecl _get_initial_narrow_environment(void);
_CRTIMP wchar_t **__cdecl _get_initial_wide_environment(void);
_CRTIMP char *__cdecl _get_narrow_winmain_command_line(void);
_CRTIMP void __cdecl _initterm(function *first, function *last);
_CRTIMP int __cdecl _initterm_e(init_function *first, init_function *last);
_CRTIMP void __cdecl _set_app_type(int type);
_CRTIMP int __cdecl _query_app_type(void);
_CRTIMP int __cdecl _callnewh(size_t size);
_CRTIMP int __cdecl _set_new_mode(int mode);
typedef int(__cdecl *new_handler)(size_t size);

static int order[8], ran;

static void __cdecl first(void)
{
    order[ran++] = 1;
}

static void __cdecl second(void)
{
    order[ran++] = 2;
}

static int __cdecl good(void)
{
    order[ran++] = 3;
    return 0;
}

static int __cdecl bad(void)
{
    order[ran++] = 4;
    return 77;
}

static void tables(void)
{
    function table[] = {first, NULL, second};
    init_function checked[] = {good, NULL, bad, good};

    _initterm(table, table + 3);
    CHECK(ran == 2 && order[0] == 1 && order[1] == 2, "_initterm: calls the functions in order, NULL ones skipped");
    _initterm(table, table);
    CHECK(ran == 2, "_initterm of an empty table calls none");
    ran = 0;
    CHECK(_initterm_e(checked, checked + 2) == 0 && ran == 1, "_initterm_e: \"0 if the initialization is successful\"");
    ran = 0;
    CHECK(_initterm_e(checked, checked + 4) == 77 && ran == 2 && order[1] == 4,
          "_initterm_e: \"a non-zero error code if an initialization fails\", and nothing behind it is called");

    _onexit_table_t exits = {NULL, NULL, NULL};
    CHECK(_initialize_onexit_table(&exits) == 0, "_initialize_onexit_table: \"0 if the operation succeeds\"");
    CHECK(_initialize_onexit_table(NULL) == -1, "_initialize_onexit_table: \"-1 if there is an error\"");
    CHECK(_register_onexit_function(&exits, (_onexit_t)(void *)first) == 0 &&
              _register_onexit_function(&exits, (_onexit_t)(void *)second) == 0,
          "_register_onexit_function: \"If successful, returns 0\"");
    CHECK(_register_onexit_function(NULL, (_onexit_t)(void *)good) == -1,
          "_register_onexit_function: \"otherwise, returns a negative value\"");
    ran = 0;
    CHECK(_execute_onexit_table(&exits) == 0 && ran == 2 && order[0] == 2 && order[1] == 1,
          "_execute_onexit_table: calls all functions, the last one first");
    ran = 0;
    CHECK(_execute_onexit_table(&exits) == 0 && ran == 0, "and leaves the table empty");
    CHECK(_execute_onexit_table(NULL) == -1, "_execute_onexit_table: NULL is refused");
    int registered = 1;
    for (int i = 0; i < 100; i++) registered &= _register_onexit_function(&exits, (_onexit_t)(void *)first) == 0;
    _onexit_table_t before = exits;
    CHECK(registered && _initialize_onexit_table(&exits) == 0 && exits._first == before._first,
          "_initialize_onexit_table: a table that has been initialized stays as it is");
}

static void arguments(void)
{
    CHECK(_configure_narrow_argv(1) == 0 && *__p___argc() == 1 && *__p___argv() &&
              strstr((*__p___argv())[0], "startup") && !(*__p___argv())[1],
          "_configure_narrow_argv: __p___argc and __p___argv give main's arguments");
    CHECK(_configure_narrow_argv(2) == 0 && *__p___argc() == 1, "the same with wildcards expanded");
    CHECK(_configure_wide_argv(1) == 0 && *__p___wargv() && wcsstr((*__p___wargv())[0], L"startup"),
          "_configure_wide_argv: __p___wargv gives wmain's");
    CHECK(__p__acmdln() && !strcmp(*__p__acmdln(), GetCommandLineA()), "__p__acmdln: the whole command line");
    CHECK(*_get_narrow_winmain_command_line() == 0,
          "_get_narrow_winmain_command_line: what stands behind the program's name");

    CHECK(_initialize_narrow_environment() == 0 && *__p__environ() && **__p__environ(),
          "_initialize_narrow_environment: __p__environ gives the environment");
    /* Wine 8 leaves _wenviron NULL here. */
    CHECK(_initialize_wide_environment() == 0 && *__p__wenviron() && **__p__wenviron(),
          "_initialize_wide_environment: the wide one");
    CHECK(_get_initial_narrow_environment() && _get_initial_narrow_environment()[0],
          "_get_initial_narrow_environment: what main gets as its third argument");
    CHECK(_get_initial_wide_environment() && _get_initial_wide_environment()[0],
          "_get_initial_wide_environment: what wmain gets");
    CHECK(_putenv("METIC_UCRT=one") == 0 && getenv("METIC_UCRT") && !strcmp(getenv("metic_ucrt"), "one"),
          "getenv: \"a pointer to the environment table entry\", case doesn't matter");
    int found = 0;
    for (char **p = *__p__environ(); *p; p++) found += !strcmp(*p, "METIC_UCRT=one");
    CHECK(found == 1, "__p__environ: shows what _putenv changed");
    CHECK(_putenv("METIC_UCRT=") == 0 && getenv("METIC_UCRT") == NULL, "getenv: \"NULL if varname isn't found\"");
    CHECK(REFUSED(getenv(NULL) == NULL, EINVAL), "getenv: NULL invokes the invalid parameter handler");
}

static void modes(void)
{
    int mode = 5;
    FILE *file;

    CHECK(*__p__fmode() == 0 || *__p__fmode() == _O_TEXT, "__p__fmode: text is the default mode");
    CHECK(_set_fmode(_O_BINARY) == 0 && *__p__fmode() == _O_BINARY && _get_fmode(&mode) == 0 && mode == _O_BINARY,
          "_set_fmode: \"sets the default file translation mode\"");
    file = fopen("startup.tmp", "w");
    fputs("\n", file);
    fclose(file);
    CHECK(REFUSED(_set_fmode(12345) == EINVAL, EINVAL) && *__p__fmode() == _O_BINARY,
          "_set_fmode: EINVAL for what is neither _O_TEXT nor _O_BINARY");
    CHECK(REFUSED(_get_fmode(NULL) == EINVAL, EINVAL), "_get_fmode: EINVAL for NULL");
    _set_fmode(_O_TEXT);
    file = fopen("startup.tmp", "rb");
    CHECK(fgetc(file) == '\n' && fgetc(file) == EOF, "and that was fopen's mode");
    fclose(file);
    remove("startup.tmp");
    int *commode = __p__commode();
    CHECK(commode && *commode == 0, "__p__commode: no commit at a flush is the default");
    *commode = 0x4000;
    CHECK(*__p__commode() == 0x4000, "__p__commode: a place of the runtime's");
    *commode = 0;

    _set_app_type(2);
    CHECK(_query_app_type() == 2, "_set_app_type: _query_app_type gives it back");
    _set_app_type(1);
    CHECK(_query_app_type() == 1, "_query_app_type: a console program again");

    CHECK(_configthreadlocale(0) == _DISABLE_PER_THREAD_LOCALE,
          "_configthreadlocale: 0 asks; \"per-thread locale is disabled by default\"");
    CHECK(_configthreadlocale(_ENABLE_PER_THREAD_LOCALE) == _DISABLE_PER_THREAD_LOCALE &&
              _configthreadlocale(0) == _ENABLE_PER_THREAD_LOCALE,
          "_configthreadlocale: \"returns the previous per-thread locale status\"");
    CHECK(setlocale(LC_ALL, "en-US") && strcmp(setlocale(LC_ALL, NULL), "C"), "a locale for this thread");
    CHECK(_configthreadlocale(_DISABLE_PER_THREAD_LOCALE) == _ENABLE_PER_THREAD_LOCALE &&
              !strcmp(setlocale(LC_ALL, NULL), "C"),
          "_configthreadlocale: \"Makes the current thread use the global locale\"");
    CHECK(REFUSED(_configthreadlocale(17) == -1, EINVAL), "_configthreadlocale: \"returns -1 on failure\"");
}

static volatile int handled;

static int __cdecl no_memory(size_t size)
{
    handled = (int)size;
    return 0;
}

static void memory(void)
{
    FROM_CRT(new_handler, _set_new_handler, new_handler);
    FROM_CRT(new_handler, _query_new_handler, void);
    FROM_CRT(int, _query_new_mode, void);

    CHECK(_callnewh(5) == 0, "_callnewh: 0 without a new handler");
    CHECK(_set_new_handler(no_memory) == NULL && _query_new_handler() == no_memory,
          "_set_new_handler: \"a pointer to the previous exception handling function\"");
    CHECK(_callnewh(7) == 0 && handled == 7, "_callnewh: calls the handler with the size; 0 where that gives up");
    CHECK(_set_new_mode(1) == 0 && _query_new_mode() == 1, "_set_new_mode: \"the previous handler mode\"");
    handled = 0;
    volatile size_t most = SIZE_MAX;
    errno = 0;
    CHECK(malloc(most) == NULL && handled == -1 && errno == ENOMEM, "mode 1: malloc calls the handler");
    CHECK(_set_new_mode(0) == 1, "_set_new_mode back");
    handled = 0;
    CHECK(malloc(most) == NULL && handled == 0, "mode 0: malloc doesn't");
    CHECK(REFUSED(_set_new_mode(2) == -1, EINVAL), "_set_new_mode: \"The parameter must be 0 or 1\"");
    CHECK(_set_new_handler(NULL) == no_memory && _query_new_handler() == NULL, "no handler again");
}

int main(void)
{
    catch_invalid();
    tables();
    arguments();
    modes();
    memory();
    return check_done();
}
