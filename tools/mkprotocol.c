/* SPDX-License-Identifier: MIT */
/* mkprotocol: from the table of the broker's messages (server/protocol.calls) to what is made of it.
 *
 *     mkprotocol --header | --doc TABLE > FILE
 *
 *     --header  C: a struct for each message, how it is written and read, and lists of the messages of each kind
 *     --doc     Markdown: which messages there are
 *
 * The first error ends the program, naming file and line; so does a message that could be longer than the largest. */
#include "table.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

enum { FIELDS = 16, MESSAGES = 128, HEADER = 16, DESCRIPTORS = 4 };

enum shape { NUMBER, COUNTED, DESCRIPTOR };

static const struct {
    const char *name;
    enum shape shape;
    unsigned size;              /* of the number, or of one unit */
    const char *c_type, *count; /* `count`: what is behind the field's name for its length */
    bool optional;
} types[] = {
    {"u16",   NUMBER,     2, "uint16_t ",        NULL,      false},
    {"u32",   NUMBER,     4, "uint32_t ",        NULL,      false},
    {"u64",   NUMBER,     8, "uint64_t ",        NULL,      false},
    {"text",  COUNTED,    2, "const uint16_t *", "_length", false},
    {"bytes", COUNTED,    1, "const uint8_t *",  "_size",   false},
    {"fd",    DESCRIPTOR, 0, "int ",             NULL,      false},
    {"fd?",   DESCRIPTOR, 0, "int ",             NULL,      true },
};

/* A kind's bits in a message's number. */
static const struct {
    const char *name;
    unsigned bits;
    bool has_status;
    const char *says;
} kinds[] = {
    {"ask",    0x0000, false, "a process asks the broker" },
    {"answer", 0x8000, true,  "the broker answers"        },
    {"tell",   0x4000, false, "a process tells the broker"},
    {"order",  0x2000, false, "the broker asks a process" },
    {"done",   0xa000, true,  "the process answers"       },
};
enum { KINDS = sizeof kinds / sizeof *kinds };

struct field {
    char *name;
    size_t type; /* into types[] */
    unsigned most;
};

struct message {
    const struct table_line *line;
    unsigned number;
    size_t kind; /* into kinds[] */
    char *name, *upper;
    struct field fields[FIELDS];
    size_t count;
};

static struct {
    unsigned version, largest;
    struct message messages[MESSAGES];
    size_t count;
} protocol;

static unsigned number_of(const struct table_line *line, const char *word, int base)
{
    char *end;
    unsigned long number = strtoul(word, &end, base);
    if (*end || end == word || number > 0xffff) table_fail(line, "%s: expected a number", word);
    return (unsigned)number;
}

static struct field field_read(const struct table_line *line, const char *word)
{
    struct field field = {0};
    const char *colon = strchr(word, ':');
    if (!colon || colon == word) table_fail(line, "%s: expected FIELD:TYPE", word);
    field.name = table_copy(word, (size_t)(colon - word));
    size_t length = strcspn(colon + 1, "[");
    const char *bracket = colon + 1 + length;
    while (field.type < sizeof types / sizeof *types &&
           (strlen(types[field.type].name) != length || memcmp(types[field.type].name, colon + 1, length) != 0))
        field.type++;
    if (field.type == sizeof types / sizeof *types) table_fail(line, "%s: no such type", word);
    if ((types[field.type].shape == COUNTED) != (*bracket == '['))
        table_fail(line, "%s: text and bytes have their most in brackets, others have none", word);
    if (*bracket) {
        char *most = table_copy(bracket + 1, strcspn(bracket + 1, "]"));
        if (strcmp(bracket + 1 + strlen(most), "]") != 0) table_fail(line, "%s: expected ] at the end", word);
        field.most = number_of(line, most, 10);
    }
    return field;
}

/* The bytes that the longest such message has. */
static unsigned worst(const struct message *message)
{
    unsigned size = HEADER;
    for (size_t i = 0; i < message->count; i++) {
        const struct field *field = &message->fields[i];
        unsigned unit = types[field->type].size;
        if (types[field->type].shape == NUMBER) size = (size + unit - 1) / unit * unit + unit;
        if (types[field->type].shape == COUNTED) size = (size + 1) / 2 * 2 + 2 + field->most * unit;
    }
    return size;
}

static void message_read(const struct table_line *line)
{
    if (protocol.count == MESSAGES) table_fail(line, "too many messages");
    struct message *message = &protocol.messages[protocol.count];
    if (line->count < 3) table_fail(line, "expected: NUMBER NAME KIND FIELD:TYPE...");
    *message = (struct message){.line = line, .number = number_of(line, line->words[0], 16)};
    if (message->number > 0x1fff) table_fail(line, "%s: numbers end at 0x1fff", line->words[0]);
    while (message->kind < KINDS && strcmp(kinds[message->kind].name, line->words[2]) != 0) message->kind++;
    if (message->kind == KINDS) table_fail(line, "%s: no such kind", line->words[2]);
    message->name = table_alloc(strlen(line->words[1]) + strlen(line->words[2]) + 2);
    sprintf(message->name, "%s_%s", line->words[1], line->words[2]);
    message->upper = table_copy(message->name, strlen(message->name));
    for (char *p = message->upper; *p; p++) *p = (char)toupper((unsigned char)*p);
    unsigned descriptors = 0;
    for (size_t i = 3; i < line->count; i++) {
        if (message->count == FIELDS) table_fail(line, "more than %d fields", FIELDS);
        struct field *field = &message->fields[message->count];
        *field = field_read(line, line->words[i]);
        descriptors += types[field->type].shape == DESCRIPTOR;
        for (size_t k = 0; k < message->count; k++)
            if (!strcmp(message->fields[k].name, field->name)) table_fail(line, "%s: twice", field->name);
        message->count++;
    }
    if (descriptors > DESCRIPTORS) table_fail(line, "more than %d descriptors", DESCRIPTORS);
    if (worst(message) > protocol.largest)
        table_fail(line, "the message may have %u bytes, %u are the most", worst(message), protocol.largest);
    for (size_t i = 0; i < protocol.count; i++)
        if (protocol.messages[i].kind == message->kind &&
            (protocol.messages[i].number == message->number || !strcmp(protocol.messages[i].name, message->name)))
            table_fail(line, "its number or name stands in line %u already", protocol.messages[i].line->number);
    protocol.count++;
}

/* Each ask has an answer, each order is done, of the same number and name; and nothing else is answered. */
static void pairs_check(void)
{
    for (size_t i = 0; i < protocol.count; i++) {
        const struct message *message = &protocol.messages[i];
        const char *kind = kinds[message->kind].name;
        static const char *const pairs[][2] = {
            {"ask",   "answer"},
            {"order", "done"  },
        };
        for (size_t p = 0; p < 2; p++)
            for (int side = 0; side < 2; side++) {
                if (strcmp(kind, pairs[p][side]) != 0) continue;
                size_t k = 0;
                while (k < protocol.count && (strcmp(kinds[protocol.messages[k].kind].name, pairs[p][!side]) != 0 ||
                                              protocol.messages[k].number != message->number ||
                                              strcmp(protocol.messages[k].line->words[1], message->line->words[1])))
                    k++;
                if (k == protocol.count) table_fail(message->line, "%s has no %s", message->name, pairs[p][!side]);
            }
    }
}

static void put_function(const struct message *message)
{
    bool status = kinds[message->kind].has_status;
    printf("static inline size_t protocol_%s_put(struct wire_out *out, void *packet, size_t room, uint32_t sequence, "
           "%sconst struct protocol_%s *message)\n{\n    wire_out_begin(out, packet, room);\n",
           message->name, status ? "int32_t status, " : "", message->name);
    if (!message->count) printf("    (void)message;\n");
    for (size_t i = 0; i < message->count; i++) {
        const struct field *field = &message->fields[i];
        switch (types[field->type].shape) {
        case NUMBER: printf("    wire_put_%s(out, message->%s);\n", types[field->type].name, field->name); break;
        case COUNTED:
            printf("    wire_put_bytes(out, message->%s, message->%s%s, %u, %u);\n", field->name, field->name,
                   types[field->type].count, field->most, types[field->type].size);
            break;
        case DESCRIPTOR: printf("    wire_put_fd(out, message->%s);\n", field->name); break;
        }
    }
    printf("    return wire_out_end(out, PROTOCOL_%s, sequence, %s);\n}\n\n", message->upper,
           status ? "(uint32_t)status" : "0");
}

static void get_function(const struct message *message)
{
    printf("static inline bool protocol_%s_get(struct wire_in *in, const struct wire_header *header, "
           "struct protocol_%s *message)\n{\n    if (header->kind != PROTOCOL_%s%s) return false;\n",
           message->name, message->name, message->upper, kinds[message->kind].has_status ? "" : " || header->status");
    if (!message->count) printf("    (void)message;\n");
    for (size_t i = 0; i < message->count; i++) {
        const struct field *field = &message->fields[i];
        printf("    message->%s = ", field->name);
        switch (types[field->type].shape) {
        case NUMBER: printf("wire_get_%s(in);\n", types[field->type].name); break;
        case COUNTED:
            printf("wire_get_bytes(in, &message->%s%s, %u, %u);\n", field->name, types[field->type].count, field->most,
                   types[field->type].size);
            break;
        case DESCRIPTOR:
            printf("wire_get_fd(in, header->descriptors, %s);\n", types[field->type].optional ? "false" : "true");
            break;
        }
    }
    printf("    return wire_in_end(in);\n}\n\n");
}

static void header(void)
{
    printf("/* Made by mkprotocol.  Do not edit. */\n#ifndef METIC_PROTOCOL_H\n#define METIC_PROTOCOL_H\n\n"
           "#include \"wire.h\"\n\nenum { PROTOCOL_VERSION = %u, PROTOCOL_LARGEST = %u };\n\n"
           "enum protocol_kind {\n",
           protocol.version, protocol.largest);
    for (size_t i = 0; i < protocol.count; i++) {
        const struct message *message = &protocol.messages[i];
        printf("    PROTOCOL_%s = 0x%04x,\n", message->upper, message->number | kinds[message->kind].bits);
    }
    printf("};\n\n/* The messages of each kind, as X(name, KIND): X(hello, HELLO_ASK). */\n");
    for (size_t k = 0; k < KINDS; k++) {
        printf("#define PROTOCOL_");
        for (const char *p = kinds[k].name; *p; p++) putchar(toupper((unsigned char)*p));
        printf("S(X)");
        for (size_t i = 0; i < protocol.count; i++)
            if (protocol.messages[i].kind == k)
                printf(" \\\n    X(%s, %s)", protocol.messages[i].line->words[1], protocol.messages[i].upper);
        printf("\n");
    }
    printf("\n");
    for (size_t i = 0; i < protocol.count; i++) {
        const struct message *message = &protocol.messages[i];
        printf("struct protocol_%s {\n", message->name);
        for (size_t k = 0; k < message->count; k++) {
            const struct field *field = &message->fields[k];
            printf("    %s%s;\n", types[field->type].c_type, field->name);
            if (types[field->type].count) printf("    uint16_t %s%s;\n", field->name, types[field->type].count);
        }
        if (!message->count) printf("    char nothing;\n");
        printf("};\n\n");
        put_function(message);
        get_function(message);
    }
    printf("#endif\n");
}

static void doc(void)
{
    printf("# Messages of the broker\n\nMade from `server/protocol.calls`: version %u, at most %u bytes a message.\n\n"
           "| number | message | who | fields |\n| --- | --- | --- | --- |\n",
           protocol.version, protocol.largest);
    for (size_t i = 0; i < protocol.count; i++) {
        const struct message *message = &protocol.messages[i];
        printf("| 0x%04x | %s | %s |", message->number | kinds[message->kind].bits, message->line->words[1],
               kinds[message->kind].says);
        for (size_t k = 3; k < message->line->count; k++) printf(" %s", message->line->words[k]);
        printf(" |\n");
    }
}

int main(int argc, char **argv)
{
    if (argc != 3 || (strcmp(argv[1], "--header") != 0 && strcmp(argv[1], "--doc") != 0)) {
        fprintf(stderr, "usage: mkprotocol --header | --doc TABLE\n");
        return 2;
    }
    struct table table = table_read(argv[2]);
    if (!table.count || strcmp(table.lines[0].words[0], "protocol") != 0 || table.lines[0].count != 3) {
        fprintf(stderr, "%s: expected `protocol VERSION LARGEST` first\n", argv[2]);
        return 1;
    }
    protocol.version = number_of(&table.lines[0], table.lines[0].words[1], 10);
    protocol.largest = number_of(&table.lines[0], table.lines[0].words[2], 10);
    for (size_t i = 1; i < table.count; i++) message_read(&table.lines[i]);
    pairs_check();
    if (argv[1][2] == 'h')
        header();
    else
        doc();
    if (fflush(stdout) || ferror(stdout)) {
        perror("mkprotocol");
        return 1;
    }
    return 0;
}
