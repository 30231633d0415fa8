/* SPDX-License-Identifier: MIT */
/* Initialization files, inside kernelbase. */
#ifndef METIC_PROFILE_H
#define METIC_PROFILE_H

/* An initialization file: its text in UTF-16 and, where it is to be written, the open and locked file. */
struct profile {
    HANDLE file;
    WCHAR *text;
    SIZE_T length;
    BOOL wide; /* the file is in UTF-16 with a byte order mark; else in the ANSI code page */
};

/* A part of the text. */
struct span {
    SIZE_T at, end;
};

/* Reads the file `name`, for writing too where `create`; a bare name is one in the Windows folder
 * ("GetPrivateProfileStringW function"). FALSE: the last error is set. */
BOOL profile_open(struct profile *profile, const WCHAR *name, BOOL create);

/* Writes `text` in place of the part `old` and the file with it. */
BOOL profile_replace(struct profile *profile, struct span old, const WCHAR *text, SIZE_T length);

/* Frees the text, closes the file; keeps the last error. */
void profile_close(struct profile *profile);

/* The next line at or after line->end (begin with zeros): its text without blanks around and without its end in
 * `line->at` .. `text_end`. */
struct line {
    struct span whole; /* with its end */
    struct span text;  /* without, trimmed */
};
BOOL profile_line(const struct profile *profile, struct line *line);

/* Finds [name], whatever its case: `heading` is that line, `body` what follows up to the next. */
BOOL profile_section(const struct profile *profile, const WCHAR *name, struct span *heading, struct span *body);

/* Finds the line NAME=VALUE in a section's body. */
BOOL profile_key(const struct profile *profile, struct span body, const WCHAR *name, struct span *line,
                 struct span *value);

/* Where a line NAME=VALUE has its parts; FALSE: it has none (comments, blank lines). */
BOOL profile_entry(const struct profile *profile, const struct line *line, struct span *name, struct span *value);

#endif
