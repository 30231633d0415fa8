/* SPDX-License-Identifier: MIT */
/* The prefix: the folder that holds drive C: and all that programs leave behind. */
#ifndef METIC_LINUX_PREFIX_H
#define METIC_LINUX_PREFIX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What the program's start knows; strings must live as long as the process. */
struct prefix_options {
    const char *folder;   /* --prefix, a name or a path; NULL: METIC_PREFIX, else WINEPREFIX, else default */
    bool ephemeral;       /* --ephemeral: in memory, thrown away at the end */
    bool lasting;         /* where it cannot be made no prefix in memory takes its place */
    const char *system64; /* the installed folder of 64-bit system DLLs, absolute; NULL: none */
    const char *system32; /* of 32-bit ones */
};

/* The two folders that are views onto installed files. */
enum prefix_view { PREFIX_PLAIN, PREFIX_SYSTEM32, PREFIX_SYSWOW64, PREFIX_VIEWS };

/* Once, before any path is resolved; touches no file. */
void prefix_init(const struct prefix_options *options);

/* Reads prefix.conf, where there is one.  False with the reason in one line: it is wrong, or of a newer format, or the
 * folder is another system's.  After prefix_init(), before any path is resolved. */
bool prefix_open(char *reason, size_t size);

/* The host path of the prefix that a word means: one without a slash names a folder in ~/.local/share/metic, another is
 * its path.  False: it cannot be (no HOME, too long).  `to` has PATH_MAX bytes. */
bool prefix_place(const char *word, char *to);

/* Host folder of a drive, without a slash at the end, "" for /; NULL: no such drive.  C: has another way. */
const char *prefix_drive(char letter);

/* Host folder behind the front of SERVER\SHARE\..., and how many units that front has; NULL: no share is called so. */
const char *prefix_share(const uint16_t *name, size_t units, size_t *front);

/* Makes sure that the prefix is there: creates it at the first call, silently; where it cannot be written, a folder in
 * memory takes its place, removed by the last process that uses it.  0, or the errno for which there is none.  Any
 * thread. */
int prefix_need(void);

/* Host path of drive C: without a slash at the end; valid after prefix_need().  "" where there is none. */
const char *prefix_drive_c(void);

/* Host path of the prefix itself, made or not; what a child finds in METIC_PREFIX. */
const char *prefix_folder(void);

/* The installed folder behind a view; NULL: none. */
const char *prefix_installed(enum prefix_view view);

/* How much prefix_overlay() does to find it: answers from what was found first, looks again, or creates it. */
enum prefix_effort { PREFIX_KNOWN, PREFIX_LOOK, PREFIX_MAKE };

/* Host path of the prefix's own files over a view, "" where that folder does not exist. */
const char *prefix_overlay(enum prefix_view view, enum prefix_effort effort);

/* The name of the user's folder under C:\Users: USER, LOGNAME or the uid in digits. */
const char *prefix_user(void);

/* Removes a prefix in memory when no other process uses it.  At the process's end; harmless otherwise. */
void prefix_leave(void);

#endif
