/* SPDX-License-Identifier: MIT */
/* What the broker has to say: lines in the file broker.log of the runtime folder. */
#ifndef METIC_SERVER_LOG_H
#define METIC_SERVER_LOG_H

/* One line, with the time.  The file is made by the first; nothing is written beyond its bound. */
__attribute__((format(printf, 1, 2))) void log_line(const char *format, ...);

#endif
