/* SPDX-License-Identifier: MIT */
/* Threads and the process in msvcrt, where these are as in the Universal CRT: _beginthread _endthread
 * _endthreadex _get_invalid_parameter_handler _getpid _set_invalid_parameter_handler. */
#include "../ucrtbase/process.c"
