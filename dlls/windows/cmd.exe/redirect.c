/* SPDX-License-Identifier: MIT */
/* > >> < and >&: the handles 0 to 9, of which 0 to 2 are what programs are started with. */
#include "cmd.h"

BOOL output_unicode;

static HANDLE handles[10];

static const DWORD standard[] = {STD_INPUT_HANDLE, STD_OUTPUT_HANDLE, STD_ERROR_HANDLE};

void redirect_init(void)
{
    for (int i = 0; i < 3; i++) handles[i] = GetStdHandle(standard[i]);
}

HANDLE output_handle(int handle)
{
    return handles[handle];
}

void redirect_set(int handle, HANDLE to)
{
    if (handle == 1) print_flush();
    handles[handle] = to;
    if (handle < 3) SetStdHandle(standard[handle], to);
}

static HANDLE open_file(const WCHAR *name, WCHAR how)
{
    HANDLE file;
    if (how == '<') {
        file = CreateFileW(name, GENERIC_READ, FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE, NULL,
                           OPEN_EXISTING, FILE_ATTRIBUTE_NORMAL, NULL);
    } else {
        file = CreateFileW(name, GENERIC_WRITE, FILE_SHARE_READ | FILE_SHARE_DELETE, NULL,
                           how == 'a' ? OPEN_ALWAYS : CREATE_ALWAYS, FILE_ATTRIBUTE_NORMAL, NULL);
        if (file != INVALID_HANDLE_VALUE && how == 'a' && GetFileType(file) == FILE_TYPE_DISK)
            SetFilePointer(file, 0, NULL, FILE_END);
    }
    return file;
}

BOOL redirect_begin(struct pool *pool, const struct redirect *list, struct saved **saved)
{
    *saved = NULL;
    for (; list; list = list->next) {
        HANDLE to, opened = INVALID_HANDLE_VALUE;
        if (list->how == '&') {
            to = handles[list->from];
            if (!to || to == INVALID_HANDLE_VALUE) {
                redirect_end(*saved);
                print_error(L"The handle could not be duplicated\r\nduring redirection of handle %d.\r\n", list->from);
                return FALSE;
            }
        } else {
            WCHAR *name = without_end(unquoted(pool, expand_run(pool, list->name)));
            to = opened = open_file(name, list->how);
            if (to == INVALID_HANDLE_VALUE) {
                DWORD error = GetLastError();
                redirect_end(*saved);
                print_system_error(error);
                return FALSE;
            }
        }
        struct saved *save = pool_alloc(pool, sizeof *save);
        *save = (struct saved){*saved, list->handle, handles[list->handle], opened};
        *saved = save;
        redirect_set(list->handle, to);
    }
    return TRUE;
}

void redirect_end(struct saved *saved)
{
    if (saved) print_flush();
    for (; saved; saved = saved->next) {
        redirect_set(saved->handle, saved->before);
        if (saved->opened != INVALID_HANDLE_VALUE) CloseHandle(saved->opened);
    }
}
