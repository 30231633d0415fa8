/* SPDX-License-Identifier: MIT */
/* What the file tests share: a folder of their own below the current one, small files in it, last errors. */
#ifndef METIC_TESTS_KERNEL32_SCRATCH_H
#define METIC_TESTS_KERNEL32_SCRATCH_H

#include <windows.h>

#include "check.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

#define NO_HANDLE ((HANDLE)(ULONG_PTR)0x7ffc)
#define SHARE_ALL (FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE)

/* The scratch folder's full path, without a separator at its end. */
__attribute__((unused)) static char scratch[MAX_PATH];
__attribute__((unused)) static WCHAR scratch_w[MAX_PATH];

/* Was this the last error? */
__attribute__((unused)) static BOOL failed(DWORD error)
{
    return GetLastError() == error;
}

/* Makes the folder and goes there. */
__attribute__((unused)) static void scratch_enter(void)
{
    char name[40];

    snprintf(name, sizeof name, "scratch-%lu", (unsigned long)GetCurrentProcessId());
    if (!CreateDirectoryA(name, NULL) || !SetCurrentDirectoryA(name)) {
        printf("Bail out! no folder to work in (%lu)\n", (unsigned long)GetLastError());
        exit(1);
    }
    GetCurrentDirectoryA(sizeof scratch, scratch);
    GetCurrentDirectoryW(MAX_PATH, scratch_w);
}

/* Leaves it and removes it; what a test left there makes this fail. */
__attribute__((unused)) static void scratch_leave(void)
{
    SetCurrentDirectoryA("..");
    CHECK(RemoveDirectoryA(scratch), "everything that was made has been removed");
}

/* Makes a file of `text`, or gives it this one. */
__attribute__((unused)) static void put_file(const char *name, const char *text)
{
    DWORD done;
    HANDLE file = CreateFileA(name, GENERIC_WRITE, SHARE_ALL, NULL, CREATE_ALWAYS, FILE_ATTRIBUTE_NORMAL, NULL);

    if (file == INVALID_HANDLE_VALUE || !WriteFile(file, text, (DWORD)strlen(text), &done, NULL))
        printf("# cannot write %s (%lu)\n", name, (unsigned long)GetLastError());
    CloseHandle(file);
}

/* What a file holds, up to 4095 bytes, in a static buffer; NULL: it does not open. */
__attribute__((unused)) static const char *file_text(const char *name)
{
    static char text[4096];
    DWORD done = 0;
    HANDLE file = CreateFileA(name, GENERIC_READ, SHARE_ALL, NULL, OPEN_EXISTING, 0, NULL);

    if (file == INVALID_HANDLE_VALUE) return NULL;
    if (!ReadFile(file, text, sizeof text - 1, &done, NULL)) done = 0;
    text[done] = 0;
    CloseHandle(file);
    return text;
}

/* Does the file hold this? */
__attribute__((unused)) static BOOL holds(const char *name, const char *text)
{
    const char *there = file_text(name);

    return there && !strcmp(there, text);
}

__attribute__((unused)) static BOOL is_there(const char *name)
{
    return GetFileAttributesA(name) != INVALID_FILE_ATTRIBUTES;
}

#endif
