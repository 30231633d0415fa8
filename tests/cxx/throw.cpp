// SPDX-License-Identifier: MIT
// C++ exceptions of programs that bring their own runtime: libstdc++ and libgcc's unwinder stand on RaiseException and RtlUnwindEx.
#include <cstdio>
#include <cstdlib>
#include <stdexcept>
#include <string>
#include <windows.h>

static int count, failures;
static void check(bool ok, const char *what)
{
    std::printf("%sok %d - %s\n", ok ? "" : "not ", ++count, what);
    if (!ok) failures++;
}

static int destroyed;
struct Guard {
    ~Guard() { destroyed++; }
};

__attribute__((noinline)) static void thrower(int depth)
{
    Guard guard;
    if (!depth) throw std::runtime_error("deep");
    thrower(depth - 1);
}

struct Base {
    virtual ~Base() = default;
    virtual int kind() const { return 1; }
};
struct Derived : Base {
    int kind() const override { return 2; }
};

__attribute__((noinline)) static void rethrower()
{
    try {
        throw Derived();
    } catch (Base &) {
        throw;
    }
}

__attribute__((noinline)) static void limited() noexcept(false)
{
    try {
        thrower(1);
    } catch (const std::logic_error &) {
        check(false, "another type's handler is passed over");
    }
}

struct ThrowsInCatch {
    static int run()
    {
        try {
            try {
                throw 1;
            } catch (int) {
                throw 2L;
            }
        } catch (long value) {
            return (int)value;
        }
        return 0;
    }
};

static int callback_value;
static int __cdecl compare(const void *, const void *)
{
    throw 77;
}

static DWORD WINAPI in_thread(void *)
{
    try {
        thrower(3);
    } catch (const std::runtime_error &) {
        return 5;
    }
    return 6;
}

int main()
{
    try {
        thrower(10);
        check(false, "throw");
    } catch (const std::exception &e) {
        check(std::string(e.what()) == "deep" && destroyed == 11, "a throw reaches its handler and runs the destructors between");
    }
    try {
        rethrower();
    } catch (Base &base) {
        check(base.kind() == 2, "a rethrown object is the one that was thrown");
    }
    try {
        limited();
    } catch (const std::runtime_error &) {
        check(true, "another type's handler is passed over");
    }
    check(ThrowsInCatch::run() == 2, "a throw within a handler");
    try {
        int values[2] = {1, 2};
        std::qsort(values, 2, sizeof *values, compare);
    } catch (int value) {
        callback_value = value;
    }
    check(callback_value == 77, "a throw through a system DLL's frames");
    double kept = 1.5;
    long sum = 0;
    for (int i = 0; i < 1000; i++) {
        try {
            thrower(i & 3);
        } catch (...) {
            sum += i;
            kept += 0.5;
        }
    }
    check(sum == 499500 && kept == 501.5, "values in registers survive a thousand throws");
    HANDLE thread = CreateThread(nullptr, 0, in_thread, nullptr, 0, nullptr);
    DWORD caught = 0;
    WaitForSingleObject(thread, INFINITE);
    GetExitCodeThread(thread, &caught);
    CloseHandle(thread);
    check(caught == 5, "a throw in a second thread");
    std::printf("1..%d\n", count);
    return failures != 0;
}
