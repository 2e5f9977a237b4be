/* Lets Debian's user-mode Linux run on a processor whose extended state is larger than the 2696 bytes that UML keeps.
 *
 * UML 6.1 saves and restores a guest's registers by ptrace's NT_X86_XSTATE with a buffer of 2696 bytes: all of it up to AVX-512.
 * Where the processor has AMX, the host's kernel wants its whole 11008 bytes for a PTRACE_SETREGSET and answers EFAULT to less;
 * UML then kills its init with "ptrace set fp regs failed, errno = 14". Loaded by LD_PRELOAD, this adds the missing tail: zeros,
 * since AMX tiles are off until a process asks for them, which nothing in a guest can do.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <stdarg.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

enum { PEEKTEXT = 1, PEEKUSER = 3, GETREGSET = 0x4204, SETREGSET = 0x4205, XSTATE = 0x202, ROOM = 32768 };

static unsigned char whole[ROOM] __attribute__((aligned(64)));
static size_t wanted; /* what the host's kernel takes; 0: not asked yet */

static long raw(long request, long pid, long addr, long data)
{
	return syscall(SYS_ptrace, request, pid, addr, data);
}

static long set_xstate(long pid, struct iovec *given)
{
	struct iovec all = { whole, ROOM };

	if (!wanted) {
		if (raw(GETREGSET, pid, XSTATE, (long)&all) != 0)
			return -1;
		wanted = all.iov_len;
		memset(whole, 0, sizeof whole);
	}
	if (given->iov_len >= wanted)
		return raw(SETREGSET, pid, XSTATE, (long)given);
	memcpy(whole, given->iov_base, given->iov_len); /* the tail stays zero: the given length is always the same */
	all.iov_len = wanted;
	return raw(SETREGSET, pid, XSTATE, (long)&all);
}

long ptrace(int request, ...)
{
	va_list list;
	long pid, addr, data, word, result;

	va_start(list, request);
	pid = va_arg(list, long);
	addr = va_arg(list, long);
	data = va_arg(list, long);
	va_end(list);
	pid = (int)pid;
	if (request == SETREGSET && addr == XSTATE)
		return set_xstate(pid, (struct iovec *)data);
	if (request >= PEEKTEXT && request <= PEEKUSER) { /* the C library returns the word, the kernel stores it */
		result = raw(request, pid, addr, (long)&word);
		if (result < 0)
			return result;
		errno = 0;
		return word;
	}
	return raw(request, pid, addr, data);
}
