/* SPDX-License-Identifier: Apache-2.0 */
#include "stage/pixels_link.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/memory.h"
#include "guard/confine.h"

/* An item of which more than this many times its own size is asked is read in circles. */
#define READ_FACTOR 64
#define READ_LEAST  ((uint64_t)64 << 20)

struct pixels_link {
	int fd;
	struct buffer out;
	unsigned char packet[sizeof(struct pixels_head) + PIXELS_PAYLOAD_MAX];
};

/* ---- Starting ---- */

static bool
runnable(struct buffer *path)
{
	return access(buffer_text(path), X_OK) == 0;
}

int
pixels_path(struct buffer *path, struct error *e)
{
	char self[PATH_MAX];
	ssize_t n = readlink("/proc/self/exe", self, sizeof self - 1);

	if (n > 0) {
		self[n] = '\0';
		char *slash = strrchr(self, '/');

		buffer_clear(path);
		buffer_add(path, self, slash ? (size_t)(slash - self) : 0);
		buffer_add_text(path, "/" PIXELS_PROGRAM);
		if (runnable(path))
			return 0;
	}
	buffer_clear(path);
	buffer_add_text(path, PKGLIBEXECDIR "/" PIXELS_PROGRAM);
	if (runnable(path))
		return 0;
	return error_set(e, ERROR_SYSTEM,
			 "%s is not there: pictures cannot be decoded; install winnow with it, or "
			 "leave PDQ out",
			 buffer_text(path));
}

/* In the child: only the socket is left open. */
_Noreturn static void
become_helper(const char *path, int fd)
{
	static char name[] = PIXELS_PROGRAM;
	static char *const nothing[] = {NULL};
	char *const argv[] = {name, NULL};

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (dup2(fd, PIXELS_SOCKET) < 0)
		_exit(127);
	syscall(SYS_close_range, PIXELS_SOCKET + 1u, ~0u, 0u);
	execve(path, argv, nothing);
	_exit(127);
}

int
pixels_start(struct pixels_link **out, struct error *e)
{
	struct buffer path = BUFFER_EMPTY;
	int ends[2];
	pid_t pid;

	if (pixels_path(&path, e))
		goto failed;
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends)) {
		error_system(e, "socket pair");
		goto failed;
	}
	pid = fork();
	if (pid == 0)
		become_helper(buffer_text(&path), ends[1]);
	close(ends[1]);
	if (pid < 0 || dup2(ends[0], CONFINE_SIDE_FD) < 0) {
		close(ends[0]);
		error_system(e, PIXELS_PROGRAM);
		goto failed;
	}
	close(ends[0]);
	*out = memory_zero(1, sizeof **out);
	(*out)->fd = CONFINE_SIDE_FD;
	buffer_release(&path);
	return 0;
failed:
	buffer_release(&path);
	return -1;
}

void
pixels_stop(struct pixels_link **link)
{
	if (!*link)
		return;
	close((*link)->fd);
	buffer_release(&(*link)->out);
	free(*link);
	*link = NULL;
}

/* ---- Packets ---- */

static int
send_packet(struct pixels_link *l, const struct pixels_head *head, const void *p, size_t n,
	    struct error *e)
{
	ssize_t r;

	buffer_clear(&l->out);
	buffer_add(&l->out, head, sizeof *head);
	buffer_add(&l->out, p, n);
	do {
		r = write(l->fd, l->out.data, l->out.n);
	} while (r < 0 && errno == EINTR);
	return r == (ssize_t)l->out.n ? 0 : error_system(e, PIXELS_PROGRAM);
}

static int
receive_packet(struct pixels_link *l, struct pixels_head *head, const unsigned char **payload,
	       struct error *e)
{
	ssize_t r;

	do {
		r = read(l->fd, l->packet, sizeof l->packet);
	} while (r < 0 && errno == EINTR);
	if (r < (ssize_t)sizeof *head)
		return error_set(e, ERROR_SYSTEM, PIXELS_PROGRAM " is gone");
	memcpy(head, l->packet, sizeof *head);
	*payload = l->packet + sizeof *head;
	if (head->size != (size_t)r - sizeof *head)
		return error_set(e, ERROR_SYSTEM, PIXELS_PROGRAM " talks nonsense");
	return 0;
}

/* ---- One item ---- */

struct talk {
	struct pixels_link *link;
	const struct pixels_request *request;
	struct pixels_result *result;
	uint64_t may_read;
};

static int
answer_read(struct talk *t, const struct pixels_head *head, struct error *e)
{
	struct pixels_head answer = {.kind = PIXELS_BYTES};
	unsigned char bytes[PIXELS_PAYLOAD_MAX];
	size_t n;

	n = head->b < PIXELS_PAYLOAD_MAX ? (size_t)head->b : PIXELS_PAYLOAD_MAX;
	n = n < t->may_read ? n : (size_t)t->may_read; /* then it is told that the bytes end */
	t->may_read -= n;
	n = bytes_read(t->request->bytes, head->a, bytes, n);
	if (t->request->progress)
		t->request->progress(t->request->ctx, n);
	answer.size = (uint32_t)n;
	return send_packet(t->link, &answer, bytes, n, e);
}

static int
take_digest(struct talk *t, const struct pixels_head *head, const unsigned char *payload,
	    struct error *e)
{
	struct pixels_digest d;

	if (head->size != sizeof d)
		return error_set(e, ERROR_SYSTEM, PIXELS_PROGRAM " talks nonsense");
	memcpy(&d, payload, sizeof d);
	if (d.turn >= PDQ_TURNS || d.quality > 100)
		return error_set(e, ERROR_SYSTEM, PIXELS_PROGRAM " talks nonsense");
	t->request->digest(t->request->ctx, &d);
	if (t->request->progress)
		t->request->progress(t->request->ctx, 0);
	return 0;
}

static int
decoder_died(uint64_t signal_number, struct error *e)
{
	if (signal_number == SIGPROF || signal_number == SIGXCPU)
		return error_set(e, ERROR_INPUT, "decoding it took too long and was stopped");
	return error_set(e, ERROR_INPUT, "the decoder was ended by signal %llu on it",
			 (unsigned long long)signal_number);
}

/* 1 the item is over, 0 more will come, -1 it is over and failed. */
static int
take_packet(struct talk *t, const struct pixels_head *head, const unsigned char *payload,
	    struct error *e)
{
	switch (head->kind) {
	case PIXELS_READ:
		return answer_read(t, head, e);
	case PIXELS_DIGEST:
		return take_digest(t, head, payload, e);
	case PIXELS_DONE:
		*t->result =
			(struct pixels_result){(uint32_t)head->a, (uint32_t)head->b, head->c != 0};
		return 1;
	case PIXELS_FAILED:
		return error_set(e, ERROR_INPUT, "%.*s", (int)(head->size < 300 ? head->size : 300),
				 (const char *)payload);
	case PIXELS_DIED:
		return decoder_died(head->a, e);
	default:
		return error_set(e, ERROR_SYSTEM, PIXELS_PROGRAM " talks nonsense");
	}
}

int
pixels_ask(struct pixels_link *link, const struct pixels_request *r, struct pixels_result *result,
	   struct error *e)
{
	struct pixels_head head = {PIXELS_ITEM, 0, r->bytes->size, r->wish, r->seconds};
	struct talk t = {link, r, result, READ_LEAST};
	const unsigned char *payload = NULL;
	int status;

	*result = (struct pixels_result){0};
	if (r->bytes->size > READ_LEAST / READ_FACTOR)
		t.may_read = r->bytes->size < UINT64_MAX / READ_FACTOR
				     ? r->bytes->size * READ_FACTOR
				     : UINT64_MAX;
	if (send_packet(link, &head, NULL, 0, e))
		return -1;
	do {
		status = receive_packet(link, &head, &payload, e);
		if (status == 0)
			status = take_packet(&t, &head, payload, e);
	} while (status == 0);
	return status < 0 ? -1 : 0;
}
