/* SPDX-License-Identifier: MIT */
/* ucrtbase.dll's entry point, and what a program built against the Universal CRT calls while it starts and ends: exit
 * tables, arguments, environment, modes.  The functions themselves are the shared ones of crt/. */
#include "../crt/crt.h"

typedef void (*exit_function)(void);
typedef void (*invalid_handler)(const wchar_t *, const wchar_t *, const wchar_t *, unsigned, uintptr_t);
/* The beginning of _onexit_table_t as the public headers declare it. */
struct onexit_table {
    exit_function *first, *last, *end;
};

extern char *_acmdln, **__initenv;
extern wchar_t *_wcmdln, **__winitenv;
void crt_exit_process(int ends);
int __getmainargs(int *argc, char ***argv, char ***env, int wildcards, int *new_mode);
int __wgetmainargs(int *argc, wchar_t ***argv, wchar_t ***env, int wildcards, int *new_mode);
int atexit(exit_function function);
int _XcptFilter(unsigned long code, EXCEPTION_POINTERS *pointers);
__attribute__((noreturn)) void _invoke_watson(const wchar_t *, const wchar_t *, const wchar_t *, unsigned, uintptr_t);

BOOL WINAPI ucrtbase_entry(HINSTANCE instance, DWORD reason, void *reserved)
{
    (void)instance;
    switch (reason) {
    case DLL_PROCESS_ATTACH:
        if (!crt_thread_init()) return FALSE;
        _acmdln = GetCommandLineA();
        _wcmdln = GetCommandLineW();
        crt_fd_init();
        break;
    case DLL_THREAD_DETACH: crt_thread_end(); break;
    case DLL_PROCESS_DETACH:
        crt_exit_process(reserved != NULL);
        if (!reserved) crt_thread_end();
        break;
    }
    return TRUE;
}

/* ---- arguments and environment ---- */

enum { ARGV_NONE, ARGV_UNEXPANDED, ARGV_EXPANDED };

/* _configure_narrow_argv: makes what __p___argc and __p___argv give; 0, or an errno value. */
int _configure_narrow_argv(int mode)
{
    int argc;
    char **argv, **env;
    if (mode < ARGV_NONE || mode > ARGV_EXPANDED) return crt_invalid();
    if (mode == ARGV_NONE) return 0;
    return __getmainargs(&argc, &argv, &env, mode == ARGV_EXPANDED, NULL) ? ENOMEM : 0;
}

int _configure_wide_argv(int mode)
{
    int argc;
    wchar_t **argv, **env;
    if (mode < ARGV_NONE || mode > ARGV_EXPANDED) return crt_invalid();
    if (mode == ARGV_NONE) return 0;
    return __wgetmainargs(&argc, &argv, &env, mode == ARGV_EXPANDED, NULL) ? ENOMEM : 0;
}

/* _initialize_narrow_environment: 0, or -1 where memory is out. */
int _initialize_narrow_environment(void)
{
    crt_env_make();
    if (!__initenv) __initenv = _environ;
    return _environ ? 0 : -1;
}

int _initialize_wide_environment(void)
{
    crt_env_make_wide();
    if (!__winitenv) __winitenv = _wenviron;
    return _wenviron ? 0 : -1;
}

char **_get_initial_narrow_environment(void)
{
    return _initialize_narrow_environment() ? NULL : __initenv;
}

wchar_t **_get_initial_wide_environment(void)
{
    return _initialize_wide_environment() ? NULL : __winitenv;
}

/* The command line behind the program's name, as WinMain gets it. */
char *_get_narrow_winmain_command_line(void)
{
    char *p = _acmdln;
    for (int quoted = 0; (unsigned char)*p > ' ' || (*p && quoted); p++)
        if (*p == '"') quoted = !quoted;
    while (*p && (unsigned char)*p <= ' ') p++;
    return p;
}

wchar_t *_get_wide_winmain_command_line(void)
{
    wchar_t *p = _wcmdln;
    for (int quoted = 0; *p > ' ' || (*p && quoted); p++)
        if (*p == '"') quoted = !quoted;
    while (*p && *p <= ' ') p++;
    return p;
}

/* ---- exit tables ---- */

/* _initialize_onexit_table: an empty table; a table in use stays as it is.  -1 for NULL. */
int _initialize_onexit_table(struct onexit_table *table)
{
    if (!table) return -1;
    if (table->first != table->end) return 0;
    table->first = table->last = table->end = NULL;
    return 0;
}

/* _register_onexit_function: 0, or -1 (no table, out of memory). */
int _register_onexit_function(struct onexit_table *table, exit_function function)
{
    int result = -1;
    if (!table) return -1;
    _lock(LOCK_EXIT);
    if (table->last == table->end) {
        size_t used = (size_t)(table->last - table->first), room = used ? 2 * used : 32;
        exit_function *grown = realloc(table->first, room * sizeof *grown);
        if (grown) {
            table->first = grown;
            table->last = grown + used;
            table->end = grown + room;
        }
    }
    if (table->last != table->end) {
        *table->last++ = function;
        result = 0;
    }
    _unlock(LOCK_EXIT);
    return result;
}

/* _execute_onexit_table: calls the functions, the last one first, and leaves the table empty. */
int _execute_onexit_table(struct onexit_table *table)
{
    if (!table) return -1;
    _lock(LOCK_EXIT);
    while (table->last > table->first) {
        exit_function function = *--table->last;
        if (function) function();
    }
    free(table->first);
    table->first = table->last = table->end = NULL;
    _unlock(LOCK_EXIT);
    return 0;
}

int _crt_atexit(exit_function function)
{
    return atexit(function);
}

static struct onexit_table quick_table;

int _crt_at_quick_exit(exit_function function)
{
    return _register_onexit_function(&quick_table, function);
}

/* quick_exit: the functions of at_quick_exit, then the end; streams are not flushed. */
__attribute__((noreturn)) void quick_exit(int code)
{
    _execute_onexit_table(&quick_table);
    _exit(code);
}

__attribute__((noreturn)) void _Exit(int code)
{
    _exit(code);
}

/* A program's thread-local destructors: the main thread's are run when the program ends, before its exit functions. */
static PIMAGE_TLS_CALLBACK thread_local_exit;
extern void (*crt_exit_first)(void);

static void run_thread_local_exit(void)
{
    PIMAGE_TLS_CALLBACK callback = InterlockedExchangePointer((void *volatile *)&thread_local_exit, NULL);
    if (callback) callback(NULL, DLL_PROCESS_DETACH, NULL);
}

void _register_thread_local_exe_atexit_callback(PIMAGE_TLS_CALLBACK callback)
{
    thread_local_exit = callback;
    crt_exit_first = run_thread_local_exit;
}

int _query_app_type(void)
{
    return crt_app_type;
}

/* ---- faults and invalid parameters ---- */

int _seh_filter_exe(unsigned long code, EXCEPTION_POINTERS *pointers)
{
    return _XcptFilter(code, pointers);
}

int _seh_filter_dll(unsigned long code, EXCEPTION_POINTERS *pointers)
{
    return code == 0xe06d7363 ? _XcptFilter(code, pointers) : EXCEPTION_CONTINUE_SEARCH;
}

void _invalid_parameter_noinfo(void)
{
    crt_report_invalid();
}

__attribute__((noreturn)) void _invalid_parameter_noinfo_noreturn(void)
{
    crt_report_invalid();
    _invoke_watson(NULL, NULL, NULL, 0, 0);
}

invalid_handler _set_thread_local_invalid_parameter_handler(invalid_handler handler)
{
    struct crt_thread *self = crt_self();
    invalid_handler old = (invalid_handler)self->invalid_handler;
    self->invalid_handler = (void *)handler;
    return old;
}

invalid_handler _get_thread_local_invalid_parameter_handler(void)
{
    return (invalid_handler)crt_self()->invalid_handler;
}

/* ---- handlers of the C++ support ---- */

void *_get_terminate(void)
{
    return (void *)crt_self()->terminate;
}

void *_get_unexpected(void)
{
    return (void *)crt_self()->unexpected;
}
