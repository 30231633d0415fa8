/* SPDX-License-Identifier: MIT */
/* What the library throws for the program, as the program catches it; the maps of errors. */
#include "std.h"

namespace std
{
IMPORTED void _Xbad_alloc();
IMPORTED void _Xbad_function_call();
IMPORTED void _Xinvalid_argument(const char *);
IMPORTED void _Xlength_error(const char *);
IMPORTED void _Xout_of_range(const char *);
IMPORTED void _Xoverflow_error(const char *);
IMPORTED void _Xruntime_error(const char *);
IMPORTED void _Throw_C_error(int);
IMPORTED void _Throw_Cpp_error(int);
IMPORTED const char *_Syserror_map(int);
IMPORTED int _Winerror_map(int);
IMPORTED bool uncaught_exception();
IMPORTED int uncaught_exceptions();
IMPORTED void (*set_new_handler(void (*)()))();
} // namespace std

namespace stdext
{
class exception;
}
namespace std
{
typedef void (*raise_handler)(const stdext::exception &);
IMPORTED extern raise_handler _Raise_handler;
} // namespace std

extern "C" int _callnewh(size_t size);

/* Whether f(text) throws an object that can be caught as an E, and as a Base; what() is told. */
template <class E, class Base> static bool throws(void (*f)(const char *), const char *text, const char *what)
{
    int caught = 0;
    try {
        f(text);
    } catch (const E &e) {
        caught += !strcmp(e.what(), what);
    }
    try {
        f(text);
    } catch (const Base &e) {
        caught += !strcmp(e.what(), what);
    }
    try {
        f(text);
    } catch (std::exception e) { /* by value: a copy, as a plain exception */
        caught += !strcmp(e.what(), what);
    }
    return caught == 3;
}

static void test_texts()
{
    char text[] = "some text";
    CHECK((throws<std::invalid_argument, std::logic_error>(std::_Xinvalid_argument, text, text)),
          "invalid_argument is a logic_error");
    CHECK((throws<std::length_error, std::logic_error>(std::_Xlength_error, text, text)), "length_error");
    CHECK((throws<std::out_of_range, std::logic_error>(std::_Xout_of_range, text, text)), "out_of_range");
    CHECK((throws<std::overflow_error, std::runtime_error>(std::_Xoverflow_error, text, text)),
          "overflow_error is a runtime_error");
    CHECK((throws<std::runtime_error, std::exception>(std::_Xruntime_error, text, text)), "runtime_error");
    CHECK((throws<std::bad_alloc, std::exception>([](const char *) { std::_Xbad_alloc(); }, text, "bad allocation")),
          "bad_alloc");
    CHECK((throws<std::bad_function_call, std::exception>([](const char *) { std::_Xbad_function_call(); }, text,
                                                          "bad function call")),
          "bad_function_call");
    bool kept = false;
    try {
        std::_Xlength_error(text);
    } catch (const std::exception &e) {
        text[0] = 'X';
        kept = !strcmp(e.what(), "some text");
    }
    CHECK(kept, "what() is a copy of the text");
    bool other = false;
    try {
        std::_Xlength_error("x");
    } catch (const std::out_of_range &) {
    } catch (const std::runtime_error &) {
    } catch (const std::length_error &) {
        other = true;
    }
    CHECK(other, "it is caught as what it is, and as nothing else");
}

/* The value of the code that f throws as a system_error of the generic category whose what() is twice the code's name
 */
static int system_code(void (*f)(int), int argument, const char *name)
{
    try {
        f(argument);
    } catch (const std::system_error &e) {
        const char *what = e.what();
        size_t length = strlen(name);
        if (strcmp(e.code.category->name(), "generic")) return -2;
        if (memcmp(what, name, length) || memcmp(what + length, ": ", 2) || strcmp(what + length + 2, name)) return -3;
        const std::string_bytes &message = e.code.category->message(e.code.value);
        if (strcmp(message.text(), name) || message.size != length) return -4;
        return e.code.value;
    }
    return -1;
}

static void test_system_errors()
{
    CHECK(system_code(std::_Throw_Cpp_error, 0, "device or resource busy") == 16, "_Throw_Cpp_error(0): EBUSY");
    CHECK(system_code(std::_Throw_Cpp_error, 1, "invalid argument") == 22, "1: EINVAL");
    CHECK(system_code(std::_Throw_Cpp_error, 2, "no such process") == 3, "2: ESRCH");
    CHECK(system_code(std::_Throw_Cpp_error, 3, "not enough memory") == 12, "3: ENOMEM");
    CHECK(system_code(std::_Throw_Cpp_error, 4, "operation not permitted") == 1, "4: EPERM");
    CHECK(system_code(std::_Throw_Cpp_error, 5, "resource deadlock would occur") == 36, "5: EDEADLK");
    CHECK(system_code(std::_Throw_Cpp_error, 6, "resource unavailable try again") == 11, "6: EAGAIN");
    CHECK(system_code(std::_Throw_C_error, 1, "resource unavailable try again") == 11 &&
              system_code(std::_Throw_C_error, 2, "resource unavailable try again") == 11,
          "_Throw_C_error(_Thrd_nomem), (_Thrd_timedout): EAGAIN");
    CHECK(system_code(std::_Throw_C_error, 3, "device or resource busy") == 16, "_Thrd_busy: EBUSY");
    CHECK(system_code(std::_Throw_C_error, 4, "invalid argument") == 22, "_Thrd_error: EINVAL");
    std::error_code code = {0, nullptr};
    try {
        std::_Throw_Cpp_error(0);
    } catch (std::system_error e) {
        code = e.code;
    }
    CHECK(code.value == 16, "a copy of a system_error has the code");
    const std::error_category *generic = code.category;
    std::error_condition condition = generic->default_error_condition(7);
    CHECK(condition.value == 7 && condition.category == generic, "default_error_condition: itself");
    CHECK(generic->equivalent(7, condition) && !generic->equivalent(8, condition), "equivalent(value, condition)");
    CHECK(generic->equivalent(code, 16) && !generic->equivalent(code, 17), "equivalent(code, value)");
    CHECK(generic->address == 3, "by this number a program knows the generic category");
}

static void test_maps()
{
    CHECK(!strcmp(std::_Syserror_map(2), "no such file or directory") &&
              !strcmp(std::_Syserror_map(42), "illegal byte sequence"),
          "_Syserror_map: the name of an errno value");
    CHECK(!strcmp(std::_Syserror_map(140), "operation would block") &&
              !strcmp(std::_Syserror_map(100), "address in use"),
          "those of sockets too");
    CHECK(!strcmp(std::_Syserror_map(9999), "unknown error") && !strcmp(std::_Syserror_map(0), "unknown error"),
          "others are unknown");
    CHECK(std::_Winerror_map(2) == 2 && std::_Winerror_map(5) == 13 && std::_Winerror_map(183) == 17 &&
              std::_Winerror_map(10060) == 138,
          "_Winerror_map: ERROR_FILE_NOT_FOUND, ERROR_ACCESS_DENIED, ERROR_ALREADY_EXISTS, WSAETIMEDOUT");
    CHECK(std::_Winerror_map(1) == 40 && std::_Winerror_map(6) == 22 && std::_Winerror_map(112) == 28,
          "ERROR_INVALID_FUNCTION, _HANDLE, _DISK_FULL");
    CHECK(std::_Winerror_map(99999) == 0 && std::_Winerror_map(0) == 0, "0 for what has none");
}

static void test_uncaught()
{
    struct Asks {
        int *count;
        bool *any;
        ~Asks()
        {
            *count = std::uncaught_exceptions();
            *any = std::uncaught_exception();
        }
    };
    int count = -1, inside = -1;
    bool any = true, any_inside = true;
    {
        Asks asks{&count, &any};
    }
    CHECK(count == 0 && !any, "uncaught_exceptions: none");
    try {
        Asks asks{&count, &any};
        throw 1;
    } catch (int) {
        inside = std::uncaught_exceptions();
        any_inside = std::uncaught_exception();
    }
    CHECK(count == 1 && any, "one while the stack is unwound");
    CHECK(inside == 0 && !any_inside, "none in the catch block");
}

static int handled;

static void test_handlers()
{
    CHECK(std::_Raise_handler == nullptr, "_Raise_handler: none at first");
    void (*first)() = [] { handled += 1; };
    void (*second)() = [] { handled += 10; };
    CHECK(std::set_new_handler(first) == nullptr, "set_new_handler: the handler before, first none");
    CHECK(_callnewh(1) == 1 && handled == 1, "operator new calls it by the C runtime");
    CHECK(std::set_new_handler(second) == first && _callnewh(1) == 1 && handled == 11, "another");
    CHECK(std::set_new_handler(nullptr) == second && _callnewh(1) == 0 && handled == 11, "none again");
}

static void test()
{
    test_texts();
    test_system_errors();
    test_maps();
    test_uncaught();
    test_handlers();
}

/* clang-format off: the exports that are tested here, by the names that the compiler makes
 * ?_Raise_handler@std@@3P6AXAEBVexception@stdext@@@ZEA
 * ?_Syserror_map@std@@YAPEBDH@Z
 * ?_Throw_C_error@std@@YAXH@Z
 * ?_Throw_Cpp_error@std@@YAXH@Z
 * ?_Winerror_map@std@@YAHH@Z
 * ?_Xbad_alloc@std@@YAXXZ
 * ?_Xbad_function_call@std@@YAXXZ
 * ?_Xinvalid_argument@std@@YAXPEBD@Z
 * ?_Xlength_error@std@@YAXPEBD@Z
 * ?_Xout_of_range@std@@YAXPEBD@Z
 * ?_Xoverflow_error@std@@YAXPEBD@Z
 * ?_Xruntime_error@std@@YAXPEBD@Z
 * ?set_new_handler@std@@YAP6AXXZP6AXXZ@Z
 * ?uncaught_exception@std@@YA_NXZ
 * ?uncaught_exceptions@std@@YAHXZ
 */
