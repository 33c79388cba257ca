"""System calls that a submission does not need, refused by a filter of the kernel.

They make memory that belongs to no process or file, so that no limit would count it,
look into other processes, tell what others do on this machine or have read, name its
networks, make others wait, take the processors that they need, or are known as a way
out of a sandbox.
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
    "flock": (73, 32),
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
    "statmount": (457, 457),
    "listmount": (458, 458),
    "sched_setaffinity": (203, 122),
}
# Refused only where of one argument, counted from 0, these bits have this value.
ARGUMENTS = {  # numbers, argument, bits, value
    "socket, of virtual machines": ((41, 198), 0, 0xFFFFFFFF, 40),  # not kept in here
    "mmap, shared and of no file": ((9, 222), 3, 0x21, 0x21),  # stays when let go
    "ioctl, of sockets": ((16, 29), 1, 0xFF00, 0x8900),  # tells of networks outside
    # A process that hands its memory on and on is never there when it is counted.
    "clone, same memory but no thread": ((56, 220), 0, 0x10100, 0x100),
    "madvise, out of memory": ((28, 233), 2, 0xFFFFFFFF, 21),  # only what is in counts
    "fcntl, who holds a lock": ((72, 25), 1, 0xFFFFFFFF, 5),  # locks can be messages
    "fcntl, who holds a lock on what is open": ((72, 25), 1, 0xFFFFFFFF, 36),
    "fcntl, leases": ((72, 25), 1, 0xFFFFFFFF, 1024),  # who opens the file has to wait
    "fcntl, news of a folder": ((72, 25), 1, 0xFFFFFFFF, 1026),
    "fcntl, larger pipes": ((72, 25), 1, 0xFFFFFFFF, 1031),  # a user has so many
}
LOAD, EQUAL, AT_LEAST, AND, RETURN = 0x20, 0x15, 0x35, 0x54, 0x06
KILL, ALLOW, NO_SUCH_CALL = 0x80000000, 0x7FFF0000, 0x00050000 | 38
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
    numbers = [both[which] for both in REFUSED.values()]
    steps = [
        (LOAD, 0, 0, 4),
        (EQUAL, 1, 0, ARCHITECTURE[machine]),
        (RETURN, 0, 0, KILL),
    ]
    left = len(numbers) + 5 * len(ARGUMENTS) + 1  # steps before the last, a refusal
    steps += [(LOAD, 0, 0, 0), (AT_LEAST, left, 0, X32)]
    for number in numbers:
        left -= 1
        steps += [(EQUAL, left, 0, number)]
    for both, argument, bits, value in ARGUMENTS.values():
        left -= 5
        steps += [
            (LOAD, 0, 0, 0),
            (EQUAL, 0, 3, both[which]),
            (LOAD, 0, 0, 16 + 8 * argument),
            (AND, 0, 0, bits),
            (EQUAL, left, 0, value),
        ]
    steps += [(RETURN, 0, 0, ALLOW), (RETURN, 0, 0, NO_SUCH_CALL)]
    return b"".join(struct.pack("=HBBI", *step) for step in steps)
