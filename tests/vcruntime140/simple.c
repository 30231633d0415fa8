/* SPDX-License-Identifier: MIT */
/* vcruntime140.dll's plain functions, each found by its name: memory and strings, what std::exception and
 * std::type_info are made of, the list of exceptions that are handled. */
#include "check.h"

#include <string.h>

static HMODULE runtime;

#define CALL(returns, name, ...) ((returns(__cdecl *)(__VA_ARGS__))(void *)GetProcAddress(runtime, #name))

static void test_memory(void)
{
    void *(*move)(void *, const void *, size_t) = CALL(void *, memmove, void *, const void *, size_t);
    void *(*copy)(void *, const void *, size_t) = CALL(void *, memcpy, void *, const void *, size_t);
    void *(*set)(void *, int, size_t) = CALL(void *, memset, void *, int, size_t);
    int (*compare)(const void *, const void *, size_t) = CALL(int, memcmp, const void *, const void *, size_t);
    void *(*find)(const void *, int, size_t) = CALL(void *, memchr, const void *, int, size_t);
    static char a[5000], b[5000];
    int wrong = 0;
    for (int i = 0; i < 5000; i++) a[i] = (char)(i * 7 + i / 256);
    for (size_t n = 0; n < 5000; n = n < 70 ? n + 1 : n * 2 - 1) {
        set(b, 0, sizeof b);
        if (copy(b + 3, a + 1, n > 4990 ? 4990 : n) != b + 3 || compare(b + 3, a + 1, n > 4990 ? 4990 : n) || b[2])
            wrong++;
        if (n < 4000 && b[3 + n]) wrong++;
    }
    CHECK(!wrong, "memcpy: so many bytes and no more; the result is the destination");
    wrong = 0;
    for (size_t n = 1; n < 2000; n = n * 3 / 2 + 1)
        for (size_t shift = 1; shift < 40; shift += 13) {
            copy(b, a, 3000);
            if (move(b + shift, b, n) != b + shift || memcmp(b + shift, a, n)) wrong++;
            copy(b, a, 3000);
            if (move(b, b + shift, n) != b || memcmp(b, a + shift, n)) wrong++;
        }
    CHECK(!wrong, "memmove: the areas may overlap, either way");
    wrong = 0;
    for (size_t n = 0; n < 3000; n = n < 40 ? n + 1 : n * 2) {
        for (size_t i = 0; i < sizeof b; i++) b[i] = 1;
        if (set(b + 1, 0x1a5, n) != b + 1 || b[0] != 1 || b[n + 1] != 1) wrong++;
        for (size_t i = 0; i < n; i++) wrong += b[1 + i] != (char)0xa5;
    }
    CHECK(!wrong, "memset: the low byte, so many times");
    CHECK(compare("abcdefghijklmnop", "abcdefghijklmnoq", 16) < 0 && compare("\x80", "\x7f", 1) > 0 &&
              !compare("ab", "ac", 1),
          "memcmp: unsigned bytes, the first difference");
    CHECK(find(a, a[4000], 4001) != NULL && find("abcdefghijklmnopqrstuvwxyz0123456789", '9', 36) != NULL &&
              !find("abcdefghijklmnopqrstuvwxyz0123456789", '9', 35) && !find("x", 'x', 0),
          "memchr: the first such byte, NULL where there is none");
}

static void test_strings(void)
{
    char *(*find)(const char *, int) = CALL(char *, strchr, const char *, int);
    char *(*find_last)(const char *, int) = CALL(char *, strrchr, const char *, int);
    char *(*find_text)(const char *, const char *) = CALL(char *, strstr, const char *, const char *);
    wchar_t *(*wide_find)(const wchar_t *, wchar_t) = CALL(wchar_t *, wcschr, const wchar_t *, wchar_t);
    wchar_t *(*wide_last)(const wchar_t *, wchar_t) = CALL(wchar_t *, wcsrchr, const wchar_t *, wchar_t);
    wchar_t *(*wide_text)(const wchar_t *, const wchar_t *) = CALL(wchar_t *, wcsstr, const wchar_t *, const wchar_t *);
    const char *s = "one/two/three";
    const wchar_t *w = L"one/two/three";
    CHECK(find(s, '/') == s + 3 && find(s, 0) == s + 13 && !find(s, 'x'), "strchr: the first, the end, NULL");
    CHECK(find_last(s, '/') == s + 7 && find_last(s, 0) == s + 13 && !find_last(s, 'x'),
          "strrchr: the last, the end, NULL");
    CHECK(find_text(s, "two/") == s + 4 && find_text(s, "") == s && !find_text(s, "threes"), "strstr: where, NULL");
    CHECK(wide_find(w, '/') == w + 3 && wide_find(w, 0) == w + 13 && !wide_find(w, 'x'),
          "wcschr: the first, the end, NULL");
    CHECK(wide_last(w, '/') == w + 7 && wide_last(w, 0) == w + 13 && !wide_last(w, 'x'),
          "wcsrchr: the last, the end, NULL");
    CHECK(wide_text(w, L"two/") == w + 4 && wide_text(w, L"") == w && !wide_text(w, L"threes"), "wcsstr: where, NULL");
}

struct exception_data {
    const char *what;
    BOOLEAN owned;
};

static void test_exception_data(void)
{
    void (*copy)(const struct exception_data *, struct exception_data *) =
        CALL(void, __std_exception_copy, const struct exception_data *, struct exception_data *);
    void (*destroy)(struct exception_data *) = CALL(void, __std_exception_destroy, struct exception_data *);
    struct exception_data literal = {"literal", FALSE}, owned = {"owned", TRUE}, none = {NULL, TRUE}, to = {0};
    copy(&literal, &to);
    CHECK(to.what == literal.what && !to.owned, "__std_exception_copy: a text that is not owned is shared");
    destroy(&to);
    CHECK(!to.what && !to.owned, "__std_exception_destroy: nothing is left");
    copy(&owned, &to);
    CHECK(to.what && to.what != owned.what && !strcmp(to.what, "owned") && to.owned,
          "__std_exception_copy: a text that is owned is copied");
    destroy(&to);
    CHECK(!to.what && !to.owned, "__std_exception_destroy: the copy is freed");
    copy(&none, &to);
    CHECK(!to.what && !to.owned, "__std_exception_copy: no text stays none");
}

struct frame_info {
    void *object;
    struct frame_info *next;
};

static void test_frames(void)
{
    struct frame_info *(*create)(struct frame_info *, void *) =
        CALL(struct frame_info *, _CreateFrameInfo, struct frame_info *, void *);
    void (*unlink)(struct frame_info *) = CALL(void, _FindAndUnlinkFrame, struct frame_info *);
    int (*is_last)(void *) = CALL(int, _IsExceptionObjectToBeDestroyed, void *);
    struct frame_info one, two, three;
    int a, b;
    CHECK(is_last(&a) && is_last(&b), "_IsExceptionObjectToBeDestroyed: yes where no handler has the object");
    CHECK(create(&one, &a) == &one && create(&two, &b) == &two && create(&three, &a) == &three && one.object == &a,
          "_CreateFrameInfo enters an object");
    CHECK(!is_last(&a) && !is_last(&b), "_IsExceptionObjectToBeDestroyed: no while a handler has it");
    unlink(&three);
    CHECK(!is_last(&a), "nor while another still has it");
    unlink(&two);
    CHECK(is_last(&b) && !is_last(&a), "_FindAndUnlinkFrame takes one out");
    unlink(&one);
    CHECK(is_last(&a), "and the last");
}

struct displacement {
    int member, table, entry;
};

static void test_adjust(void)
{
    void *(*adjust)(void *, const struct displacement *) =
        CALL(void *, __AdjustPointer, void *, const struct displacement *);
    struct {
        long long first;
        const int *bases;
        char rest[64];
    } object = {0};
    static const int bases[] = {0, 24, 40};
    object.bases = bases;
    CHECK(adjust(&object, &(struct displacement){16, -1, 0}) == (char *)&object + 16, "__AdjustPointer: a member base");
    CHECK(adjust(&object, &(struct displacement){4, 8, 8}) == (char *)&object + 8 + 40 + 4,
          "__AdjustPointer: a virtual base, by the object's table");
}

static void test_windows(void)
{
    DWORD(WINAPI * file_name)
    (HMODULE, WCHAR *, DWORD) = (void *)GetProcAddress(runtime, "__vcrt_GetModuleFileNameW");
    HMODULE(WINAPI * handle)(const WCHAR *) = (void *)GetProcAddress(runtime, "__vcrt_GetModuleHandleW");
    HMODULE(WINAPI * load)
    (const WCHAR *, HANDLE, DWORD) = (void *)GetProcAddress(runtime, "__vcrt_LoadLibraryExW");
    BOOL(WINAPI * section)
    (CRITICAL_SECTION *, DWORD, DWORD) = (void *)GetProcAddress(runtime, "__vcrt_InitializeCriticalSectionEx");
    WCHAR name[300];
    CHECK(file_name(runtime, name, 300) > 12 && !_wcsicmp(name + wcslen(name) - 16, L"vcruntime140.dll"),
          "__vcrt_GetModuleFileNameW: a module's file");
    CHECK(!file_name((HMODULE)(ULONG_PTR)0x1234567, name, 300), "__vcrt_GetModuleFileNameW: 0 for no module");
    CHECK(handle(L"kernel32.dll") == GetModuleHandleW(L"kernel32.dll") && !handle(L"no-such.dll"),
          "__vcrt_GetModuleHandleW: a loaded module, NULL");
    CHECK(load(L"kernel32.dll", NULL, 0) == GetModuleHandleW(L"kernel32.dll") && !load(L"no-such.dll", NULL, 0),
          "__vcrt_LoadLibraryExW: a module, NULL");
    CRITICAL_SECTION lock = {0};
    CHECK(section(&lock, 4000, 0) && TryEnterCriticalSection(&lock),
          "__vcrt_InitializeCriticalSectionEx: a lock that works");
    CHECK(!section(&lock, 4000, 0xffffffff), "__vcrt_InitializeCriticalSectionEx: FALSE for flags that are none");
}

int main(void)
{
    runtime = LoadLibraryA("vcruntime140.dll");
    test_memory();
    test_strings();
    test_exception_data();
    test_frames();
    test_adjust();
    test_windows();
    return check_done();
}
