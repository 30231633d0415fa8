/* SPDX-License-Identifier: MIT */
/* What a thread's exception handling is doing, for msvcp140.dll, vcruntime140_1.dll and programs that carry those parts
 * themselves; and the handlers a thread sets ("_set_se_translator", "set_unexpected (CRT)"). */
#include "vcruntime.h"

/* Where the record of the exception stands that the innermost running catch block handles; NULL in it: none runs. */
EXCEPTION_RECORD **__current_exception(void)
{
    return &vcruntime_self()->exception;
}

CONTEXT **__current_exception_context(void)
{
    return &vcruntime_self()->context;
}

/* Where the number of unwinds stands whose destructors are running. */
int *__processing_throw(void)
{
    return &vcruntime_self()->unwinding;
}

/* "uncaught_exception": is a destructor running that an exception calls? */
bool __uncaught_exception(void)
{
    return vcruntime_self()->unwinding != 0;
}

int __uncaught_exceptions(void)
{
    return vcruntime_self()->unwinding;
}

/* ---- exceptions being handled, a list of who has them ---- */

/* Enters an exception object that a catch block starts to handle. */
struct frame_info *_CreateFrameInfo(struct frame_info *frame, void *object)
{
    struct vcruntime_thread *self = vcruntime_self();
    frame->object = object;
    frame->next = self->frames;
    self->frames = frame;
    return frame;
}

/* Takes the entry out again, and those of frames that have gone without a word. */
void _FindAndUnlinkFrame(struct frame_info *frame)
{
    struct vcruntime_thread *self = vcruntime_self();
    for (struct frame_info *at = self->frames; at; at = at->next) {
        if (at != frame) continue;
        self->frames = frame->next;
        return;
    }
}

/* False while a catch block still handles the object. */
int _IsExceptionObjectToBeDestroyed(void *object)
{
    for (struct frame_info *at = vcruntime_self()->frames; at; at = at->next)
        if (at->object == object) return false;
    return true;
}

/* ---- handlers ---- */

/* "_set_se_translator": the one that was set, NULL: none. */
se_translator _set_se_translator(se_translator translator)
{
    struct vcruntime_thread *self = vcruntime_self();
    se_translator old = self->translator;
    self->translator = translator;
    return old;
}

plain_handler set_unexpected(plain_handler handler)
{
    struct vcruntime_thread *self = vcruntime_self();
    plain_handler old = self->unexpected;
    self->unexpected = handler;
    return old;
}

plain_handler _get_unexpected(void)
{
    return vcruntime_self()->unexpected;
}
