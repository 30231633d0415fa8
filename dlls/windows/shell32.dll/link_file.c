/* SPDX-License-Identifier: MIT */
/* The file of a shortcut ([MS-SHLLINK] 2): header, the target's IDs where they were set, where the target is, strings,
 * and the path with variables.  Written are texts in UTF-16; read also those of the ANSI code page.  Of the extra data
 * only the path with variables is looked at; what else a file has there is not kept. */
#include "link.h"

#include <string.h>
#include <wchar.h>
#include <winnetwk.h>

enum { HEADER = 0x4c, INFO = 0x1c, INFO_WIDE = 0x24, VOLUME = 0x10, NETWORK_WIDE = 0x1c, VARIABLES = 0x314 };
enum { HAS_IDS = 1, HAS_INFO = 2, HAS_STRINGS = 4, IS_UNICODE = 0x80, HAS_VARIABLES = 0x200 };
enum { INFO_LOCAL = 1, INFO_NETWORK = 2, NETWORK_TYPE = 2 };
#define VARIABLES_SIGNATURE 0xa0000001

static const BYTE link_class[16] = {0x01, 0x14, 0x02, 0, 0, 0, 0, 0, 0xc0, 0, 0, 0, 0, 0, 0, 0x46};

void link_clear(struct link_data *data)
{
    for (int i = 0; i < LINK_TEXTS; i++) LocalFree(data->text[i]);
    LocalFree(data->ids);
    memset(data, 0, sizeof *data);
    data->show = SW_SHOWNORMAL;
}

/* ---- reading ---- */

struct bytes {
    const BYTE *at;
    size_t size;
};

static DWORD word(struct bytes from, size_t offset, size_t width)
{
    DWORD value = 0;
    if (offset <= from.size && width <= from.size - offset) memcpy(&value, from.at + offset, width);
    return value;
}

/* What begins with its own size, of `width` bytes, at an offset; none: size 0. */
static struct bytes part(struct bytes from, size_t offset, size_t width)
{
    DWORD size = word(from, offset, width);
    if (offset > from.size || size > from.size - offset) size = 0;
    return (struct bytes){from.at + offset, size};
}

static BOOL take(struct link_data *data, enum link_text which, WCHAR *made)
{
    LocalFree(data->text[which]);
    data->text[which] = made;
    return made != NULL;
}

static WCHAR *text_wide(const BYTE *at, size_t count)
{
    WCHAR *made = LocalAlloc(LMEM_FIXED, (count + 1) * sizeof *made);
    if (!made) return NULL;
    memcpy(made, at, count * sizeof *made);
    made[count] = 0;
    return made;
}

static WCHAR *text_narrow(const BYTE *at, size_t count)
{
    WCHAR *made = LocalAlloc(LMEM_FIXED, (count + 1) * sizeof *made);
    if (!made) return NULL;
    int length = count ? MultiByteToWideChar(CP_ACP, 0, (const char *)at, (int)count, made, (int)count) : 0;
    made[length] = 0;
    return made;
}

BOOL link_set(struct link_data *data, enum link_text which, const WCHAR *text)
{
    if (text) return take(data, which, text_wide((const BYTE *)text, wcslen(text)));
    take(data, which, NULL);
    return TRUE;
}

/* A text that ends with a zero, at most with its part; an offset of 0 is none. */
static WCHAR *text_at(struct bytes from, DWORD offset, BOOL wide)
{
    size_t width = wide ? sizeof(WCHAR) : 1, count = 0;
    if (!offset || offset >= from.size) return NULL;
    size_t room = (from.size - offset) / width;
    if (room > LINK_LONGEST) room = LINK_LONGEST;
    while (count < room && word(from, offset + count * width, width)) count++;
    return wide ? text_wide(from.at + offset, count) : text_narrow(from.at + offset, count);
}

static WCHAR *join(WCHAR *front, const WCHAR *between, WCHAR *back)
{
    size_t length = front && back ? wcslen(front) + wcslen(between) + wcslen(back) : 0;
    WCHAR *made = length ? LocalAlloc(LMEM_FIXED, (length + 1) * sizeof *made) : NULL;
    if (made) wcscpy(made, front), wcscat(made, between), wcscat(made, back);
    LocalFree(front);
    LocalFree(back);
    return made;
}

/* LinkInfo: a base and what follows it. */
static WCHAR *info_target(struct bytes info)
{
    DWORD flags = word(info, 8, 4);
    BOOL wide = word(info, 4, 4) >= INFO_WIDE;
    DWORD wide_suffix = wide ? word(info, 0x20, 4) : 0;
    WCHAR *suffix = text_at(info, wide_suffix ? wide_suffix : word(info, 0x18, 4), wide_suffix != 0);
    if (!suffix) suffix = text_wide(NULL, 0);
    if (flags & INFO_LOCAL) {
        DWORD wide_base = wide ? word(info, 0x1c, 4) : 0;
        return join(text_at(info, wide_base ? wide_base : word(info, 0x10, 4), wide_base != 0), L"", suffix);
    }
    if (flags & INFO_NETWORK) {
        struct bytes network = part(info, word(info, 0x14, 4), 4);
        DWORD name = word(network, 8, 4), wide_name = name > 0x14 ? word(network, 0x14, 4) : 0;
        return join(text_at(network, wide_name ? wide_name : name, wide_name != 0), suffix && *suffix ? L"\\" : L"",
                    suffix);
    }
    LocalFree(suffix);
    return NULL;
}

static void extra_parse(struct bytes file, size_t at, struct link_data *data)
{
    for (struct bytes block; (block = part(file, at, 4)).size >= 8; at += block.size) {
        if (word(block, 4, 4) != VARIABLES_SIGNATURE || block.size != VARIABLES) continue;
        struct bytes wide = {block.at, VARIABLES};
        take(data, LINK_RAW, text_at(wide, 8 + MAX_PATH, TRUE));
    }
}

BOOL link_parse(const BYTE *bytes, size_t size, struct link_data *data)
{
    struct bytes file = {bytes, size};
    size_t at = HEADER;
    if (size < HEADER || word(file, 0, 4) != HEADER || memcmp(bytes + 4, link_class, sizeof link_class)) return FALSE;
    DWORD flags = word(file, 0x14, 4);
    data->attributes = word(file, 0x18, 4);
    memcpy(&data->made, bytes + 0x1c, 8);
    memcpy(&data->used, bytes + 0x24, 8);
    memcpy(&data->written, bytes + 0x2c, 8);
    data->size = word(file, 0x34, 4);
    data->icon = (INT)word(file, 0x38, 4);
    data->show = word(file, 0x3c, 4);
    data->hotkey = (WORD)word(file, 0x40, 2);
    if (data->show != SW_SHOWMAXIMIZED && data->show != SW_SHOWMINNOACTIVE) data->show = SW_SHOWNORMAL;
    if (flags & HAS_IDS) {
        DWORD length = word(file, at, 2);
        if (length < 2 || size - at < 2 || length > size - at - 2) return FALSE;
        data->ids = LocalAlloc(LMEM_FIXED, length);
        if (!data->ids) return FALSE;
        memcpy(data->ids, bytes + at + 2, length);
        data->ids_size = (WORD)length;
        at += 2 + length;
    }
    if (flags & HAS_INFO) {
        struct bytes info = part(file, at, 4);
        if (info.size < INFO) return FALSE;
        take(data, LINK_TARGET, info_target(info));
        at += info.size;
    }
    for (int i = 0; i < LINK_STRINGS; i++) {
        if (!(flags & HAS_STRINGS << i)) continue;
        size_t count = word(file, at, 2), width = flags & IS_UNICODE ? sizeof(WCHAR) : 1;
        if (size - at < 2 || count * width > size - at - 2) return FALSE;
        if (!take(data, i, width > 1 ? text_wide(bytes + at + 2, count) : text_narrow(bytes + at + 2, count)))
            return FALSE;
        at += 2 + count * width;
    }
    extra_parse(file, at, data);
    return TRUE;
}

/* ---- writing ---- */

/* Without bytes it only counts.  The volume is asked once, that it be the same when it is written. */
struct out {
    BYTE *bytes;
    size_t used;
    DWORD type, serial;
    WCHAR label[MAX_PATH + 1];
};

static void put(struct out *out, const void *data, size_t size)
{
    if (out->bytes && size) memcpy(out->bytes + out->used, data, size);
    out->used += size;
}

static void put_word(struct out *out, size_t value, size_t width)
{
    put(out, &value, width);
}

/* What stood at an offset is known now. */
static void patch(struct out *out, size_t offset, size_t value)
{
    DWORD word = (DWORD)value;
    if (out->bytes) memcpy(out->bytes + offset, &word, sizeof word);
}

static void put_narrow(struct out *out, const WCHAR *text, size_t length)
{
    static const BYTE zero;
    int size = length ? WideCharToMultiByte(CP_ACP, 0, text, (int)length, NULL, 0, NULL, NULL) : 0;
    if (out->bytes && size)
        WideCharToMultiByte(CP_ACP, 0, text, (int)length, (char *)out->bytes + out->used, size, NULL, NULL);
    out->used += (size_t)size;
    put(out, &zero, 1);
}

static void put_wide(struct out *out, const WCHAR *text, size_t length)
{
    put(out, text, length * sizeof *text);
    put_word(out, 0, sizeof(WCHAR));
}

static void volume_ask(struct out *out, const WCHAR *target)
{
    WCHAR root[] = {target[0], ':', '\\', 0};
    out->type = GetDriveTypeW(root);
    if (!GetVolumeInformationW(root, out->label, ARRAYSIZE(out->label), &out->serial, NULL, NULL, NULL, 0))
        out->label[0] = 0;
}

static void put_volume(struct out *out)
{
    size_t start = out->used;
    put_word(out, 0, 4);
    put_word(out, out->type, 4);
    put_word(out, out->serial, 4);
    put_word(out, VOLUME, 4); /* VolumeLabelOffset */
    put_narrow(out, out->label, wcslen(out->label));
    patch(out, start, out->used - start);
}

static void put_network(struct out *out, const WCHAR *name, size_t length)
{
    size_t start = out->used;
    put_word(out, 0, 4);
    put_word(out, NETWORK_TYPE, 4);
    put_word(out, NETWORK_WIDE, 4); /* NetNameOffset; the device has no name */
    put_word(out, 0, 4);
    put_word(out, WNNC_NET_LANMAN, 4);
    put_word(out, 0, 4); /* NetNameOffsetUnicode */
    put_word(out, 0, 4);
    put_narrow(out, name, length);
    patch(out, start + 0x14, out->used - start);
    put_wide(out, name, length);
    patch(out, start, out->used - start);
}

/* How much of \\SERVER\SHARE\... is server and share; 0: it is no such path. */
static size_t share_length(const WCHAR *target)
{
    const WCHAR *share = target[0] == '\\' && target[1] == '\\' ? wcschr(target + 2, '\\') : NULL;
    const WCHAR *end = share ? wcschr(share + 1, '\\') : NULL;
    return end ? (size_t)(end - target) : share ? wcslen(target) : 0;
}

static BOOL has_info(const WCHAR *target)
{
    return target && ((target[0] && target[1] == ':') || share_length(target));
}

static void put_info(struct out *out, const WCHAR *target)
{
    size_t start = out->used, share = share_length(target);
    const WCHAR *suffix = share ? target + share + (target[share] == '\\') : L"";
    put_word(out, 0, 4);
    put_word(out, INFO_WIDE, 4);
    put_word(out, share ? INFO_NETWORK : INFO_LOCAL, 4);
    for (int i = 0; i < 6; i++) put_word(out, 0, 4);
    if (share) {
        patch(out, start + 0x14, out->used - start);
        put_network(out, target, share);
    } else {
        patch(out, start + 0x0c, out->used - start);
        put_volume(out);
        patch(out, start + 0x10, out->used - start);
        put_narrow(out, target, wcslen(target));
    }
    patch(out, start + 0x18, out->used - start);
    put_narrow(out, suffix, wcslen(suffix));
    if (!share) {
        patch(out, start + 0x1c, out->used - start);
        put_wide(out, target, wcslen(target));
    }
    patch(out, start + 0x20, out->used - start);
    put_wide(out, suffix, wcslen(suffix));
    patch(out, start, out->used - start);
}

static void put_variables(struct out *out, const WCHAR *raw)
{
    char narrow[MAX_PATH] = "";
    WCHAR wide[MAX_PATH] = L"";
    WideCharToMultiByte(CP_ACP, 0, raw, -1, narrow, sizeof narrow, NULL, NULL);
    wcsncpy(wide, raw, MAX_PATH - 1);
    put_word(out, VARIABLES, 4);
    put_word(out, VARIABLES_SIGNATURE, 4);
    put(out, narrow, sizeof narrow);
    put(out, wide, sizeof wide);
}

/* One that is empty is none. */
static BOOL has_string(const struct link_data *data, int which)
{
    return data->text[which] && *data->text[which];
}

static void put_header(struct out *out, const struct link_data *data)
{
    DWORD flags = IS_UNICODE;
    if (data->ids_size) flags |= HAS_IDS;
    if (has_info(data->text[LINK_TARGET])) flags |= HAS_INFO;
    if (data->text[LINK_RAW]) flags |= HAS_VARIABLES;
    for (int i = 0; i < LINK_STRINGS; i++)
        if (has_string(data, i)) flags |= (DWORD)HAS_STRINGS << i;
    put_word(out, HEADER, 4);
    put(out, link_class, sizeof link_class);
    put_word(out, flags, 4);
    put_word(out, data->attributes, 4);
    put(out, &data->made, 8);
    put(out, &data->used, 8);
    put(out, &data->written, 8);
    put_word(out, data->size, 4);
    put_word(out, (DWORD)data->icon, 4);
    put_word(out, data->show, 4);
    put_word(out, data->hotkey, 2);
    put_word(out, 0, 2); /* reserved, as are the next two */
    put_word(out, 0, 4);
    put_word(out, 0, 4);
}

static void put_link(struct out *out, const struct link_data *data)
{
    put_header(out, data);
    if (data->ids_size) {
        put_word(out, data->ids_size, 2);
        put(out, data->ids, data->ids_size);
    }
    if (has_info(data->text[LINK_TARGET])) put_info(out, data->text[LINK_TARGET]);
    for (int i = 0; i < LINK_STRINGS; i++) {
        if (!has_string(data, i)) continue;
        put_word(out, wcslen(data->text[i]), 2);
        put(out, data->text[i], wcslen(data->text[i]) * sizeof(WCHAR));
    }
    if (data->text[LINK_RAW]) put_variables(out, data->text[LINK_RAW]);
    put_word(out, 0, 4); /* TerminalBlock */
}

BYTE *link_make(const struct link_data *data, size_t *size)
{
    const WCHAR *target = data->text[LINK_TARGET];
    struct out out = {0};
    if (has_info(target) && !share_length(target)) volume_ask(&out, target);
    put_link(&out, data);
    out.bytes = LocalAlloc(LMEM_FIXED, out.used);
    out.used = 0;
    if (out.bytes) put_link(&out, data);
    *size = out.used;
    return out.bytes;
}
