/* SPDX-License-Identifier: Apache-2.0 */
#include <config.h>
#include <errno.h>
#include <fcntl.h>
#include <fuse_lowlevel.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/sysmacros.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/memory.h"
#include "guard/silence.h"
#include "mount/mount.h"
#include "mount/server_parts.h"

#define TICK_MS	       500
#define FOLDER_SECONDS 1800u /* FAT orphans of a large card are silent work */
#define STARTS_MAX     5     /* servers in a row that end before they are ready */
#define LEAVE_MS       2000
#define READ_AHEAD_KB  "4096"
#define LINE_MAX_BYTES 4096

/* FUSE_DEV_IOC_BACKING_OPEN of include/uapi/linux/fuse.h since 7.40 */
struct backing_map {
	int32_t fd;
	uint32_t flags;
	uint64_t padding;
};
#define BACKING_OPEN _IOW(229, 1, struct backing_map)

struct child {
	pid_t pid; /* 0: none */
	struct silence silence;
	int64_t heard;			   /* the sign of life in its slot that `silence` is from */
	char how_silent[SILENCE_TEXT_MAX]; /* stopped by us for that, else "" */
};

struct keeper {
	const struct mount_config *config;
	struct server *server;
	struct fuse_session *session;
	struct tree *tree;
	struct board *board;
	struct child *children; /* as many as there are slots */
	int pipe[2];		/* what servers say */
	int signals;
	struct buffer said;
	unsigned failures; /* starts in a row */
	bool all_started, told_ready;
	bool over; /* unmounted, or to be */
};

/* ---- Mounting ---- */

static void
add_option_text(struct buffer *out, const char *text)
{
	for (; *text; text++) {
		if (*text == ',' || *text == '\\')
			buffer_add_byte(out, '\\');
		buffer_add_byte(out, *text);
	}
}

static int
make_session(struct keeper *k, struct error *e)
{
	struct buffer options = BUFFER_EMPTY;

	buffer_add_format(&options,
			  "ro,nosuid,nodev,noexec,subtype=winnow-mount,max_read=%zu%s,fsname=",
			  ANSWER_READ_MAX, k->config->allow_other ? ",allow_other" : "");
	add_option_text(&options, k->config->evidence);
	k->session = server_session(k->server, buffer_text(&options), k->config->debug);
	buffer_release(&options);
	return k->session ? 0 : error_set(e, ERROR_SYSTEM, "FUSE cannot be set up");
}

static void
unmount_dead(const char *folder)
{
	pid_t pid;

	if (umount2(folder, MNT_DETACH) == 0)
		return;
	pid = fork();
	if (pid == 0) {
		execlp("fusermount3", "fusermount3", "-u", "-q", "-z", "--", folder, (char *)NULL);
		_exit(127);
	}
	while (pid > 0 && waitpid(pid, NULL, 0) < 0 && errno == EINTR)
		;
}

/* A mount whose keeper was killed is in the way; only that of this program is taken away. */
static void
clear_dead(struct keeper *k)
{
	const char *folder = k->config->folder;
	struct statvfs st;
	char line[LINE_MAX_BYTES];
	bool ours = false;
	FILE *f;

	/* The kernel knows the folder's attributes by heart, but not these. */
	if (statvfs(folder, &st) == 0 || errno != ENOTCONN)
		return;
	f = fopen("/proc/self/mountinfo", "re");
	while (f && fgets(line, sizeof line, f))
		ours |= strstr(line, " fuse.winnow-mount ") != NULL;
	if (f)
		fclose(f);
	if (!ours)
		return;
	unmount_dead(folder);
	k->config->say(k->config->ctx, "a dead mount was taken away from the folder first");
}

static int
check_folder(const struct keeper *k, struct error *e)
{
	struct stat st;

	if (stat(k->config->folder, &st))
		return error_system(e, "%s", k->config->folder);
	if (!S_ISDIR(st.st_mode))
		return error_set(e, ERROR_INPUT, "%s is no folder to mount on", k->config->folder);
	return 0;
}

static int
do_mount(struct keeper *k, struct error *e)
{
	const struct fuse_custom_io io = {.writev = server_writev, .read = server_read};

	clear_dead(k);
	if (check_folder(k, e))
		return -1;
	if (access("/dev/fuse", F_OK))
		return error_system(
			e, "/dev/fuse: FUSE is not there; load the kernel's module fuse, or "
			   "give the container the device");
	if (fuse_session_mount(k->session, k->config->folder))
		return error_set(e, ERROR_SYSTEM,
				 "%s: it cannot be mounted here; an ordinary user needs "
				 "fusermount3 and a folder of their own, a container the right to "
				 "mount",
				 k->config->folder);
	return fuse_session_custom_io(k->session, &io, fuse_session_fd(k->session))
		       ? error_set(e, ERROR_SYSTEM, "FUSE cannot be set up")
		       : 0;
}

/* The kernel's first request is answered here, so that every server starts from the same state. */
static int
shake_hands(struct keeper *k, struct error *e)
{
	struct fuse_buf buf = {0};
	int r;

	do
		r = fuse_session_receive_buf(k->session, &buf);
	while (r == -EINTR);
	if (r > 0)
		fuse_session_process_buf(k->session, &buf);
	free(buf.mem);
	return r > 0 ? 0 : error_set(e, ERROR_SYSTEM, "the kernel does not speak FUSE to us");
}

/* ---- Servers ---- */

static int
start(struct keeper *k, unsigned i, struct error *e)
{
	struct slot *slot = &k->board->slots[i];
	pid_t pid;

	atomic_store(&slot->ready, false);
	atomic_store(&slot->heard, board_now());
	pid = fork();
	if (pid == 0) {
		close(k->pipe[0]);
		close(k->signals);
		server_run(k->server, k->session, slot);
	}
	if (pid < 0)
		return error_system(e, "a server could not be started");
	k->children[i] = (struct child){.pid = pid, .heard = -1};
	return 0;
}

static void
say(const struct keeper *k, const char *text)
{
	k->config->say(k->config->ctx, text);
}

/* Lines that servers have written. */
static void
pass_on(struct keeper *k)
{
	char *end;
	ssize_t n = read(k->pipe[0], buffer_reserve(&k->said, LINE_MAX_BYTES), LINE_MAX_BYTES);

	if (n > 0)
		k->said.n += (size_t)n;
	while (k->said.n && (end = memchr(k->said.data, '\n', k->said.n))) {
		*end = '\0';
		if (*k->said.data)
			say(k, k->said.data);
		buffer_drop(&k->said, (size_t)(end + 1 - k->said.data));
	}
	if (k->said.n > (size_t)LINE_MAX_BYTES * 4)
		buffer_clear(&k->said); /* no server of ours writes such lines */
}

static void
say_death(struct keeper *k, unsigned i, int status, bool busy)
{
	char how[SILENCE_TEXT_MAX + 32], text[512];
	const struct child *child = &k->children[i];

	if (*child->how_silent)
		snprintf(how, sizeof how, "%s and was stopped", child->how_silent);
	else if (WIFSIGNALED(status))
		snprintf(how, sizeof how, "died of signal %d (%s)", WTERMSIG(status),
			 strsignal(WTERMSIG(status)));
	else if (WEXITSTATUS(status) == 3)
		snprintf(how, sizeof how, "ran out of memory");
	else
		snprintf(how, sizeof how, "ended with status %d", WEXITSTATUS(status));
	snprintf(text, sizeof text, "a server %s%s; another takes its place", how,
		 busy ? " over a request" : "");
	say(k, text);
}

/* A server that ended; -1: the mount cannot go on. */
static int
bury(struct keeper *k, unsigned i, int status, struct error *e)
{
	struct slot *slot = &k->board->slots[i];
	bool busy = atomic_load(&slot->request.length) != 0;

	k->children[i].pid = 0;
	if (WIFEXITED(status) && WEXITSTATUS(status) == 0) {
		k->over = true; /* somebody has unmounted */
		return 0;
	}
	if (WIFEXITED(status) && WEXITSTATUS(status) == SERVER_UNOPENED) {
		k->board->why[ERROR_TEXT_MAX - 1] = '\0';
		return error_set(e, ERROR_INPUT, "%s", k->board->why);
	}
	k->failures = atomic_load(&slot->ready) ? 0 : k->failures + 1;
	if (!WIFEXITED(status) || WEXITSTATUS(status) != SERVER_RECHECK) {
		atomic_fetch_add(&slot->tries, busy);
		if (!k->over)
			say_death(k, i, status, busy);
	}
	if (k->failures >= STARTS_MAX)
		return error_set(e, ERROR_SYSTEM,
				 "%u servers in a row ended before they could read the evidence",
				 k->failures);
	return k->over ? 0 : start(k, i, e);
}

static int
reap(struct keeper *k, struct error *e)
{
	int status, r = 0;

	for (unsigned i = 0; i < k->board->nslots && r == 0; i++)
		if (k->children[i].pid && waitpid(k->children[i].pid, &status, WNOHANG) > 0)
			r = bury(k, i, status, e);
	return r;
}

/* One that neither opens, nor answers, nor walks ahead only waits to be asked. */
static bool
is_at_work(const struct slot *slot)
{
	return !atomic_load(&slot->ready) || atomic_load(&slot->request.length) != 0 ||
	       atomic_load(&slot->folder) != 0;
}

static void
watch_one(struct child *child, const struct slot *slot, unsigned seconds)
{
	struct buffer how = BUFFER_EMPTY;
	int64_t heard = atomic_load(&slot->heard);

	if (child->heard != heard)
		silence_end(&child->silence, child->pid);
	child->heard = heard;
	if (silence_is_too_long(&child->silence, child->pid, seconds, &how)) {
		snprintf(child->how_silent, sizeof child->how_silent, "%s", buffer_text(&how));
		kill(child->pid, SIGKILL);
	}
	buffer_release(&how);
}

static void
watch(struct keeper *k)
{
	unsigned folder_seconds =
		k->config->seconds > FOLDER_SECONDS ? k->config->seconds : FOLDER_SECONDS;

	for (unsigned i = 0; i < k->board->nslots; i++) {
		const struct slot *slot = &k->board->slots[i];

		if (k->children[i].pid && is_at_work(slot))
			watch_one(&k->children[i], slot,
				  atomic_load(&slot->folder) ? folder_seconds : k->config->seconds);
	}
}

/* ---- What makes it fast, where the kernel and our rights allow it ---- */

/*
 * Reads of image.raw then go from the evidence's file straight to the reader, without a server. The
 * file has to be the whole device as it is.
 */
static void
offer_file(struct keeper *k)
{
	struct backing_map map = {.fd = -1};
	struct stat st;
	int id;

	if (strcmp(k->board->container, "raw") != 0)
		return;
	map.fd = open(k->config->path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (map.fd >= 0 && fstat(map.fd, &st) == 0 && S_ISREG(st.st_mode) &&
	    (uint64_t)st.st_size == k->board->size) {
		id = ioctl(fuse_session_fd(k->session), BACKING_OPEN, &map);
		if (id > 0)
			atomic_store(&k->board->backing_id, id);
	}
	if (map.fd >= 0)
		close(map.fd);
}

/* More than the kernel's 128 KiB are read ahead, so that several servers have work. Root only. */
static void
read_ahead(const struct keeper *k)
{
	char path[64];
	struct stat st;
	ssize_t n;
	int fd;

	if (stat(k->config->folder, &st))
		return;
	snprintf(path, sizeof path, "/sys/class/bdi/%u:%u/read_ahead_kb", major(st.st_dev),
		 minor(st.st_dev));
	fd = open(path, O_WRONLY | O_CLOEXEC);
	if (fd < 0)
		return;
	n = write(fd, READ_AHEAD_KB, strlen(READ_AHEAD_KB));
	(void)n;
	close(fd);
}

/* Once the first server knows the evidence, the others start; once all do, it is told. */
static int
go_on_starting(struct keeper *k, struct error *e)
{
	if (k->told_ready || !atomic_load(&k->board->slots[0].ready))
		return 0;
	if (!k->all_started) {
		offer_file(k);
		for (unsigned i = 1; i < k->board->nslots; i++)
			if (start(k, i, e))
				return -1;
		k->all_started = true;
	}
	k->told_ready = true;
	read_ahead(k);
	k->config->ready(k->config->ctx);
	return 0;
}

/* ---- The keeper's life ---- */

static int
block_signals(struct keeper *k, struct error *e)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGHUP);
	sigaddset(&set, SIGCHLD);
	sigprocmask(SIG_BLOCK, &set, NULL);
	k->signals = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
	return k->signals < 0 ? error_system(e, "signalfd") : 0;
}

static void
take_signals(struct keeper *k)
{
	struct signalfd_siginfo info;

	while (read(k->signals, &info, sizeof info) == (ssize_t)sizeof info)
		k->over |= info.ssi_signo != SIGCHLD;
}

static int
keep(struct keeper *k, struct error *e)
{
	int r = start(k, 0, e);

	while (r == 0 && !k->over) {
		struct pollfd fds[2] = {{k->pipe[0], POLLIN, 0}, {k->signals, POLLIN, 0}};

		if (poll(fds, 2, TICK_MS) < 0 && errno != EINTR)
			return error_system(e, "poll");
		if (fds[0].revents)
			pass_on(k);
		take_signals(k);
		r = reap(k, e);
		if (r == 0)
			r = go_on_starting(k, e);
		watch(k);
	}
	return r;
}

/* Servers end by themselves when the kernel lets go of the mount, which open files can put off. */
static void
stop_servers(struct keeper *k)
{
	int64_t end = board_now() + LEAVE_MS;
	struct pollfd fd = {k->signals, POLLIN, 0};
	bool left = true;

	k->over = true;
	for (unsigned i = 0; left && board_now() < end; i++) {
		struct error ignored = {0};

		left = false;
		take_signals(k);
		reap(k, &ignored);
		for (unsigned j = 0; j < k->board->nslots; j++)
			left |= k->children[j].pid != 0;
		if (left)
			poll(&fd, 1, TICK_MS);
	}
	for (unsigned i = 0; i < k->board->nslots; i++)
		if (k->children[i].pid) {
			kill(k->children[i].pid, SIGKILL);
			waitpid(k->children[i].pid, NULL, 0);
		}
}

static int
run_mounted(struct keeper *k, struct error *e)
{
	int r = shake_hands(k, e);

	if (r == 0)
		r = keep(k, e);
	fuse_session_unmount(k->session);
	stop_servers(k);
	pass_on(k);
	return r;
}

static void
release(struct keeper *k)
{
	if (k->session)
		fuse_session_destroy(k->session);
	server_free(&k->server);
	board_free(&k->board);
	tree_free(&k->tree);
	free(k->children);
	buffer_release(&k->said);
	for (int i = 0; i < 2; i++)
		if (k->pipe[i] >= 0)
			close(k->pipe[i]);
	if (k->signals >= 0)
		close(k->signals);
}

static int
prepare(struct keeper *k, struct error *e)
{
	const struct mount_config *c = k->config;
	struct server_config config = {.evidence = c->evidence,
				       .path = c->path,
				       .records = c->records,
				       .memory = c->memory,
				       .mounted = time(NULL)};

	if (tree_new(&k->tree, c->memory, e) || board_new(&k->board, c->servers, e))
		return -1;
	if (pipe2(k->pipe, O_CLOEXEC) || fcntl(k->pipe[0], F_SETFL, O_NONBLOCK))
		return error_system(e, "pipe");
	k->children = memory_zero(c->servers, sizeof *k->children);
	config.tree = k->tree;
	config.board = k->board;
	config.say = k->pipe[1];
	k->server = server_new(&config);
	if (block_signals(k, e) || make_session(k, e) || do_mount(k, e))
		return -1;
	server_set_device(k->server, fuse_session_fd(k->session));
	return 0;
}

int
mount_run(const struct mount_config *config, struct error *e)
{
	struct keeper k = {.config = config, .pipe = {-1, -1}, .signals = -1};
	int r = prepare(&k, e);

	if (r == 0)
		r = run_mounted(&k, e);
	release(&k);
	return r;
}
