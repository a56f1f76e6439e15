/* SPDX-License-Identifier: Apache-2.0 */
#include <config.h>
#include <errno.h>
#include <fcntl.h>
#include <fuse_lowlevel.h>
#include <linux/fuse.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

#include "base/memory.h"
#include "flow/binding.h"
#include "guard/confine.h"
#include "mount/server_parts.h"

#define RECHECK_MS 5000
#define ARGUMENTS  3
#define TRIES_MAX  2 /* servers that a request may cost */

/* ---- Messages ---- */

void
server_say(struct server *s, const char *text)
{
	int n;

	if (strcmp(s->said, text) == 0)
		return;
	snprintf(s->said, sizeof s->said, "%s", text);
	buffer_clear(&s->text);
	buffer_add_text(&s->text, text);
	for (size_t i = 0; i < s->text.n; i++)
		if (s->text.data[i] == '\n')
			s->text.data[i] = ' ';
	buffer_add_byte(&s->text, '\n');
	n = (int)write(STDERR_FILENO, s->text.data, s->text.n);
	(void)n; /* a keeper that is gone reads nothing, and its end is ours */
}

static void
say_for_answer(void *ctx, const char *text)
{
	server_say(ctx, text);
}

static void
alive(void *ctx, uint32_t folder)
{
	struct server *s = ctx;

	atomic_store(&s->slot->folder, folder);
	atomic_store(&s->slot->heard, board_now());
}

/* ---- The session ---- */

struct server *
server_new(const struct server_config *config)
{
	struct server *s = memory_zero(1, sizeof *s);

	s->config = *config;
	return s;
}

void
server_free(struct server **server)
{
	struct server *s = *server;

	*server = NULL;
	if (!s)
		return;
	buffer_release(&s->reply);
	buffer_release(&s->text);
	free(s);
}

void
server_set_device(struct server *s, int fuse)
{
	s->config.fuse = fuse;
}

struct fuse_session *
server_session(struct server *s, const char *options, bool debug)
{
	char name[] = "winnow-mount", flag[] = "-o";
	char *copy = memory_string(options), debug_flag[] = "-d";
	char *argv[] = {name, flag, copy, debug_flag, NULL};
	struct fuse_args args = FUSE_ARGS_INIT(debug ? ARGUMENTS + 1 : ARGUMENTS, argv);
	struct fuse_session *session =
		fuse_session_new(&args, &server_operations, sizeof server_operations, s);

	fuse_opt_free_args(&args);
	free(copy);
	return session;
}

/* ---- Is the evidence still there? ---- */

void
server_recheck(struct server *s)
{
	if (board_now() - atomic_load(&s->config.board->checked) > RECHECK_MS)
		_exit(SERVER_RECHECK);
}

void
server_check_files(struct server *s)
{
	struct stat st;

	for (unsigned i = 0; i < s->nfiles; i++)
		if (fstat(s->files[i].fd, &st) || st.st_size != s->files[i].size)
			_exit(SERVER_RECHECK);
}

/* Of all that is open now, the plain files but for the records are the evidence's. */
static void
note_files(struct server *s)
{
	struct stat st;

	for (int fd = STDERR_FILENO + 1; fd < 1024 && s->nfiles < EVIDENCE_FILES_MAX; fd++)
		if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode))
			s->files[s->nfiles++] = (struct evidence_file){fd, st.st_size};
}

/* ---- Opening ---- */

/* Nothing of the keeper's terminal, folder or time zone is left; messages go to its pipe. */
static void
settle(struct server *s)
{
	static const int signals[] = {SIGTERM, SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGCHLD};
	int null = open("/dev/null", O_RDWR);
	sigset_t none;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	for (size_t i = 0; i < sizeof signals / sizeof signals[0]; i++)
		signal(signals[i], SIG_DFL);
	signal(SIGINT, SIG_IGN); /* the keeper decides what these mean */
	signal(SIGHUP, SIG_IGN);
	signal(SIGPIPE, SIG_IGN);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	dup2(null, STDIN_FILENO);
	dup2(null, STDOUT_FILENO);
	dup2(s->config.say, STDERR_FILENO);
	if (null > STDERR_FILENO)
		close(null);
	close(s->config.say);
	/* libtsk shifts FAT's local times by the process's zone. */
	setenv("TZ", "UTC0", 1);
	tzset();
}

static int
map_records(struct server *s, struct span *out, struct error *e)
{
	struct stat st;
	void *p;

	*out = (struct span){NULL, 0};
	if (s->config.records < 0)
		return 0;
	if (fstat(s->config.records, &st) || st.st_size < 0)
		return error_system(e, "the records cannot be read");
	*out = (struct span){"", 0};
	if (st.st_size > 0) {
		p = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_SHARED, s->config.records, 0);
		if (p == MAP_FAILED)
			return error_system(e, "the records cannot be mapped");
		*out = (struct span){p, (size_t)st.st_size};
	}
	close(s->config.records);
	return 0;
}

/* The first server says which evidence it is; to all others it has to be the same. */
static int
identify(struct server *s, struct error *e)
{
	struct board *board = s->config.board;
	char id[IMAGE_ID_MAX];

	if (image_id(s->image, id, e))
		return -1;
	if (atomic_load(&board->evidence) == EVIDENCE_UNSEEN) {
		memcpy(board->id, id, sizeof id);
		snprintf(board->container, sizeof board->container, "%s",
			 image_container(s->image));
		board->size = image_size(s->image);
	} else if (image_size(s->image) != board->size) {
		return error_set(e, ERROR_INPUT,
				 "%s has changed: it had %llu bytes when it was mounted and has "
				 "%llu now",
				 s->config.evidence, (unsigned long long)board->size,
				 (unsigned long long)image_size(s->image));
	} else if (strcmp(board->id, id) != 0) {
		return error_set(e, ERROR_INPUT,
				 "%s has changed: its evidence_id is not what it was when it was "
				 "mounted",
				 s->config.evidence);
	}
	atomic_store(&board->evidence, EVIDENCE_SEEN);
	return 0;
}

static int
open_evidence(struct server *s, struct span records, struct error *e)
{
	const struct evidence_moves nowhere = {NULL, 0};
	struct answer_config config = {.tree = s->config.tree,
				       .evidence = s->config.evidence,
				       .records = records,
				       .mounted = s->config.mounted,
				       .say = say_for_answer,
				       .alive = alive,
				       .ctx = s};
	struct buffer binding = BUFFER_EMPTY;
	int r;

	binding_make(s->config.path, NULL, &binding);
	r = binding_open(binding.data, &nowhere, &s->image, e);
	buffer_release(&binding);
	if (r)
		return -1;
	config.image = s->image;
	note_files(s);
	if (identify(s, e))
		return -1;
	return answer_open(&s->answer, &config, e);
}

/* Evidence that was there and is no more is what this server tells everybody. */
static void
open_all(struct server *s)
{
	struct board *board = s->config.board;
	struct confinement got = {0};
	struct error e = {0};
	struct span records;

	atomic_store(&board->checked, board_now());
	if (map_records(s, &records, &e) || open_evidence(s, records, &e)) {
		snprintf(board->why, sizeof board->why, "%s", e.text);
		if (atomic_load(&board->evidence) == EVIDENCE_UNSEEN)
			_exit(SERVER_UNOPENED);
		atomic_store(&board->evidence, EVIDENCE_GONE);
		s->nfiles = 0;
		answer_close(&s->answer);
	}
	error_clear(&e);
	if (confine_answering(STDERR_FILENO, s->config.fuse, s->config.memory, &got, &e)) {
		snprintf(board->why, sizeof board->why, "%s", e.text);
		_exit(SERVER_UNOPENED);
	}
}

/* ---- Answering ---- */

static void
reply_error(const struct server *s, uint64_t unique, int code)
{
	struct fuse_out_header out = {.len = sizeof out, .error = code, .unique = unique};
	struct iovec iov = {&out, sizeof out};
	ssize_t n = writev(s->config.fuse, &iov, 1);

	(void)n; /* who asked may be gone */
}

/* Two servers died of it; this one does not touch it. */
static void
give_up(struct server *s)
{
	const struct fuse_in_header *in = (const void *)s->slot->request.bytes;
	const struct node *node = tree_node(s->config.tree, in->nodeid);
	uint32_t folder = atomic_load(&s->slot->folder);
	char text[ERROR_TEXT_MAX];

	if (folder && tree_node(s->config.tree, folder))
		tree_break(s->config.tree, folder);
	snprintf(text, sizeof text, "%s: given up, and an error answered",
		 node && node->kind != NODE_ROOT ? tree_name(s->config.tree, node) : "a request");
	server_say(s, text);
	reply_error(s, in->unique, -EIO);
}

static void
answer_request(struct server *s, struct fuse_session *session)
{
	const struct fuse_in_header *in = (const void *)s->slot->request.bytes;
	struct fuse_buf buf = {.size = in->len, .mem = s->slot->request.bytes};

	if (atomic_load(&s->slot->tries) >= TRIES_MAX)
		give_up(s);
	else if (in->opcode == FUSE_INTERRUPT)
		reply_error(s, in->unique, -ENOSYS); /* it may be another server's: none any more */
	else
		fuse_session_process_buf(session, &buf);
	atomic_store(&s->slot->folder, 0);
	atomic_store(&s->slot->tries, 0);
	atomic_store(&s->slot->request.length, 0);
}

void
server_run(struct server *s, struct fuse_session *session, struct slot *slot)
{
	s->slot = slot;
	settle(s);
	open_all(s);
	atomic_store(&slot->heard, board_now());
	atomic_store(&slot->ready, true);
	if (write(STDERR_FILENO, "\n", 1) != 1) /* so that the keeper looks */
		_exit(0);
	for (;;) {
		if (!server_next(s))
			continue;
		answer_request(s, session);
		server_walk_ahead(s);
	}
}
