/* SPDX-License-Identifier: MIT */
/* From the processor's trap to NT's exception: a table by trap number, and a little decoding where one number means two
 * codes (division by zero or overflow; general protection by a privileged instruction, `int n` or a bad address). */
#include "nt/trap.h"
#include "door/guestmem.h"

enum { DE = 0, DB = 1, BP = 3, OF = 4, BR = 5, UD = 6, SS = 12, GP = 13, PF = 14, MF = 16, AC = 17, XM = 19 };

static void access_violation(EXCEPTION_RECORD *record, uint64_t kind, uint64_t address)
{
    record->ExceptionCode = STATUS_ACCESS_VIOLATION;
    record->NumberParameters = 2;
    record->ExceptionInformation[0] = kind;
    record->ExceptionInformation[1] = address;
}

/* ---- decoding ---- */

struct instruction {
    uint8_t bytes[15];
    unsigned at, rex;
    bool wide16;
};

/* Reads the instruction and skips its prefixes; `at` is its opcode. */
static bool instruction_read(uint64_t rip, struct instruction *instruction)
{
    *instruction = (struct instruction){0};
    for (unsigned i = 0; i < sizeof instruction->bytes; i++)
        if (!guest_read(instruction->bytes + i, (const void *)(rip + i), 1)) {
            if (!i) return false;
            break;
        }
    for (; instruction->at < 14; instruction->at++) {
        uint8_t byte = instruction->bytes[instruction->at];
        if (byte == 0x66) instruction->wide16 = true;
        if ((byte & 0xf0) == 0x40) {
            instruction->rex = byte;
            instruction->at++;
            return true;
        }
        if (byte != 0x66 && byte != 0x67 && byte != 0xf0 && byte != 0xf2 && byte != 0xf3 && (byte & 0xe7) != 0x26 &&
            (byte & 0xfe) != 0x64)
            return true;
    }
    return true;
}

/* A register by its number in an instruction. */
static uint64_t register_value(const greg_t *regs, unsigned number)
{
    static const int order[16] = {REG_RAX, REG_RCX, REG_RDX, REG_RBX, REG_RSP, REG_RBP, REG_RSI, REG_RDI,
                                  REG_R8,  REG_R9,  REG_R10, REG_R11, REG_R12, REG_R13, REG_R14, REG_R15};
    return (uint64_t)regs[order[number & 15]];
}

/* The address of a memory operand. */
static uint64_t operand_address(const struct instruction *in, const greg_t *regs)
{
    unsigned modrm = in->bytes[in->at + 1], mod = modrm >> 6, rm = modrm & 7, next = in->at + 2;
    uint64_t address = 0;
    bool base32 = mod == 2;
    if (rm == 4) {
        unsigned sib = in->bytes[next++], index = (sib >> 3 & 7) | (in->rex & 2) << 2, base = sib & 7;
        if (index != 4) address += register_value(regs, index) << (sib >> 6);
        if (base == 5 && mod == 0)
            base32 = true;
        else
            address += register_value(regs, base | (in->rex & 1) << 3);
    } else if (rm == 5 && mod == 0) {
        address = (uint64_t)regs[REG_RIP] + next +
                  4; /* relative to the next instruction: F6 and F7 /6 /7 have no immediate */
        base32 = true;
    } else {
        address = register_value(regs, rm | (in->rex & 1) << 3);
    }
    if (mod == 1) address += (uint64_t)(int64_t)(int8_t)in->bytes[next];
    if (base32 && next + 4 <= sizeof in->bytes)
        address +=
            (uint64_t)(int64_t)(int32_t)((uint32_t)in->bytes[next] | (uint32_t)in->bytes[next + 1] << 8 |
                                         (uint32_t)in->bytes[next + 2] << 16 | (uint32_t)in->bytes[next + 3] << 24);
    return address;
}

/* Was the divisor zero?  Where the instruction cannot be read, yes: the commoner case. */
static bool divides_by_zero(const greg_t *regs)
{
    struct instruction in;
    if (!instruction_read((uint64_t)regs[REG_RIP], &in)) return true;
    unsigned opcode = in.bytes[in.at], modrm = in.bytes[in.at + 1], number = (modrm & 7) | (in.rex & 1) << 3;
    if (opcode != 0xf6 && opcode != 0xf7) return true;
    size_t size = opcode == 0xf6 ? 1 : in.rex & 8 ? 8 : in.wide16 ? 2 : 4;
    uint64_t value = 0;
    if (modrm >> 6 == 3) {
        bool high_byte = size == 1 && !in.rex && number >= 4; /* ah ch dh bh */
        value = register_value(regs, high_byte ? number - 4 : number) >> (high_byte ? 8 : 0);
    } else if (!guest_read(&value, (const void *)operand_address(&in, regs), size)) {
        return true;
    }
    return (size == 8 ? value : value & ((1ull << size * 8) - 1)) == 0;
}

static bool is_privileged(uint64_t rip)
{
    struct instruction in;
    if (!instruction_read(rip, &in)) return false;
    uint8_t first = in.bytes[in.at], second = in.bytes[in.at + 1];
    switch (first) {
    case 0xf4:
    case 0xfa:
    case 0xfb: /* hlt, cli, sti */
    case 0x6c:
    case 0x6d:
    case 0x6e:
    case 0x6f: /* ins, outs */
    case 0xe4:
    case 0xe5:
    case 0xe6:
    case 0xe7: /* in, out */
    case 0xec:
    case 0xed:
    case 0xee:
    case 0xef: return true;
    case 0x0f: break;
    default: return false;
    }
    switch (second) {
    case 0x06:
    case 0x08:
    case 0x09: /* clts, invd, wbinvd */
    case 0x20:
    case 0x21:
    case 0x22:
    case 0x23: /* mov from and to control and debug registers */
    case 0x30:
    case 0x32:
    case 0x33: return true; /* wrmsr, rdmsr, rdpmc */
    case 0x00: return (in.bytes[in.at + 2] >> 3 & 7) == 2 || (in.bytes[in.at + 2] >> 3 & 7) == 3; /* lldt, ltr */
    case 0x01: return (in.bytes[in.at + 2] >> 3 & 7) == 2 || (in.bytes[in.at + 2] >> 3 & 7) == 3; /* lgdt, lidt */
    default: return false;
    }
}

/* ---- by trap number ---- */

static const struct {
    int number;
    NTSTATUS code;
} plain[] = {
    {OF, STATUS_INTEGER_OVERFLOW     },
    {BR, STATUS_ARRAY_BOUNDS_EXCEEDED},
    {UD, STATUS_ILLEGAL_INSTRUCTION  },
    {AC, STATUS_DATATYPE_MISALIGNMENT},
};

static const struct {
    int si_code;
    NTSTATUS code;
} floating[] = {
    {FPE_FLTDIV, STATUS_FLOAT_DIVIDE_BY_ZERO   },
    {FPE_FLTOVF, STATUS_FLOAT_OVERFLOW         },
    {FPE_FLTUND, STATUS_FLOAT_UNDERFLOW        },
    {FPE_FLTRES, STATUS_FLOAT_INEXACT_RESULT   },
    {FPE_FLTINV, STATUS_FLOAT_INVALID_OPERATION},
    {FPE_FLTSUB, STATUS_FLOAT_STACK_CHECK      },
};

/* General protection: error code n * 8 + 2 is `int n`. */
static enum trap_action general_protection(uint64_t error, greg_t *regs, EXCEPTION_RECORD *record)
{
    if ((error & 7) == 2) {
        switch (error >> 3) {
        case 0x29: return TRAP_FAST_FAIL;
        case 0x2d:
            record->ExceptionCode = STATUS_BREAKPOINT;
            record->NumberParameters = 1;
            regs[REG_RIP] += 2;
            return TRAP_EXCEPTION;
        case 0x2e: return TRAP_CALL;
        default: break;
        }
    }
    if (is_privileged((uint64_t)regs[REG_RIP]))
        record->ExceptionCode = STATUS_PRIVILEGED_INSTRUCTION;
    else
        access_violation(record, 0, ~0ull);
    return TRAP_EXCEPTION;
}

enum trap_action trap_record(const struct door_fault *fault, EXCEPTION_RECORD *record)
{
    greg_t *regs = fault->context->uc_mcontext.gregs;
    int number = (int)regs[REG_TRAPNO];
    uint64_t error = (uint64_t)regs[REG_ERR], address = (uint64_t)(uintptr_t)fault->info->si_addr;
    *record = (EXCEPTION_RECORD){.ExceptionAddress = (void *)regs[REG_RIP]};

    if (number == GP) return general_protection(error, regs, record);
    if (number == PF && fault->signal == SIGBUS) {
        access_violation(record, error & 2 ? 1 : error & 16 ? 8 : 0, address);
        record->ExceptionCode = STATUS_IN_PAGE_ERROR;
        record->NumberParameters = 3;
        record->ExceptionInformation[2] = (uint32_t)STATUS_END_OF_FILE;
    } else if (number == PF) {
        access_violation(record, error & 2 ? 1 : error & 16 ? 8 : 0, address);
    } else if (number == SS) {
        access_violation(record, 0, ~0ull);
    } else if (number == DB) {
        record->ExceptionCode = STATUS_SINGLE_STEP;
        regs[REG_EFL] &= ~(greg_t)0x100; /* whoever steps on sets it again */
    } else if (number == BP) {
        record->ExceptionCode = STATUS_BREAKPOINT;
        record->NumberParameters = 1;
        record->ExceptionAddress = (void *)--regs[REG_RIP]; /* Windows points at the int3 itself */
    } else if (number == DE) {
        record->ExceptionCode = divides_by_zero(regs) ? STATUS_INTEGER_DIVIDE_BY_ZERO : STATUS_INTEGER_OVERFLOW;
    } else if (number == MF || number == XM) {
        record->ExceptionCode = STATUS_FLOAT_INVALID_OPERATION;
        for (size_t i = 0; i < sizeof floating / sizeof *floating; i++)
            if (floating[i].si_code == fault->info->si_code) record->ExceptionCode = floating[i].code;
        record->NumberParameters = 1;
    } else {
        record->ExceptionCode = STATUS_ILLEGAL_INSTRUCTION;
        for (size_t i = 0; i < sizeof plain / sizeof *plain; i++)
            if (plain[i].number == number) record->ExceptionCode = plain[i].code;
    }
    return TRAP_EXCEPTION;
}
