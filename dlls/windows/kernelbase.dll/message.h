/* SPDX-License-Identifier: MIT */
#ifndef METIC_MESSAGE_H
#define METIC_MESSAGE_H

/* The definition of a message of the system, in English, with its line end; base_free() it.  An HRESULT that carries a
 * Win32 error counts as that.  NULL with the last error set: ERROR_RESOURCE_LANG_NOT_FOUND for a language other than
 * English, ERROR_MR_MID_NOT_FOUND. */
WCHAR *message_system(DWORD id, DWORD language);

/* The definition of a message in a module's message table (NULL: the program's); base_free() it.  Language 0 takes them
 * in the order that "FormatMessage function" gives, any other one is the only one.  NULL with the last error set:
 * ERROR_RESOURCE_TYPE_NOT_FOUND (the module has no such table), ERROR_RESOURCE_LANG_NOT_FOUND,
 * ERROR_MR_MID_NOT_FOUND. */
WCHAR *message_module(HMODULE module, DWORD id, DWORD language);

#endif
