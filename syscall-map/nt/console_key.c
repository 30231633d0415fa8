/* SPDX-License-Identifier: MIT */
/* What a terminal sends when a key is pressed, as KEY_EVENT_RECORDs of a US keyboard: characters in UTF-8, control
 * characters, Escape before a character for Alt, and the sequences of xterm, the VT220 and Linux's console for the
 * rest.  A terminal tells no key's release, so each press is followed by one; keys that send nothing (Shift alone)
 * cannot be seen.  Reports of the mouse (xterm's SGR form) and of the focus become the events of that name; rows
 * count from the terminal's first.  Left out: double clicks, the numeric keypad as such. */
#include "nt/console.h"

#include <stdatomic.h>
#include <string.h>

/* dwControlKeyState */
enum { RIGHT_ALT = 1, LEFT_ALT = 2, LEFT_CTRL = 8, SHIFT = 0x10, ENHANCED = 0x100 };
/* wVirtualKeyCode */
enum { VK_BACK = 0x08, VK_TAB = 0x09, VK_RETURN = 0x0d, VK_ESCAPE = 0x1b, VK_SPACE = 0x20 };

enum { KEY_EVENT = 1, MOUSE_EVENT = 2, FOCUS_EVENT = 0x10 };
/* dwEventFlags of a mouse event */
enum { MOUSE_MOVED = 1, MOUSE_WHEELED = 4, MOUSE_HWHEELED = 8 };

static const struct {
    char plain, shifted;
    uint8_t key, scan;
} board[] = {
    {'1',  '!', '1',      0x02},
    {'2',  '@', '2',      0x03},
    {'3',  '#', '3',      0x04},
    {'4',  '$', '4',      0x05},
    {'5',  '%', '5',      0x06},
    {'6',  '^', '6',      0x07},
    {'7',  '&', '7',      0x08},
    {'8',  '*', '8',      0x09},
    {'9',  '(', '9',      0x0a},
    {'0',  ')', '0',      0x0b},
    {'-',  '_', 0xbd,     0x0c},
    {'=',  '+', 0xbb,     0x0d},
    {'q',  'Q', 'Q',      0x10},
    {'w',  'W', 'W',      0x11},
    {'e',  'E', 'E',      0x12},
    {'r',  'R', 'R',      0x13},
    {'t',  'T', 'T',      0x14},
    {'y',  'Y', 'Y',      0x15},
    {'u',  'U', 'U',      0x16},
    {'i',  'I', 'I',      0x17},
    {'o',  'O', 'O',      0x18},
    {'p',  'P', 'P',      0x19},
    {'[',  '{', 0xdb,     0x1a},
    {']',  '}', 0xdd,     0x1b},
    {'a',  'A', 'A',      0x1e},
    {'s',  'S', 'S',      0x1f},
    {'d',  'D', 'D',      0x20},
    {'f',  'F', 'F',      0x21},
    {'g',  'G', 'G',      0x22},
    {'h',  'H', 'H',      0x23},
    {'j',  'J', 'J',      0x24},
    {'k',  'K', 'K',      0x25},
    {'l',  'L', 'L',      0x26},
    {';',  ':', 0xba,     0x27},
    {'\'', '"', 0xde,     0x28},
    {'`',  '~', 0xc0,     0x29},
    {'\\', '|', 0xdc,     0x2b},
    {'z',  'Z', 'Z',      0x2c},
    {'x',  'X', 'X',      0x2d},
    {'c',  'C', 'C',      0x2e},
    {'v',  'V', 'V',      0x2f},
    {'b',  'B', 'B',      0x30},
    {'n',  'N', 'N',      0x31},
    {'m',  'M', 'M',      0x32},
    {',',  '<', 0xbc,     0x33},
    {'.',  '>', 0xbe,     0x34},
    {'/',  '?', 0xbf,     0x35},
    {' ',  ' ', VK_SPACE, 0x39},
};

/* Keys that send a sequence: its final letter (after ESC [ or ESC O), or its number before a tilde. */
static const struct {
    uint8_t final, number, key, scan;
    bool enhanced;
} specials[] = {
    {'A', 0,  0x26, 0x48, true },
    {'B', 0,  0x28, 0x50, true },
    {'C', 0,  0x27, 0x4d, true },
    {'D', 0,  0x25, 0x4b, true },
    {'H', 1,  0x24, 0x47, true },
    {'F', 4,  0x23, 0x4f, true },
    {0,   2,  0x2d, 0x52, true },
    {0,   3,  0x2e, 0x53, true },
    {0,   5,  0x21, 0x49, true },
    {0,   6,  0x22, 0x51, true },
    {0,   7,  0x24, 0x47, true },
    {0,   8,  0x23, 0x4f, true },
    {'P', 11, 0x70, 0x3b, false},
    {'Q', 12, 0x71, 0x3c, false},
    {'R', 13, 0x72, 0x3d, false},
    {'S', 14, 0x73, 0x3e, false},
    {0,   15, 0x74, 0x3f, false},
    {0,   17, 0x75, 0x40, false},
    {0,   18, 0x76, 0x41, false},
    {0,   19, 0x77, 0x42, false},
    {0,   20, 0x78, 0x43, false},
    {0,   21, 0x79, 0x44, false},
    {0,   23, 0x7a, 0x57, false},
    {0,   24, 0x7b, 0x58, false},
};

static void press(struct console_event *events, size_t *count, uint16_t key, uint16_t scan, uint16_t character,
                  uint32_t state)
{
    struct console_event event = {
        .type = KEY_EVENT, .key = {1, 1, key, scan, character, state}
    };
    events[(*count)++] = event;
    event.key.down = 0;
    events[(*count)++] = event;
}

/* A character as a key; `state` what is known of Alt. */
static void press_character(struct console_event *events, size_t *count, uint32_t point, uint32_t state)
{
    uint16_t units[2], key = 0, scan = 0;
    size_t n = text_to_wide(point, units);
    if (point == '\r' || point == '\n') {
        if (point == '\n') state |= LEFT_CTRL;
        key = VK_RETURN, scan = 0x1c;
    } else if (point == '\t') {
        key = VK_TAB, scan = 0x0f;
    } else if (point == 0x1b) {
        key = VK_ESCAPE, scan = 0x01;
    } else if (point == 0x7f || point == '\b') { /* terminals send 0x7f for the key, Ctrl+H or Ctrl with it for 8 */
        if (point == '\b') state |= LEFT_CTRL;
        units[0] = point == '\b' ? 0x7f : '\b';
        key = VK_BACK, scan = 0x0e;
    } else {
        char look = (char)(point < 0x20 ? point | 0x60 : point);
        if (point < 0x20) state |= LEFT_CTRL;
        if (!point) look = ' ';
        if (point > 0 && point < 0x20 && point > 26) look = (char)(point | 0x40);
        for (size_t i = 0; point < 0x80 && i < sizeof board / sizeof *board; i++) {
            if (look != board[i].plain && look != board[i].shifted) continue;
            if (look != board[i].plain) state |= SHIFT;
            key = board[i].key, scan = board[i].scan;
            break;
        }
    }
    for (size_t i = 0; i < n; i++) press(events, count, key, scan, units[i], state);
}

static uint32_t modifiers(unsigned parameter)
{
    unsigned bits = parameter > 1 ? parameter - 1 : 0;
    return (bits & 1 ? SHIFT : 0) | (bits & 2 ? LEFT_ALT : 0) | (bits & 4 ? LEFT_CTRL : 0);
}

/* ESC [ < BUTTON ; COLUMN ; ROW M, or m for a release; 0: it is not whole. */
static size_t mouse(const uint8_t *bytes, size_t length, struct console_event *events, size_t *count)
{
    static _Atomic uint32_t held; /* FROM_LEFT_1ST_BUTTON_PRESSED and its like */
    static const uint8_t buttons[4] = {1, 4, 2, 0};
    unsigned numbers[3] = {0, 0, 0}, which = 0;
    size_t at = 3;
    for (; at < length && (bytes[at] < 0x40 || bytes[at] > 0x7e); at++) {
        if (bytes[at] < 0x20 || at > 30) return at; /* no report at all: dropped */
        if (bytes[at] == ';')
            which = which < 2 ? which + 1 : which;
        else if (bytes[at] >= '0' && bytes[at] <= '9' && numbers[which] < 10000)
            numbers[which] = numbers[which] * 10 + (bytes[at] - '0');
    }
    if (at == length) return 0;
    bool down = bytes[at] == 'M';
    if ((!down && bytes[at] != 'm') || !numbers[1] || !numbers[2]) return at + 1;
    struct console_event event = {.type = MOUSE_EVENT};
    unsigned what = numbers[0], bit = buttons[what & 3];
    event.mouse.at = (struct console_point){(int16_t)(numbers[1] - 1), (int16_t)(numbers[2] - 1)};
    event.mouse.state = (what & 4 ? SHIFT : 0) | (what & 8 ? LEFT_ALT : 0) | (what & 16 ? LEFT_CTRL : 0);
    if (what & 64) { /* a step of the wheel: 120 up or right, -120 down or left, in the upper half */
        bool across = what & 2, back = across ? !(what & 1) : what & 1;
        event.mouse.flags = across ? MOUSE_HWHEELED : MOUSE_WHEELED;
        event.mouse.buttons = (back ? 0xff88u << 16 : 120u << 16) | atomic_load(&held);
    } else {
        if (what & 32)
            event.mouse.flags = MOUSE_MOVED;
        else if (down)
            atomic_fetch_or(&held, bit);
        else
            atomic_fetch_and(&held, ~bit);
        event.mouse.buttons = atomic_load(&held);
    }
    events[(*count)++] = event;
    return at + 1;
}

/* ESC [ or ESC O and what follows; 0: it is not whole. */
static size_t sequence(const uint8_t *bytes, size_t length, struct console_event *events, size_t *count)
{
    unsigned numbers[2] = {0, 0}, which = 0;
    size_t at = 2;
    if (at < length && bytes[1] == '[' && bytes[at] == '[') { /* Linux's console: F1 to F5 */
        if (at + 1 >= length) return 0;
        if (bytes[at + 1] >= 'A' && bytes[at + 1] <= 'E')
            press(events, count, (uint16_t)(0x70 + bytes[at + 1] - 'A'), (uint16_t)(0x3b + bytes[at + 1] - 'A'), 0, 0);
        return at + 2;
    }
    if (at < length && bytes[1] == '[' && bytes[at] == '<') return mouse(bytes, length, events, count);
    if (at < length && bytes[1] == '[' && (bytes[at] == 'I' || bytes[at] == 'O')) {
        events[(*count)++] = (struct console_event){.type = FOCUS_EVENT, .focus = bytes[at] == 'I'};
        return at + 1;
    }
    for (; at < length && (bytes[at] < 0x40 || bytes[at] > 0x7e); at++) {
        if (bytes[at] < 0x20 || at > 30) return at; /* no sequence at all: dropped */
        if (bytes[at] == ';')
            which = which < 1 ? which + 1 : which;
        else if (bytes[at] >= '0' && bytes[at] <= '9' && numbers[which] < 1000)
            numbers[which] = numbers[which] * 10 + (bytes[at] - '0');
    }
    if (at == length) return 0;
    uint8_t final = bytes[at++];
    uint32_t state = modifiers(numbers[1]);
    if (final == 'Z') {
        press(events, count, VK_TAB, 0x0f, '\t', SHIFT);
        return at;
    }
    for (size_t i = 0; i < sizeof specials / sizeof *specials; i++)
        if (final == '~' ? specials[i].number == numbers[0] : specials[i].final == final) {
            press(events, count, specials[i].key, specials[i].scan, 0, state | (specials[i].enhanced ? ENHANCED : 0));
            break;
        }
    return at;
}

/* One character of UTF-8; the bytes used, 0: more are needed. */
static size_t character(const uint8_t *bytes, size_t length, bool last, uint32_t *point)
{
    struct text_state state = {0};
    uint32_t out[8];
    for (size_t i = 0; i < length; i++)
        if (text_from_bytes(NULL, &state, bytes + i, 1, out)) {
            *point = out[0] >= TEXT_RAW ? 0xfffd : out[0];
            return out[0] >= TEXT_RAW ? 1 : i + 1;
        }
    *point = 0xfffd;
    return last ? 1 : 0;
}

size_t key_decode(const uint8_t *bytes, size_t length, bool last, bool plain, struct console_event *events,
                  size_t *count)
{
    uint32_t point, state = 0;
    size_t used, before = 0;
    *count = 0;
    if (!length) return 0;
    if (bytes[0] == 0x1b && !plain) {
        if (length == 1 && !last) return 0;
        if (length > 1 && (bytes[1] == '[' || bytes[1] == 'O')) {
            used = sequence(bytes, length, events, count);
            if (used || !last) return used;
        } else if (length > 1 && bytes[1] != 0x1b) {
            before = 1;
            state = LEFT_ALT;
        }
    }
    used = character(bytes + before, length - before, last, &point);
    if (used) press_character(events, count, point, state);
    return used ? before + used : 0;
}
