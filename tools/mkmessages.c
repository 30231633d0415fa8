/* SPDX-License-Identifier: MIT */
/* mkmessages NAME.messages: the C table of a file of messages, on the standard output.
 *
 * A row of the file is `NUMBER<tabulator>TEXT`; # begins a comment line.  Refused, with file and line: a row that is
 * none, a text that is not printable ASCII, a number that is not above the one before (the table is searched by
 * halving). The texts become one block of characters and the numbers pairs with offsets into it, so that the table
 * needs no relocation. */
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *file;
static unsigned line_number;

static _Noreturn void fail(const char *why)
{
    fprintf(stderr, "%s:%u: %s\n", file, line_number, why);
    exit(1);
}

/* The text of a row, whose number is given in `number`; NULL: the line holds no row. */
static char *row_read(char *line, uint32_t *number)
{
    char *end;
    if (!*line || *line == '#') return NULL;
    errno = 0;
    unsigned long value = strtoul(line, &end, 0);
    if (*line < '0' || *line > '9' || errno || value > UINT32_MAX) fail("a row begins with a number of 32 bits");
    if (*end++ != '\t') fail("a tabulator is to follow the number");
    if (!*end) fail("there is no text");
    for (const char *p = end; *p; p++)
        if (*p < ' ' || *p > '~') fail("the text is not printable ASCII");
    *number = (uint32_t)value;
    return end;
}

static void literal_write(const char *text)
{
    printf("    \"");
    for (; *text; text++) printf(*text == '"' || *text == '\\' ? "\\%c" : "%c", *text);
    printf("\\0\"\n");
}

int main(int argc, char **argv)
{
    FILE *stream;
    char *line = NULL;
    size_t room = 0, count = 0, offset = 0;
    ssize_t length;
    uint32_t last = 0;

    if (argc != 2) {
        fprintf(stderr, "usage: mkmessages NAME.messages\n");
        return 2;
    }
    file = argv[1];
    stream = fopen(file, "r");
    if (!stream) {
        fprintf(stderr, "%s: %s\n", file, strerror(errno));
        return 1;
    }
    /* twice: the pairs, then the texts */
    printf(
        "/* Made by mkmessages.  Do not edit. */\nstatic const struct {\n    unsigned id, offset;\n} messages[] = {\n");
    for (int texts = 0; texts < 2; texts++) {
        if (texts) {
            printf("};\n\nstatic const char message_texts[] =\n");
            rewind(stream);
            line_number = 0;
        }
        while ((length = getline(&line, &room, stream)) > 0) {
            uint32_t number;
            line_number++;
            line[strcspn(line, "\n")] = 0;
            const char *text = row_read(line, &number);
            if (!text) continue;
            if (texts) {
                literal_write(text);
                continue;
            }
            if (count && number <= last) fail(number == last ? "the number stands twice" : "the rows are not sorted");
            printf("    {0x%xu, %zu},\n", number, offset);
            last = number;
            offset += strlen(text) + 1;
            count++;
        }
        if (ferror(stream)) fail(strerror(errno));
        if (!count) fail("there are no rows");
    }
    printf("    \"\";\n");
    if (fflush(stdout) || ferror(stdout)) {
        perror("mkmessages");
        return 1;
    }
    free(line);
    fclose(stream);
    return 0;
}
