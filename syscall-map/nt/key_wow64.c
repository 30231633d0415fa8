/* SPDX-License-Identifier: MIT */
/* Which keys 32-bit programs, and whoever asks with KEY_WOW64_32KEY, have for themselves: "Registry Keys Affected by
 * WOW64".  Their paths get WOW6432Node behind SOFTWARE, or behind Classes. */
#include "nt/key.h"

#include <stdlib.h>
#include <string.h>

#define NODE "WOW6432Node"

/* Below HKEY_LOCAL_MACHINE\SOFTWARE what both kinds of programs share. */
static const char *const shared[] = {
    "Classes",
    "Clients",
    "Microsoft\\COM3",
    "Microsoft\\Cryptography\\Calais\\Current",
    "Microsoft\\Cryptography\\Calais\\Readers",
    "Microsoft\\Cryptography\\Services",
    "Microsoft\\CTF\\SystemShared",
    "Microsoft\\CTF\\TIP",
    "Microsoft\\DFS",
    "Microsoft\\Driver Signing",
    "Microsoft\\EnterpriseCertificates",
    "Microsoft\\EventSystem",
    "Microsoft\\MSMQ",
    "Microsoft\\Non-Driver Signing",
    "Microsoft\\Notepad\\DefaultFonts",
    "Microsoft\\OLE",
    "Microsoft\\RAS",
    "Microsoft\\RPC",
    "Microsoft\\Shared Tools\\MSInfo",
    "Microsoft\\SystemCertificates",
    "Microsoft\\TermServLicensing",
    "Microsoft\\Transaction Server",
    "Microsoft\\Windows\\CurrentVersion\\Control Panel\\Cursors\\Schemes",
    "Microsoft\\Windows\\CurrentVersion\\Explorer\\AutoplayHandlers",
    "Microsoft\\Windows\\CurrentVersion\\Explorer\\DriveIcons",
    "Microsoft\\Windows\\CurrentVersion\\Explorer\\KindMap",
    "Microsoft\\Windows\\CurrentVersion\\Group Policy",
    "Microsoft\\Windows\\CurrentVersion\\Policies",
    "Microsoft\\Windows\\CurrentVersion\\PreviewHandlers",
    "Microsoft\\Windows\\CurrentVersion\\Setup",
    "Microsoft\\Windows\\CurrentVersion\\Telephony\\Locations",
    "Microsoft\\Windows NT\\CurrentVersion\\Console",
    "Microsoft\\Windows NT\\CurrentVersion\\FontDpi",
    "Microsoft\\Windows NT\\CurrentVersion\\FontLink",
    "Microsoft\\Windows NT\\CurrentVersion\\FontMapper",
    "Microsoft\\Windows NT\\CurrentVersion\\Fonts",
    "Microsoft\\Windows NT\\CurrentVersion\\FontSubstitutes",
    "Microsoft\\Windows NT\\CurrentVersion\\Gre_initialize",
    "Microsoft\\Windows NT\\CurrentVersion\\Image File Execution Options",
    "Microsoft\\Windows NT\\CurrentVersion\\LanguagePack",
    "Microsoft\\Windows NT\\CurrentVersion\\NetworkCards",
    "Microsoft\\Windows NT\\CurrentVersion\\Perflib",
    "Microsoft\\Windows NT\\CurrentVersion\\Ports",
    "Microsoft\\Windows NT\\CurrentVersion\\Print",
    "Microsoft\\Windows NT\\CurrentVersion\\ProfileList",
    "Microsoft\\Windows NT\\CurrentVersion\\Time Zones",
    "Policies",
    "RegisteredApplications",
    NODE,
};

/* Below Classes what they do not share. */
static const char *const classes[] = {"CLSID", "DirectShow", "Interface", "Media Type", "MediaFoundation"};

/* Does the text begin with these words?  Names end where they do.  The units they take; 0: no. */
static size_t begins(const uint16_t *text, size_t length, const char *words)
{
    size_t i = 0;
    for (; words[i]; i++) {
        if (i >= length) return 0;
        uint16_t c = text[i], w = (uint8_t)words[i];
        if (c >= 'A' && c <= 'Z') c = (uint16_t)(c + 32);
        if (w >= 'A' && w <= 'Z') w = (uint16_t)(w + 32);
        if (c != w) return 0;
    }
    return i == length || text[i] == '\\' ? i : 0;
}

static bool any(const uint16_t *text, size_t length, const char *const *list, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (begins(text, length, list[i])) return true;
    return false;
}

/* Behind \REGISTRY\USER\name\Software\; 0: it is not there. */
static size_t user_software(const uint16_t *path, size_t length)
{
    size_t at = begins(path, length, "\\REGISTRY\\USER");
    if (!at || at >= length) return 0;
    for (at++; at < length && path[at] != '\\'; at++) {}
    size_t software = begins(path + at, length - at, "\\Software");
    return software ? at + software : 0;
}

uint16_t *key_path_32(const uint16_t *path, size_t length, size_t *changed_length)
{
    size_t machine = begins(path, length, "\\REGISTRY\\MACHINE\\SOFTWARE");
    size_t at = machine ? machine : user_software(path, length), insert = 0;
    if (!at) return NULL;
    size_t next = at < length ? at + 1 : at, class = begins(path + at, length - at, "\\Classes");
    if (class) {
        size_t below = at + class + 1;
        if (below < length && any(path + below, length - below, classes, sizeof classes / sizeof *classes))
            insert = at + class;
    } else if (machine && !any(path + next, length - next, shared, sizeof shared / sizeof *shared)) {
        insert = at;
    }
    if (!insert) return NULL;
    size_t node = sizeof NODE; /* with the \ before it */
    uint16_t *changed = malloc((length + node) * sizeof *changed);
    if (!changed) return NULL;
    memcpy(changed, path, insert * sizeof *path);
    for (size_t i = 0; i < node; i++) changed[insert + i] = (uint16_t)("\\" NODE)[i];
    memcpy(changed + insert + node, path + insert, (length - insert) * sizeof *path);
    *changed_length = length + node;
    return changed;
}
