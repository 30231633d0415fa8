/* SPDX-License-Identifier: MIT */
/* Opening programs ("ShellExecuteExW function"): what CreateProcess can start, by the verb "open" or by none.  Left
 * out: documents, which no program is registered for, other verbs, how the window is to be shown. */
#define _SHELL32_
#include "nt.h"
#include "nt_lib.h"

#include <shellapi.h>
#include <wchar.h>

enum { LONGEST = 0x8000 };

static BOOL fail(SHELLEXECUTEINFOW *info, DWORD error, UINT_PTR code)
{
    info->hInstApp = (HINSTANCE)code;
    SetLastError(error);
    return FALSE;
}

static BOOL is_program(const WCHAR *path)
{
    const WCHAR *name = wcsrchr(path, '\\'), *dot = wcsrchr(name ? name : path, '.');
    return dot && CompareStringOrdinal(dot, -1, L".exe", -1, TRUE) == CSTR_EQUAL;
}

static BOOL start(SHELLEXECUTEINFOW *info, const WCHAR *path, WCHAR *line)
{
    STARTUPINFOW startup = {.cb = sizeof startup, .dwFlags = STARTF_USESHOWWINDOW, .wShowWindow = (WORD)info->nShow};
    PROCESS_INFORMATION made;
    const WCHAR *parameters = info->lpParameters ? info->lpParameters : L"";
    if (wcslen(path) + wcslen(parameters) + 4 > LONGEST) return fail(info, ERROR_FILENAME_EXCED_RANGE, SE_ERR_OOM);
    wcscpy(line, L"\""), wcscat(line, path), wcscat(line, L"\"");
    if (*parameters) wcscat(line, L" "), wcscat(line, parameters);
    if (!CreateProcessW(path, line, NULL, NULL, FALSE, CREATE_NEW_CONSOLE, NULL, info->lpDirectory, &startup, &made))
        return fail(info, GetLastError(), SE_ERR_ACCESSDENIED);
    CloseHandle(made.hThread);
    if (info->fMask & SEE_MASK_NOCLOSEPROCESS)
        info->hProcess = made.hProcess;
    else
        CloseHandle(made.hProcess);
    info->hInstApp = (HINSTANCE)42; /* "a value greater than 32" */
    return TRUE;
}

/* FALSE with ERROR_FILE_NOT_FOUND, ERROR_NO_ASSOCIATION (no program), ERROR_INVALID_PARAMETER; hInstApp is a SE_ERR_
 * code then. */
BOOL WINAPI ShellExecuteExW(SHELLEXECUTEINFOW *info)
{
    WCHAR path[MAX_PATH];
    if (!info || info->cbSize != sizeof *info) {
        SetLastError(ERROR_INVALID_PARAMETER);
        return FALSE;
    }
    info->hProcess = NULL;
    if (info->lpVerb && *info->lpVerb && CompareStringOrdinal(info->lpVerb, -1, L"open", -1, TRUE) != CSTR_EQUAL)
        return fail(info, ERROR_NO_ASSOCIATION, SE_ERR_NOASSOC);
    DWORD length = info->lpFile ? SearchPathW(NULL, info->lpFile, L".exe", MAX_PATH, path, NULL) : 0;
    if (!length || length >= MAX_PATH) return fail(info, ERROR_FILE_NOT_FOUND, SE_ERR_FNF);
    if (!is_program(path)) return fail(info, ERROR_NO_ASSOCIATION, SE_ERR_NOASSOC);
    WCHAR *line = LocalAlloc(LMEM_FIXED, LONGEST * sizeof *line);
    if (!line) return fail(info, ERROR_NOT_ENOUGH_MEMORY, SE_ERR_OOM);
    BOOL done = start(info, path, line);
    DWORD error = GetLastError();
    LocalFree(line);
    SetLastError(error);
    return done;
}

/* "ShellExecuteW function": above 32, or a SE_ERR_ code. */
HINSTANCE WINAPI ShellExecuteW(HWND window, LPCWSTR verb, LPCWSTR file, LPCWSTR parameters, LPCWSTR folder, INT show)
{
    SHELLEXECUTEINFOW info = {.cbSize = sizeof info,
                              .hwnd = window,
                              .lpVerb = verb,
                              .lpFile = file,
                              .lpParameters = parameters,
                              .lpDirectory = folder,
                              .nShow = show};
    ShellExecuteExW(&info);
    return info.hInstApp;
}

/* A caller's text as UTF-16, LocalFree's; NULL for NULL. */
static WCHAR *widen(const char *text)
{
    int length = text ? MultiByteToWideChar(CP_ACP, 0, text, -1, NULL, 0) : 0;
    WCHAR *wide = length ? LocalAlloc(LMEM_FIXED, (SIZE_T)length * sizeof *wide) : NULL;
    if (wide) MultiByteToWideChar(CP_ACP, 0, text, -1, wide, length);
    return wide;
}

HINSTANCE WINAPI ShellExecuteA(HWND window, LPCSTR verb, LPCSTR file, LPCSTR parameters, LPCSTR folder, INT show)
{
    WCHAR *const texts[] = {widen(verb), widen(file), widen(parameters), widen(folder)};
    HINSTANCE result = ShellExecuteW(window, texts[0], texts[1], texts[2], texts[3], show);
    for (size_t i = 0; i < ARRAYSIZE(texts); i++) LocalFree(texts[i]);
    return result;
}
