#!/bin/sh
# `ulimit -f` limits memory too: a memfd may not be made larger than the largest file that may be written.
#
# Linux 6.18 (memfd_create(2) has been there since 3.17), Python 3 for the calls.
#
# What one would guess: RLIMIT_FSIZE is about files in file systems. What memfd_create makes lies in memory, is counted
# as memory, and is what programs that map the same bytes twice (compilers that write code in one place and run it in
# another) take instead of a file, for just that reason.
#
# What happens: ftruncate of a memfd beyond the limit is refused (EFBIG, and SIGXFSZ, which ends the process unless it
# is ignored), though the length alone takes no memory, and though an anonymous shared mapping of the same size is
# given. A judge of programming contests or a CI job that sets `ulimit -f` so takes the compiler from a program. The
# same bytes can be mapped twice without any file: mremap of an anonymous shared mapping with an old size of 0.
#
# Source: setrlimit(2), RLIMIT_FSIZE ("the maximum size of files that the process may create"); mm/shmem.c and
# fs/attr.c (inode_newsize_ok) of the kernel.
#
# Output seen:
#   a memfd of 2 MB under a limit of 1 MB: File too large
#   an anonymous shared mapping of 2 MB: given
set -eu
python3 - <<'END'
import errno, mmap, os, resource, signal, sys

MB = 1 << 20
_, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
resource.setrlimit(resource.RLIMIT_FSIZE, (MB, hard))
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
refused = False
try:
    os.ftruncate(os.memfd_create("no file"), 2 * MB)
    print("a memfd of 2 MB under a limit of 1 MB: given")
except OSError as error:
    refused = error.errno == errno.EFBIG
    print("a memfd of 2 MB under a limit of 1 MB:", error.strerror)
mapping = mmap.mmap(-1, 2 * MB)
mapping[2 * MB - 1] = 1
print("an anonymous shared mapping of 2 MB: given")
if not refused:
    sys.exit("changed: the limit no longer counts for what lies in memory")
END
