"""System calls that a submission does not need, stopped by a filter of the kernel.

They make memory that belongs to no process or file, so that no limit would count it,
look into other processes, tell what others do on this machine or have read, name its
networks, make others wait, take the processors that they need, or are known as a way
out of a sandbox. A program is told that there is no such call; or, of what only leaves
marks on files, which others could read on the devices that all share, that it is done.
"""

import platform
import struct

ARCHITECTURE = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
REFUSED = {  # name: number on x86_64, on aarch64
    "connect": (42, 203),  # by a socket that was handed in, it tells of those outside
    "memfd_create": (319, 279),
    "memfd_secret": (447, 447),
    "vmsplice": (278, 75),
    "shmget": (29, 194),
    "msgget": (68, 186),
    "semget": (64, 190),
    "mq_open": (240, 180),
    "inotify_init": (253, 26),  # aarch64 has only the second one
    "inotify_init1": (294, 26),
    "fanotify_init": (300, 262),
    "preadv2": (327, 286),  # it can ask what is in memory, as the next two can
    "mincore": (27, 232),
    "cachestat": (451, 451),
    "fadvise64": (221, 223),
    "add_key": (248, 217),
    "keyctl": (250, 219),
    "request_key": (249, 218),
    "io_uring_setup": (425, 425),
    "io_setup": (206, 0),  # of these a machine has a number, for all its users
    "clone3": (435, 435),  # its arguments cannot be looked at; others do the same
    "vfork": (58, 435),  # see clone; on aarch64 it is one
    "userfaultfd": (323, 282),
    "perf_event_open": (298, 241),
    "bpf": (321, 280),
    "ptrace": (101, 117),
    "process_vm_readv": (310, 270),
    "process_vm_writev": (311, 271),
    "process_madvise": (440, 440),
    "pidfd_getfd": (438, 438),
    "kcmp": (312, 272),
    "syslog": (103, 116),
    "landlock_create_ruleset": (444, 444),  # rules are memory that no limit counts
    "landlock_add_rule": (445, 445),
    "landlock_restrict_self": (446, 446),
    "quotactl": (179, 60),
    "quotactl_fd": (443, 443),
    "openat2": (437, 437),  # it can ask which names were looked up
    "ustat": (136, 0),  # and all other disks
    "sysfs": (139, 0),  # the systems of files that this machine knows
    "unshare": (272, 97),  # files for each thread, of which a process has few
    "setns": (308, 268),
    "statmount": (457, 457),
    "listmount": (458, 458),
    "sched_setaffinity": (203, 122),
}
IGNORED = {  # on aarch64 there is no call by a path alone
    "chmod": (90, 53),
    "fchmod": (91, 52),
    "fchmodat": (268, 53),
    "fchmodat2": (452, 452),
    "chown": (92, 54),
    "fchown": (93, 55),
    "lchown": (94, 54),
    "fchownat": (260, 54),
    "utime": (132, 88),
    "utimes": (235, 88),
    "futimesat": (261, 88),
    "utimensat": (280, 88),
    "setxattr": (188, 5),
    "lsetxattr": (189, 6),
    "fsetxattr": (190, 7),
    "setxattrat": (463, 463),
    "file_setattr": (469, 469),
    "flock": (73, 32),
}
# Refused only where of one argument, counted from 0, these bits have this value.
ARGUMENTS = {  # numbers, argument, bits, value
    "prctl, sharing a core": ((157, 167), 0, 0xFFFFFFFF, 62),
    "mmap, shared and of no file": ((9, 222), 3, 0x21, 0x21),  # stays when let go
    # A process that hands its memory on and on is never there when it is counted.
    "clone, same memory but no thread": ((56, 220), 0, 0x10100, 0x100),
    "clone, a thread with files of its own": ((56, 220), 0, 0x10400, 0x10000),
    # A socket that was handed in has us at its other end.
    "getsockopt, a handle of the other side": ((55, 209), 2, 0xFFFFFFFF, 77),
    "setsockopt, the same with each message": ((54, 208), 2, 0xFFFFFFFF, 76),
    "madvise, out of memory": ((28, 233), 2, 0xFFFFFFFF, 21),  # only what is in counts
}
LOCKS = {  # ignored, in the same way
    "fcntl, a lock": ((72, 25), 1, 0xFFFFFFFE, 6),  # 6 and 7
    "fcntl, a lock on what is open": ((72, 25), 1, 0xFFFFFFFF, 37),
    "fcntl, a lock on what is open, to wait for": ((72, 25), 1, 0xFFFFFFFF, 38),
}
# Refused unless of one argument these bits have one of these values: others leave
# marks on files that are only to be read, or tell of locks or of networks outside;
# sockets of machines that are no network are not kept in here.
NEEDED = {
    "socket": ((41, 198), 0, 0xFFFFFFFF, (1, 2, 10, 16)),
    "fcntl": ((72, 25), 1, 0xFFFFFFFF, (0, 1, 2, 3, 4, 1030, 1032)),  # of what is open
    "ioctl": ((16, 29), 1, 0xFF00, (0x5400,)),  # of terminals, and of what is open
}
LOAD, EQUAL, AT_LEAST, AND, ALWAYS, RETURN = 0x20, 0x15, 0x35, 0x54, 0x05, 0x06
KILL, ALLOW, DONE, NO_SUCH_CALL = 0x80000000, 0x7FFF0000, 0x00050000, 0x00050000 | 38
X32 = 0x40000000  # a second numbering of the calls, on x86_64


def call_filter(machine: str | None = None) -> bytes:
    """A filter for ``bwrap --seccomp``, written for the seccomp machine of Linux.

    Parameters
    ----------
    machine : str, optional
        By default, this one.

    Returns
    -------
    bytes
        Instructions ``(code, steps if true, steps if false, value)`` of 8 bytes each.

    Raises
    ------
    ValueError
        For a machine whose calls are not listed here.
    """
    machine = machine or platform.machine()
    if machine not in ARCHITECTURE:
        known = " or ".join(ARCHITECTURE)
        raise ValueError(f"machine: expected {known}, got {machine}")
    which = list(ARCHITECTURE).index(machine)
    names, parts = [*IGNORED.values(), *REFUSED.values()], [*LOCKS.values()]
    parts += ARGUMENTS.values()
    steps = [
        (LOAD, 0, 0, 4),
        (EQUAL, 1, 0, ARCHITECTURE[machine]),
        (RETURN, 0, 0, KILL),
    ]
    # Steps from there to the last but one, which says done, and to the last, a refusal.
    left = len(names) + 5 * len(parts) + 2
    left += sum(5 + len(values) for *_, values in NEEDED.values())
    steps += [(LOAD, 0, 0, 0), (AT_LEAST, left, 0, X32)]
    for number, both in enumerate(names):
        left -= 1
        steps += [(EQUAL, left - (number < len(IGNORED)), 0, both[which])]
    for number, (both, argument, bits, value) in enumerate(parts):
        left -= 5
        steps += [
            (LOAD, 0, 0, 0),
            (EQUAL, 0, 3, both[which]),
            (LOAD, 0, 0, 16 + 8 * argument),
            (AND, 0, 0, bits),
            (EQUAL, left - (number < len(LOCKS)), 0, value),
        ]
    for both, argument, bits, values in NEEDED.values():
        left -= 5 + len(values)
        steps += [
            (LOAD, 0, 0, 0),
            (EQUAL, 0, 3 + len(values), both[which]),
            (LOAD, 0, 0, 16 + 8 * argument),
            (AND, 0, 0, bits),
            *((EQUAL, len(values) - n, 0, value) for n, value in enumerate(values)),
            (ALWAYS, 0, 0, left),
        ]
    steps += [(RETURN, 0, 0, kind) for kind in (ALLOW, DONE, NO_SUCH_CALL)]
    return b"".join(struct.pack("=HBBI", *step) for step in steps)
