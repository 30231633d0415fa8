/* SPDX-License-Identifier: MIT */
/* The trace of calls: METIC_TRACE=calls or metic --trace=calls[,FILE].  Typed by the rows' signatures, one line a call,
 * written with one write to a descriptor of its own, so that lines of several threads do not mix. */
#include "door/trace.h"
#include "door/guestmem.h"
#include "door/internal.h"

#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

int trace_fd = -1;
unsigned trace_kinds;

static const struct {
    const char *name;
    unsigned kind;
} kinds[] = {
    {"calls",   TRACE_CALLS  },
    {"file",    TRACE_FILE   },
    {"module",  TRACE_MODULE },
    {"missing", TRACE_MISSING},
    {"all",     ~0u          }
};

bool trace_open(const char *wish)
{
    char file[4096] = "/dev/stderr";
    for (const char *word = wish; *word;) {
        size_t length = strcspn(word, ",");
        size_t i = 0;
        while (i < sizeof kinds / sizeof *kinds &&
               (strlen(kinds[i].name) != length || memcmp(kinds[i].name, word, length) != 0))
            i++;
        if (i < sizeof kinds / sizeof *kinds) {
            trace_kinds |= kinds[i].kind;
        } else if (memchr(word, '/', length) && length < sizeof file) {
            memcpy(file, word, length);
            file[length] = 0;
        } else {
            return false;
        }
        word += length;
        if (*word == ',') word++;
    }
    if (!trace_kinds) trace_kinds = TRACE_CALLS;
    int fd = strcmp(file, "/dev/stderr") == 0 ? fcntl(2, F_DUPFD_CLOEXEC, 100)
                                              : open(file, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
    if (fd < 0) return false;
    trace_fd = fd;
    return true;
}

void trace_line(unsigned kind, const char *format, ...)
{
    if (!(trace_kinds & kind) || trace_fd < 0) return;
    char line[1024];
    int head = snprintf(line, sizeof line, "%d ", gettid());
    va_list arguments;
    va_start(arguments, format);
    int length = head + vsnprintf(line + head, sizeof line - (size_t)head - 1, format, arguments);
    va_end(arguments);
    if (length > (int)sizeof line - 2) length = sizeof line - 2;
    line[length++] = '\n';
    if (write(trace_fd, line, (size_t)length) < 0) trace_fd = -1;
}

/* Appends UTF-16 guest text as ASCII with ? for the rest. */
static size_t put_text(char *out, size_t room, uint64_t address, size_t bytes)
{
    uint16_t text[96];
    size_t count = bytes / 2 < 96 ? bytes / 2 : 96, n = 0;
    if (!guest_read(text, (void *)address, count * 2)) return (size_t)snprintf(out, room, "<bad>");
    out[n++] = '"';
    for (size_t i = 0; i < count && n + 2 < room; i++) out[n++] = text[i] >= 32 && text[i] < 127 ? (char)text[i] : '?';
    out[n++] = '"';
    return n;
}

struct guest_string {
    uint16_t length, room;
    uint32_t pad;
    uint64_t text;
};

static size_t put_string(char *out, size_t room, uint64_t address)
{
    struct guest_string string;
    if (!address) return (size_t)snprintf(out, room, "NULL");
    if (!guest_read(&string, (void *)address, sizeof string))
        return (size_t)snprintf(out, room, "<bad %#llx>", (unsigned long long)address);
    return put_text(out, room, string.text, string.length);
}

static size_t put_argument(char *out, size_t room, const char *type, size_t length, uint64_t value)
{
    if (length >= 4 && memcmp(type, "ustr", 4) == 0) return put_string(out, room, value);
    if (length >= 2 && memcmp(type, "oa", 2) == 0 && value) {
        uint64_t attributes[6];
        if (guest_read(attributes, (void *)value, sizeof attributes)) return put_string(out, room, attributes[2]);
    }
    if (type[0] == 'u' || type[0] == 'i' || type[0] == 'b') {
        if (type[length - 1] == '2' || type[0] == 'b') value = (uint32_t)value;
        return (size_t)snprintf(out, room, value < 10 ? "%llu" : "%#llx", (unsigned long long)value);
    }
    return (size_t)snprintf(out, room, "%#llx", (unsigned long long)value);
}

uint64_t door_traced(const struct door_call *call, const uint64_t *a)
{
    char line[800];
    size_t n = 0;
    if (trace_kinds & TRACE_CALLS) {
        n += (size_t)snprintf(line, sizeof line, "%s(", call->name);
        const char *p = call->signature;
        for (int i = 0; i < call->args && n < 600; i++) {
            const char *colon = strchr(p, ':');
            size_t end = strcspn(p, " ");
            const char *type = colon && colon < p + end ? colon + 1 : p;
            if (i) line[n++] = ' ';
            n += (size_t)snprintf(line + n, 60, "%.*s=", (int)(type - p > 1 && type - p < 50 ? type - p - 1 : 0), p);
            n += put_argument(line + n, 150, type, (size_t)(p + end - type), a[i]);
            p += end;
            while (*p == ' ') p++;
        }
        line[n] = 0;
    }
    /* a function takes what it needs of the eighteen */
    uint64_t result = call->function(a[0], a[1], a[2], a[3], a[4], a[5], a[6], a[7], a[8], a[9], a[10], a[11], a[12],
                                     a[13], a[14], a[15], a[16], a[17]);
    trace_line(TRACE_CALLS, "%s) = %#llx", line, (unsigned long long)result);
    return result;
}
