/* SPDX-License-Identifier: MIT */
/* Where the definitions of messages come from: the system's table, which the build makes of system.messages, and the
 * message-table resources of modules.  Left out: the system's messages in other languages than English. */
#include "kernelbase.h"
#include "message.h"
#include "system_messages.h"

/* ---- the system's ---- */

static const char *text_find(DWORD id)
{
    for (unsigned low = 0, high = ARRAYSIZE(messages); low < high;) {
        unsigned middle = (low + high) / 2;
        if (messages[middle].id == id) return message_texts + messages[middle].offset;
        if (id < messages[middle].id)
            high = middle;
        else
            low = middle + 1;
    }
    return NULL;
}

/* Whether English is what is asked for: by its name, or as the neutral language in any of its kinds. */
static BOOL language_is_ours(DWORD language)
{
    return PRIMARYLANGID(language) == LANG_NEUTRAL || language == MAKELANGID(LANG_ENGLISH, SUBLANG_NEUTRAL) ||
           language == MAKELANGID(LANG_ENGLISH, SUBLANG_ENGLISH_US);
}

WCHAR *message_system(DWORD id, DWORD language)
{
    const char *english = text_find(id);

    if (!language_is_ours(language)) return RtlSetLastWin32Error(ERROR_RESOURCE_LANG_NOT_FOUND), NULL;
    if (!english && (id & 0xffff0000) == 0x80070000) english = text_find(id & 0xffff); /* HRESULT_FROM_WIN32 */
    if (!english) return RtlSetLastWin32Error(ERROR_MR_MID_NOT_FOUND), NULL;
    SIZE_T length = strlen(english);
    WCHAR *text = base_alloc((length + 3) * sizeof(WCHAR));
    if (!text) return NULL;
    for (SIZE_T i = 0; i < length; i++) text[i] = (WCHAR)english[i];
    wcscpy(text + length, L"\r\n");
    return text;
}

/* ---- a module's ---- */

static WCHAR *entry_text(const MESSAGE_RESOURCE_ENTRY *entry)
{
    ULONG bytes = entry->Length - (ULONG)sizeof(DWORD), written = bytes;
    WCHAR *text = base_alloc((bytes + 1) * sizeof(WCHAR));

    if (!text) return NULL;
    if (entry->Flags & MESSAGE_RESOURCE_UNICODE)
        memcpy(text, entry->Text, bytes);
    else
        RtlMultiByteToUnicodeN(text, bytes * sizeof(WCHAR), &written, (const char *)entry->Text, bytes);
    text[written / sizeof(WCHAR)] = 0;
    return text;
}

/* A message in the table of one language; NULL: the table has none. */
static WCHAR *table_text(HMODULE module, WORD language, DWORD id)
{
    HRSRC found = FindResourceExW(module, (const WCHAR *)RT_MESSAGETABLE, MAKEINTRESOURCEW(1), language);
    const MESSAGE_RESOURCE_DATA *data = found ? LoadResource(module, found) : NULL;
    ULONG size = data ? SizeofResource(module, found) : 0;

    for (ULONG i = 0; data && i < data->NumberOfBlocks && (i + 1) * sizeof *data->Blocks + 4 <= size; i++) {
        const MESSAGE_RESOURCE_BLOCK *block = &data->Blocks[i];
        if (id < block->LowId || id > block->HighId) continue;
        ULONG offset = block->OffsetToEntries;
        for (DWORD at = block->LowId; offset < size && size - offset >= sizeof(DWORD); at++) {
            const MESSAGE_RESOURCE_ENTRY *entry = (const void *)((const BYTE *)data + offset);
            if (entry->Length < sizeof(DWORD) || entry->Length > size - offset) break;
            if (at == id) return entry_text(entry);
            offset += entry->Length;
        }
        break;
    }
    return NULL;
}

struct search {
    DWORD id;
    WORD language;
    BOOL any, seen; /* whatever language it is; one that fits was there */
    WCHAR *text;
};

static BOOL CALLBACK language_visit(HMODULE module, const WCHAR *type, const WCHAR *name, WORD language, LONG_PTR to)
{
    struct search *search = (struct search *)to;

    (void)type, (void)name;
    if (!search->any && language != search->language) return TRUE;
    search->seen = TRUE;
    search->text = table_text(module, language, search->id);
    return !search->text;
}

WCHAR *message_module(HMODULE module, DWORD id, DWORD language)
{
    WORD order[] = {LANG_NEUTRAL, LANGIDFROMLCID(GetThreadLocale()), GetUserDefaultLangID(), GetSystemDefaultLangID(),
                    MAKELANGID(LANG_ENGLISH, SUBLANG_ENGLISH_US)};
    struct search search = {.id = id};

    /* one more than the order has: what else is there */
    for (ULONG i = 0; i <= ARRAYSIZE(order) && !search.text; i++) {
        if (language)
            search.language = (WORD)language;
        else if (i < ARRAYSIZE(order))
            search.language = order[i];
        else
            search.any = TRUE;
        if (!EnumResourceLanguagesW(module, (const WCHAR *)RT_MESSAGETABLE, MAKEINTRESOURCEW(1), language_visit,
                                    (LONG_PTR)&search) &&
            !search.seen)
            return RtlSetLastWin32Error(ERROR_RESOURCE_TYPE_NOT_FOUND), NULL;
        if (language) break;
    }
    if (!search.text) RtlSetLastWin32Error(search.seen ? ERROR_MR_MID_NOT_FOUND : ERROR_RESOURCE_LANG_NOT_FOUND);
    return search.text;
}
