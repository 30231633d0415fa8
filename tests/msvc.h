/* SPDX-License-Identifier: MIT */
/* What a C++ test in the way of MSVC needs: there are no headers of MSVC here, so what it calls is declared by hand.
 * Each CHECK prints one TAP line; test() is the program, and start(), its entry point, ends it with the plan. */
#ifndef METIC_MSVC_H
#define METIC_MSVC_H

typedef decltype(sizeof 0) size_t;
typedef long long intptr_t;
typedef unsigned long long uintptr_t;

extern "C" {
/* ucrtbase */
void *__acrt_iob_func(unsigned index);
int __stdio_common_vfprintf(unsigned long long options, void *file, const char *format, void *locale,
                            __builtin_va_list arguments);
int __stdio_common_vsprintf(unsigned long long options, char *buffer, size_t size, const char *format, void *locale,
                            __builtin_va_list arguments);
int fflush(void *file);
__attribute__((noreturn)) void exit(int status);
typedef void (*terminate_handler)();
terminate_handler set_terminate(terminate_handler handler);
void *malloc(size_t size);
void free(void *block);

/* vcruntime140 */
int strcmp(const char *a, const char *b);
char *strstr(const char *text, const char *what);
void *memcpy(void *to, const void *from, size_t size);
void *memset(void *to, int value, size_t size);

/* kernel32 */
void RaiseException(unsigned code, unsigned flags, unsigned count, const uintptr_t *arguments);
void *GetModuleHandleW(const wchar_t *name);
void *GetProcAddress(void *module, const char *name);
int VirtualProtect(void *at, size_t size, unsigned protection, unsigned *old);
}

/* "type_info::`vftable'", which each program of MSVC has in itself, and the mark of those that use floating point */
__asm__(".section .rdata,\"dr\"\n.globl \"??_7type_info@@6B@\", _fltused\n.p2align 3\n"
        "\"??_7type_info@@6B@\": .quad 0\n_fltused: .long 1\n.text");
void operator delete(void *) noexcept
{
}
void operator delete(void *, size_t) noexcept
{
}

static int check_count, check_failures;

static inline void say(const char *format, ...)
{
    __builtin_va_list arguments;
    __builtin_va_start(arguments, format);
    __stdio_common_vfprintf(0, __acrt_iob_func(1), format, nullptr, arguments);
    __builtin_va_end(arguments);
    fflush(__acrt_iob_func(1));
}

#define CHECK(condition, why)                                                                                          \
    do {                                                                                                               \
        bool check_ok = !!(condition);                                                                                 \
        say("%sok %d - %s\n", check_ok ? "" : "not ", ++check_count, why);                                             \
        if (!check_ok) {                                                                                               \
            check_failures++;                                                                                          \
            say("# %s:%d: %s\n", __FILE__, __LINE__, #condition);                                                      \
        }                                                                                                              \
    } while (0)

/* What happened, in the order it did: words that are compared as a whole. */
static char events[2000];
static size_t event_length;

static inline void event(const char *format, ...)
{
    __builtin_va_list arguments;
    __builtin_va_start(arguments, format);
    if (event_length) events[event_length++] = ' ';
    event_length += (size_t)__stdio_common_vsprintf(2, events + event_length, sizeof events - event_length, format,
                                                    nullptr, arguments);
    __builtin_va_end(arguments);
}

static inline bool happened(const char *expected)
{
    bool same = !strcmp(events, expected);
    if (!same) say("# expected: %s\n# happened: %s\n", expected, events);
    event_length = 0;
    events[0] = 0;
    return same;
}

static inline void forget()
{
    event_length = 0;
    events[0] = 0;
}

static void test();

static inline __attribute__((noreturn)) void done()
{
    say("1..%d\n", check_count);
    exit(check_failures != 0);
}

extern "C" void start()
{
    test();
    done();
}

#endif
