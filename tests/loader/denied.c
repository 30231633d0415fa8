/* SPDX-License-Identifier: MIT */
/* denied ERRNO PROGRAM [ARGUMENT]...: runs a program under a seccomp filter that denies what Docker's default profile
 * denies to a container without capabilities (docs.docker.com, "Seccomp security profiles for Docker"): EPERM for what
 * the profile names, ENOSYS for clone3, and for calls newer than the profile EPERM or ENOSYS, as runc's versions differ
 * in that: ERRNO is "EPERM" or "ENOSYS". */
#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#define NEWEST     450u        /* of the profile */
#define NAMESPACES 0x7e020000u /* CLONE_NEW* */

static const unsigned denied[] = {
    SYS_acct,
    SYS_add_key,
    SYS_bpf,
    SYS_chroot,
    SYS_clock_settime,
    SYS_create_module,
    SYS_delete_module,
    SYS_fanotify_init,
    SYS_finit_module,
    SYS_fsconfig,
    SYS_fsmount,
    SYS_fsopen,
    SYS_fspick,
    SYS_get_kernel_syms,
    SYS_get_mempolicy,
    SYS_init_module,
    SYS_io_uring_enter,
    SYS_io_uring_register,
    SYS_io_uring_setup,
    SYS_ioperm,
    SYS_iopl,
    SYS_kcmp,
    SYS_kexec_file_load,
    SYS_kexec_load,
    SYS_keyctl,
    SYS_lookup_dcookie,
    SYS_mbind,
    SYS_migrate_pages,
    SYS_mount,
    SYS_mount_setattr,
    SYS_move_mount,
    SYS_move_pages,
    SYS_name_to_handle_at,
    SYS_nfsservctl,
    SYS_open_by_handle_at,
    SYS_open_tree,
    SYS_perf_event_open,
    SYS_pidfd_getfd,
    SYS_pivot_root,
    SYS_process_madvise,
    SYS_process_vm_readv,
    SYS_process_vm_writev,
    SYS_ptrace,
    SYS_query_module,
    SYS_quotactl,
    443 /* quotactl_fd */,
    SYS_reboot,
    SYS_request_key,
    SYS_set_mempolicy,
    450 /* set_mempolicy_home_node */,
    SYS_setdomainname,
    SYS_sethostname,
    SYS_setns,
    SYS_settimeofday,
    SYS_swapoff,
    SYS_swapon,
    SYS_sysfs,
    SYS__sysctl,
    SYS_syslog,
    SYS_umount2,
    SYS_unshare,
    SYS_uselib,
    SYS_userfaultfd,
    SYS_ustat,
    SYS_vhangup,
};

enum { COUNT = sizeof denied / sizeof *denied };

static struct sock_filter code[COUNT * 2 + 32];
static unsigned short length;

static void emit(unsigned short what, unsigned value, unsigned char yes, unsigned char no)
{
    code[length++] = (struct sock_filter){what, yes, no, value};
}

static void answer(unsigned error)
{
    emit(BPF_RET | BPF_K, error ? SECCOMP_RET_ERRNO | error : SECCOMP_RET_ALLOW, 0, 0);
}

static void load(size_t offset)
{
    emit(BPF_LD | BPF_W | BPF_ABS, (unsigned)offset, 0, 0);
}

int main(int argc, char **argv)
{
    if (argc < 3) return 125;
    load(offsetof(struct seccomp_data, arch));
    emit(BPF_JMP | BPF_JEQ | BPF_K, AUDIT_ARCH_X86_64, 1, 0);
    answer(EPERM);
    load(offsetof(struct seccomp_data, nr));
    emit(BPF_JMP | BPF_JGT | BPF_K, NEWEST, 0, 1);
    answer(strcmp(argv[1], "EPERM") ? ENOSYS : EPERM);
    emit(BPF_JMP | BPF_JEQ | BPF_K, SYS_clone3, 0, 1);
    answer(ENOSYS);
    for (int i = 0; i < COUNT; i++) {
        emit(BPF_JMP | BPF_JEQ | BPF_K, denied[i], 0, 1);
        answer(EPERM);
    }
    emit(BPF_JMP | BPF_JEQ | BPF_K, SYS_clone, 0, 3);
    load(offsetof(struct seccomp_data, args[0]));
    emit(BPF_JMP | BPF_JSET | BPF_K, NAMESPACES, 0, 1);
    answer(EPERM);
    load(offsetof(struct seccomp_data, nr));
    emit(BPF_JMP | BPF_JEQ | BPF_K, SYS_socket, 0, 3);
    load(offsetof(struct seccomp_data, args[0]));
    emit(BPF_JMP | BPF_JEQ | BPF_K, 40 /* AF_VSOCK */, 0, 1);
    answer(EPERM);
    load(offsetof(struct seccomp_data, nr));
    emit(BPF_JMP | BPF_JEQ | BPF_K, SYS_personality, 0, 3);
    load(offsetof(struct seccomp_data, args[0]));
    emit(BPF_JMP | BPF_JSET | BPF_K, ~0x20008u, 0, 1); /* all but UNAME26 and PER_LINUX32 */
    answer(EPERM);
    answer(0);

    struct sock_fprog program = {length, code};
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) || prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program)) {
        perror("denied: seccomp");
        return 125;
    }
    execv(argv[2], argv + 2);
    perror(argv[2]);
    return 127;
}
