/* SPDX-License-Identifier: MIT */
/* What std::call_once, std::shared_mutex, std::random_device, std::future, std::regex and std::system_category ask of
 * the library. */
#include "std.h"

namespace std
{
struct once_flag {
    void *state;
};
class exception_ptr
{
  public:
    exception_ptr() : words{nullptr, nullptr}
    {
    }
    exception_ptr(const exception_ptr &);
    ~exception_ptr();
    void *words[2];
};
class regex_error : public runtime_error
{
  public:
    int code;
};
class future_error : public logic_error
{
  public:
    error_code code;
};
namespace regex_constants
{
enum error_type { error_collate, error_syntax = 14 };
}
IMPORTED int _Execute_once(once_flag &, int (*)(void *, void *, void **), void *);
IMPORTED unsigned _Random_device();
IMPORTED void _Xregex_error(regex_constants::error_type);
IMPORTED void _Throw_future_error(const error_code &);
IMPORTED const char *_Future_error_map(int);
IMPORTED unsigned long _Winerror_message(unsigned long, char *, unsigned long);
IMPORTED void _Rethrow_future_exception(exception_ptr);
} // namespace std

IMPORTED void __ExceptionPtrCopy(void *, const void *);
IMPORTED void __ExceptionPtrDestroy(void *);
IMPORTED void __ExceptionPtrCurrentException(void *);
std::exception_ptr::exception_ptr(const exception_ptr &from)
{
    __ExceptionPtrCopy(this, &from);
}
std::exception_ptr::~exception_ptr()
{
    __ExceptionPtrDestroy(this);
}

extern "C" {
IMPORTED void _Smtx_lock_exclusive(void **);
IMPORTED void _Smtx_lock_shared(void **);
IMPORTED int _Smtx_try_lock_exclusive(void **);
IMPORTED int _Smtx_try_lock_shared(void **);
IMPORTED void _Smtx_unlock_exclusive(void **);
IMPORTED void _Smtx_unlock_shared(void **);
uintptr_t _beginthreadex(void *, unsigned, unsigned (*)(void *), void *, unsigned, unsigned *);
unsigned WaitForSingleObject(void *, unsigned);
int CloseHandle(void *);
void Sleep(unsigned);
unsigned FormatMessageA(unsigned, const void *, unsigned, unsigned, char *, unsigned, void *);
}

static int calls;

static int counted(void *flag, void *argument, void **context)
{
    calls++;
    event("%d%d", *(int *)argument, flag && context);
    return *(int *)argument;
}

static unsigned once_in_thread(void *flag)
{
    int one = 1;
    Sleep(1);
    return (unsigned)std::_Execute_once(*(std::once_flag *)flag, counted, &one);
}

static void test_once()
{
    std::once_flag flag = {nullptr};
    int zero = 0, one = 1;
    CHECK(std::_Execute_once(flag, counted, &zero) == 0 && calls == 1, "_Execute_once: 0 where the function returns 0");
    CHECK(std::_Execute_once(flag, counted, &one) == 1 && calls == 2, "then it is called again");
    CHECK(std::_Execute_once(flag, counted, &one) == 1 && calls == 2 && happened("01 11"),
          "once it has succeeded no more");
    std::once_flag shared = {nullptr};
    uintptr_t threads[4];
    calls = 0;
    for (uintptr_t &thread : threads) thread = _beginthreadex(nullptr, 0, once_in_thread, &shared, 0, nullptr);
    for (uintptr_t thread : threads) WaitForSingleObject((void *)thread, 10000), CloseHandle((void *)thread);
    CHECK(calls == 1 && happened("11"), "of several threads one calls it");
}

static void test_shared()
{
    void *lock = nullptr;
    _Smtx_lock_shared(&lock);
    CHECK(_Smtx_try_lock_shared(&lock) && !_Smtx_try_lock_exclusive(&lock), "shared with others, but not exclusive");
    _Smtx_unlock_shared(&lock);
    CHECK(!_Smtx_try_lock_exclusive(&lock), "until all");
    _Smtx_unlock_shared(&lock);
    CHECK(_Smtx_try_lock_exclusive(&lock) && !_Smtx_try_lock_shared(&lock), "have unlocked it");
    _Smtx_unlock_exclusive(&lock);
    _Smtx_lock_exclusive(&lock);
    CHECK(!_Smtx_try_lock_shared(&lock) && !_Smtx_try_lock_exclusive(&lock), "exclusive: nobody else");
    _Smtx_unlock_exclusive(&lock);
    CHECK(lock == nullptr, "and free again");
}

static void test_random()
{
    unsigned all = 0, none = ~0u, first = std::_Random_device();
    bool differ = false;
    for (int i = 0; i < 64; i++) {
        unsigned value = std::_Random_device();
        all |= value;
        none &= value;
        differ |= value != first;
    }
    CHECK(differ && all == ~0u && none == 0, "_Random_device: each bit is sometimes 1, sometimes 0");
}

static void test_errors()
{
    int code = -1;
    try {
        std::_Xregex_error(std::regex_constants::error_syntax);
    } catch (const std::regex_error &e) {
        code = e.code;
    }
    CHECK(code == 14, "_Xregex_error: a regex_error of that code");
    bool text = false;
    try {
        std::_Xregex_error(std::regex_constants::error_collate);
    } catch (const std::runtime_error &e) {
        text = !memcmp(e.what(), "regex_error(error_collate)", 26);
    }
    CHECK(text, "which is a runtime_error");
    CHECK(!strcmp(std::_Future_error_map(1), "broken promise") && !strcmp(std::_Future_error_map(4), "no state") &&
              !std::_Future_error_map(0) && !std::_Future_error_map(5),
          "_Future_error_map");
    std::error_code thrown = {3, nullptr};
    text = false;
    try {
        std::_Throw_future_error(thrown);
    } catch (std::future_error e) {
        text = e.code.value == 3 && !strcmp(e.what(), "promise already satisfied");
    }
    CHECK(text, "_Throw_future_error");
    try {
        std::_Throw_future_error(thrown);
    } catch (const std::logic_error &) {
        code = 1;
    }
    CHECK(code == 1, "future_error is a logic_error");
}

static void test_future_exception()
{
    std::exception_ptr kept;
    try {
        throw 42;
    } catch (int) {
        __ExceptionPtrCurrentException(&kept);
    }
    int n = 0;
    for (int i = 0; i < 2; i++) {
        try {
            std::_Rethrow_future_exception(kept);
        } catch (int value) {
            n += value;
        }
    }
    CHECK(n == 84, "_Rethrow_future_exception throws what it is given");
}

static void test_messages()
{
    enum { from_system = 0x1000, ignore_inserts = 0x200 };
    char text[200], windows[200];
    unsigned long size = std::_Winerror_message(2, text, sizeof text);
    unsigned expected = FormatMessageA(from_system | ignore_inserts, nullptr, 2, 0, windows, sizeof windows, nullptr);
    while (expected && (windows[expected - 1] == '\n' || windows[expected - 1] == '\r')) expected--;
    CHECK(size && size == expected && !memcmp(text, windows, size),
          "_Winerror_message: FormatMessage's text without the line end");
    CHECK(std::_Winerror_message(0xdeadbeef, text, sizeof text) == 0, "0 where there is none");
    CHECK(std::_Winerror_message(2, text, 3) == 0, "or no room");
}

static void test()
{
    test_once();
    test_shared();
    test_random();
    test_errors();
    test_future_exception();
    test_messages();
}

/* clang-format off: the exports that are tested here, by the names that the compiler makes
 * ?_Execute_once@std@@YAHAEAUonce_flag@1@P6AHPEAX1PEAPEAX@Z1@Z
 * ?_Future_error_map@std@@YAPEBDH@Z
 * ?_Random_device@std@@YAIXZ
 * ?_Rethrow_future_exception@std@@YAXVexception_ptr@1@@Z
 * _Smtx_lock_exclusive
 * _Smtx_lock_shared
 * _Smtx_try_lock_exclusive
 * _Smtx_try_lock_shared
 * _Smtx_unlock_exclusive
 * _Smtx_unlock_shared
 * ?_Throw_future_error@std@@YAXAEBVerror_code@1@@Z
 * ?_Winerror_message@std@@YAKKPEADK@Z
 * ?_Xregex_error@std@@YAXW4error_type@regex_constants@1@@Z
 */
