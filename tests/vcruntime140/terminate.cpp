/* SPDX-License-Identifier: MIT */
/* What ends a program: exceptions that nobody catches, or that leave what they may not leave.  Each case is a process
 * of its own, this program with its number: what matters is the exit status.
 *
 * The compiler writes neither `noexcept` nor /EHa into its tables; where a case is about those, it sets the flags of a
 * function's table itself ("EHFlags" of the third format: 1 only C++ exceptions, 4 noexcept). */
#include "msvc.h"

extern "C" {
void __std_terminate();
typedef void (*translator)(unsigned code, void **pointers);
translator _set_se_translator(translator translator);
typedef void (*plain)();
plain set_unexpected(plain handler);
plain _get_unexpected();
void unexpected();
int _purecall();
plain _set_purecall_handler(plain handler);
plain _get_purecall_handler();
void __CxxFrameHandler();
void __CxxFrameHandler2();
void __CxxFrameHandler3();
void __C_specific_handler_noexcept();
__attribute__((noreturn)) void __report_gsfailure(uintptr_t cookie);
void __DestructExceptionObject(void *record, bool closed);
int _is_exception_typeof(const void *type, void **pointers);
void *__RTtypeid(void *object);
unsigned long _exception_code();
void *_exception_info();

struct entry {
    unsigned begin, end, unwind;
};
entry *RtlLookupFunctionEntry(uintptr_t pc, uintptr_t *base, void *history);
wchar_t *GetCommandLineW();
int CreateProcessW(const wchar_t *program, wchar_t *line, void *, void *, int, unsigned, void *, const wchar_t *,
                   void *startup, void **process);
unsigned WaitForSingleObject(void *handle, unsigned wait);
int GetExitCodeProcess(void *handle, unsigned *status);
int CloseHandle(void *handle);
unsigned GetModuleFileNameW(void *module, wchar_t *name, unsigned size);
unsigned SetErrorMode(unsigned mode);
unsigned GetLastError();
}

#define NOINLINE __attribute__((noinline))

enum { FLAG_CXX_ONLY = 1, FLAG_NOEXCEPT = 4 };

/* Sets the flags of a function's table.  Where they ask for faults, so do its handlers: 0x40 in one says "C++ only". */
static void set_flags(const void *function, unsigned flags)
{
    struct block {
        int low, high, catch_high, count;
        unsigned handlers;
    };
    uintptr_t base;
    const entry *found = RtlLookupFunctionEntry((uintptr_t)function, &base, nullptr);
    const unsigned char *info = (const unsigned char *)(base + found->unwind);
    const unsigned *handler = (const unsigned *)(info + 4 + 2 * ((info[2] + 1) & ~1));
    unsigned *table = (unsigned *)(base + handler[1]), old;
    VirtualProtect(table, 40, 4, &old);
    table[9] = flags;
    VirtualProtect(table, 40, old, &old);
    const block *blocks = (const block *)(base + table[4]);
    for (unsigned i = 0; i < table[3] && !(flags & FLAG_CXX_ONLY); i++) {
        unsigned *handlers = (unsigned *)(base + blocks[i].handlers);
        VirtualProtect(handlers, (size_t)blocks[i].count * 20, 4, &old);
        for (int k = 0; k < blocks[i].count; k++) handlers[5 * k] &= ~0x40u;
        VirtualProtect(handlers, (size_t)blocks[i].count * 20, old, &old);
    }
}

struct Guard {
    NOINLINE ~Guard()
    {
        event("end");
    }
};

static volatile int *volatile nowhere;

NOINLINE static void fault()
{
    *nowhere = 1;
}
NOINLINE static void raise_int()
{
    throw 1;
}

NOINLINE static void pass_through(void (*function)())
{
    Guard guard;
    function();
    event("?");
}
NOINLINE static void catch_any(void (*function)())
{
    try {
        function();
    } catch (...) {
        event("any");
    }
}
NOINLINE static void catch_int(void (*function)())
{
    try {
        function();
    } catch (int n) {
        event("int%d", n);
    }
}

/* ---- the cases ---- */

static void terminated()
{
    exit(strcmp(events, "") ? 51 : 50);
}

static volatile bool yes = true;

struct ThrowsInCopy {
    ThrowsInCopy() = default;
    NOINLINE ThrowsInCopy(const ThrowsInCopy &)
    {
        if (yes) throw 2;
    }
    ThrowsInCopy(ThrowsInCopy &&)
    {
    }
};
struct ThrowsAtEnd {
    NOINLINE ~ThrowsAtEnd() noexcept(false)
    {
        throw 3;
    }
};

static void uncaught()
{
    raise_int();
}
static void uncaught_rethrow()
{
    throw;
}
static void declared()
{
    set_flags((const void *)pass_through, FLAG_CXX_ONLY | FLAG_NOEXCEPT);
    catch_any([] { pass_through(raise_int); });
}
static void declared_caught()
{
    set_flags((const void *)catch_int, FLAG_CXX_ONLY | FLAG_NOEXCEPT);
    catch_int(raise_int);
    exit(strcmp(events, "int1") ? 61 : 60);
}
static void parameter_throws()
{
    try {
        try {
            throw ThrowsInCopy();
        } catch (ThrowsInCopy object) {
            (void)object;
        }
    } catch (int) {
        event("?");
    }
}
static void destructor_throws()
{
    try {
        ThrowsAtEnd object;
        raise_int();
    } catch (...) {
    }
}
static void fault_cxx_only()
{
    catch_any([] { pass_through(fault); });
}
static void terminate_call()
{
    __std_terminate();
}
static void unexpected_call()
{
    unexpected();
}
static void abort_call()
{
    set_terminate(nullptr);
    __std_terminate();
}
static void purecall_call()
{
    set_terminate(nullptr);
    _purecall();
}
static void purecall_handled()
{
    _set_purecall_handler([] { exit(70); });
    _purecall();
}
static void unexpected_handled()
{
    set_unexpected([] { exit(71); });
    unexpected();
}

/* Gives a function another language handler. */
static void set_handler(const void *function, const void *handler)
{
    uintptr_t base;
    unsigned old;
    const entry *found = RtlLookupFunctionEntry((uintptr_t)function, &base, nullptr);
    unsigned char *info = (unsigned char *)(base + found->unwind);
    unsigned *place = (unsigned *)(info + 4 + 2 * ((info[2] + 1) & ~1));
    VirtualProtect(place, 4, 4, &old);
    *place = (unsigned)((uintptr_t)handler - base);
    VirtualProtect(place, 4, old, &old);
}

NOINLINE static int except_some(void (*function)(), unsigned code)
{
    __try {
        function();
    } __except (_exception_code() == code) {
        return 1;
    }
    return 0;
}
static void c_noexcept()
{
    set_handler((const void *)except_some, (const void *)__C_specific_handler_noexcept);
    except_some(fault, 0xe0000001);
}
static void c_noexcept_caught()
{
    set_handler((const void *)except_some, (const void *)__C_specific_handler_noexcept);
    exit(except_some(fault, 0xc0000005) ? 62 : 63);
}
static void stack_check()
{
    __report_gsfailure(0);
}

static const struct {
    void (*function)();
    unsigned status;
    const char *why;
} cases[] = {
    {uncaught,           0xe06d7363, "an exception that nobody catches: the status is its code"                             },
    {uncaught_rethrow,   0xe06d7363, "throw; with nothing to throw, and nobody to catch it"                                 },
    {declared,           50,         "\"noexcept\": terminate is called, before anything is unwound"                        },
    {declared_caught,    60,         "\"noexcept\": what is caught within the function has not left it"                     },
    {parameter_throws,   50,         "a handler's parameter whose constructor throws: terminate is called"                  },
    {destructor_throws,  50,         "a destructor throws while an exception unwinds: terminate is called"                  },
    {fault_cxx_only,     0xc0000005, "\"/EHs\": catch (...) does not take a fault"                                          },
    {c_noexcept,         50,         "__C_specific_handler_noexcept: what no __except takes is the end: terminate is called"},
    {c_noexcept_caught,  62,         "__C_specific_handler_noexcept: what an __except takes is not"                         },
    {stack_check,        0xc0000409, "__report_gsfailure: STATUS_STACK_BUFFER_OVERRUN"                                      },
    {terminate_call,     50,         "__std_terminate calls the handler of set_terminate"                                   },
    {abort_call,         3,          "\"terminate\": calls abort where no handler is set, and that ends with 3"             },
    {purecall_call,      3,          "\"_purecall\": calls abort where no handler is set"                                   },
    {unexpected_call,    50,         "\"unexpected\": calls terminate where no handler is set"                              },
    {unexpected_handled, 71,         "\"set_unexpected\": the handler is called"                                            },
    {purecall_handled,   70,         "\"_set_purecall_handler\": the handler is called"                                     },
};

static unsigned run(unsigned number)
{
    alignas(8) unsigned char startup[104] = {104};
    void *process[3] = {};
    unsigned status = ~0u;
    wchar_t program[300], line[20] = L"terminate 00";
    line[10] = (wchar_t)(L'0' + number / 10);
    line[11] = (wchar_t)(L'0' + number % 10);
    GetModuleFileNameW(nullptr, program, 300);
    if (!CreateProcessW(program, line, nullptr, nullptr, 0, 0, nullptr, nullptr, startup, process)) {
        say("# CreateProcess: %u\n", GetLastError());
        return status;
    }
    WaitForSingleObject(process[0], 60000);
    GetExitCodeProcess(process[0], &status);
    CloseHandle(process[0]);
    CloseHandle(process[1]);
    return status;
}

/* ---- what does not end a program ---- */

static void test_older()
{
    static const struct {
        const void *handler;
        const char *name;
    } handlers[] = {
        {(const void *)__CxxFrameHandler,  "__CxxFrameHandler reads the tables too" },
        {(const void *)__CxxFrameHandler2, "__CxxFrameHandler2 reads the tables too"},
        {(const void *)__CxxFrameHandler3, "as __CxxFrameHandler3 does"             },
    };
    for (const auto &one : handlers) {
        set_handler((const void *)pass_through, one.handler);
        set_handler((const void *)catch_int, one.handler);
        catch_int([] { pass_through(raise_int); });
        CHECK(happened("end int1"), one.name);
    }
}

static unsigned seen;
static void translate(unsigned code, void **pointers)
{
    seen = code;
    if (*(const unsigned *)pointers[0] == code) throw 5;
}
static void translate_not(unsigned code, void **)
{
    seen = code;
}

static void test_faults()
{
    set_flags((const void *)pass_through, 0);
    set_flags((const void *)catch_any, 0);
    set_flags((const void *)catch_int, 0);
    catch_any([] { pass_through(fault); });
    CHECK(happened("end any"), "\"/EHa\": catch (...) takes a fault, and destructors run");
    catch_any([] { pass_through(raise_int); });
    CHECK(happened("end any"), "\"/EHa\": and C++ exceptions");

    CHECK(!_set_se_translator(translate), "\"_set_se_translator\": none was set");
    catch_int([] { pass_through(fault); });
    CHECK(happened("end int5") && seen == 0xc0000005,
          "\"_set_se_translator\": what the function throws takes the fault's place");
    CHECK(_set_se_translator(translate_not) == translate, "\"_set_se_translator\": the previous one is returned");
    seen = 0;
    catch_any([] { pass_through(fault); });
    CHECK(happened("end any") && seen == 0xc0000005, "a translator that returns leaves the fault to catch (...)");
    CHECK(_set_se_translator(nullptr) == translate_not, "NULL takes it away");
    seen = 0;
    catch_any([] { pass_through(fault); });
    CHECK(happened("end any") && !seen, "and it is called no more");
}

/* ---- objects of exceptions that C handles ---- */

struct Base {
    virtual ~Base() = default;
};
struct Derived : Base {
    NOINLINE Derived()
    {
        event("make");
    }
    NOINLINE Derived(const Derived &)
    {
        event("copy");
    }
    NOINLINE ~Derived()
    {
        event("end");
    }
};
struct Other {
    virtual ~Other() = default;
};

static int answers[4];
NOINLINE static int ask(void **pointers)
{
    Base base;
    Other other;
    alignas(Derived) static unsigned char room[sizeof(Derived)];
    Derived *derived = (Derived *)room; /* its vtable is all that is asked for */
    *(void **)room = *(void **)((uintptr_t *)pointers[0])[5];
    answers[0] = _is_exception_typeof(__RTtypeid(derived), pointers);
    answers[1] = _is_exception_typeof(__RTtypeid(&base), pointers);
    answers[2] = _is_exception_typeof(__RTtypeid(&other), pointers);
    __DestructExceptionObject(pointers[0], true);
    return 1;
}
NOINLINE static int ask_fault(void **pointers)
{
    Base base;
    answers[3] = _is_exception_typeof(__RTtypeid(&base), pointers);
    __DestructExceptionObject(pointers[0], true);
    return 1;
}
NOINLINE static void throw_derived()
{
    throw Derived();
}
static void test_objects()
{
    answers[2] = answers[3] = -1;
    __try {
        throw_derived();
    } __except (ask((void **)_exception_info())) {
        event("handled");
    }
    CHECK(answers[0] == 1 && answers[1] == 1 && answers[2] == 0,
          "\"_is_exception_typeof\": the type and its bases, no other");
    CHECK(happened("make end handled"), "__DestructExceptionObject: the thrown object's destructor");
    __try {
        fault();
    } __except (ask_fault((void **)_exception_info())) {
        event("handled");
    }
    CHECK(answers[3] == 0 && happened("handled"), "neither has anything to say of a fault");
}

static void handler1()
{
}
static void handler2()
{
}

static void test()
{
    const wchar_t *line = GetCommandLineW();
    if (line[0] == L't' && line[10] >= L'0' && line[10] <= L'9') {
        set_terminate(terminated);
        SetErrorMode(3);
        cases[(line[10] - L'0') * 10 + line[11] - L'0'].function();
        exit(99);
    }
    for (unsigned i = 0; i < sizeof cases / sizeof *cases; i++) {
        unsigned status = run(i);
        if (status != cases[i].status) say("# status %#x\n", status);
        CHECK(status == cases[i].status, cases[i].why);
    }
    test_older();
    test_faults();
    test_objects();
    CHECK(!set_unexpected(handler1) && _get_unexpected() == handler1 && set_unexpected(handler2) == handler1 &&
              set_unexpected(nullptr) == handler2 && !_get_unexpected(),
          "\"set_unexpected\": the previous handler is returned");
    CHECK(!_set_purecall_handler(handler1) && _get_purecall_handler() == handler1 &&
              _set_purecall_handler(handler2) == handler1 && _set_purecall_handler(nullptr) == handler2 &&
              !_get_purecall_handler(),
          "\"_set_purecall_handler\": the previous handler is returned");
}
