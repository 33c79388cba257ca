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
    "userfaultfd": (323, 282),
    "perf_event_open": (298, 241),
    "bpf": (321, 280),
    "ptrace": (101, 117),
    "process_vm_readv": (310, 270),
    "process_vm_writev": (311, 271),
    "pidfd_getfd": (438, 438),
    "kcmp": (312, 272),
    "syslog": (103, 116),
    "statmount": (457, 457),
    "listmount": (458, 458),
    "sched_setaffinity": (203, 122),
}
SOCKET = (41, 198)
VSOCK = 40  # sockets of virtual machines, which no network namespace keeps in
MMAP = (9, 222)
IOCTL = (16, 29)
OF_SOCKETS = 0x8900  # a socket that was made outside tells of the networks there
FCNTL = (72, 25)
RARE = 1024  # from here on: leases, which make others wait, who reads what, and such
COPY = 1030  # but this is what Python opens files with
SHARED = 0x21  # memory of no file, that stays when the process lets go of its pages
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
    steps += [(LOAD, 0, 0, 0), (AT_LEAST, len(numbers) + 16, 0, X32)]
    steps += [(EQUAL, len(numbers) - i + 15, 0, n) for i, n in enumerate(numbers)]
    steps += [
        (EQUAL, 0, 3, MMAP[which]),
        (LOAD, 0, 0, 40),  # its fourth argument
        (AND, 0, 0, SHARED),
        (EQUAL, 12, 11, SHARED),
        (EQUAL, 0, 3, IOCTL[which]),
        (LOAD, 0, 0, 24),  # its second argument
        (AND, 0, 0, 0xFF00),
        (EQUAL, 8, 7, OF_SOCKETS),
        (EQUAL, 0, 3, FCNTL[which]),
        (LOAD, 0, 0, 24),
        (EQUAL, 4, 0, COPY),
        (AT_LEAST, 4, 3, RARE),
        (EQUAL, 0, 2, SOCKET[which]),
        (LOAD, 0, 0, 16),
        (EQUAL, 1, 0, VSOCK),
    ]
    steps += [(RETURN, 0, 0, ALLOW), (RETURN, 0, 0, NO_SUCH_CALL)]
    return b"".join(struct.pack("=HBBI", *step) for step in steps)
