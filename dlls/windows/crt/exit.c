/* SPDX-License-Identifier: MIT */
/* The end of a program: exit tables, exit, _exit, abort, the messages of the runtime's own errors.  A message goes to
 * stderr in a console program and to a message box in a windowed one; without a box the text still goes to stderr. */
#include "crt.h"

typedef void (*exit_function)(void);
typedef int (*init_function)(void);

size_t _msize(void *block);

static exit_function *table, *table_next;
static size_t table_size;
int crt_app_type;
static int error_mode;
void (*_aexit_rtn)(int code) = _exit;
void (*crt_exit_first)(void); /* ucrtbase's thread-local destructors */

void _initterm(exit_function *from, exit_function *to)
{
    for (; from < to; from++)
        if (*from) (*from)();
}

int _initterm_e(init_function *from, init_function *to)
{
    for (; from < to; from++) {
        int error = *from ? (*from)() : 0;
        if (error) return error;
    }
    return 0;
}

/* Adds to a table of exit functions that its owner keeps as two pointers; NULL where memory is out. */
static exit_function add(exit_function function, exit_function **start, exit_function **end)
{
    if (!*start) return NULL;
    size_t used = (size_t)(*end - *start), room = _msize(*start) / sizeof **start;
    if (used >= room) {
        exit_function *grown = realloc(*start, (used + (used < 512 ? used + 4 : 512)) * sizeof *grown);
        if (!grown) return NULL;
        *start = grown;
        *end = grown + used;
    }
    *(*end)++ = function;
    return function;
}

/* __dllonexit: the same for a DLL's own table. */
exit_function __dllonexit(exit_function function, exit_function **start, exit_function **end)
{
    _lock(LOCK_EXIT);
    exit_function result = add(function, start, end);
    _unlock(LOCK_EXIT);
    return result;
}

/* _onexit: the function, or NULL where it could not be added. */
exit_function _onexit(exit_function function)
{
    _lock(LOCK_EXIT);
    if ((size_t)(table_next - table) == table_size) {
        size_t size = table_size ? 2 * table_size : 32;
        exit_function *grown = realloc(table, size * sizeof *grown);
        if (!grown) {
            _unlock(LOCK_EXIT);
            return NULL;
        }
        table_next = grown + table_size;
        table = grown;
        table_size = size;
    }
    *table_next++ = function;
    _unlock(LOCK_EXIT);
    return function;
}

int atexit(exit_function function)
{
    return _onexit(function) ? 0 : -1;
}

static void run_exit_functions(void)
{
    /* Functions may add functions: those run next. */
    while (table_next > table) {
        exit_function function = *--table_next;
        if (function) function();
    }
}

static void finish(int quick)
{
    if (!quick && crt_exit_first) crt_exit_first();
    _lock(LOCK_EXIT);
    if (!quick) run_exit_functions();
    _unlock(LOCK_EXIT);
    if (!quick) _flushall();
}

void _cexit(void)
{
    finish(0);
}

void _c_exit(void)
{
}

__attribute__((noreturn)) void _exit(int code)
{
    ExitProcess((UINT)code);
}

__attribute__((noreturn)) void exit(int code)
{
    finish(0);
    ExitProcess((UINT)code);
}

/* DllMain's part: what other DLLs left in the buffers.  `ends`: the process ends, else the DLL is unloaded. */
void crt_exit_process(int ends)
{
    if (ends)
        crt_flush_last();
    else
        _flushall();
}

void __set_app_type(int type)
{
    crt_app_type = type;
}

int _set_error_mode(int mode)
{
    int old = error_mode;
    if (mode == 3) return old;
    if (mode < 0 || mode > 3) return crt_fail_invalid();
    error_mode = mode;
    return old;
}

static void say(const char *text)
{
    HANDLE handle = GetStdHandle(STD_ERROR_HANDLE);
    DWORD n;
    if (handle && handle != INVALID_HANDLE_VALUE) WriteFile(handle, text, (DWORD)strlen(text), &n, NULL);
}

/* Runtime errors by number, for _amsg_exit; the texts are the documented ones (C Runtime Error R60xx pages). */
static const struct {
    int number;
    const char *text;
} messages[] = {
    {2,  "R6002\r\n- floating point not loaded\r\n"                                                    },
    {8,  "R6008\r\n- not enough space for arguments\r\n"                                               },
    {9,  "R6009\r\n- not enough space for environment\r\n"                                             },
    {10, "R6010\r\n- abort() has been called\r\n"                                                      },
    {16, "R6016\r\n- not enough space for thread data\r\n"                                             },
    {17, "R6017\r\n- unexpected multithread lock error\r\n"                                            },
    {18, "R6018\r\n- unexpected heap error\r\n"                                                        },
    {19, "R6019\r\n- unable to open console device\r\n"                                                },
    {24, "R6024\r\n- not enough space for _onexit/atexit table\r\n"                                    },
    {25, "R6025\r\n- pure virtual function call\r\n"                                                   },
    {26, "R6026\r\n- not enough space for stdio initialization\r\n"                                    },
    {27, "R6027\r\n- not enough space for lowio initialization\r\n"                                    },
    {28, "R6028\r\n- unable to initialize heap\r\n"                                                    },
    {30, "R6030\r\n- CRT not initialized\r\n"                                                          },
    {31, "R6031\r\n- Attempt to initialize the CRT more than once.\r\n"                                },
    {32, "R6032\r\n- not enough space for locale information\r\n"                                      },
    {33, "R6033\r\n- Attempt to use MSIL code from this assembly during native code initialization\r\n"},
    {34, "R6034\r\n- An application has made an attempt to load the C runtime library incorrectly.\r\n"
         "Please contact the application's support team for more information.\r\n"             },
};

static void runtime_error(int number)
{
    for (size_t i = 0; i < sizeof messages / sizeof *messages; i++)
        if (messages[i].number == number) {
            say("\r\nruntime error ");
            say(messages[i].text);
        }
}

__attribute__((noreturn)) void _amsg_exit(int number)
{
    runtime_error(number);
    _aexit_rtn(255);
    _exit(255);
}

static void (*purecall_handler)(void);

void *_set_purecall_handler(void (*handler)(void))
{
    return InterlockedExchangePointer((void *volatile *)&purecall_handler, (void *)handler);
}

void *_get_purecall_handler(void)
{
    return (void *)purecall_handler;
}

int _purecall(void)
{
    if (purecall_handler) purecall_handler();
    runtime_error(25);
    _exit(255);
}

/* _set_abort_behavior: whether abort writes its message (1) and asks for a report (2); nobody takes reports here. */
static unsigned abort_flags = 3;

unsigned _set_abort_behavior(unsigned flags, unsigned mask)
{
    unsigned old = abort_flags;
    abort_flags = (old & ~mask) | (flags & mask & 3);
    return old;
}

/* abort: the message (msvcrt alone; the Universal CRT has it in its debug form only), SIGABRT's handler, status 3. */
__attribute__((noreturn)) void abort(void)
{
    if (!CRT_STRICT && abort_flags & 1)
        say("\r\nThis application has requested the Runtime to terminate it in an unusual way.\r\n"
            "Please contact the application's support team for more information.\r\n");
    raise(22);
    _exit(3);
}

void _wassert(const wchar_t *expression, const wchar_t *file, unsigned line)
{
    char *text = crt_narrow(expression), *name = crt_narrow(file);
    fprintf(STDERR, "Assertion failed: %s, file %s, line %u\n", text ? text : "?", name ? name : "?", line);
    fflush(STDERR);
    abort();
}

void _assert(const char *expression, const char *file, unsigned line)
{
    fprintf(STDERR, "Assertion failed: %s, file %s, line %u\n", expression, file, line);
    fflush(STDERR);
    abort();
}

/* ---- invalid parameters ---- */

typedef void (*invalid_handler)(const wchar_t *, const wchar_t *, const wchar_t *, unsigned, uintptr_t);
static invalid_handler invalid;

invalid_handler _set_invalid_parameter_handler(invalid_handler handler)
{
    return (invalid_handler)InterlockedExchangePointer((void *volatile *)&invalid, (void *)handler);
}

invalid_handler _get_invalid_parameter_handler(void)
{
    return invalid;
}

/* __fastfail(FAST_FAIL_INVALID_ARG): the documented end of a program of the Universal CRT without a handler. */
static __attribute__((noreturn)) void fail_fast(void)
{
    __asm__ volatile("int $0x29" : : "c"(5));
    __builtin_unreachable();
}

void _invalid_parameter(const wchar_t *expression, const wchar_t *function, const wchar_t *file, unsigned line,
                        uintptr_t reserved)
{
    invalid_handler own = (invalid_handler)crt_self()->invalid_handler, handler = own ? own : invalid;
    if (handler)
        handler(expression, function, file, line, reserved);
    else if (CRT_STRICT)
        fail_fast();
}

void crt_report_invalid(void)
{
    _invalid_parameter(NULL, NULL, NULL, 0, 0);
}

__attribute__((noreturn)) void _invoke_watson(const wchar_t *expression, const wchar_t *function, const wchar_t *file,
                                              unsigned line, uintptr_t reserved)
{
    (void)expression, (void)function, (void)file, (void)line, (void)reserved;
    fail_fast();
}
