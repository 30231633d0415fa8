/* SPDX-License-Identifier: MIT */
/* C++ throw and catch as MSVC compiles it (_CxxThrowException, __CxxFrameHandler3), through three frames with destructors;
 * what throw.cpp does, for which g++ has tables of its own.  There are no headers of MSVC here: what is called is declared. */
typedef decltype(sizeof 0) size_t;
extern "C" {
void *__acrt_iob_func(unsigned index);
int __stdio_common_vfprintf(unsigned long long options, void *file, const char *format, void *locale, __builtin_va_list arguments);
int fflush(void *file);
__attribute__((noreturn)) void exit(int status);
int QueryPerformanceCounter(long long *count);
int QueryPerformanceFrequency(long long *count);
}
__asm__(".section .rdata,\"dr\"\n.globl \"??_7type_info@@6B@\", _fltused\n.p2align 3\n"
        "\"??_7type_info@@6B@\": .quad 0\n_fltused: .long 1\n.text");

enum { BATCHES = 200, THROWS = 200 };

struct Guard { volatile int *n; ~Guard() { ++*n; } };
static volatile int counter;

__attribute__((noinline)) static void thrower(int depth)
{
    Guard g = { &counter };
    if (depth == 0) throw depth;
    thrower(depth - 1);
}

static void throw_catch()
{
    try { thrower(2); } catch (int) { }
}

static void say(const char *format, ...)
{
    __builtin_va_list arguments;
    __builtin_va_start(arguments, format);
    __stdio_common_vfprintf(0, __acrt_iob_func(1), format, nullptr, arguments);
    __builtin_va_end(arguments);
    fflush(__acrt_iob_func(1));
}

extern "C" void start()
{
    static long long times[BATCHES];
    long long frequency, from, to;
    QueryPerformanceFrequency(&frequency);
    for (int i = 0; i < BATCHES; i++) {
        QueryPerformanceCounter(&from);
        for (int k = 0; k < THROWS; k++) throw_catch();
        QueryPerformanceCounter(&to);
        int at = i; /* sorted as they come: the lower decile counts */
        for (to -= from; at > 0 && times[at - 1] > to; at--) times[at] = times[at - 1];
        times[at] = to;
    }
    if (counter != BATCHES * THROWS * 3) exit(1);
    say("exc.cpp_throw_msvc\t%.6g\tns\n", times[BATCHES / 10] * 1e9 / frequency / THROWS);
    exit(0);
}
