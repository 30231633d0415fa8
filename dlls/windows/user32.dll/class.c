/* SPDX-License-Identifier: MIT */
/* Window classes of this process ("About Window Classes").  A class is known by its name, in whatever case, and the
 * module that registered it, or by the atom of that name, which registering gave.  There are no windows yet, so no
 * class has any, and none of the system's own classes is there. */
#define WINUSERAPI
#include "nt.h"
#include "nt_lib.h"

#include <string.h>
#include <wchar.h>

enum { FIRST_ATOM = 0xc000, MOST_EXTRA = 0x7fff, MOST_NAME = 255 };

struct class
{
    struct class *next;
    WNDCLASSEXW info; /* as it was registered; lpszClassName is `name` */
    ATOM atom;
    WCHAR name[];
};

/* The lock is for the list and all that is in it. */
static SRWLOCK lock = SRWLOCK_INIT;
static struct class *classes;
static ATOM last_atom = FIRST_ATOM;

/* "hInstance": none is the program itself. */
static HINSTANCE owner_of(HINSTANCE instance)
{
    return instance ? instance : GetModuleHandleW(NULL);
}

static BOOL is_atom(const WCHAR *name)
{
    return (ULONG_PTR)name <= 0xffff;
}

/* Where the class is in the list, or the list's end. */
static struct class **class_find(const WCHAR *name, HINSTANCE instance)
{
    struct class **at = &classes;

    instance = owner_of(instance);
    for (; *at; at = &(*at)->next) {
        BOOL here = (*at)->info.hInstance == instance || ((*at)->info.style & CS_GLOBALCLASS);
        if (here && (is_atom(name) ? (*at)->atom == (ATOM)(ULONG_PTR)name : !_wcsicmp((*at)->name, name))) break;
    }
    return at;
}

/* The atom of a name, which modules that register it have in common; 0: there are no more. */
static ATOM class_atom(const WCHAR *name)
{
    for (const struct class *at = classes; at; at = at->next)
        if (!_wcsicmp(at->name, name)) return at->atom;
    return last_atom == MAXWORD ? 0 : ++last_atom;
}

static ULONG_PTR class_fail(DWORD error)
{
    SetLastError(error);
    return 0;
}

/* "RegisterClassExW function": an atom; ERROR_INVALID_PARAMETER, ERROR_CLASS_ALREADY_EXISTS. */
ATOM WINAPI RegisterClassExW(const WNDCLASSEXW *info)
{
    if (!info || info->cbSize != sizeof *info || is_atom(info->lpszClassName) || info->cbClsExtra < 0 ||
        info->cbClsExtra > MOST_EXTRA || info->cbWndExtra < 0 || info->cbWndExtra > MOST_EXTRA)
        return (ATOM)class_fail(ERROR_INVALID_PARAMETER);
    size_t length = wcslen(info->lpszClassName);
    if (!length || length > MOST_NAME) return (ATOM)class_fail(ERROR_INVALID_PARAMETER);
    struct class *made = HeapAlloc(GetProcessHeap(), 0, sizeof *made + (length + 1) * sizeof(WCHAR));
    if (!made) return (ATOM)class_fail(ERROR_NOT_ENOUGH_MEMORY);
    made->info = *info;
    made->info.hInstance = owner_of(info->hInstance);
    memcpy(made->name, info->lpszClassName, (length + 1) * sizeof(WCHAR));
    made->info.lpszClassName = made->name;

    AcquireSRWLockExclusive(&lock);
    BOOL taken = *class_find(made->name, made->info.hInstance) != NULL;
    ATOM atom = taken ? 0 : class_atom(made->name);
    if (atom) {
        made->atom = atom;
        made->next = classes;
        classes = made;
    }
    ReleaseSRWLockExclusive(&lock);
    if (atom) return atom;
    HeapFree(GetProcessHeap(), 0, made);
    return (ATOM)class_fail(taken ? ERROR_CLASS_ALREADY_EXISTS : ERROR_NOT_ENOUGH_MEMORY);
}

ATOM WINAPI RegisterClassW(const WNDCLASSW *info)
{
    if (!info) return (ATOM)class_fail(ERROR_INVALID_PARAMETER);
    return RegisterClassExW(&(WNDCLASSEXW){sizeof(WNDCLASSEXW), info->style, info->lpfnWndProc, info->cbClsExtra,
                                           info->cbWndExtra, info->hInstance, info->hIcon, info->hCursor,
                                           info->hbrBackground, info->lpszMenuName, info->lpszClassName, NULL});
}

/* A class's name as the wide functions take it: an atom as it is.  FALSE: it is too long to be any's. */
static BOOL wide_name(const char *name, WCHAR wide[MOST_NAME + 1], const WCHAR **out)
{
    if (is_atom((const WCHAR *)(const void *)name)) {
        *out = (const WCHAR *)(const void *)name;
        return TRUE;
    }
    *out = wide;
    return MultiByteToWideChar(CP_ACP, 0, name, -1, wide, MOST_NAME + 1) != 0;
}

/* The name of a menu stays as it was given: who asks for it by GetClassInfoA gets the same pointer. */
ATOM WINAPI RegisterClassExA(const WNDCLASSEXA *info)
{
    WCHAR wide[MOST_NAME + 1];
    WNDCLASSEXW made;

    C_ASSERT(sizeof made == sizeof *info);
    if (!info || info->cbSize != sizeof *info) return (ATOM)class_fail(ERROR_INVALID_PARAMETER);
    memcpy(&made, info, sizeof made);
    if (!wide_name(info->lpszClassName, wide, &made.lpszClassName)) return (ATOM)class_fail(ERROR_INVALID_PARAMETER);
    return RegisterClassExW(&made);
}

ATOM WINAPI RegisterClassA(const WNDCLASSA *info)
{
    if (!info) return (ATOM)class_fail(ERROR_INVALID_PARAMETER);
    return RegisterClassExA(&(WNDCLASSEXA){sizeof(WNDCLASSEXA), info->style, info->lpfnWndProc, info->cbClsExtra,
                                           info->cbWndExtra, info->hInstance, info->hIcon, info->hCursor,
                                           info->hbrBackground, info->lpszMenuName, info->lpszClassName, NULL});
}

/* "UnregisterClassW function": ERROR_CLASS_DOES_NOT_EXIST. */
BOOL WINAPI UnregisterClassW(LPCWSTR name, HINSTANCE instance)
{
    AcquireSRWLockExclusive(&lock);
    struct class **at = class_find(name, instance), *gone = *at;
    if (gone) *at = gone->next;
    ReleaseSRWLockExclusive(&lock);
    if (!gone) return (BOOL)class_fail(ERROR_CLASS_DOES_NOT_EXIST);
    HeapFree(GetProcessHeap(), 0, gone);
    return TRUE;
}

BOOL WINAPI UnregisterClassA(LPCSTR name, HINSTANCE instance)
{
    WCHAR wide[MOST_NAME + 1];
    const WCHAR *wanted;

    if (!wide_name(name, wide, &wanted)) return (BOOL)class_fail(ERROR_CLASS_DOES_NOT_EXIST);
    return UnregisterClassW(wanted, instance);
}

/* "GetClassInfoExW function": the atom, which callers take as TRUE; cbSize is not written, and the name is the
 * caller's own. */
static ATOM class_info(HINSTANCE instance, const WCHAR *name, WNDCLASSEXW *out)
{
    AcquireSRWLockShared(&lock);
    struct class *found = *class_find(name, instance);
    ATOM atom = found ? found->atom : 0;
    if (found) *out = found->info;
    ReleaseSRWLockShared(&lock);
    return atom ? atom : (ATOM)class_fail(ERROR_CLASS_DOES_NOT_EXIST);
}

BOOL WINAPI GetClassInfoExW(HINSTANCE instance, LPCWSTR name, WNDCLASSEXW *out)
{
    WNDCLASSEXW info;

    if (!out) return (BOOL)class_fail(ERROR_INVALID_PARAMETER);
    ATOM atom = class_info(instance, name, &info);
    if (!atom) return FALSE;
    info.cbSize = out->cbSize;
    info.lpszClassName = name;
    *out = info;
    return atom;
}

BOOL WINAPI GetClassInfoExA(HINSTANCE instance, LPCSTR name, WNDCLASSEXA *out)
{
    WCHAR wide[MOST_NAME + 1];
    const WCHAR *wanted;
    WNDCLASSEXW info = {0};

    if (!out) return (BOOL)class_fail(ERROR_INVALID_PARAMETER);
    if (!wide_name(name, wide, &wanted)) return (BOOL)class_fail(ERROR_CLASS_DOES_NOT_EXIST);
    info.cbSize = out->cbSize;
    BOOL atom = GetClassInfoExW(instance, wanted, &info);
    if (!atom) return FALSE;
    memcpy(out, &info, sizeof *out);
    out->lpszClassName = name;
    return atom;
}

BOOL WINAPI GetClassInfoW(HINSTANCE instance, LPCWSTR name, WNDCLASSW *out)
{
    WNDCLASSEXW info = {.cbSize = sizeof info};

    if (!out) return (BOOL)class_fail(ERROR_INVALID_PARAMETER);
    BOOL atom = GetClassInfoExW(instance, name, &info);
    if (atom)
        *out = (WNDCLASSW){info.style, info.lpfnWndProc, info.cbClsExtra,    info.cbWndExtra,   info.hInstance,
                           info.hIcon, info.hCursor,     info.hbrBackground, info.lpszMenuName, info.lpszClassName};
    return atom;
}

BOOL WINAPI GetClassInfoA(HINSTANCE instance, LPCSTR name, WNDCLASSA *out)
{
    WNDCLASSEXA info = {.cbSize = sizeof info};

    if (!out) return (BOOL)class_fail(ERROR_INVALID_PARAMETER);
    BOOL atom = GetClassInfoExA(instance, name, &info);
    if (atom)
        *out = (WNDCLASSA){info.style, info.lpfnWndProc, info.cbClsExtra,    info.cbWndExtra,   info.hInstance,
                           info.hIcon, info.hCursor,     info.hbrBackground, info.lpszMenuName, info.lpszClassName};
    return atom;
}
